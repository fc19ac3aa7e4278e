"""74,000 usage sessions, as the signed-in activity they are cut out of.

One user has at most one session a day, in daytime, so that no two of them touch; the edges of the rule are
laid on days kept free for them (docs/counting.md, SESSIONS_ZONE).
"""

import datetime as dt
from dataclasses import dataclass
from itertools import accumulate

from ..packs.rows import ActivityRow
from .published import SEMESTERS
from .world import Aidant, World, local

BY_LEARNERS = 0.16
STARTS = (9 * 60, 20 * 60)  # minutes of the day between which a session begins
DAY = dt.timedelta(1)


@dataclass(frozen=True)
class _User:
    account: Aidant | str
    structure: str
    first: dt.date
    weight: int


def add_activity(world: World) -> None:
    """Rows of activity.csv: the sessions that count, then the activity of people who don't."""
    users, learners = _users(world)
    busy: set[tuple[str, dt.date]] = set()
    special = _edges(world, users, busy)
    for semester, (_, end) in enumerate(SEMESTERS):
        count = world.published.sessions[semester] - special[semester]
        by_learners = round(count * BY_LEARNERS)
        for group, number in ((users, count - by_learners), (learners, by_learners)):
            _add_sessions(world, [user for user in group if user.first < end], semester, number, busy)
    _add_uncounted(world)
    world.pack.activity.sort(key=lambda row: (row.at, row.user))


def _users(world: World) -> tuple[list[_User], list[_User]]:
    rng = world.rng
    users, learners = [], []
    for aidant in world.aidants:
        if aidant.place and aidant.place.settled and not aidant.objects:
            weight = rng.choice((1, 2, 4, 7, 10))
            users.append(_User(aidant, aidant.place.id, aidant.confirmed, weight))
    for place in world.places:
        learners += [
            _User(f"learner:{name}", place.id, place.affiliated, rng.choice((1, 2, 5))) for name in place.learners
        ]
    return users, learners


def _key(user: _User) -> str:
    return user.account.id if isinstance(user.account, Aidant) else f"{user.structure} {user.account}"


def _add_sessions(world: World, users: list[_User], semester: int, count: int, busy: set[tuple[str, dt.date]]) -> None:
    rng = world.rng
    start, end = SEMESTERS[semester]
    cumulative = list(accumulate(user.weight for user in users))
    spans = {id(user): (end - max(start, user.first)).days for user in users}
    while count:
        for user in rng.choices(users, cum_weights=cumulative, k=count):
            day = end - DAY * rng.randint(0, spans[id(user)])
            if day.weekday() >= 5 and rng.random() < 0.7:
                continue
            key = (_key(user), day)
            if key in busy:
                continue
            busy.add(key)
            count -= 1
            _add_session(world, user, day)


def _add_session(world: World, user: _User, day: dt.date) -> None:
    """One to three signed-in requests, never more than 25 minutes apart."""
    rng = world.rng
    minutes = rng.randint(*STARTS)
    at = local(day, minutes // 60, minutes % 60, rng.randint(0, 59))
    account = user.account
    who = account.account(day, rng) if isinstance(account, Aidant) else account
    drawn = rng.random()
    for _ in range(1 if drawn < 0.74 else 2 if drawn < 0.94 else 3):
        world.pack.activity.append(ActivityRow(who, user.structure, at, 0))
        at += dt.timedelta(seconds=rng.randint(40, 1500))


def _edges(world: World, users: list[_User], busy: set[tuple[str, dt.date]]) -> list[int]:
    """Activity on the edges of the rule; returns how many sessions it makes in each semester."""
    made = [0, 0, 0]
    early = [user for user in users if user.first < dt.date(2020, 12, 1) and not _has_alias(user)]
    for user, (day, clock, gaps, sessions, semester) in zip(world.sample(early, len(_EDGES)), _EDGES, strict=True):
        assert isinstance(user.account, Aidant)
        at = local(day, *clock)
        world.pack.activity.append(ActivityRow(user.account.id, user.structure, at, 0))
        for gap in gaps:
            at += dt.timedelta(seconds=gap)
            world.pack.activity.append(ActivityRow(user.account.id, user.structure, at, 0))
        busy.update((user.account.id, day + DAY * near) for near in (-1, 0, 1))
        made[semester] += sessions
    return made


def _has_alias(user: _User) -> bool:
    return isinstance(user.account, Aidant) and bool(user.account.alias)


# Day, local time of the first request, seconds between requests; sessions that makes, in which semester.
_EDGES = (
    (dt.date(2020, 12, 10), (10, 0, 0), (1800,), 1, 0),  # a gap of exactly 30:00
    (dt.date(2020, 12, 11), (10, 0, 0), (1801,), 2, 0),  # one second more
    (dt.date(2020, 12, 31), (23, 50, 0), (900, 900), 1, 0),  # into the next semester
    (dt.date(2021, 6, 30), (23, 50, 0), (1800,), 1, 1),
    (dt.date(2021, 3, 28), (1, 50, 0), (1200, 1200), 1, 1),  # 01:50, 03:10, 03:30 by the clock
    (dt.date(2021, 10, 31), (1, 55, 0), (1500,) * 4, 1, 2),  # the hour that is there twice
    (dt.date(2021, 5, 4), (8, 0, 0), (1440,) * 30, 1, 1),  # twelve hours exactly
    (dt.date(2021, 5, 5), (8, 0, 0), (1440,) * 31, 2, 1),  # and past them
)


def _add_uncounted(world: World) -> None:
    """Staff and test accounts, and people who object: there, and not counted."""
    rng = world.rng
    settled = [place.id for place in world.places if place.settled and place.semester == 0]
    people = [(person, rng.choice(settled)) for person in (*world.staff, *world.testers)]
    people += [(each.id, each.place.id) for each in world.aidants if each.objects and each.place]
    for person, structure in people:
        for _ in range(25):
            semester = rng.randint(1, 2)
            at = local(world.day_in(semester), rng.randint(8, 20), rng.randint(0, 59), rng.randint(0, 59))
            world.pack.activity.append(ActivityRow(person, structure, at, 0))
