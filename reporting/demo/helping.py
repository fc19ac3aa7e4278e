"""Accompaniments, their learners, and skills checks: invented altogether, nobody published them."""

import datetime as dt
from dataclasses import replace

from ..packs.rows import AccompanimentRow, DiagnosticRow
from .published import SEMESTERS
from .world import Aidant, Place, World, local

THEMES = (
    "browsing",
    "email",
    "procedures",
    "device",
    "office",
    "social",
    "health",
    "security",
    "work",
    "banking",
)
# Elsewhere than at the structure: as people type postcodes. Aalst is out of the zone, and a code with the
# wrong country is nowhere.
ELSEWHERE = (
    ("BE", "B-7700"),
    ("FR", "F-59000"),
    ("", "9000"),
    ("BE", "9300"),
    ("FR", "8000"),
    ("", "59 100"),
    ("DE", "52062"),
)
ACCOMPANIMENTS = 1900
DIAGNOSTICS = 1350
FOLLOWING = 220  # structures that follow learners
LAST_DAY = SEMESTERS[-1][1]


def add_learners(world: World) -> None:
    """Pseudonyms, each of one structure: the same one elsewhere is somebody else."""
    settled = [place for place in world.places if place.settled]
    for place in world.sample(settled, FOLLOWING):
        count = world.rng.randint(4, 24)
        place.learners = [f"k{number:02}" for number in world.rng.sample(range(10, 100), count)]


def add_accompaniments(world: World) -> None:
    """Rows of accompaniments.csv: mostly by trained aidants, most of them with followed learners."""
    rng = world.rng
    helpers = [each for each in world.aidants if each.place]
    weights = [_keenness(each) for each in helpers]
    for number, aidant in enumerate(rng.choices(helpers, weights, k=ACCOMPANIMENTS), start=1):
        assert aidant.place is not None
        first = max(aidant.confirmed, SEMESTERS[0][0])
        day = first + dt.timedelta(rng.randint(0, (LAST_DAY - first).days))
        world.pack.accompaniments.append(_row(world, f"H{number:04}", aidant, aidant.place, day))
    rows = world.pack.accompaniments
    # The same help told twice: both count, and both are told.
    twice = next(row for row in rows if row.mode == "individual" and row.status == "recorded" and row.number)
    rows.append(replace(twice, id="H9001"))


def _keenness(aidant: Aidant) -> int:
    if aidant.place and aidant.place.learners:
        return 12 if aidant.trained else 5
    return 4 if aidant.trained else 1


def _row(world: World, number: str, aidant: Aidant, place: Place, day: dt.date) -> AccompanimentRow:
    rng = world.rng
    mode = rng.choices(("individual", "workshop", "drop_in"), (55, 20, 25))[0]
    known = 1 if mode == "individual" else rng.randint(2, 8) if mode == "workshop" else rng.randint(0, 2)
    learners = tuple(sorted(world.sample(place.learners, known)))
    anonymous = 0
    if len(learners) < known or mode == "drop_in":
        anonymous = max(known - len(learners), rng.randint(0, 3))
    where, country, postcode = "structure", "", ""
    if rng.random() < 0.08:
        where = rng.choice(("home", "other"))
        country, postcode = rng.choice(ELSEWHERE)
    elif rng.random() < 0.1:
        where = "remote"
    return AccompanimentRow(
        number,
        place.id,
        aidant.account(day, rng),
        day,
        mode,
        where,
        country,
        postcode,
        rng.choice((15, 30, 30, 45, 60, 60, 90, 120, None)),
        tuple(world.sample(THEMES, rng.randint(1, 2))),
        learners,
        anonymous,
        "cancelled" if rng.random() < 0.02 else "recorded",
        0,
    )


def add_diagnostics(world: World) -> None:
    """Rows of diagnostics.csv."""
    rng = world.rng
    following = [place for place in world.places if place.learners]
    for number in range(1, DIAGNOSTICS + 1):
        place = rng.choice(following)
        day = place.affiliated + dt.timedelta(rng.randint(0, (LAST_DAY - place.affiliated).days))
        done = local(day, rng.randint(9, 17), rng.randint(0, 59))
        world.pack.diagnostics.append(DiagnosticRow(f"D{number:04}", place.id, done, 0))
