"""What the pages of a check share, whether the learner is alone or her aidant sits beside her."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from assessments import bank, playing, selectors, services
from assessments.bank import Step
from assessments.models import SkillsCheck


@dataclass(frozen=True, slots=True)
class Sitting:
    """A check being done: its language and country, who runs it, and the addresses of its pages."""

    check: SkillsCheck
    language: str
    country: str
    by: object | None
    page: Callable[[str], str]
    home: str
    result: str


def question(request: HttpRequest, sitting: Sitting, name: str, extra: dict) -> HttpResponse:
    """One question or task: GET draws it, POST keeps what came and goes on."""
    step = bank.step_named(name)
    if step is None:
        raise Http404
    if not selectors.may_open(sitting.check, step):
        return redirect(onward(sitting))
    if request.method != "POST":
        asked = playing.shown(sitting.check, step, sitting.language, sitting.country)
    else:
        many = request.POST.getlist("r")
        asked = playing.sent(sitting.check, step, sitting.language, sitting.country, request.POST, many)
        if asked.over:
            _finish(sitting)
            if asked.turn is None or not asked.turn.outcome.ended:
                return redirect(onward(sitting, after=step))
    go = onward(sitting, after=step) if asked.over else ""
    context = {**asked.drawing(), **_header(sitting, step), "go": go, **extra}
    refused = bool(asked.notes) and asked.turn is None
    return render(request, "assessments/question.html", context, status=422 if refused else 200)


def onward(sitting: Sitting, after: Step | None = None) -> str:
    """The address of what comes next: the page after this one, the first without an answer, or the result."""
    sitting.check.refresh_from_db()
    if sitting.check.completed_at is not None:
        return sitting.result
    steps = bank.steps()
    following = steps[steps.index(after) + 1] if after and after != steps[-1] else None
    if following and selectors.may_open(sitting.check, following):
        return sitting.page(following.name)
    first = selectors.next_step(sitting.check)
    return sitting.page(first.name) if first else sitting.home


def _finish(sitting: Sitting) -> None:
    """Complete the check once nothing more is asked."""
    sitting.check.refresh_from_db()
    if selectors.next_step(sitting.check) is None:
        services.complete_check(check=sitting.check, by=sitting.by)


def _header(sitting: Sitting, step: Step) -> dict:
    steps = bank.steps()
    at = steps.index(step)
    back = sitting.page(steps[at - 1].name) if at else sitting.home
    return {"back": back, "done": step.at, "total": step.of, "first_task": step.kind == "task" and step.at == 0}
