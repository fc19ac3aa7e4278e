"""How far a learner is in a module: a pure fold over her answers.

Answers arrive late, twice and in any order. So progress is made of sets that only grow: the same answers give the
same progress in whatever order, an answer seen twice counts once, and one more answer never takes anything back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

CHECK = "check"


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One of the six steps. `choose` exercises must be answered, the `always` ones among them."""

    name: str
    minutes: int
    exercises: tuple[str, ...] = ()
    always: tuple[str, ...] = ()
    choose: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """The skeleton of a module's version: its steps, and what counts as mastered."""

    steps: tuple[PlanStep, ...]
    mastery: int

    def step(self, name: str) -> PlanStep | None:
        return next((step for step in self.steps if step.name == name), None)

    def step_of(self, exercise: str) -> PlanStep | None:
        return next((step for step in self.steps if exercise in step.exercises), None)


@dataclass(frozen=True, slots=True)
class Event:
    """What the fold needs of a stored answer. `first`: no answer to that exercise was stored before it."""

    step: str
    exercise: str = ""
    kind: str = ""
    first: bool = False
    helped: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """Steps seen (those without exercises), exercises answered, solved, and solved at the first try without help."""

    seen: frozenset[str] = frozenset()
    answered: frozenset[str] = frozenset()
    solved: frozenset[str] = frozenset()
    right_first: frozenset[str] = frozenset()

    def __or__(self, other: "Progress") -> "Progress":
        return Progress(
            self.seen | other.seen,
            self.answered | other.answered,
            self.solved | other.solved,
            self.right_first | other.right_first,
        )

    def holds(self, other: "Progress") -> bool:
        """Whether everything of `other` is here too."""
        return self | other == self


@dataclass(frozen=True, slots=True)
class Stop:
    """Where to go next: a step's own page (`exercise` empty), or an exercise of it."""

    step: str
    exercise: str = ""


def plan_of(document: Mapping[str, Any]) -> Plan:
    """The plan of a module's document (docs/modules.md)."""
    steps = []
    for step in document["module"]["steps"]:
        exercises = tuple(step.get("exercises", ()))
        rule = step.get("choose") or {}
        always = tuple(rule.get("always", ())) if rule else exercises
        least = max(rule.get("at_least", 0), len(always)) if rule else len(exercises)
        steps.append(PlanStep(step["step"], step["minutes"], exercises, always, min(least, len(exercises))))
    return Plan(tuple(steps), document["module"]["mastery"]["right_first_try"])


def fold(events: Iterable[Event]) -> Progress:
    """The progress that these answers make."""
    seen: set[str] = set()
    answered: set[str] = set()
    solved: set[str] = set()
    right_first: set[str] = set()
    for event in events:
        if not event.exercise:
            seen.add(event.step)
            continue
        answered.add(event.exercise)
        if event.kind == "success":
            solved.add(event.exercise)
            if event.first and not event.helped:
                right_first.add(event.exercise)
    return Progress(frozenset(seen), frozenset(answered), frozenset(solved), frozenset(right_first))


def step_done(step: PlanStep, progress: Progress) -> bool:
    """A step with exercises is done when enough of them were answered; another one when it was seen."""
    if not step.exercises:
        return step.name in progress.seen
    there = progress.answered & set(step.exercises)
    return len(there) >= step.choose and there >= set(step.always)


def steps_done(plan: Plan, progress: Progress) -> list[bool]:
    """For each step, whether it is done."""
    return [step_done(step, progress) for step in plan.steps]


def next_stop(plan: Plan, progress: Progress) -> Stop | None:
    """The first step that isn't done, and in it the next exercise. None: the module is finished.

    A step begins on its own page. Where exercises may be chosen, its page comes back once the fixed ones are done.
    """
    step = next((one for one in plan.steps if not step_done(one, progress)), None)
    if step is None:
        return None
    if not progress.answered & set(step.exercises):
        return Stop(step.name)
    return Stop(step.name, next((one for one in step.always if one not in progress.answered), ""))


def mastered(plan: Plan, progress: Progress) -> bool:
    """Enough check items right at the first try, without help (docs/modules.md: 4 of 5)."""
    check = plan.step(CHECK)
    return check is not None and len(progress.right_first & set(check.exercises)) >= plan.mastery


def minutes_left(plan: Plan, progress: Progress) -> int:
    """Minutes of the steps that aren't done, those begun by the share that is left; at least 1 while one is open."""
    left = 0.0
    for step in plan.steps:
        if step_done(step, progress):
            continue
        done = len(progress.answered & set(step.exercises))
        missing = max(step.choose - done, len(set(step.always) - progress.answered))
        left += step.minutes * missing / step.choose if step.choose else step.minutes
    return max(1, round(left)) if left else 0
