"""2,141 aidant accounts, and the accounts that don't count: staff, tests, second accounts, unconfirmed."""

import datetime as dt
import unicodedata

from ..packs.rows import MergeRow, PersonRow
from .names import FIRST, LAST
from .published import NOBODY, OPERATORS, SEMESTERS
from .world import Aidant, Place, World, local

WITHOUT_STRUCTURE = 9
OBJECTORS = 5
SECOND_ACCOUNTS = 6
STAFF = 22
TESTERS = 4
UNCONFIRMED = 35


class _Names:
    """First and last names in no order, none of them twice."""

    def __init__(self, world: World) -> None:
        self._left: dict[str, list[tuple[str, str]]] = {}
        for tongue in FIRST:
            pairs = [(first, last) for first in FIRST[tongue] for last in LAST[tongue]]
            world.rng.shuffle(pairs)
            self._left[tongue] = pairs
        self._given: set[tuple[str, str]] = set()

    def take(self, tongue: str) -> tuple[str, str]:
        while True:
            pair = self._left[tongue].pop()
            if pair not in self._given:
                self._given.add(pair)
                return pair


def add_aidants(world: World) -> None:
    """Fills `world.aidants`: one at least for each structure, in the semester it is affiliated in."""
    names = _Names(world)
    rng = world.rng
    for place in world.places:
        start, end = SEMESTERS[place.semester]
        day = place.affiliated + dt.timedelta(rng.randint(-10, 14))
        _add(world, names, place, min(max(day, start), end))
    more = world.published.accounts - len(world.aidants) - WITHOUT_STRUCTURE
    busy = [rng.choice((1, 1, 2, 3, 5)) if place.operator else 1 for place in world.places]
    for place in rng.choices(world.places, busy, k=more):
        semester = rng.randint(place.semester, len(SEMESTERS) - 1)
        earliest = max(SEMESTERS[semester][0], place.affiliated - dt.timedelta(5))
        span = (SEMESTERS[semester][1] - earliest).days
        _add(world, names, place, earliest + dt.timedelta(rng.randint(0, span)))
    for number in range(WITHOUT_STRUCTURE):
        aidant = _add(world, names, None, world.day_in(number % len(SEMESTERS)))
        aidant.invited_by = OPERATORS[number % len(OPERATORS)]
    _choose_objectors(world)


def _add(world: World, names: _Names, place: Place | None, day: dt.date) -> Aidant:
    rng = world.rng
    tongue = place.language if place else "fr"
    invited = place.operator if place and place.operator != NOBODY and rng.random() < 0.3 else ""
    kind = rng.choices(("professional", "volunteer", ""), (60, 36, 4))[0]
    number = len(world.aidants) + 1
    aidant = Aidant(f"P{number:04}", place, invited, day, kind, names.take(tongue))
    world.aidants.append(aidant)
    return aidant


def _choose_objectors(world: World) -> None:
    settled = [aidant for aidant in world.aidants if aidant.place and aidant.place.settled]
    for aidant in world.sample(settled, OBJECTORS):
        aidant.objects = True


def add_second_accounts(world: World) -> None:
    """Some trained aidants signed up twice; the one account is merged into the other, and it all counts once.

    One of them objects under the second account only: that holds for both.
    """
    trained = [
        aidant
        for aidant in world.aidants
        if aidant.trained and aidant.trained < dt.date(2021, 5, 1) and not aidant.objects
    ]
    for number, aidant in enumerate(world.sample(trained, SECOND_ACCOUNTS), start=1):
        aidant.alias = f"P8{number:03}"
        aidant.alias_since = max(aidant.confirmed, aidant.trained or aidant.confirmed) + dt.timedelta(20)
        aidant.alias_objects = number == 1
        aidant.objects = aidant.objects or aidant.alias_objects


def add_staff(world: World) -> None:
    """The people of the partners and test accounts: they count nowhere."""
    world.staff.extend(f"P7{number:03}" for number in range(1, STAFF + 1))
    world.testers.extend(f"P6{number:03}" for number in range(1, TESTERS + 1))


def write_people(world: World) -> None:
    """Rows of people.csv and merges.csv: last, for trainings may have moved the day an account is active from."""
    rng = world.rng
    pack = world.pack
    for aidant in world.aidants:
        own_objection = aidant.objects and not aidant.alias_objects
        pack.people.append(_row(world, aidant, aidant.id, aidant.confirmed, own_objection))
    for aidant in world.aidants:
        if aidant.alias and aidant.alias_since:
            row = _row(world, aidant, aidant.alias, aidant.alias_since, aidant.alias_objects)
            pack.people.append(row)
            pack.merges.append(MergeRow(aidant.id, aidant.alias, local(dt.date(2021, 11, 8), 14), 0))
    for number, person in enumerate(world.staff):
        operator = OPERATORS[number % len(OPERATORS)]
        email = f"{person.lower()}@{operator.lower().replace('_', '-')}.example"
        confirmed = local(dt.date(2020, 7, 1) + dt.timedelta(number), 10)
        row = PersonRow(person, "", "staff", "", "", email, "fr", confirmed, operator, False, 0)
        pack.people.append(row)
    for number, person in enumerate(world.testers):
        place = f"S9{number % 3:03}"  # the structures without an aidant
        confirmed = local(dt.date(2021, 11, 20), 10)
        row = PersonRow(person, place, "test", "Test", person, "", "en", confirmed, "", False, 0)
        pack.people.append(row)
    for number in range(1, UNCONFIRMED + 1):
        place = rng.choice(world.places).id
        email = f"invited{number}@aidants.example"
        row = PersonRow(f"P5{number:03}", place, "", "", "", email, "", None, "", False, 0)
        pack.people.append(row)
    pack.people.sort(key=lambda row: row.id)


def _row(world: World, aidant: Aidant, account: str, day: dt.date, objects: bool) -> PersonRow:
    rng = world.rng
    first, last = aidant.names
    return PersonRow(
        account,
        aidant.place.id if aidant.place else "",
        aidant.kind,
        first,
        last,
        f"{_address(first)}.{_address(last)}.{account.lower()}@aidants.example",
        aidant.place.language if aidant.place else "fr",
        local(day, rng.randint(7, 21), rng.randint(0, 59)),
        aidant.invited_by,
        objects,
        0,
    )


def _address(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name.casefold())
    return "".join(char for char in bare if char.isascii() and char.isalnum())
