"""Reads about skills checks; the structure is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from assessments import bank, offers
from assessments.bank import Step
from assessments.models import SkillsCheck
from assessments.start import next_task
from learners.models import Learner
from structures.models import Structure


def checks_of(*, structure: Structure) -> QuerySet[SkillsCheck]:
    """The structure's five-minute starts of learners it follows; those of an activity pack have no learner."""
    return SkillsCheck.objects.filter(structure=structure, form=bank.FORM, learner__isnull=False).select_related(
        "learner", "with_aidant"
    )


def open_check(learner: Learner) -> SkillsCheck | None:
    """The check that this learner has begun and not finished: there is at most one."""
    return SkillsCheck.objects.filter(learner=learner, form=bank.FORM, completed_at=None).first()


def completed_checks(learner: Learner) -> QuerySet[SkillsCheck]:
    """Finished ones, newest first."""
    return SkillsCheck.objects.filter(learner=learner, form=bank.FORM, completed_at__isnull=False).order_by(
        "-completed_at"
    )


def last_completed(learner: Learner) -> SkillsCheck | None:
    """The newest finished check."""
    return completed_checks(learner).first()


def proposed_to(learner: Learner) -> list[str]:
    """Codes of the modules that her last check proposes, best first."""
    last = last_completed(learner)
    return list(last.proposed) if last else []


def earlier_check(check: SkillsCheck) -> SkillsCheck | None:
    """The finished check before this one, for before and after."""
    if check.completed_at is None or check.learner is None:
        return None
    return completed_checks(check.learner).filter(completed_at__lt=check.completed_at).first()


# --- where a check stands


def shares_of(check: SkillsCheck) -> dict[str, float]:
    """The outcome of each task that has one, from 0 to 1."""
    return {
        task: answer["score"] / answer["max"] if answer["max"] else 0.0
        for task, answer in check.answers.items()
        if answer.get("done")
    }


def is_answered(check: SkillsCheck, step: Step) -> bool:
    """Whether that page has an answer ("I don't know" is one)."""
    if step.kind == "task":
        return bool(check.answers.get(step.id, {}).get("done"))
    return step.id in check.situation


def next_step(check: SkillsCheck) -> Step | None:
    """The first page without an answer; None when nothing more is asked."""
    for step in bank.steps():
        if step.kind != "task" and not is_answered(check, step):
            return step
    task = next_task(bank.rules(), shares_of(check))
    return next((step for step in bank.steps() if step.id == task), None) if task else None


def may_open(check: SkillsCheck, step: Step) -> bool:
    """Back to any page that has an answer, forward to the first without; not further."""
    return is_answered(check, step) or step == next_step(check)


# --- the result, in words


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a result: a pictogram and its words; `detail` is smaller, below."""

    picto: str
    label: str
    detail: str = ""
    id: str = ""


def levels_of(check: SkillsCheck, language: str, country: str) -> list[dict[str, str]]:
    """The line of four stops, `{label, state}`; state: done, now or nothing."""
    here = check.level or 0
    return [
        {"label": label, "state": "done" if level < here else "now" if level == here else ""}
        for level, label in enumerate(bank.form_in(language, country)["levels"])
    ]


def strengths_of(check: SkillsCheck, language: str, country: str) -> list[Line]:
    """The three strengths, in words."""
    form = bank.form_in(language, country)
    exercises = bank.document_of()["exercises"]
    known = {one["exercise"]: Line(exercises[one["exercise"]]["picto"], one["strength"]) for one in form["tasks"]}
    known |= {one["id"]: Line(one["picto"], one["label"]) for one in form["also"]}
    return [known[one] for one in check.strengths if one in known]


def blockers_of(check: SkillsCheck, language: str, country: str, *, reader: str = "learner") -> list[Line]:
    """What comes first; `reader` is learner or helper."""
    found = [one for one in bank.form_in(language, country)["blockers"] if _holds(one["when"], check.situation)]
    return [Line(one["picto"], one[reader], id=one["id"]) for one in found]


def wishes_of(check: SkillsCheck, language: str, country: str) -> list[Line]:
    """What the learner would like to learn."""
    options = {one["id"]: one for one in bank.form_in(language, country)["wish"]["options"]}
    return [Line(options[one]["picto"], options[one]["label"]) for one in check.wishes if one in options]


def proposals_of(check: SkillsCheck) -> list[offers.Offer]:
    """The proposed modules that can still be given, best first."""
    if check.learner is None:
        return []
    by_code = {offer.code: offer for offer in offers.offers_for(check.learner)}
    return [by_code[code] for code in check.proposed if code in by_code]


@dataclass(frozen=True, slots=True)
class Happened:
    """One task for the aidant. `state`: done, partly, none, unknown ("I don't know") or unseen.

    `steps`: (words, reached) of each; `words`: what to say to the learner; `since`: how an earlier check went.
    """

    picto: str
    title: str
    state: str
    steps: list[tuple[str, bool]]
    words: str
    since: str = ""


def happened(check: SkillsCheck, earlier: SkillsCheck | None, language: str, country: str) -> list[Happened]:
    """Task by task, what the learner did."""
    form = bank.form_in(language, country)
    return [_happened(check, earlier, task, language, country) for task in form["tasks"]]


def situation_of(check: SkillsCheck, language: str, country: str) -> list[tuple[str, str, str]]:
    """(picto, question, answer) of each question; an empty answer is "I don't know"."""
    found = []
    for question in bank.form_in(language, country)["situation"]:
        given = check.situation.get(question["id"])
        label = next((one["label"] for one in question["options"] if one["id"] == given), "")
        found.append((question["picto"], question["question"], label))
    return found


def state_of(answer: dict[str, Any] | None) -> str:
    """How a task went, in one word."""
    if not answer or not answer.get("done"):
        return "unseen"
    if answer["score"] == answer["max"]:
        return "done"
    if answer["score"]:
        return "partly"
    return "unknown" if answer.get("unknown") else "none"


def _happened(
    check: SkillsCheck, earlier: SkillsCheck | None, task: dict[str, Any], language: str, country: str
) -> Happened:
    key = task["exercise"]
    answer = check.answers.get(key)
    reached = (answer or {}).get("reached", ())
    bundle = bank.bundle_of(key, language, country)
    feedback = bundle["feedback"]
    words = feedback.get((answer or {}).get("kind"), feedback["retry"]) if answer else ""
    return Happened(
        picto=bundle["picto"],
        title=task["title"],
        state=state_of(answer),
        steps=[(label, one in reached) for one, label in bank.step_labels(key, language, country)],
        words=words,
        since=state_of(earlier.answers.get(key)) if earlier else "",
    )


def _holds(when: dict[str, Sequence[str]], situation: dict[str, str]) -> bool:
    return all(situation.get(question) in answers for question, answers in when.items())
