"""Likely duplicates: told to the sender, never merged nor left out by the software."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from difflib import SequenceMatcher
from itertools import combinations
from typing import TYPE_CHECKING, Any

from common.languages import without_accents

from .problems import Notice, shorten
from .rows import StructureRow

if TYPE_CHECKING:
    from .check import Pack

NEAR = 0.9  # of 1: "Espace des Tilleuls" and "Espace les Tilleuls"
_MOST_PAIRED = 60  # structures at one postcode that are compared letter by letter, two by two
_IDS_SHOWN = 10


def likely_duplicates(pack: "Pack") -> Iterator[Notice]:
    """One notice for each group of rows that may be about the same thing.

    Accompaniments with the same helper, date, mode, minutes and number of learners; people with the same
    e-mail or the same name; structures with nearly the same name at the same postcode.
    """
    recorded = (row for row in pack.accompaniments if row.status == "recorded")
    yield from _groups(
        "accompaniments.csv",
        "same_accompaniment",
        ((row, (row.person, row.date, row.mode, row.minutes, row.number)) for row in recorded),
    )
    yield from _groups("people.csv", "same_email", ((row, row.email.casefold()) for row in pack.people))
    names = ((row, (plain(row.first_name), plain(row.last_name))) for row in pack.people)
    yield from _groups("people.csv", "same_name", ((row, name if all(name) else "") for row, name in names))
    yield from _structures(pack.structures)


def plain(text: str) -> str:
    """A name without case, accents and punctuation: "L'Étoile" and "l etoile" are the same."""
    bare = without_accents(text.casefold())
    return " ".join("".join(char if char.isalnum() else " " for char in bare).split())


def _groups(file: str, reason: str, keyed: Iterable[tuple[Any, Hashable]]) -> Iterator[Notice]:
    groups: dict[Hashable, list[Any]] = defaultdict(list)
    for row, key in keyed:
        if key:
            groups[key].append(row)
    for group in groups.values():
        if len(group) > 1:
            yield _notice(file, reason, group)


def _notice(file: str, reason: str, group: list[Any]) -> Notice:
    ids = ", ".join(shorten(row.id) for row in group[:_IDS_SHOWN])
    if len(group) > _IDS_SHOWN:
        ids += "…"
    return Notice(file, reason, tuple(row.line for row in group), {"ids": ids})


def _structures(rows: Iterable[StructureRow]) -> Iterator[Notice]:
    """Only the latest state of each structure is compared."""
    latest: dict[str, StructureRow] = {}
    for row in rows:
        if row.id not in latest or latest[row.id].since <= row.since:
            latest[row.id] = row
    places: dict[str, list[StructureRow]] = defaultdict(list)
    for row in latest.values():
        if row.postcode:
            places["".join(row.postcode.split()).casefold()].append(row)
    for group in places.values():
        if len(group) <= _MOST_PAIRED:
            for one, other in combinations(group, 2):
                if _near(plain(one.name), plain(other.name)):
                    yield _notice("structures.csv", "same_structure", [one, other])
        else:
            yield from _groups("structures.csv", "same_structure", ((row, plain(row.name)) for row in group))


def _near(one: str, other: str) -> bool:
    if sorted(one.split()) == sorted(other.split()):
        return True
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= NEAR and matcher.quick_ratio() >= NEAR and matcher.ratio() >= NEAR
