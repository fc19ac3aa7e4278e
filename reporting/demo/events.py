"""Awareness actions, and the 107 events with who came to the webinars."""

import datetime as dt

from ..packs.rows import ActionRow, AttendanceRow
from .partners import LAUNCH
from .places import Postcodes
from .published import LEAD, OPERATORS, SEMESTERS, share
from .world import World, local, working_day

AWARENESS = (30, 34, 28)  # nobody published how many there were: invented
KINDS = {"webinar": 66, "community": 22, "conference": 9, "other": 9}
TITLES = {
    "webinar": "Webinaire : {}",
    "community": "Rencontre de la communauté : {}",
    "conference": "Journée d’étude : {}",
    "other": "Stand : {}",
    "awareness": "Présentation de la démarche : {}",
}
TOPICS = (
    "les mots de passe",
    "online veiligheid",
    "les démarches en ligne",
    "digitale inclusie in de buurt",
    "accueillir sans juger",
    "e-mail voor beginners",
    "le numérique et la santé",
    "de eerste stap",
)


def add_awareness(world: World, postcodes: Postcodes) -> None:
    """Actions with an audience and a proof, and some that lack the one or the other and so don't count."""
    rng = world.rng
    number = 0
    for semester, count in enumerate(AWARENESS):
        for at in range(count + 4):
            number += 1
            lacking = at - count  # 0: no proof, 1: nobody came, 2: cancelled, 3: still planned
            operator = OPERATORS[number % len(OPERATORS)]
            day = working_day(world.day_in(semester, first=14, last=12))
            _add(
                world,
                postcodes,
                f"W{number:03}",
                kind="awareness",
                operator=operator,
                day=day,
                online=rng.random() < 0.2,
                audience=0 if lacking == 1 else rng.randint(4, 45),
                status={2: "cancelled", 3: "planned"}.get(lacking, "closed"),
                evidence="" if lacking == 0 else f"photo-W{number:03}.jpg",
            )


def add_events(world: World, postcodes: Postcodes) -> None:
    """The launch, then webinars, meetings and conferences; the lead holds some of them."""
    rng = world.rng
    kinds = [kind for kind, count in KINDS.items() for _ in range(count)]
    kinds += ["webinar"] * (world.published.events - 1 - len(kinds))
    rng.shuffle(kinds)
    _add(world, postcodes, "E001", kind="launch", operator=LEAD, day=LAUNCH, online=False, audience=120)
    number = 1
    for semester, count in enumerate(share(len(kinds), [21, 38, 47])):
        for _ in range(count):
            number += 1
            kind = kinds.pop()
            day = working_day(world.day_in(semester, first=20, last=12))
            operator = rng.choices((*OPERATORS, LEAD), (24, 26, 18, 22, 10))[0]
            action = f"E{number:03}"
            online = kind == "webinar" or rng.random() < 0.4
            audience = rng.randint(8, 80)
            _add(
                world,
                postcodes,
                action,
                kind=kind,
                operator=operator,
                day=day,
                online=online,
                audience=audience,
            )
            if kind == "webinar":
                _roll(world, action, day)
    for at, status in enumerate(("cancelled", "cancelled", "planned")):
        day = working_day(world.day_in(at))
        _add(
            world,
            postcodes,
            f"E9{at:02}",
            kind="webinar",
            operator=OPERATORS[at],
            day=day,
            online=True,
            audience=None,
            status=status,
        )


def _roll(world: World, action: str, day: dt.date) -> None:
    rng = world.rng
    members = [each for each in world.aidants if each.confirmed <= day]
    for aidant in world.sample(members, rng.randint(3, 16)):
        there = rng.random() < 0.85
        validated = local(day + dt.timedelta(1), 10) if there else None
        status = "present" if there else "absent"
        person = aidant.account(day, rng)
        world.pack.attendances.append(AttendanceRow(action, person, status, validated, 0))


def _add(
    world: World,
    postcodes: Postcodes,
    action: str,
    *,
    kind: str,
    operator: str,
    day: dt.date,
    online: bool,
    audience: int | None,
    status: str = "closed",
    evidence: str | None = None,
) -> None:
    rng = world.rng
    country, postcode = ("", "") if online else postcodes.of("WETECHCARE_BE" if operator == LEAD else operator)
    if kind == "launch":
        country, postcode = "FR", "59000"
    title = TITLES.get(kind, "Lancement du projet").format(rng.choice(TOPICS))
    hour = rng.choice((10, 11, 14, 16, 19))
    joint = (OPERATORS[(OPERATORS.index(operator) + 1) % 4],) if operator != LEAD and rng.random() < 0.15 else ()
    if evidence is None:
        evidence = f"programme-{action}.pdf" if status == "closed" else ""
    starts = local(min(day, SEMESTERS[-1][1]), hour)
    world.pack.actions.append(
        ActionRow(
            action,
            kind,
            False,
            title,
            operator,
            joint,
            starts,
            starts + dt.timedelta(hours=1.5),
            (),
            country,
            postcode,
            online,
            audience,
            status,
            evidence,
            0,
        )
    )
