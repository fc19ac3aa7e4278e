"""What the lint says, and small checks that every part of it needs."""

from dataclasses import dataclass, field
from typing import Any, Literal

from exercises.sentences import filled
from exercises.sentences import gettext_noop as _

Severity = Literal["error", "warning"]


MISSING_KEY = _("the key “%(key)s” is missing")
NO_ACTION = _("there is no action “%(name)s”")
NO_ALT = _("nothing says what the picture %(file)s shows")
NO_FILE = _("there is no file “%(name)s”")
NO_FIRST_SCREEN = _("the first screen isn’t one of the screens")
NO_SCREEN = _("there is no screen “%(name)s”")
NO_SLOT = _("the state has no “%(name)s”")
ONE_OF = _("%(key)s is one of %(known)s")
OTHER_KIND = _("“%(value)s” isn’t of the same kind as “%(like)s”")


@dataclass(frozen=True)
class Finding:
    """One remark: `where` is a dotted path in the document, `code` is stable, `said` is a plain English sentence.

    Its places, `%(count)s`, are filled from `facts`; so a page can say it in another language.
    """

    severity: Severity
    where: str
    code: str
    said: str
    facts: dict[str, Any] = field(default_factory=dict, hash=False)

    @property
    def text(self) -> str:
        return filled(self.said, self.facts)


@dataclass
class Findings:
    """The remarks so far."""

    found: list[Finding] = field(default_factory=list)

    def error(self, where: str, code: str, said: str, /, **facts: Any) -> None:
        self.found.append(Finding("error", where, code, said, facts))

    def warning(self, where: str, code: str, said: str, /, **facts: Any) -> None:
        self.found.append(Finding("warning", where, code, said, facts))

    def errors_under(self, where: str) -> bool:
        """Whether this part, or something in it, has an error of shape."""
        return any(f.severity == "error" and (f.where == where or f.where.startswith(where + ".")) for f in self.found)

    def keys(self, tree: Any, where: str, required: str, optional: str = "") -> bool:
        """Whether the tree is a dict with these keys; says which are unknown and which are missing."""
        if not isinstance(tree, dict):
            self.error(where, "not_keys", _("must be keys and values"))
            return False
        needed, known = set(required.split()), set(required.split()) | set(optional.split())
        for key in tree:
            if key not in known:
                self.error(f"{where}.{key}", "unknown_key", _("“%(key)s” isn’t a key of the format here"), key=key)
        for key in sorted(needed - tree.keys()):
            self.error(where, "missing_key", MISSING_KEY, key=key)
        return needed <= tree.keys()

    def listed(self, tree: Any, where: str) -> list[Any]:
        """The tree when it's a list of keys and values; else an error and an empty list."""
        if isinstance(tree, list) and all(isinstance(one, dict) for one in tree):
            return tree
        self.error(where, "not_list", _("must be a list of keys and values"))
        return []
