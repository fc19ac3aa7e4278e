"""Her path: the sector, the modules as stops, what she wrote, and one module with its steps."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from common.errors import DomainError
from common.languages import page_language
from courses.learning import content
from courses.learning.enums import StepName
from courses.training import selectors, services
from courses.training.enums import step_label
from courses.training.forms import SectorForm
from courses.training.views.common import crumbs, stop_url, way_or_404
from digcomp.framework import named
from portals.hosts import portal_of


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """Where she is on her path, and all the hours of her trainings."""
    path, attended = selectors.path_of(request.user, portal_of(request)), selectors.attended_by(request.user)
    context = {
        "path": path,
        "form": SectorForm(initial={"sector": path.sector}),
        "go": stop_url(path.here.module.code, path.here.stop) if path.here else "",
        "attended": attended,
        "online": duration(path.minutes),
        "together": duration(sum(one.minutes for one in attended)),
        "total": duration(path.minutes + sum(one.minutes for one in attended)),
    }
    return render(request, "training/home.html", context)


def duration(minutes: int) -> str:
    """“2 h 05”."""
    return _("%(hours)s h %(minutes)02d") % {"hours": minutes // 60, "minutes": minutes % 60}


@require_POST
def sector(request: SignedInRequest) -> HttpResponse:
    """Her sector, remembered."""
    form = SectorForm(request.POST)
    if form.is_valid():
        services.choose_sector(user=request.user, sector=form.cleaned_data["sector"])
        messages.success(request, _("Your path is set."))
    else:
        messages.warning(request, _("Choose one of the sectors."))
    return redirect("training:home")


@require_safe
def notes(request: SignedInRequest) -> HttpResponse:
    """What she wrote in the written cases: for her alone."""
    found = selectors.notes_of(request.user, page_language(), selectors.country_of(request.user))
    return render(request, "training/notes.html", {"notes": found, "crumbs": crumbs((_("What I wrote"), ""))})


@require_safe
def module(request: SignedInRequest, code: str) -> HttpResponse:
    """One module: its steps as the line, the way on, the result of its five questions, what attests it."""
    way = way_or_404(request, code)
    facts = content.part_of(way.version, "module", page_language(), selectors.country_of(request.user))
    check = way.plan.step(StepName.CHECK)
    answered = bool(check and set(check.exercises) <= way.progress.answered)
    context = {
        "way": way,
        "facts": facts,
        "competences": named(way.module.competences),
        "steps": [_step(way, number) for number in range(way.total)],
        "go": stop_url(code, way.stop),
        "answered": answered,
        "right": len(way.progress.right_first & set(check.exercises)) if check else 0,
        "mastery": way.plan.mastery,
        "crumbs": crumbs((way.module.title, "")),
    }
    return render(request, "training/module.html", context)


def _step(way: selectors.Way, number: int) -> dict[str, Any]:
    step, done = way.plan.steps[number], way.done[number]
    here = not way.finished and number == way.behind
    return {
        "name": step.name,
        "label": step_label(step.name),
        "minutes": step.minutes,
        "state": "done" if done else "now" if here else "",
        "open": done or here,
        "exercises": len(step.exercises),
        "answered": len(way.progress.answered & set(step.exercises)),
    }


@require_POST
def again(request: SignedInRequest, code: str) -> HttpResponse:
    """The module once more, from the start."""
    way = way_or_404(request, code)
    try:
        services.begin_again(user=request.user, module=way.module)
    except DomainError as error:
        messages.warning(request, str(error))
        return redirect("training:module", code)
    return redirect(stop_url(code, way_or_404(request, code).stop))
