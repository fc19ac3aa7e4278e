"""What two sets of files differ in: by place in the file, before and after, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from courses.authoring.outline import place_in_words
from exercises import ContentError, load_yaml
from exercises.documents import Files

MOST_CHANGES = 300
_PIECES = re.compile(r"\s+|[\w'’-]+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Change:
    """One place: `pieces` are (same, del or ins, words)."""

    path: str
    kind: str  # added, removed, changed
    pieces: list[tuple[str, str]]

    @property
    def place(self) -> str:
        return place_in_words(self.path)


@dataclass(slots=True)
class FileChange:
    """One file, with its places that changed; of a file that came or went, only that."""

    name: str
    kind: str
    changes: list[Change] = field(default_factory=list)
    more: int = 0
    title: str = ""  # of its part, where that is still there, and its page
    url: str = ""


def differences(before: Files, after: Files) -> list[FileChange]:
    """By file, in the order of a folder. A file that only looks different (its comments, its spaces) has no changes."""
    names = [*after, *(name for name in before if name not in after)]
    found = []
    for name in names:
        if before.get(name) == after.get(name):
            continue
        kind = "added" if name not in before else "removed" if name not in after else "changed"
        one = FileChange(name, kind)
        if kind == "changed":
            every = list(_changes(_flat(before[name], name), _flat(after[name], name)))
            one.changes, one.more = every[:MOST_CHANGES], max(0, len(every) - MOST_CHANGES)
        found.append(one)
    return found


def _changes(old: dict[str, str], new: dict[str, str]) -> Iterator[Change]:
    for path, words in new.items():
        if path not in old:
            yield Change(path, "added", [("ins", words)])
        elif old[path] != words:
            yield Change(path, "changed", list(word_by_word(old[path], words)))
    for path, words in old.items():
        if path not in new:
            yield Change(path, "removed", [("del", words)])


def word_by_word(old: str, new: str) -> Iterator[tuple[str, str]]:
    """What stays, goes and comes, in the order of reading."""
    left, right = _PIECES.findall(old), _PIECES.findall(new)
    for act, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if act == "equal":
            yield "same", "".join(left[a:b])
            continue
        if b > a:
            yield "del", "".join(left[a:b])
        if d > c:
            yield "ins", "".join(right[c:d])


def _flat(text: str, name: str) -> dict[str, str]:
    """Place -> words. What can't be read is one place: the whole file."""
    try:
        tree = load_yaml(text, name)
    except ContentError:
        return {"": text}
    return dict(_leaves(tree, ""))


def _leaves(tree: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            name = key.removesuffix("?")  # a stale text that says the same has not changed
            yield from _leaves(value, f"{path}.{name}" if path else name)
    elif isinstance(tree, list) and any(isinstance(one, dict | list) for one in tree):
        for index, value in enumerate(tree):
            yield from _leaves(value, f"{path}.{_key_of(value, index)}")
    elif isinstance(tree, list):
        yield path, ", ".join(_word(one) for one in tree)
    else:
        yield path, _word(tree)


def _key_of(item: Any, index: int) -> str:
    """What has an id keeps its place when its neighbours move."""
    named = item.get("id") if isinstance(item, dict) else None
    return named if isinstance(named, str) and named and "." not in named else str(index)


def _word(value: Any) -> str:
    return (
        ""
        if value is None
        else {True: "true", False: "false"}[value]
        if isinstance(value, bool)
        else str(value).rstrip()
    )
