"""Reads about modules, assignments and progress; the structure is open."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from assessments.models import SkillsCheck
from assessments.offers import Offer
from assessments.selectors import last_completed
from courses.learning import content
from courses.learning.catalogue import own_first, published_modules
from courses.learning.enums import (
    CHECK_AGAIN_AFTER_WEEKS,
    MODULE_PICTOS,
    STEP_PICTOS,
    STUCK_AFTER_DAYS,
    STUCK_AFTER_ERRORS,
    StepName,
)
from courses.learning.models import Answer, Assignment, Module, ModuleVersion
from courses.learning.progress import Event, Plan, Progress, Stop, fold, mastered, minutes_left, next_stop, steps_done
from courses.learning.standing import events_by_assignment
from exercises.texts import COUNTRIES
from learners.models import Learner
from structures.models import Structure
from structures.selectors import state_of

OPEN = Q(completed_at=None, cancelled_at=None)
MOST_IN_A_ROW = 5  # modules of a path that stand side by side on a wide screen


def version_in_hand(module: Module) -> ModuleVersion | None:
    """What its editor opens: the draft or what is in review, else the published version, else the newest."""
    return module.versions.filter(status__in=ModuleVersion.OPEN).first() or module.published or module.versions.first()


def assignments_of(learner: Learner) -> QuerySet[Assignment]:
    """A learner's assignments that were not taken back, oldest first, with module and version (no document)."""
    return (
        Assignment.objects.filter(learner=learner, cancelled_at=None)
        .select_related("module", "version")
        .defer(*ModuleVersion.heavy("version__"))
    )


# --- the learner's own pages


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an assignment is."""

    assignment: Assignment
    plan: Plan
    progress: Progress
    stop: Stop | None
    stuck: str = ""  # "errors" or "idle" in this module, where that was asked (stuck_assignments)
    last: dt.datetime | None = None  # the last answer that arrived, where that was asked

    @property
    def begun(self) -> bool:
        """Whether anything was done in it."""
        return self.last is not None

    @property
    def done(self) -> list[bool]:
        return steps_done(self.plan, self.progress)

    @property
    def steps_behind(self) -> int:
        """Steps done, counted from the first one on: where the line stands."""
        return next((n for n, done in enumerate(self.done) if not done), len(self.plan.steps))

    @property
    def steps_total(self) -> int:
        return len(self.plan.steps)

    @property
    def steps(self) -> list[dict[str, str]]:
        """The line: each step's label, and its state: done, now, or nothing."""
        here = self.steps_behind
        states = ["done" if n < here else "now" if n == here else "" for n in range(self.steps_total)]
        labels = [str(StepName(step.name).label) for step in self.plan.steps]
        return [{"label": label, "state": state} for label, state in zip(labels, states, strict=True)]

    @property
    def step_label(self) -> str:
        return str(StepName(self.stop.step).label) if self.stop else ""

    @property
    def picto(self) -> str:
        return STEP_PICTOS[StepName(self.stop.step)] if self.stop else "ok"

    @property
    def left(self) -> int:
        """Minutes."""
        return minutes_left(self.plan, self.progress)

    @property
    def mastered(self) -> bool:
        return mastered(self.plan, self.progress)

    def answered_in(self, step: str) -> int:
        found = self.plan.step(step)
        return len(self.progress.answered & set(found.exercises)) if found else 0


def standing_of(assignment: Assignment, events: list[Event]) -> Standing:
    """The standing that those answers make; an assignment once completed has no next stop any more."""
    return standing_at(assignment, fold(events))


def standing_at(assignment: Assignment, progress: Progress) -> Standing:
    """The same for a progress that is known."""
    plan = content.plan(assignment.version)
    stop = None if assignment.completed_at else next_stop(plan, progress)
    return Standing(assignment, plan, progress, stop)


def standing(assignment: Assignment) -> Standing:
    """The standing of one assignment: one query."""
    return standing_of(assignment, events_by_assignment([assignment.pk])[assignment.pk])


@dataclass(frozen=True, slots=True)
class Path:
    """A learner's home: what is behind her (the last few), where she is, what comes after."""

    behind: list[Assignment]
    here: Standing | None
    ahead: list[Assignment]


def path_of(*, learner: Learner, behind: int = 2) -> Path:
    """Two queries, whatever there is."""
    every = list(assignments_of(learner))
    current = [one for one in every if one.completed_at is None]
    ended = {one: one.completed_at for one in every if one.completed_at}
    done = sorted(ended, key=ended.__getitem__)
    here = standing(current[0]) if current else None
    return Path(done[-behind:], here, current[1:])


def check_to_look_at(*, learner: Learner, path: Path) -> SkillsCheck | None:
    """Her five-minute check, while it waits for her helper: a few weeks, until she has done a module since."""
    found = last_completed(learner)
    if found is None or found.completed_at is None:
        return None
    done = max((one.completed_at for one in path.behind if one.completed_at), default=None)
    old = found.completed_at < timezone.now() - dt.timedelta(weeks=CHECK_AGAIN_AFTER_WEEKS)
    if old or (done and done > found.completed_at):
        return None
    found.learner = learner
    return found


# --- the aidant's side


@dataclass(frozen=True, slots=True)
class Row:
    """One learner of the progress list: her open modules, how far, and when she last did something in one of them."""

    learner: Learner
    standings: list[Standing]
    last: dt.datetime | None

    @property
    def shown(self) -> Standing | None:
        """The module that a short list names: the one that stopped, else the oldest."""
        stopped_first = sorted(self.standings, key=lambda one: not one.stuck)
        return stopped_first[0] if stopped_first else None


def stuck_assignments(*, structure: Structure, learner: Learner | None = None) -> dict:
    """Open assignments where somebody (or that learner) is stuck: `{id: "errors" | "idle"}`, two queries.

    errors: STUCK_AFTER_ERRORS answers to one exercise that was never solved; idle: begun, and nothing for
    STUCK_AFTER_DAYS. A module that nobody has begun is not begun, whoever gave it when.
    """
    current = Assignment.objects.filter(OPEN, structure=structure, learner__archived_at=None)
    if learner is not None:
        current = current.filter(learner=learner)
    since = timezone.now() - dt.timedelta(days=STUCK_AFTER_DAYS)
    idle = current.annotate(moved=Max("answers__received_at")).filter(moved__lt=since).values_list("pk", flat=True)
    failed = (
        Answer.objects.filter(assignment__in=current)
        .exclude(exercise="")
        .values("assignment_id", "exercise")
        .annotate(
            failures=Count("pk", filter=~Q(outcome__kind="success")),
            solved=Count("pk", filter=Q(outcome__kind="success")),
        )
        .filter(failures__gte=STUCK_AFTER_ERRORS, solved=0)
        .values_list("assignment_id", flat=True)
    )
    return dict.fromkeys(idle, "idle") | dict.fromkeys(failed, "errors")


def learners_learning(*, structure: Structure, group: str = "", only: list | None = None) -> QuerySet[Learner]:
    """Followed learners with an open assignment, by name; `only` keeps those of these assignments."""
    wanted = Assignment.objects.filter(OPEN, learner=OuterRef("pk"))
    if only is not None:
        wanted = wanted.filter(pk__in=only)
    found = Learner.objects.for_structure(structure).present().filter(Exists(wanted))
    return found.filter(groups__pk=group) if group else found


def progress_rows(*, learners, stuck: dict) -> list[Row]:
    """One row a learner: three queries, however many there are."""
    current = (
        Assignment.objects.filter(OPEN, learner__in=[learner.pk for learner in learners])
        .select_related("module", "version")
        .defer(*ModuleVersion.heavy("version__"))
        .annotate(moved=Max("answers__received_at"))
    )
    by_learner: dict = defaultdict(list)
    for assignment in current:
        by_learner[assignment.learner_id].append(assignment)
    events = events_by_assignment([one.pk for one in current])
    return [
        Row(
            learner,
            [
                replace(standing_of(one, events[one.pk]), stuck=stuck.get(one.pk, ""), last=one.moved)
                for one in by_learner[learner.pk]
            ],
            max((one.moved for one in by_learner[learner.pk] if one.moved), default=None),
        )
        for learner in learners
    ]


@dataclass(frozen=True, slots=True)
class Learning:
    """What one learner does, for her aidant: completed and open modules, and what could come next."""

    completed: list[Standing]
    current: list[Standing]
    next: Module | None

    @property
    def long(self) -> bool:
        """More modules than stand side by side: the path is drawn upright."""
        return len(self.completed) + len(self.current) > MOST_IN_A_ROW


def learning_of(*, learner: Learner, proposed: list[str]) -> Learning:
    """Her modules with their standing; next: the first proposed one that she doesn't have, else the lowest level."""
    every = list(assignments_of(learner))
    events = events_by_assignment([one.pk for one in every])
    standings = [standing_of(one, events[one.pk]) for one in every]
    had = {one.module.family for one in every}
    free = [one for one in own_first(published_modules(at=learner.structure)) if one.family not in had]
    rank = {code: place for place, code in enumerate(proposed)}
    free.sort(key=lambda module: (rank.get(module.family, len(rank)), module.level, module.code))
    return Learning(
        [one for one in standings if one.assignment.completed_at],
        [one for one in standings if not one.assignment.completed_at],
        free[0] if free else None,
    )


def offers_to(learner: Learner) -> list[Offer]:
    """What the skills check may propose: modules of her structure's catalogue that she neither has open nor has done.

    It knows them by the code of the family; what is given is the structure's own copy where there is one.
    """
    codes = Assignment.objects.filter(learner=learner, cancelled_at=None).values_list("module__code", flat=True)
    had = {Module(code=code).family for code in codes}
    return [
        Offer(one.family, one.title, one.minutes, MODULE_PICTOS.get(one.family, "learn"), gives=one.code)
        for one in own_first(published_modules(at=learner.structure))
        if one.family not in had
    ]


def country_of(structure: Structure) -> str:
    """Where the structure is, which must be open: the variants of a module that people see there."""
    state = state_of(structure)
    return state.country if state and state.country in COUNTRIES else COUNTRIES[0]
