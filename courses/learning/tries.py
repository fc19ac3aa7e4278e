"""Where she got stuck: a learner's tries, exercise by exercise, in an aidant's words; and a group's, as counts.

Everything is read by the version that was answered. The structure is open.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.learning import content
from courses.learning.enums import StepName
from courses.learning.models import Answer, Assignment, ModuleVersion
from exercises.retracing import Moment, Retraced, missing_step, retrace

HARDEST = 3
COLUMNS = ("pk", "step", "exercise", "version_id", "version__sha256", "version__number", "outcome", "helped")


@dataclass(slots=True)
class Exercise:
    """The tries at one exercise of an assignment, or of many. `missing`: goal steps not reached, and how often."""

    id: str
    step: str
    title: str
    picto: str
    tries: int = 0
    solved: bool = False
    helped: bool = False
    mistakes: int = 0
    learners: set[Any] = field(default_factory=set)
    unsolved: set[Any] = field(default_factory=set)
    missing: Counter[str] = field(default_factory=Counter)

    @property
    def step_label(self) -> str:
        return str(StepName(self.step).label)

    @property
    def hardest(self) -> tuple[str, int] | None:
        """The step of the goal that was missed most: its name, and how often."""
        return self.missing.most_common(1)[0] if self.missing else None


def tries_of(assignment: Assignment) -> QuerySet[Answer]:
    """All answers to exercises, oldest first, without what was answered."""
    found = Answer.objects.filter(assignment=assignment).exclude(exercise="")
    return found.select_related("version").defer(*ModuleVersion.heavy("version__")).order_by("pk")


def exercises_of(assignment: Assignment, language: str, country: str) -> list[Exercise]:
    """What she tried, in the module's order."""
    rows = tries_of(assignment)
    return _gathered([(assignment.learner_id, one) for one in rows], language, country)


def exercises_of_many(assignments: QuerySet[Assignment], language: str, country: str) -> list[Exercise]:
    """The same over several learners: one query, and each learner counts once."""
    rows = (
        Answer.objects.filter(assignment__in=assignments)
        .exclude(exercise="")
        .select_related("version")
        .defer("value", *ModuleVersion.heavy("version__"))
        .order_by("pk")
    )
    return _gathered([(one.learner_id, one) for one in rows], language, country)


def most_tried(exercises: Iterable[Exercise]) -> list[Exercise]:
    """Those that cost most tries; what was solved at once is not among them."""
    hard = [one for one in exercises if one.tries > len(one.learners) or one.unsolved]
    return sorted(hard, key=lambda one: (-len(one.unsolved), -one.tries))[:HARDEST]


def _gathered(rows: Sequence[tuple[Any, Answer]], language: str, country: str) -> list[Exercise]:
    found: dict[str, Exercise] = {}
    solved: dict[str, set[Any]] = defaultdict(set)
    for learner, row in rows:
        facts = content.part_of(row.version, "exercises", language, country)
        exercise = facts.get(row.exercise)
        if exercise is None:
            continue
        title = exercise["instruction"].partition("\n")[0]
        one = found.setdefault(row.exercise, Exercise(row.exercise, row.step, title, exercise["picto"]))
        one.tries += 1
        one.learners.add(learner)
        one.helped |= row.helped
        one.mistakes += _mistakes(row.outcome)
        if row.outcome.get("kind") == "success":
            solved[row.exercise].add(learner)
        elif step := missing_step(exercise, got(row)):
            one.missing[step_label(row.version, exercise, step, language, country)] += 1
    for key, one in found.items():
        one.solved = bool(solved[key])
        one.unsolved = one.learners - solved[key]
    order = list(StepName.values)
    return sorted(found.values(), key=lambda one: (order.index(one.step), one.id))


def got(answer: Answer) -> list[str]:
    """The steps of the goal that she had reached; of a pass, those that stood when she stopped."""
    return answer.outcome.get("got") or answer.outcome.get("reached", [])


def _mistakes(outcome: dict[str, Any]) -> int:
    """Foreseen detours, and what could not be used yet."""
    return outcome.get("slips", 0) + sum(isinstance(mark, str) for mark in outcome.get("marks", ()))


def step_label(version: ModuleVersion, exercise: dict[str, Any], step: str, language: str, country: str) -> str:
    """What a helper reads of a step of the goal: the world's own word for it."""
    worlds = content.part_of(version, "worlds", language, country)
    labels = worlds.get(exercise.get("world", ""), {}).get("labels", {})
    return str(labels.get(step, step))


# --- one try


def retraced(answer: Answer, bundle: dict[str, Any]) -> Retraced:
    """A simulator's try, moment by moment."""
    log = answer.outcome.get("log", []) if answer.value is None else answer.value
    return retrace(bundle, log, answer.outcome.get("marks", []))


def said(moment: Moment) -> str:
    """One moment as a sentence."""
    names = {"label": moment.label, "text": moment.text}
    if moment.refused:
        return _("Tapped “%(label)s”: something was still missing.") % {"label": moment.label or moment.action}
    sentences = {
        "back": _("Went back."),
        "secret": _("Typed something secret. It is not kept."),
        "type": _("Typed “%(text)s” in “%(label)s”.") if moment.text else _("Emptied “%(label)s”."),
        "choose": _("Chose “%(text)s”."),
        "tap": _("Tapped “%(label)s”."),
    }
    if not (moment.label or moment.text) and moment.how == "tap":
        names["label"] = moment.action
    return sentences[moment.how] % names


def summed_up(answer: Answer, missing: str, moments: Sequence[Moment]) -> str:
    """The try in a sentence: how it ended, and what was tried in vain most often."""
    kind = answer.outcome.get("kind")
    if kind == "success":
        text = _("Done: everything that was asked.")
    elif kind == "trapped":
        text = _("Went into the trap.")
    elif missing:
        text = _("Stopped at “%(step)s”.") % {"step": missing}
    elif answer.value is None:
        text = _("Said: “I don’t know”.")
    else:
        text = _("Not right yet.")
    vain = Counter(moment.label or moment.action for moment in moments if moment.refused)
    if not vain:
        return text
    label, times = vain.most_common(1)[0]
    tried = ngettext("Tried “%(label)s” once in vain.", "Tried “%(label)s” %(n)s times in vain.", times)
    return f"{text} {tried % {'label': label, 'n': times}}"
