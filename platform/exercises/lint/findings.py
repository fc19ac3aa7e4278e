"""What the lint says, and small checks that every part of it needs."""

from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """One remark: `where` is a dotted path in the document, `code` is stable, `text` is a plain sentence."""

    severity: Severity
    where: str
    code: str
    text: str


@dataclass
class Findings:
    """The remarks so far."""

    found: list[Finding] = field(default_factory=list)

    def error(self, where: str, code: str, text: str) -> None:
        self.found.append(Finding("error", where, code, text))

    def warning(self, where: str, code: str, text: str) -> None:
        self.found.append(Finding("warning", where, code, text))

    def errors_under(self, where: str) -> bool:
        """Whether this part, or something in it, has an error of shape."""
        return any(f.severity == "error" and (f.where == where or f.where.startswith(where + ".")) for f in self.found)

    def keys(self, tree: Any, where: str, required: str, optional: str = "") -> bool:
        """Whether the tree is a dict with these keys; says which are unknown and which are missing."""
        if not isinstance(tree, dict):
            self.error(where, "not_keys", "must be keys and values")
            return False
        needed, known = set(required.split()), set(required.split()) | set(optional.split())
        for key in tree:
            if key not in known:
                self.error(f"{where}.{key}", "unknown_key", f"{key!r} isn't a key of the format here")
        for key in sorted(needed - tree.keys()):
            self.error(where, "missing_key", f"the key {key!r} is missing")
        return needed <= tree.keys()

    def listed(self, tree: Any, where: str) -> list[Any]:
        """The tree when it's a list of keys and values; else an error and an empty list."""
        if isinstance(tree, list) and all(isinstance(one, dict) for one in tree):
            return tree
        self.error(where, "not_list", "must be a list of keys and values")
        return []
