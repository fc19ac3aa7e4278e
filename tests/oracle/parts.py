"""A random pack dealt out to two packs: imported one after the other they leave the same records as the whole.

The second pack brings new rows and corrects rows of the first, as a partner's second sending does.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from tests.oracle.packs import Pack, write
from tests.oracle.reading import Row
from tests.oracle.units import press_key

Rows = list[dict[str, str]]

# Rows that others name by this column: the first row of each is in the first pack, as it is or wrong.
DEFINING = {"partners": "code", "structures": "id", "people": "id", "actions": "id"}
# What a first sending may have had wrong.
MISTAKES = {
    "partners": {"side": "ALL", "territorial_default": "0", "postcode": "1000"},
    "structures": {"operator": "", "postcode": "", "status": "applied"},
    "people": {"structure": "", "kind": "staff", "confirmed_at": "", "invited_by": "", "objects_to_statistics": "1"},
    "actions": {"status": "planned", "core": "0", "dates": "", "starts_at": "2021-06-01T09:00", "evidence": ""},
    "attendances": {"status": "absent", "validated_at": ""},
    "accompaniments": {"learners": "", "anonymous": "", "status": "cancelled", "date": "2021-05-05", "postcode": ""},
    "coefficients": {"value": "99"},
    "newsletters": {"readers": "1"},
    "targets": {"value": "7"},
    "content": {"published_on": "2021-04-04", "operator": ""},
    "diagnostics": {"completed_at": "2021-04-04T10:00"},
}


def write_parts(folder: Path, seed: int) -> tuple[Path, Path]:
    """The pack of that seed as two folders."""
    files, chance = Pack(seed).files, random.Random(seed + 1)
    first: dict[str, Rows] = {"project": files["project"]}
    second: dict[str, Rows] = {"project": files["project"]}
    for name, rows in files.items():
        if name != "project":
            first[name], second[name] = _deal(name, rows, chance)
    return write(Path(folder) / "first", first, seed), write(Path(folder) / "second", second, seed)


def _deal(name: str, rows: Rows, chance: random.Random) -> tuple[Rows, Rows]:
    first: Rows = []
    second: Rows = []
    chosen: dict[object, str] = {}
    named: set[str] = set()
    together = _together(name)
    for row in rows:
        ways = ["first", "second", "wrong"] if name in MISTAKES else ["first", "second"]
        defined = row.get(DEFINING.get(name, ""))
        if defined is not None and defined not in named:
            named.add(defined)
            ways.remove("second")
        # A repeated row goes where its twin went; a wrong one is not repeated.
        known = together(row) in chosen
        way = chosen.setdefault(together(row), chance.choice(ways))
        if known and way == "wrong":
            continue
        if way == "first":
            first.append(row)
        else:
            second.append(row)
        if way == "wrong":
            first.append(_wrong(row, MISTAKES[name], chance))
    return first, [row for number, row in enumerate(second) if row not in second[:number]]


def _together(name: str) -> Callable[[dict[str, str]], object]:
    """A pack's rows of one press item take the place of all earlier ones, so they stay together."""
    if name == "press":
        return lambda row: press_key(Row(row))
    return lambda row: tuple(row.values())


def _wrong(row: dict[str, str], mistakes: dict[str, str], chance: random.Random) -> dict[str, str]:
    there = [column for column in mistakes if column in row]
    return row | {column: mistakes[column] for column in chance.sample(there, chance.randint(1, min(2, len(there))))}
