"""Reads of a helper's own training: her path, how far each module is, what she wrote, what attests it.

All of it is behind `as_person`: whoever asks sees her own rows, and nobody else's (docs/wall.md).
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from common.wall import across_structures, open_structure
from community.events.models import Attendance, Sector
from community.events.selectors import persons_of
from courses.learning import content
from courses.learning.catalogue import published_modules
from courses.learning.enums import Audience
from courses.learning.models import Module, ModuleVersion
from courses.learning.progress import Event, Plan, Progress, Stop, fold, mastered, minutes_left, next_stop, steps_done
from courses.learning.selectors import country_of as country_of_structure
from courses.learning.standing import events_by
from courses.training.enums import codes_of, step_label
from courses.training.models import Attestation, Study, StudyAnswer, Trainee
from exercises.texts import COUNTRIES
from structures.models import Portal
from structures.selectors import places_of

LOOK_ALIKE = str.maketrans("OIL", "011")  # no code has these (learners/cards.py)


@dataclass(frozen=True, slots=True)
class Way:
    """How far she is in a module; `study` is None before her first answer."""

    module: Module
    version: ModuleVersion
    study: Study | None
    plan: Plan
    progress: Progress
    attestation: Attestation | None = None

    @property
    def done(self) -> list[bool]:
        return steps_done(self.plan, self.progress)

    @property
    def behind(self) -> int:
        """Steps done, from the first one on: where the line stands."""
        return next((n for n, done in enumerate(self.done) if not done), len(self.plan.steps))

    @property
    def total(self) -> int:
        return len(self.plan.steps)

    @property
    def finished(self) -> bool:
        return self.study is not None and self.study.completed_at is not None

    @property
    def begun(self) -> bool:
        return self.study is not None

    @property
    def stop(self) -> Stop | None:
        """Where to go next; None when she is through."""
        return None if self.finished else next_stop(self.plan, self.progress)

    @property
    def step_label(self) -> str:
        return step_label(self.stop.step) if self.stop else ""

    @property
    def mastered(self) -> bool:
        return mastered(self.plan, self.progress)

    @property
    def minutes(self) -> int:
        """Of the version that she follows: what an attestation says."""
        return sum(step.minutes for step in self.plan.steps)

    @property
    def left(self) -> int:
        """Minutes."""
        return minutes_left(self.plan, self.progress)


def sector_of(user: User) -> str:
    """The sector that she chose; empty for none yet."""
    return Trainee.objects.filter(user=user).values_list("sector", flat=True).first() or ""


def country_of(user: User) -> str:
    """The country whose variants she sees: that of her first structure, else Belgium."""
    first = next((one.structure for one in places_of(user=user) if one.structure), None)
    if first is None:
        return COUNTRIES[0]
    with open_structure(first.pk):
        return country_of_structure(first)


# --- the path


def events_by_study(studies: list[int]) -> dict[int, list[Event]]:
    """The events of each of these studies, by its id."""
    return events_by("study_id", StudyAnswer.objects.filter(study__in=studies))


def _latest(studies: list[Study]) -> dict[int, Study]:
    """Module id -> the study that counts: the one that was begun last."""
    return {study.module_id: study for study in studies}


def _studies(user: User, **only: Any) -> list[Study]:
    found = Study.objects.filter(user=user, **only).select_related("version", "module")
    found = found.defer(*ModuleVersion.heavy("version__"))
    return list(found.order_by("begun_at", "pk"))


def _way(module: Module, study: Study | None, events: list[Event], attestation: Attestation | None) -> Way | None:
    version = study.version if study else module.published
    if version is None:
        return None
    return Way(module, version, study, content.plan(version), fold(events), attestation)


@dataclass(frozen=True, slots=True)
class Path:
    """Her sector's path in its order; beside it, what she followed that is not on it."""

    sector: str
    ways: list[Way]
    beside: list[Way]

    @property
    def sector_label(self) -> str:
        return str(Sector(self.sector).label) if self.sector else ""

    @property
    def behind(self) -> int:
        return sum(way.finished for way in self.ways)

    @property
    def here(self) -> Way | None:
        """What she goes on with: the first module that isn't finished."""
        return next((way for way in self.ways if not way.finished), None)

    @property
    def minutes(self) -> int:
        """Online minutes of all that she finished."""
        return sum(way.minutes for way in [*self.ways, *self.beside] if way.finished)


def modules(portal: Portal | None = None) -> QuerySet[Module]:
    """The modules of helpers that are published; those that a portal shows."""
    return published_modules(Audience.AIDANT, at=portal)


def path_of(user: User, portal: Portal | None = None) -> Path:
    """What she has begun, and what that portal shows. Five queries, whatever she has done."""
    sector = sector_of(user)
    studies = _latest(_studies(user))
    by_code = {one.code: one for one in modules(portal)} | {one.module.code: one.module for one in studies.values()}
    events = events_by_study([one.pk for one in studies.values()])
    attested = {one.module_id: one for one in Attestation.objects.filter(user=user)}
    on_it = codes_of(sector)
    ways: dict[str, Way] = {}
    for code in (*on_it, *sorted(set(by_code) - set(on_it))):
        module = by_code.get(code)
        study = studies.get(module.pk) if module else None
        if module is None or (code not in on_it and study is None):
            continue
        way = _way(module, study, events[study.pk] if study else [], attested.get(module.pk))
        if way is not None:
            ways[code] = way
    return Path(
        sector,
        [way for code, way in ways.items() if code in on_it],
        [way for code, way in ways.items() if code not in on_it],
    )


def way_of(user: User, code: str, portal: Portal | None = None) -> Way | None:
    """How far she is in one module; None for a code that is no helpers' module, shown there or begun."""
    study = next(reversed(_studies(user, module__code=code)), None)
    module = study.module if study else modules(portal).filter(code=code).first()
    if module is None:
        return None
    attestation = Attestation.objects.filter(user=user, module=module).first()
    return _way(module, study, events_by_study([study.pk])[study.pk] if study else [], attestation)


# --- what she wrote


@dataclass(frozen=True, slots=True)
class Note:
    """What she wrote in a written case: the situation, her words, the expert's."""

    module: Module
    instruction: str
    situation: str
    text: str
    expert: str
    at: dt.datetime


def notes_of(user: User, language: str, country: str) -> list[Note]:
    """Her words in the written cases, newest first. Hers alone: no colleague and no report reads them."""
    answers = (
        StudyAnswer.objects.filter(user=user, score__gt=0)
        .exclude(exercise="")
        .exclude(value=None)
        .select_related("study__module", "study__version")
        .defer(*ModuleVersion.heavy("study__version__"))
        .order_by("-received_at", "-pk")
    )
    found = []
    for one in answers:
        if not isinstance(one.value, str):
            continue
        bundle = content.bundle_of(one.study.version, one.exercise, language, country)
        if bundle.get("write"):
            situation = (bundle.get("card") or {}).get("text", "")
            texts = (bundle["instruction"], situation, one.value, bundle.get("expert", ""))
            found.append(Note(one.study.module, *texts, one.received_at))
    return found


# --- what attests it


def attestation_of(user: User, code: str) -> Attestation | None:
    """One of her own."""
    return Attestation.objects.filter(user=user, code=code).select_related("module").first()


def attestation_by_code(code: str) -> Attestation | None:
    """The attestation with that code, for whoever has it; withdrawn or not."""
    with across_structures("whoever has the code of an attestation may read it"):
        found = Attestation.objects.select_related("user", "module", "study__version")
        return found.defer(*ModuleVersion.heavy("study__version__")).filter(code=code).first()


def plain_code(text: str) -> str:
    """The code as it is kept: what somebody typed from paper, with spaces, in small letters, an O for a 0."""
    return "".join(sign for sign in text.upper() if sign.isalnum())[:20].translate(LOOK_ALIKE)


# --- her trainings


@dataclass(frozen=True, slots=True)
class Attended:
    """A training or event at which she was, by its validated list."""

    title: str
    on: dt.date
    minutes: int


def attended_by(user: User) -> list[Attended]:
    """Newest first; the minutes of one without an end are 0."""
    rows = (
        Attendance.objects.filter(
            Q(person__in=persons_of(user)), status=Attendance.Status.PRESENT, validated_at__isnull=False
        )
        .select_related("action")
        .order_by("-action__starts_at", "-pk")
    )
    found: dict[Any, Attended] = {}
    for row in rows:
        action = row.action
        found.setdefault(action.pk, Attended(action.title, timezone.localdate(action.starts_at), action.minutes))
    return list(found.values())


def here_of(user: User | AnonymousUser, portal: Portal | None = None) -> Path | None:
    """The path for a card on her home; None where no module of helpers is published."""
    if not isinstance(user, User):
        return None
    found = path_of(user, portal)
    return found if found.ways else None
