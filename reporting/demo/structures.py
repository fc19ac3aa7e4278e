"""919 structures that count, and a few that don't."""

import datetime as dt
from dataclasses import replace

from ..packs.rows import StructureRow
from .names import CALLED, PLACES
from .places import ELSEWHERE, Postcodes, language
from .published import NOBODY, OPERATORS, SEMESTERS
from .world import Place, World

# Sides on which the territory alone gives the partner (partners.py): some of their structures name nobody.
BY_TERRITORY = 0.12
ALONE = {"EMMAUS_CONNECT", "TECHNOFUTUR_TIC", "DISTRICT09"}

MOVED_OUT = dt.date(2021, 10, 1)
MOVED_ON = dt.date(2021, 4, 1)
HANDED_OVER = dt.date(2021, 9, 1)
LEFT = dt.date(2021, 12, 20)


def add_structures(world: World, postcodes: Postcodes) -> None:
    """Fills `world.places` and the rows of structures.csv."""
    names = _Names(world)
    elsewhere = 0
    for semester in range(len(SEMESTERS)):
        for operator in (*OPERATORS, NOBODY):
            for _ in range(world.published.structures[operator][semester]):
                if operator == NOBODY:
                    at = ELSEWHERE[elsewhere % len(ELSEWHERE)]
                    elsewhere += 1
                else:
                    at = postcodes.of(operator)
                _add(world, names, operator, semester, at)
    _add_histories(world)
    _add_uncounted(world, names, postcodes)
    _sort(world)


class _Names:
    """Names in no order, none of them twice."""

    def __init__(self, world: World) -> None:
        self._left: dict[str, list[tuple[str, str]]] = {}
        for tongue, kinds in PLACES.items():
            pairs = [(kind, f"{what} {called}") for kind, what in kinds for called in CALLED[tongue]]
            world.rng.shuffle(pairs)
            self._left[tongue] = pairs

    def take(self, tongue: str) -> tuple[str, str]:
        """Type code and name."""
        return self._left[tongue].pop()


def _add(world: World, names: _Names, operator: str, semester: int, at: tuple[str, str]) -> Place:
    rng = world.rng
    country, postcode = at
    tongue = language(country, postcode)
    kind, name = names.take(tongue)
    day = world.day_in(semester, first=3, last=16)
    place = Place(
        id=f"S{len(world.places) + 1:04}",
        name=name,
        operator=operator,
        language=tongue,
        country=country,
        postcode=postcode,
        affiliated=day,
        semester=semester,
        settled=operator != NOBODY,
    )
    world.places.append(place)
    named = "" if operator in ALONE and rng.random() < BY_TERRITORY and _at_home(place) else operator
    if rng.random() < 0.3:
        applied = day - dt.timedelta(rng.randint(2, 40))
        world.pack.structures.append(_row(place, kind, applied, named, "applied"))
    world.pack.structures.append(_row(place, kind, day, named, "affiliated"))
    return place


def _at_home(place: Place) -> bool:
    """On the operator's own side, so that the territory gives it the same partner."""
    sides = {"EMMAUS_CONNECT": ("FR", "fr"), "TECHNOFUTUR_TIC": ("BE", "fr"), "DISTRICT09": ("BE", "nl")}
    return sides[place.operator] == (place.country, place.language)


def _row(place: Place, kind: str, since: dt.date, operator: str, status: str) -> StructureRow:
    return StructureRow(place.id, since, place.name, place.country, place.postcode, kind, "", operator, status, 0)


def _add_histories(world: World) -> None:
    """Structures that move, change hands or leave: what they did before stays where it was counted."""
    rows = {row.id: row for row in world.pack.structures}  # the last row of each
    early = [place for place in world.places if place.semester == 0 and place.operator]
    chosen = world.sample(early, 17)
    for place in chosen[:3]:
        _change(world, rows[place.id], MOVED_ON, postcode=_next_door(place), status="affiliated")
    for place in [place for place in chosen[3:6] if place.operator != "WETECHCARE_BE"]:
        _change(world, rows[place.id], HANDED_OVER, operator="WETECHCARE_BE", status="affiliated")
    for place in chosen[6:16]:
        _change(world, rows[place.id], LEFT, status="left")
    mover = chosen[16]
    mover.settled = False
    _change(world, rows[mover.id], MOVED_OUT, country="BE", postcode="1000", status="affiliated")


def _next_door(place: Place) -> str:
    if place.country == "FR":
        return "59100"
    return "9050" if place.language == "nl" else "7500"


def _change(
    world: World,
    row: StructureRow,
    since: dt.date,
    *,
    status: str,
    country: str = "",
    postcode: str = "",
    operator: str = "",
) -> None:
    world.pack.structures.append(
        replace(
            row,
            since=since,
            country=country or row.country,
            postcode=postcode or row.postcode,
            operator=operator or row.operator,
            status=status,
        )
    )


def add_beginnings(world: World) -> None:
    """A structure whose people are there before its affiliation had applied by then.

    Before its first row a structure has neither a postcode nor an operator, and what happens is unknown.
    """
    first = {row.id: row for row in reversed(world.pack.structures)}
    earliest = {place.id: first[place.id].since for place in world.places}
    for aidant in world.aidants:
        if aidant.place:
            days = [aidant.confirmed, *([aidant.trained] if aidant.trained else [])]
            earliest[aidant.place.id] = min(earliest[aidant.place.id], *days)
    for place in world.places:
        row = first[place.id]
        if earliest[place.id] < row.since:
            since = earliest[place.id] - dt.timedelta(world.rng.randint(1, 12))
            if row.status == "applied":
                world.pack.structures.remove(row)
            world.pack.structures.append(replace(row, since=since, status="applied"))
    _sort(world)


def _sort(world: World) -> None:
    world.pack.structures.sort(key=lambda row: (row.id, row.since))


def _add_uncounted(world: World, names: _Names, postcodes: Postcodes) -> None:
    """Three without an aidant, and four that have only applied."""
    for number in range(7):
        operator = OPERATORS[number % len(OPERATORS)]
        country, postcode = postcodes.of(operator)
        kind, name = names.take(language(country, postcode))
        world.pack.structures.append(
            StructureRow(
                f"S9{number:03}",
                dt.date(2021, 11, 15),
                name,
                country,
                postcode,
                kind,
                "",
                operator,
                "affiliated" if number < 3 else "applied",
                0,
            )
        )
