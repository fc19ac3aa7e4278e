"""Learners whom nobody has met for two years: who follows them hears a month before, then they are erased."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from accompaniments.models import AccompaniedLearner
from accounts.models import User
from assessments.models import SkillsCheck
from common.wall import across_structures, open_structure
from courses.learning.models import Answer, Assignment
from learners.models import Learner
from portals.voices import voice_of
from privacy import letters, services
from privacy.models import PrivacyAct
from privacy.rules import Due, Rule, months_ago
from privacy.selectors import scheduled_erasure
from reporting.models import Activity
from structures.models import Membership, Structure
from structures.selectors import referents_of

TOLD_AFTER, ERASED_AFTER = 23, 24  # months without a meeting
TOLD_BEFORE = timedelta(days=30)
STALE = timedelta(days=365)
"""What was announced longer ago than that was taken back by a meeting: it is announced again."""


def _unmet(since: datetime) -> QuerySet[Any]:
    """No help, answer, check, module or visit since then; `told`: when her erasure was announced."""
    hers = {"learner": OuterRef("pk")}
    contact = (
        AccompaniedLearner.objects.filter(**hers, accompaniment__date__gte=timezone.localdate(since)),
        Answer.objects.filter(**hers, received_at__gte=since),
        SkillsCheck.objects.filter(**hers, started_at__gte=since),
        Assignment.objects.filter(**hers, assigned_at__gte=since),
        Activity.objects.filter(**hers, at__gte=since),
    )
    told = PrivacyAct.objects.filter(**hers, kind=PrivacyAct.Kind.WARNING).order_by("-asked_at")
    found: QuerySet[Any] = Learner.objects.known().filter(created_at__lt=since)
    for rows in contact:
        found = found.exclude(Exists(rows))
    return found.annotate(told=Subquery(told.values("asked_at")[:1])).order_by("created_at", "pk")


def _to_tell(rule: Rule, now: datetime) -> QuerySet[Any]:
    return _unmet(rule.limit(now)).filter(Q(told=None) | Q(told__lt=now - STALE))


def _told(rule: Rule, now: datetime) -> QuerySet[Any]:
    return _unmet(rule.limit(now)).filter(told__gte=now - STALE, told__lt=now - TOLD_BEFORE)


def _erased_on(told: datetime) -> date:
    return timezone.localdate(told + TOLD_BEFORE + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Leaving:
    """A learner whose erasure is announced, and the day of it."""

    learner: Learner
    on: date


def leaving(*, structure: Structure, now: datetime | None = None) -> list[Leaving]:
    """Whose erasure is announced there and not taken back by a meeting, the next one first. The structure is open."""
    now = now or timezone.now()
    found = _unmet(months_ago(TOLD_AFTER, now=now)).filter(structure=structure, told__gte=now - STALE)
    return [Leaving(one, _erased_on(one.told)) for one in found.select_related("referent").order_by("told", "alias")]


def find_to_tell(rule: Rule, now: datetime) -> list[Due]:
    return [_line(learner) for learner in _to_tell(rule, now)]


def find(rule: Rule, now: datetime) -> list[Due]:
    return [_line(learner) for learner in _told(rule, now)]


def _line(learner) -> Due:
    return Due("learners.Learner", str(learner.pk), timezone.localdate(learner.told or learner.created_at))


def tell(rule: Rule, now: datetime) -> int:
    """One letter to each who follows some of them, or to the referents; a link leads to the list."""
    with across_structures("retention finds learners whom nobody has met for almost two years"):
        found = list(_to_tell(rule, now).select_related("structure", "referent"))
    by_structure: dict[Structure, list[Learner]] = defaultdict(list)
    for learner in found:
        by_structure[learner.structure].append(learner)
    for structure, learners in by_structure.items():
        with open_structure(structure.pk), transaction.atomic():
            _announce(structure, learners, now)
    return len(found)


def _announce(structure: Structure, learners: list[Learner], now: datetime) -> None:
    readers: dict[User, int] = defaultdict(int)
    here = set(Membership.objects.active().filter(structure=structure).values_list("user", flat=True))
    answering = referents_of(structure=structure)
    for learner in learners:
        follows = learner.referent
        for reader in [follows] if follows and follows.is_active and follows.pk in here else answering:
            readers[reader] += 1
        act = PrivacyAct(kind=PrivacyAct.Kind.WARNING, structure=structure, learner=learner.pk, done_at=now)
        act.save(force_insert=True)
        PrivacyAct.objects.filter(pk=act.pk).update(asked_at=now)
    path, voice = reverse("privacy:leaving", args=[structure.slug]), voice_of(structure)
    for reader, count in readers.items():
        letters.learners_leave(
            to=reader, place=structure.name, count=count, erased_on=_erased_on(now), path=path, voice=voice
        )


def erase(rule: Rule, now: datetime) -> int:
    with across_structures("retention finds learners whom nobody has met for two years"):
        found = list(_told(rule, now).only("pk", "structure_id"))
    for learner in found:
        with open_structure(learner.structure_id), transaction.atomic():
            services.erase_learner_now(learner=learner, by=None)
    return len(found)


# --- those whom their structure erases, after its week


def _planned(rule: Rule, now: datetime) -> QuerySet[PrivacyAct]:
    erasures = PrivacyAct.objects.filter(kind=PrivacyAct.Kind.ERASURE, done_at=None, learner__isnull=False)
    return erasures.filter(asked_at__lt=rule.limit(now)).order_by("asked_at")


def find_planned(rule: Rule, now: datetime) -> list[Due]:
    return [Due("learners.Learner", str(act.learner), timezone.localdate(act.asked_at)) for act in _planned(rule, now)]


def carry_out(rule: Rule, now: datetime) -> int:
    with across_structures("erasures whose week is over are carried out"):
        acts = list(_planned(rule, now))
    for act in acts:
        with open_structure(act.structure_id), transaction.atomic():
            # Her row first, as who takes it back does: it may have been taken back since the acts were read.
            held = Learner.objects.select_for_update(no_key=True, of=("self",)).known()
            learner = held.filter(pk=str(act.learner)).first()
            if learner is not None and scheduled_erasure(learner) == act:
                services.carry_out(act, by=None)
    return len(acts)
