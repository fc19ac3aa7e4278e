"""Postcodes of Belgium and France, and where they lie in the cross-border zone (docs/counting.md, Territory).

The two tables beside this file are read once, on first use. Nothing here touches the database.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

ZONE_VERSION = "1"
"""Version of the zone's drawing (the two tables); kept with every figure that rests on it."""

ZoneFlag = Literal["in", "out", "unknown"]
Reading = Literal["empty", "unknown", "abroad", "ok"]

_DATA = Path(__file__).parent / "data"
# Dutch names in daily use of French communes; the table of postcodes has the national names only.
_DUTCH_NAMES = {("FR", "59350"): "Rijsel", ("FR", "59183"): "Duinkerke", ("FR", "62041"): "Atrecht"}
_WRITTEN = re.compile(r"(?:(BE|B|FR|F)-?)?([0-9]+)", re.IGNORECASE)
_COUNTRY_OF_PREFIX = {"B": "BE", "BE": "BE", "F": "FR", "FR": "FR"}
_COUNTRY_OF_LENGTH = {4: "BE", 5: "FR"}


class Postcode(NamedTuple):
    """A postcode as read from a cell.

    `reading` is `empty` (nothing given), `abroad` (the country cell names neither Belgium nor France),
    `unknown` (not a postcode, or the country cell or the prefix contradicts the number of digits), else
    `ok`; only then are `country` (BE or FR) and `digits` sure to fit each other.
    """

    country: str
    digits: str
    reading: Reading


class Commune(NamedTuple):
    """A commune that a postcode serves: its national code, its two names, its NUTS 3 unit.

    `special`: the postcode is an organisation's own (a parliament, a broadcaster), not a part of the commune.
    """

    code: str
    fr: str
    nl: str
    nuts3: str
    country: str
    postcode: str
    special: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a country cell and a postcode cell lead.

    The two flags are True, False, or None when it can't be told. `versant` is the side of the border
    (`FR`, `WAL`, `VL`), empty outside the programme area or where the postcode's units disagree.
    `ambiguous`: several NUTS 3 units that do not share both flags and the side, so a form asks for the
    commune. `given`: the postcode cell was not empty.
    """

    country: str
    postcode: str
    communes: tuple[Commune, ...] = ()
    nuts3: frozenset[str] = frozenset()
    in_zone_programme: bool | None = None
    in_zone_project: bool | None = None
    versant: str = ""
    ambiguous: bool = False
    given: bool = True

    def flag(self, zone: str) -> ZoneFlag:
        """`in`, `out` or `unknown` for the zone a project uses (`programme` or `project`)."""
        inside = self.in_zone_programme if zone == "programme" else self.in_zone_project
        if inside is None:
            return "unknown"
        return "in" if inside else "out"


class _Unit(NamedTuple):
    in_zone: bool
    in_zone_project: bool
    versant: str


class _Tables(NamedTuple):
    units: dict[str, _Unit]
    towns: dict[str, tuple[float, float]]
    communes: dict[tuple[str, str], tuple[Commune, ...]]


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    units: dict[str, _Unit] = {}
    with (_DATA / "nuts3_zone.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            units[row["nuts3"]] = _Unit(row["in_zone"] == "1", row["in_zone_project"] == "1", row["versant"])
    with (_DATA / "chief_towns.csv").open(encoding="utf-8", newline="") as lines:
        towns = {row["nuts3"]: (float(row["latitude"]), float(row["longitude"])) for row in csv.DictReader(lines)}
    grouped: dict[tuple[str, str], list[Commune]] = {}
    with (_DATA / "postcodes.csv").open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines)
        at = {name: position for position, name in enumerate(next(rows))}
        country, postcode, nuts3 = at["country"], at["postcode"], at["nuts3"]
        code, fr, nl, kind = at["commune_code"], at["commune_fr"], at["commune_nl"], at["kind"]
        for cells in rows:
            dutch = _DUTCH_NAMES.get((cells[country], cells[code]), cells[nl])
            special = cells[kind] == "special"
            commune = Commune(cells[code], cells[fr], dutch, cells[nuts3], cells[country], cells[postcode], special)
            grouped.setdefault((commune.country, commune.postcode), []).append(commune)
    return _Tables(units, towns, {key: tuple(found) for key, found in grouped.items()})


def normalise_postcode(raw: str, country: str = "") -> Postcode:
    """Reads a postcode cell as people write it: `B-7700`, `be 7700`, `F-59000`, ` 59 000 `.

    Spaces go, then a prefix B, BE, F or FR with an optional `-`, in any case. Four digits are Belgian,
    five French; nothing is ever padded. Never raises: whatever can't be read is `unknown`.
    """
    written = "".join(raw.split())
    said = _country(country)
    if not written:
        return Postcode(said, "", "empty")
    if said not in ("", "BE", "FR"):
        return Postcode(said, written, "abroad")
    match = _WRITTEN.fullmatch(written)
    if match is None:
        return Postcode(said, written, "unknown")
    prefix, digits = match.groups()
    of_digits = _COUNTRY_OF_LENGTH.get(len(digits), "")
    claims = {said, _COUNTRY_OF_PREFIX[prefix.upper()] if prefix else ""} - {""}
    if not of_digits or claims - {of_digits}:
        return Postcode(said, digits, "unknown")
    return Postcode(of_digits, digits, "ok")


def country_of_prefix(raw: str) -> str:
    """BE or FR when a postcode is written with its country's letters (`B-7700`, `FR 59000`), else empty."""
    match = _WRITTEN.fullmatch("".join(raw.split()))
    return _COUNTRY_OF_PREFIX[match[1].upper()] if match and match[1] else ""


@lru_cache(maxsize=50_000)
def resolve(country: str, postcode: str) -> Place:
    """The place of a country cell and a postcode cell, as written; never raises.

    Another country than Belgium and France is out of both zones. A postcode absent from the table, or
    contradicted by its country, has no flag. Where the units of a postcode share a flag, it has that flag:
    52100 lies out of the project zone, and may or may not lie in the programme's.
    """
    read = normalise_postcode(postcode, country)
    if read.reading == "empty":
        return Place(read.country, "", given=False)
    if read.reading == "abroad":
        return Place(read.country, read.digits, in_zone_programme=False, in_zone_project=False)
    tables = _tables()
    communes = tables.communes.get((read.country, read.digits), ()) if read.reading == "ok" else ()
    if not communes:
        return Place(read.country, read.digits)
    nuts3 = frozenset(commune.nuts3 for commune in communes)
    units = [tables.units[code] for code in sorted(nuts3)]
    programme = _shared(unit.in_zone for unit in units)
    project = _shared(unit.in_zone_project for unit in units)
    sides = {unit.versant for unit in units}
    return Place(
        country=read.country,
        postcode=read.digits,
        communes=communes,
        nuts3=nuts3,
        in_zone_programme=programme,
        in_zone_project=project,
        versant=sides.pop() if len(sides) == 1 else "",
        ambiguous=len(set(units)) > 1,
    )


def chief_town(nuts3: str) -> tuple[float, float]:
    """(latitude, longitude) of the unit's chief town, to a hundredth of a degree: to sort by, never to show."""
    return _tables().towns[nuts3]


def every_commune() -> list[Commune]:
    """Each pair of a postcode and a commune, in the order of the table."""
    return [commune for found in _tables().communes.values() for commune in found]


def in_project_area(commune: Commune) -> bool:
    """Whether the commune lies in the project's area."""
    return _tables().units[commune.nuts3].in_zone_project


def communes_for(country: str, postcode: str) -> tuple[Commune, ...]:
    """The communes of a postcode, for a form's list; empty when the postcode is unknown or abroad."""
    return resolve(country, postcode).communes


def _country(cell: str) -> str:
    written = "".join(cell.split()).upper()
    return _COUNTRY_OF_PREFIX.get(written, written)


def _shared(flags: Iterable[bool]) -> bool | None:
    different = set(flags)
    return different.pop() if len(different) == 1 else None
