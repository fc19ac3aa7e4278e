"""What keeps a version from being published: its errors by part, each with the address of its field."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from courses.authoring.advice import Note, innermost, note_of
from courses.authoring.filling import Filling
from courses.authoring.outline import UNWRITTEN, Outline, Part, belongs
from exercises.lint import Finding

Address = Callable[[Part], str]


@dataclass(frozen=True, slots=True)
class Row:
    """One error; `url` is empty where it is about the part as a whole."""

    note: Note
    url: str


@dataclass(slots=True)
class Group:
    """The errors of one part. `unwritten`: texts that nobody began."""

    label: str
    url: str
    rows: list[Row] = field(default_factory=list)
    unwritten: int = 0


def errors_by_part(
    findings: Iterable[Finding], outline: Outline, tree_of: Callable[[Part], Any], address: Address
) -> list[Group]:
    """The errors, in the order of the outline; what belongs to no part stands last, under the module."""
    left = [one for one in findings if one.severity == "error"]
    groups = []
    for part in (*outline.every, outline.media):
        own = [one for one in left if belongs(one, part)]
        if own:
            left = [one for one in left if not belongs(one, part)]
            groups.append(_group(part, own, tree_of(part), address(part)))
    if left:
        groups.append(Group(_("The module"), "", [Row(note_of(one, outline.facts), "") for one in left]))
    return groups


def _group(part: Part, own: list[Finding], tree: Any, url: str) -> Group:
    group = Group(part.title, url, unwritten=sum(one.code == UNWRITTEN for one in own))
    if part.untouched:
        return group
    rows = Filling(part.shape(tree), tree).rows() if isinstance(tree, dict) and part.shape(tree) else []
    for one in own:
        if one.code == UNWRITTEN:
            continue
        note = note_of(one, part)
        spot = innermost(rows, note.path) if note.path else None
        there = f"{url}?as=form#{spot.name}" if spot else url
        group.rows.append(Row(note, there if note.path else ""))
    return group
