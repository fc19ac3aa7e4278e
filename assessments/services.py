"""Acts on skills checks. Everything is kept as it comes, so a check can be left and taken up again."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniments.services import leave_trace
from assessments import bank, offers, selectors, start
from assessments.bank import Step
from assessments.models import SkillsCheck
from common.errors import DomainError
from exercises import ExerciseError, bare_bundle, grade_bundle, log_to_keep
from learners.models import Learner
from structures import journal
from structures.selectors import current_project

TRACE = "skills_check"
USUAL_SECONDS, LONGEST_SECONDS = 300, 1200
UNKNOWN = ""


@transaction.atomic
def begin_check(*, learner: Learner, by=None) -> SkillsCheck:
    """The learner's check in progress, or a new one. `by`: the aidant beside her, None when she is alone."""
    Learner.objects.select_for_update(of=("self",)).get(pk=learner.pk)  # two taps: one check
    check = selectors.open_check(learner)
    if check is None:
        check = SkillsCheck.objects.create(
            structure_id=learner.structure_id,
            learner=learner,
            with_aidant=by,
            form=bank.FORM,
            form_version=bank.version(),
            code=str(uuid.uuid4()),
        )
        if by is not None:
            journal.record(act="skills_check_begun", by=by, target=check)
    elif by is not None and check.with_aidant_id is None:
        check.with_aidant = by
        check.save(update_fields=["with_aidant"])
    return check


@transaction.atomic
def answer_situation(*, check: SkillsCheck, step: Step, value: str | None) -> SkillsCheck:
    """Keep the answer to a question of the situation; None is "I don't know"."""
    known = {option["id"] for option in bank.question_of(step, "fr", "BE")["options"]}
    if value is not None and value not in known:
        raise DomainError(_("Choose an answer first."))
    check = _unfinished(check)
    check.situation = {**check.situation, step.id: value if value is not None else UNKNOWN}
    check.save(update_fields=["situation"])
    return check


@transaction.atomic
def answer_wish(*, check: SkillsCheck, step: Step, values: Sequence[str] | None) -> SkillsCheck:
    """Keep up to three wishes, in the order of the page; None is "I don't know"."""
    wished = _wishes(step, values)
    check = _unfinished(check)
    check.wishes = wished
    check.situation = {**check.situation, step.id: "said" if wished else UNKNOWN}
    check.save(update_fields=["wishes", "situation"])
    return check


@transaction.atomic
def keep_log(*, check: SkillsCheck, step: Step, log: list[Any]) -> SkillsCheck:
    """Keep how far a simulator was played, so that it can be taken up again; an answered task stays answered."""
    check = _unfinished(check)
    if not check.answers.get(step.id, {}).get("done"):
        check.answers = {**check.answers, step.id: {"value": log, "done": False}}
        check.save(update_fields=["answers"])
    return check


@transaction.atomic
def answer_task(*, check: SkillsCheck, step: Step, value: Any, unknown: bool = False) -> SkillsCheck:
    """Grade and keep the answer to a task. `unknown`: "I don't know" was tapped; steps reached before it count."""
    check = _unfinished(check)
    country = check.learner.country if check.learner else "BE"
    check.answers = {**check.answers, step.id: {**_graded(step, value, country), "unknown": unknown}}
    check.save(update_fields=["answers"])
    return check


@transaction.atomic
def complete_check(*, check: SkillsCheck, by=None) -> SkillsCheck:
    """Level, strengths, modules; from now on the check counts as DIAGNOSTICS of today's project (docs/counting.md).

    Once completed it stays as it is. DomainError while a question is open.
    """
    check = _locked(check)
    if check.completed_at is not None:
        return check
    if selectors.next_step(check) is not None:
        raise DomainError(_("A question is still open."))
    took = int((timezone.now() - check.started_at).total_seconds())
    return _completed(check, by, took if took <= LONGEST_SECONDS else USUAL_SECONDS)


@transaction.atomic
def key_in(
    *,
    learner: Learner,
    by,
    situation: Mapping[str, str],
    wishes: Sequence[str],
    tasks: Mapping[str, Sequence[str] | None],
) -> SkillsCheck:
    """A check done on paper, typed by the aidant and completed at once.

    `tasks`: for each task that was done, the steps that the aidant saw, the option that was ticked, or the field that
    was copied right; None is "I don't know"; an absent task wasn't seen.
    """
    check = begin_check(learner=learner, by=by)
    for step in bank.steps():
        if step.kind == "situation":
            answer_situation(check=check, step=step, value=situation.get(step.id) or None)
        elif step.kind == "wish":
            answer_wish(check=check, step=step, values=list(wishes) or None)
    check = _unfinished(check)
    check.answers = {
        step.id: _seen(step, tasks[step.id], learner.country)
        for step in bank.steps()
        if step.kind == "task" and step.id in tasks
    }
    check.save(update_fields=["answers"])
    return _completed(check, by, USUAL_SECONDS)


def _completed(check: SkillsCheck, by, seconds: int) -> SkillsCheck:
    learner = check.learner
    if learner is None:  # only checks of a pack have none, and those come completed
        raise DomainError(_("This check belongs to nobody here."))
    found = start.result(
        bank.rules(),
        situation=check.situation,
        wishes=check.wishes,
        shares=selectors.shares_of(check),
        available=[offer.code for offer in offers.offers_for(learner)],
    )
    now = timezone.now()
    check.level, check.strengths, check.proposed = found.level, list(found.strengths), list(found.proposed)
    check.completed_at, check.project = now, current_project(learner.structure, timezone.localdate(now))
    check.save(update_fields=["level", "strengths", "proposed", "completed_at", "project"])
    leave_trace(learner=learner, code=TRACE, theme=TRACE, seconds=seconds)
    if by is not None:
        journal.record(act="skills_check_completed", by=by, target=check)
    return check


def _locked(check: SkillsCheck) -> SkillsCheck:
    """The row as it is now, held until the end of the transaction."""
    return SkillsCheck.objects.select_for_update(of=("self",)).select_related("learner__structure").get(pk=check.pk)


def _unfinished(check: SkillsCheck) -> SkillsCheck:
    """The same; DomainError once it is completed, for a result never changes."""
    found = _locked(check)
    if found.completed_at is not None:
        raise DomainError(_("This check is finished. Its answers no longer change."))
    return found


def _wishes(step: Step, values: Sequence[str] | None) -> list[str]:
    known = [option["id"] for option in bank.question_of(step, "fr", "BE")["options"]]
    given = set(values or ())
    if not given <= set(known):
        raise DomainError(_("Choose an answer first."))
    if len(given) > start.WISHES:
        raise DomainError(_("Choose 3 at most."))
    return [one for one in known if one in given]


def _graded(step: Step, value: Any, country: str) -> dict[str, Any]:
    """The answer as it is kept, with what it is worth. DomainError when it is no answer to that task."""
    bundle = bare_bundle(bank.document_of(), step.id, country)
    try:
        kept = log_to_keep(bundle, value)
        outcome = grade_bundle(bundle, kept)
    except ExerciseError as error:
        raise DomainError(_("This answer does not belong to this question.")) from error
    return {
        "value": kept,
        "done": True,
        "score": outcome.score,
        "max": outcome.max,
        "reached": list(outcome.reached),
        "kind": outcome.kind,
    }


def _seen(step: Step, ticked: Sequence[str] | None, country: str) -> dict[str, Any]:
    """The same from paper: a question is graded by its answer, a simulator by the steps that were seen."""
    if ticked is None:
        return {**_graded(step, None, country), "unknown": True, "paper": True}
    bundle = bare_bundle(bank.document_of(), step.id, country)
    if "options" in bundle and "goal" not in bundle:
        return {**_graded(step, next(iter(ticked), None), country), "paper": True}
    parts = [part["id"] for part in (bundle["goal"]["steps"] if "goal" in bundle else bundle["parts"])]
    reached = [one for one in parts if one in ticked]
    kind = "success" if len(reached) == len(parts) else "partial" if reached else "retry"
    return {
        "value": None, "done": True, "score": len(reached), "max": len(parts), "reached": reached, "kind": kind,
        "paper": True,
    }  # fmt: skip
