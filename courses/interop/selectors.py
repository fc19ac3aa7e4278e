"""Reads: what learners did, as statements say it; which platform asks; what waits. The structure is open."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from common.wall import across_structures
from courses.interop.enums import TRIES, Kind, SentState, Told
from courses.interop.models import Platform, RecordStore, ScoreLine, SentStatement
from courses.interop.statements import Doing
from courses.learning import content
from courses.learning.enums import StepName
from courses.learning.models import Answer, Assignment, ModuleVersion
from courses.learning.progress import fold, mastered
from courses.learning.standing import events_by_assignment
from structures.models import Structure

LANGUAGES = [code for code, _name in settings.LANGUAGES]
COUNTRY = "BE"  # of the names of activities: the same for every learner
AGAIN_AFTER = dt.timedelta(minutes=10)  # a statement that was refused


# --- what learners did


def answers_in(structure: Structure) -> QuerySet[Answer]:
    """Answers to exercises of those who did not object to statistics; without what was typed."""
    found = Answer.objects.filter(structure=structure, learner__objects_to_statistics=False).exclude(exercise="")
    return found.select_related("learner", "version__module").defer("value", "version__document", "version__files")


def assignments_in(structure: Structure) -> QuerySet[Any]:
    """Assignments that were begun, with `begun`: the first answer. Without those who objected."""
    found = Assignment.objects.filter(structure=structure, learner__objects_to_statistics=False)
    found = found.select_related("learner", "version__module").defer("version__document", "version__files")
    return found.annotate(begun=Min("answers__received_at")).filter(begun__isnull=False)


def told_answers(answers: Iterable[Answer]) -> Iterator[Doing]:
    """Each as a doing."""
    for one in answers:
        version = one.version
        yield Doing(
            kind=Kind.ANSWERED,
            source=str(one.pk),
            structure=one.structure_id,
            learner=str(one.learner_id),
            language=one.learner.language,
            assignment=str(one.assignment_id or ""),
            module=version.module.code,
            version=version.number,
            at=one.received_at,
            names=_instruction(version, one.exercise),
            parent=_title(version),
            exercise=one.exercise,
            points=(one.score, one.max_score),
            success=one.outcome.get("kind") == "success",
            helped=one.helped,
        )


def told_begun(assignments: Iterable[Any]) -> Iterator[Doing]:
    """The beginning of each."""
    for one in assignments:
        yield _of_module(one, Kind.ATTEMPTED, one.begun)


def told_ended(assignments: Iterable[Assignment], kinds: Iterable[Kind]) -> Iterator[Doing]:
    """The end of each, and how its check went."""
    ended = [one for one in assignments if one.completed_at]
    events = events_by_assignment([one.pk for one in ended])
    for one in ended:
        plan, progress = content.plan(one.version), fold(events[one.pk])
        check = plan.step(StepName.CHECK)
        items = frozenset(check.exercises) if check else frozenset()
        for kind in kinds:
            if kind == Kind.COMPLETED:
                yield _of_module(one, kind, one.completed_at)
            else:
                points = (len(progress.right_first & items), len(items))
                yield _of_module(one, kind, one.completed_at, points=points, success=mastered(plan, progress))


def _of_module(one: Assignment, kind: Kind, at, **more) -> Doing:
    version = one.version
    return Doing(
        kind=kind,
        source=str(one.pk),
        structure=one.structure_id,
        learner=str(one.learner_id),
        language=one.learner.language,
        assignment=str(one.pk),
        module=version.module.code,
        version=version.number,
        at=at,
        names=_title(version),
        **more,
    )


def _title(version: ModuleVersion) -> dict[str, str]:
    return {one: content.part_of(version, "module", one, COUNTRY)["title"] for one in LANGUAGES}


def _instruction(version: ModuleVersion, exercise: str) -> dict[str, str]:
    parts = {one: content.part_of(version, "exercises", one, COUNTRY).get(exercise, {}) for one in LANGUAGES}
    return {one: str(part.get("instruction", exercise)).split("\n")[0] for one, part in parts.items()}


# --- for a file


def in_period(structure: Structure, since: dt.datetime, until: dt.datetime) -> tuple[QuerySet, QuerySet, QuerySet]:
    """(answers, modules begun, modules ended) from `since` on and before `until`."""
    begun = assignments_in(structure)
    return (
        answers_in(structure).filter(received_at__gte=since, received_at__lt=until).order_by("received_at", "pk"),
        begun.filter(begun__gte=since, begun__lt=until).order_by("begun", "pk"),
        begun.filter(completed_at__gte=since, completed_at__lt=until).order_by("completed_at", "pk"),
    )


# --- for a record store: by an anti-join, since an answer that commits late has a lower number than one that was sent


def _offered(kind: Kind, **which) -> Exists:
    """It has a row that says it is over, or was refused a moment ago."""
    lately = Q(state=SentState.REFUSED, at__lte=timezone.now() - AGAIN_AFTER)
    return Exists(SentStatement.objects.filter(kind=kind, **which).exclude(lately))


def answers_to_send(store: RecordStore) -> QuerySet[Answer]:
    """Those that came since it was turned on, and that it does not have."""
    found = answers_in(store.structure).filter(received_at__gte=store.since)
    return found.exclude(_offered(Kind.ANSWERED, answer=OuterRef("pk"))).order_by("pk")


def begun_to_send(store: RecordStore) -> QuerySet[Any]:
    """Modules begun since then."""
    found = assignments_in(store.structure).filter(begun__gte=store.since)
    return found.exclude(_offered(Kind.ATTEMPTED, assignment=OuterRef("pk"))).order_by("begun", "pk")


def ended_to_send(store: RecordStore, kind: Kind) -> QuerySet[Any]:
    """Modules ended since then, of which it lacks this."""
    found = assignments_in(store.structure).filter(completed_at__gte=store.since)
    return found.exclude(_offered(kind, assignment=OuterRef("pk"))).order_by("completed_at", "pk")


def store_of(structure: Structure) -> RecordStore | None:
    """The structure's record store, on or off."""
    return RecordStore.objects.filter(structure=structure).select_related("structure").first()


def counts_of(structure: Structure) -> dict[str, int]:
    """How many statements arrived, and how many were refused for good."""
    states = SentStatement.objects.filter(structure=structure)
    return {
        "sent": states.filter(state=SentState.SENT).count(),
        "dead": states.filter(state=SentState.DEAD).count(),
        "refused": states.filter(state=SentState.REFUSED).count(),
    }


def stores_due() -> list[int]:
    """The structures whose store is on and may be spoken to now."""
    with across_structures("the scheduler looks for record stores that are on"):
        due = RecordStore.objects.filter(on=True, next_at__lte=timezone.now()).order_by("next_at")
        return list(due.values_list("structure_id", flat=True))


# --- platforms


def platforms_of(structure: Structure) -> QuerySet[Platform]:
    """Those of the open structure, by name."""
    return Platform.objects.filter(structure=structure)


def every_platform() -> list[Platform]:
    """For administrators."""
    with across_structures("an administrator writes which platforms may launch modules, wherever"):
        return list(Platform.objects.select_related("structure"))


def platform_by_id(pk) -> Platform | None:
    """Any of them, by its id."""
    with across_structures("an administrator or a launch names a platform before its structure is known"):
        return Platform.objects.filter(pk=pk).select_related("structure").first()


def platform_asking(issuer: str, client_id: str) -> Platform | None:
    """The one that says it is that; without a client ID, the only one of its issuer."""
    with across_structures("a platform asks before its structure is known"):
        found = Platform.objects.filter(issuer=issuer).select_related("structure")
        some = list(found.filter(client_id=client_id)[:2] if client_id else found[:2])
    return some[0] if len(some) == 1 else None


def scores_due() -> list[tuple[int, int]]:
    """(structure, score line): the platform knows less than there is."""
    news = Q(assignment__completed_at__isnull=False) | (
        Q(told=Told.NOTHING) & Exists(Answer.objects.filter(assignment=OuterRef("assignment")))
    )
    with across_structures("the scheduler looks for results that a platform does not know yet"):
        due = ScoreLine.objects.filter(platform__on=True, next_at__lte=timezone.now(), tries__lt=2 * TRIES)
        due = due.exclude(told=Told.COMPLETED).filter(news).order_by("next_at", "pk")
        return list(due.values_list("structure_id", "pk")[:200])


def lost_scores(platform: Platform) -> int:
    """Results that were tried too often."""
    return ScoreLine.objects.filter(platform=platform, tries__gte=2 * TRIES).exclude(told=Told.COMPLETED).count()
