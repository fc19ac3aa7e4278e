"""Answers of a helper on her own path: graded and kept as a learner's are (docs/answers.md), for her alone."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from courses.learning import content
from courses.learning.models import Module, ModuleVersion
from courses.learning.progress import fold, mastered, next_stop
from courses.learning.services import digest, graded
from courses.training.models import Study, StudyAnswer
from courses.training.selectors import events_by_study
from courses.training.services.attestations import Issuer, attest


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of an answer; `ended`: the module was finished by it."""

    answer: StudyAnswer
    new: bool
    ended: bool = False


@transaction.atomic
def record_answer(
    *,
    user: User,
    module: Module,
    key: uuid.UUID,
    step: str,
    exercise: str = "",
    value: Any = None,
    helped: bool = False,
    country: str = "BE",
    issuer: Issuer,
) -> Recorded:
    """Store one answer, graded here by the version that she follows; the last one ends the module, which `issuer`
    attests when she masters it.

    The same key and content gives what is stored. DomainError: the key was used for another answer, or this isn't an
    answer to that exercise.
    """
    study = _held(user, module)
    kept, grading = graded(study.version, step, exercise, value, country)
    mark = digest({"module": module.code, "step": step, "exercise": exercise, "value": kept})
    before = StudyAnswer.objects.filter(user=user, key=key).first()
    if before is not None:
        if before.value_hash != mark:
            raise DomainError(_("Another answer was already sent under this number."))
        return Recorded(before, new=False)
    first = not StudyAnswer.objects.filter(study=study, step=step, exercise=exercise).exists()
    grading["outcome"] = {**grading["outcome"], "first": first}
    answer = StudyAnswer.objects.create(
        user=user,
        study=study,
        key=key,
        step=step,
        exercise=exercise,
        value=kept,
        value_hash=mark,
        helped=helped,
        **grading,
    )
    return Recorded(answer, new=True, ended=study.completed_at is None and _end(study, issuer))


def _held(user: User, module: Module) -> Study:
    """The study that she is in, or was in last, or that begins now; its row is held, so that of two answers one is
    the first."""
    studies = Study.objects.select_for_update(of=("self",)).select_related("version")
    studies = studies.defer(*ModuleVersion.heavy("version__"))
    found = studies.filter(user=user, module=module).order_by("-begun_at", "-pk")
    study = found.first()
    if study is not None:
        return study
    _begin(user, module)
    return found[0]


def _begin(user: User, module: Module) -> Study:
    """A study that is open: a new one, or the one that her other window began meanwhile. DomainError: not published."""
    if module.published_id is None:
        raise DomainError(_("This module is not published any more."))
    return Study.objects.get_or_create(
        user=user, module=module, completed_at=None, defaults={"version_id": module.published_id}
    )[0]


def _end(study: Study, issuer: Issuer) -> bool:
    """The last answer ends the study, once; mastered, it is attested."""
    plan, progress = content.plan(study.version), fold(events_by_study([study.pk])[study.pk])
    if next_stop(plan, progress) is not None:
        return False
    study.completed_at, study.mastered = timezone.now(), mastered(plan, progress)
    study.save(update_fields=["completed_at", "mastered"])
    if study.mastered:
        attest(study=study, issuer=issuer)
    return True


@transaction.atomic
def begin_again(*, user: User, module: Module) -> Study:
    """The module once more, from the start, in its published version; twice at once, it begins once.

    DomainError while it is open, or mastered.
    """
    last = Study.objects.select_for_update().filter(user=user, module=module).order_by("-begun_at", "-pk").first()
    if last is None or last.completed_at is None:
        raise DomainError(_("You are still in this module."))
    if last.mastered:
        raise DomainError(_("You have mastered this module already."))
    return _begin(user, module)
