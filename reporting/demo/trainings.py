"""246 trainings: who was trained when, so that persons, participations and aidant-months come out as published.

Estimated accompaniments are a coefficient times months of activity, and the month of training counts half.
With the cohorts 155, 333 and 368 the published 40,042 needs 6,426 aidant-months at the end of the third
semester: 3 on average in the semester of training, 6 in each later one (docs/counting.md, ACCOMP_ESTIMATED).
"""

import datetime as dt
import random
from dataclasses import dataclass, field

from ..packs.rows import ActionRow, AttendanceRow
from .places import Postcodes
from .published import OPERATORS, SEMESTERS, share
from .world import Aidant, World, local, working_day

# How busy each month of a semester is, before the months are fitted.
MONTHS = ((4, 10, 34, 32, 14, 6), (13, 18, 21, 17, 19, 12), (8, 7, 31, 28, 19, 7))
# Aidant-months that each cohort must have in the semester of its training. A cohort of an odd number can
# have no whole number of them (each person brings months and a half), so two of them share the difference.
AIM = (465.5, 998.5, 1104.0)
SECTORS = {
    "fr": ("insertion", "banque", "social", "enseignement", "soins et santé", "seniors"),
    "nl": ("werk", "bank", "welzijn", "onderwijs", "zorg en gezondheid", "senioren"),
}
TITLES = {
    "fr": ("Accompagner au numérique : les bases", "Accompagner au numérique : {}", "Coaching individuel"),
    "nl": ("Digitaal begeleiden: de basis", "Digitaal begeleiden: {}", "Individuele coaching"),
}


@dataclass
class Training:
    """A training to come: its date is that of its last day."""

    operator: str
    semester: int
    core: bool
    newly: int  # persons for whom it is the first core workshop
    month: int = 1  # of the semester, from 1
    day: dt.date = dt.date.min
    people: list[Aidant] = field(default_factory=list)
    id: str = ""


def plan_trainings(world: World) -> list[Training]:
    """The trainings by date, with those who come; says of each aidant when they are trained."""
    plans = [plan for semester in range(len(SEMESTERS)) for plan in _plan(world, semester)]
    for semester in range(len(SEMESTERS)):
        cohort = [plan for plan in plans if plan.semester == semester and plan.core]
        fit_months(world.rng, cohort, AIM[semester])
    for plan in plans:
        plan.day = _day(world.rng, plan)
    plans.sort(key=lambda plan: (plan.day, plan.operator, not plan.core, plan.newly))
    _invite(world, [plan for plan in plans if plan.core])
    _invite_again(world, plans)
    for number, plan in enumerate(plans, start=1):
        plan.id = f"T{number:03}"
    return plans


def add_trainings(world: World, postcodes: Postcodes, plans: list[Training]) -> None:
    """Rows of actions.csv and attendances.csv for trainings and coaching, and for trainings that are none."""
    for plan in plans:
        _write(world, postcodes, plan)
    _add_coaching(world, [plan for plan in plans if plan.core])
    _add_uncounted(world)


def _plan(world: World, semester: int) -> list[Training]:
    """The trainings of a semester, each operator's in proportion to those it trained."""
    cohorts = [sum(world.published.trained[operator][at] for operator in OPERATORS) for at in range(3)]
    trainings = share(world.published.trainings, cohorts)[semester]
    trained = [world.published.trained[operator][semester] for operator in OPERATORS]
    plans = []
    for operator, count, newly in zip(OPERATORS, share(trainings, trained), trained, strict=True):
        sector = max(2, count * (14, 21, 23)[semester] // 100)
        sizes = _sizes(world.rng, newly, count - sector)
        plans += [Training(operator, semester, True, size) for size in sizes]
        plans += [Training(operator, semester, False, 0) for _ in range(sector)]
    for plan in plans:
        months = MONTHS[semester] if plan.core else (0, 0, 0, 2, 5, 4) if semester == 0 else (2, 3, 4, 4, 5, 3)
        plan.month = world.rng.choices(range(1, 7), months)[0]
    return plans


def _sizes(rng: random.Random, total: int, parts: int) -> list[int]:
    sizes = [1] * parts
    for at in rng.choices(range(parts), k=total - parts):
        sizes[at] += 1
    return sizes


def fit_months(rng: random.Random, plans: list[Training], aim: float) -> None:
    """Moves trainings by a month until the cohort has exactly `aim` aidant-months in its semester.

    Who is trained in month m has the 6 - m months after it, and half of it.
    """

    def missing() -> int:
        """Months that must still be gained, by earlier trainings; below 0, lost."""
        return round(aim - sum(plan.newly * (6.5 - plan.month) for plan in plans))

    while short := missing():
        step = -1 if short > 0 else 1
        movable = [plan for plan in plans if 1 <= plan.month + step <= 6]
        fitting = [plan for plan in movable if plan.newly <= abs(short)]
        # Nothing small enough: go past the aim with any, and come back by another.
        rng.choice(fitting or movable).month += step


def _day(rng: random.Random, plan: Training) -> dt.date:
    start = SEMESTERS[plan.semester][0]
    first = start.replace(month=start.month + plan.month - 1)
    last = 18 if plan.month == 6 else 27  # before the holidays at a semester's end
    return working_day(first + dt.timedelta(rng.randint(2 if plan.month > 1 else 9, last - 1)))


def _invite(world: World, plans: list[Training]) -> None:
    """Chooses who is trained at each core workshop, once in the project."""
    waiting = {operator: _candidates(world, operator) for operator in OPERATORS}
    for plan in plans:
        ready = [aidant for aidant in waiting[plan.operator] if _ready(aidant, plan)]
        eager = [aidant for aidant in ready if aidant.confirmed <= plan.day]
        chosen = eager[: plan.newly]
        chosen += [aidant for aidant in ready if aidant.confirmed > plan.day][: plan.newly - len(chosen)]
        if len(chosen) < plan.newly:
            raise ValueError(f"{plan.operator} has too few aidants for {plan.newly} persons to train")
        for aidant in chosen:
            aidant.trained = plan.day
            # Whoever was trained before signing up does so in the days after.
            if aidant.confirmed > plan.day:
                soon = plan.day + dt.timedelta(world.rng.randint(0, 6))
                aidant.confirmed = min(soon, SEMESTERS[plan.semester][1])
        trained = {aidant.id for aidant in chosen}
        waiting[plan.operator] = [each for each in waiting[plan.operator] if each.id not in trained]
        plan.people += chosen


def _candidates(world: World, operator: str) -> list[Aidant]:
    found = [each for each in world.aidants if each.place and each.place.operator == operator]
    world.rng.shuffle(found)
    return found


def _ready(aidant: Aidant, plan: Training) -> bool:
    """Of a structure that is affiliated by then or soon; of this semester's accounts or an earlier one's."""
    return (
        aidant.place is not None
        and aidant.place.semester <= plan.semester
        and aidant.confirmed <= SEMESTERS[plan.semester][1]
    )


def _invite_again(world: World, plans: list[Training]) -> None:
    """Participations beyond the first: sector trainings, and core workshops of another operator."""
    trained = sum(plan.newly for plan in plans)
    extras = share(world.published.participations - trained, [1, 4, 6])
    for semester, extra in enumerate(extras):
        mine = [plan for plan in plans if plan.semester == semester]
        again = extra // 12
        sector = [plan for plan in mine if not plan.core]
        for plan, size in zip(sector, _sizes(world.rng, extra - again, len(sector)), strict=True):
            _add_extra(world, plan, size)
        for plan in world.sample([plan for plan in mine if plan.core and plan.month >= 4], again):
            _add_extra(world, plan, 1)


def _add_extra(world: World, plan: Training, count: int) -> None:
    """Mostly people trained before; at sector trainings also some who never were, and count as participants."""
    there = {aidant.id for aidant in plan.people}
    before = [
        aidant
        for aidant in world.aidants
        if aidant.trained
        and aidant.trained < plan.day
        and aidant.id not in there
        and aidant.place
        and (aidant.place.operator != plan.operator) == plan.core
    ]
    chosen = world.sample(before, count)
    if not plan.core and len(chosen) > 4:
        never = [each for each in world.aidants if not each.trained and each.confirmed < plan.day]
        chosen[-1] = world.rng.choice(never)
    if len(chosen) < count:
        raise ValueError("too few trained aidants for another training")
    plan.people += chosen


def _write(world: World, postcodes: Postcodes, plan: Training) -> None:
    rng = world.rng
    tongue = "nl" if plan.operator == "DISTRICT09" else "fr"
    title = TITLES[tongue][0] if plan.core else TITLES[tongue][1].format(rng.choice(SECTORS[tongue]))
    online = rng.random() < 0.45
    country, postcode = ("", "") if online else postcodes.of(plan.operator)
    hour = rng.choice((9, 13, 14))
    starts = plan.day
    dates: tuple[dt.date, ...] = ()
    if rng.random() < 0.12 and plan.day - dt.timedelta(7) >= SEMESTERS[0][0]:
        # A series: it began a week before, and counts on its last day.
        starts, dates = plan.day - dt.timedelta(7), (plan.day,)
    others = tuple(operator for operator in OPERATORS if operator != plan.operator)
    world.pack.actions.append(
        ActionRow(
            plan.id,
            "training",
            plan.core,
            title,
            plan.operator,
            (rng.choice(others),) if rng.random() < 0.06 else (),
            local(starts, hour),
            local(starts, hour + 3),
            dates,
            country,
            postcode,
            online,
            None,
            "closed",
            f"roll-{plan.id}.pdf",
            0,
        )
    )
    validated = local(plan.day + dt.timedelta(rng.randint(0, 3)), 17, rng.randint(0, 59))
    for aidant in plan.people:
        _attend(world, plan.id, aidant.account(plan.day, rng), "present", validated)
    there = {aidant.id for aidant in plan.people}
    if rng.random() < 0.4:
        _attend(world, plan.id, rng.choice(world.staff), "present", validated)
    for aidant in world.sample(world.aidants, rng.choice((0, 0, 1, 2))):
        if aidant.id not in there and not aidant.alias:
            status = rng.choice(("absent", "cancelled", "waiting", "registered", "present"))
            _attend(world, plan.id, aidant.id, status, None)  # present, but on no signed roll


def _attend(world: World, action: str, person: str, status: str, validated: dt.datetime | None) -> None:
    world.pack.attendances.append(AttendanceRow(action, person, status, validated, 0))


def _add_coaching(world: World, plans: list[Training]) -> None:
    """An hour of coaching, some two weeks after the workshop, for most of those trained."""
    rng = world.rng
    for plan in plans:
        day = working_day(plan.day + dt.timedelta(rng.randint(9, 20)))
        coached = [aidant for aidant in plan.people if rng.random() < 0.75]
        if not coached or day > SEMESTERS[-1][1]:
            continue
        action = plan.id.replace("T", "K")
        tongue = "nl" if plan.operator == "DISTRICT09" else "fr"
        world.pack.actions.append(
            ActionRow(
                action,
                "coaching",
                False,
                TITLES[tongue][2],
                plan.operator,
                (),
                local(day, 11),
                local(day, 12),
                (),
                "",
                "",
                True,
                None,
                "closed",
                f"roll-{action}.pdf",
                0,
            )
        )
        for aidant in coached:
            _attend(world, action, aidant.account(day, rng), "present", local(day, 12, 15))


def _add_uncounted(world: World) -> None:
    """Trainings that are none: cancelled, still planned, nobody there, only staff there."""
    rng = world.rng
    for number in range(1, 16):
        action = f"X{number:03}"
        status = "cancelled" if number <= 8 else "planned" if number <= 10 else "closed"
        operator = OPERATORS[number % len(OPERATORS)]
        day = working_day(world.day_in(number % len(SEMESTERS), first=70, last=20))
        tongue = "nl" if operator == "DISTRICT09" else "fr"
        world.pack.actions.append(
            ActionRow(
                action,
                "training",
                True,
                TITLES[tongue][0],
                operator,
                (),
                local(day, 9),
                local(day, 12),
                (),
                "",
                "",
                True,
                None,
                status,
                "",
                0,
            )
        )
        if status == "closed" and number > 13:
            _attend(world, action, rng.choice(world.staff), "present", local(day, 16))
        elif status != "planned":
            for aidant in world.sample(world.aidants, 2):
                _attend(world, action, aidant.id, "registered", None)
