"""Two people, or two tabs, in one part: only what somebody changed is written; the same field twice is asked about.

The page carries a short mark of each field as it was drawn (`was`). A field that still has its mark was not touched:
what stands in the file now stays. One that was touched is written, unless its place says something else by now.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from courses.authoring.filling import PREFIX, Row
from courses.authoring.outline import place_in_words

LISTS = ("list", "texts", "map", "said", "pairs")
PICK = "pick."  # of a field: mine or theirs, and the mark of theirs that was looked at
RIGHT = ".right"


@dataclass(frozen=True, slots=True)
class Clash:
    """One field that two people changed. `moved`: its place is another by now, so the words are only shown."""

    name: str
    place: str
    mine: str
    theirs: str
    mark: str
    moved: bool = False

    @property
    def short(self) -> str:
        return self.name.removeprefix(PREFIX)

    @property
    def pick(self) -> str:
        return PICK + self.name


@dataclass(slots=True)
class Drawn:
    """The fields of a page: their values as a browser sends them, and the lists that each stands in."""

    values: dict[str, str] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)
    lists: dict[str, str] = field(default_factory=dict)  # name of a list -> its items in order
    within: dict[str, tuple[str, ...]] = field(default_factory=dict)
    beside: dict[str, list[str]] = field(default_factory=dict)  # name of a text -> its languages' fields

    def marks(self) -> dict[str, str]:
        return {name.removeprefix(PREFIX): mark_of(text) for name, text in (self.values | self.lists).items()}


def mark_of(text: str) -> str:
    """Six signs that tell one text of a field from another; white space around it says nothing."""
    digest = hashlib.blake2s(text.replace("\r\n", "\n").strip().encode("utf-8", "replace"), digest_size=3)
    return digest.hexdigest()


def drawn(rows: Iterable[Row]) -> Drawn:
    """What those rows put on a page."""
    found = Drawn()
    for row in rows:
        _draw(found, row, ())
    return found


def _draw(found: Drawn, row: Row, within: tuple[str, ...]) -> None:
    if row.kind in LISTS:
        within = (*within, row.name)
        found.lists[row.name] = json.dumps([_identity(one) for one in row.rows], ensure_ascii=False)
    for cell in row.cells:
        _put(found, cell.name, cell.words, within)
        found.beside.setdefault(row.name, []).append(cell.name)
    if not row.cells and not row.rows and row.kind not in (*LISTS, "group", "variant", "item", "text"):
        _put(found, row.name, _value(row), within)
        if row.kind == "flag":
            found.flags.add(row.name)
    for inner in row.rows:
        _draw(found, inner, within)


def _put(found: Drawn, name: str, text: str, within: tuple[str, ...]) -> None:
    found.values[name], found.within[name] = text, within


def _identity(item: Row) -> str:
    """What an item of a list is known by when its neighbours move: its short name, else nothing."""
    named = next((row.value for row in item.rows if row.name == f"{item.name}.id"), "")
    return str(named) if item.rows else item.name


def _value(row: Row) -> str:
    if row.kind == "flag":
        return "on" if row.value else ""
    if row.kind == "choice" and row.choices and str(row.value) not in dict(row.choices):
        return str(row.choices[0][0])  # what a browser sends of a menu where nothing is chosen
    return str(row.value)


def marks_in(posted: Mapping[str, str]) -> dict[str, str] | None:
    """The marks that came with a form; None without any that can be read."""
    try:
        found = json.loads(posted.get("was", ""))
    except ValueError:
        return None
    return found if isinstance(found, dict) and all(isinstance(one, str) for one in found.values()) else None


def met(posted: Mapping[str, str], now: Drawn, was: Mapping[str, str]) -> tuple[dict[str, str], list[Clash]]:
    """What of a form is to be written over what stands there `now`, and what has to be asked."""
    kept = {name: value for name, value in posted.items() if not name.startswith(PREFIX)}
    clashes: list[Clash] = []
    overtaken: set[str] = set()
    moved = {name for name, items in now.lists.items() if was.get(_short(name), "") != mark_of(items)}
    for name, theirs in now.values.items():
        mark, before = mark_of(theirs), was.get(_short(name))
        if mark != before:
            overtaken.add(name)
        mine = posted.get(name, "" if name in now.flags else None)
        if mine is None or mark_of(mine) in (before, mark):
            _leave(kept, now, name)
            continue
        shifted = any(one in moved for one in now.within[name])
        if (mark == before and not shifted) or (not shifted and posted.get(PICK + name) == f"mine:{mark}"):
            _take(kept, now, name, mine)
        elif not shifted and posted.get(PICK + name) == f"theirs:{mark}":
            _leave(kept, now, name)
        else:
            if shifted:
                _leave(kept, now, name)
            clashes.append(Clash(name, place_in_words(_short(name)), mine, theirs, mark, shifted))
    clashes += [
        Clash(name, place_in_words(_short(name)), mine, "", "", True)
        for name, mine in posted.items()
        if name.startswith(PREFIX)
        and name not in now.values
        and _short(name) in was
        and mark_of(mine) != was[_short(name)]
    ]
    kept |= _still_right(posted, now, overtaken)
    return kept, clashes


def _take(kept: dict[str, str], now: Drawn, name: str, mine: str) -> None:
    if name not in now.flags or mine:
        kept[name] = mine


def _leave(kept: dict[str, str], now: Drawn, name: str) -> None:
    """What stands there stays: a field that is not sent, and a tick as it is."""
    if name in now.flags and now.values[name]:
        kept[name] = "on"


def _still_right(posted: Mapping[str, str], now: Drawn, overtaken: set[str]) -> dict[str, str]:
    """The ticks "still right", but for texts that changed since they were looked at."""
    found: dict[str, str] = {}
    for cells in now.beside.values():
        if overtaken.isdisjoint(cells):
            found |= {one + RIGHT: "on" for one in cells if one + RIGHT in posted}
    return found


def _short(name: str) -> str:
    return name.removeprefix(PREFIX)


def said_of(clashes: list[Clash]) -> str:
    """What is said above the form."""
    if all(one.moved for one in clashes):
        return _("Somebody has moved or taken away the place that you wrote in. Your words stand below, to copy.")
    return _("Somebody has changed the same field meanwhile. Choose below which text stays; everything else is kept.")


def met_file(posted: Mapping[str, str], theirs: str, was: Mapping[str, str]) -> tuple[str, list[Clash]]:
    """The same for a whole file as YAML: the text to keep, and what has to be asked."""
    mine, mark = posted.get("text", theirs), mark_of(theirs)
    if mark_of(mine) in (was.get("text"), mark) or posted.get(f"{PICK}text") == f"theirs:{mark}":
        return theirs, []
    if posted.get(f"{PICK}text") == f"mine:{mark}":
        return mine, []
    return theirs, [Clash("text", "YAML", mine, theirs, mark)]


def may_press(do: str, now: Drawn, was: Mapping[str, str]) -> bool:
    """Whether a button of a list still means what it meant: nobody moved that list, nor those that it stands in."""
    path = PREFIX + do.partition(":")[2]
    return not any(
        (path == name or path.startswith(f"{name}.")) and was.get(_short(name), "") != mark_of(items)
        for name, items in now.lists.items()
    )


def by_itself(posted: Mapping[str, str]) -> bool:
    """Whether the script sent it, by itself, after a pause."""
    return "auto" in posted
