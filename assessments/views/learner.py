"""The learner's own pages: alone, on her phone."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from assessments import selectors, services
from assessments.models import SkillsCheck
from assessments.views.sitting import Sitting, onward
from assessments.views.sitting import question as ask
from common.languages import page_language
from learners.guards import LearnerRequest, learner_page


def sitting_of(request: LearnerRequest, check: SkillsCheck) -> Sitting:
    """Her check, her addresses."""
    return Sitting(
        check=check,
        language=page_language(),
        country=request.learner.country,
        by=None,
        page=lambda name: reverse("assessments:question", args=[name]),
        home=reverse("assessments:start"),
        result=reverse("assessments:result"),
    )


@learner_page
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: LearnerRequest) -> HttpResponse:
    """What it is, and one button: begin, or go on where it was left."""
    if request.method == "POST":
        check = services.begin_check(learner=request.learner)
        return redirect(onward(sitting_of(request, check)))
    context = {
        "begun": selectors.open_check(request.learner),
        "last": selectors.last_completed(request.learner),
    }
    return render(request, "assessments/start.html", context)


@learner_page
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: LearnerRequest, step: str) -> HttpResponse:
    """One question of the check in progress; without one, back to the beginning."""
    check = selectors.open_check(request.learner)
    if check is None:
        return redirect("assessments:start")
    return ask(request, sitting_of(request, check), step, {})


@learner_page
@require_safe
def result(request: LearnerRequest) -> HttpResponse:
    """Where she is, what she can do, what comes next; of her last finished check."""
    check = selectors.last_completed(request.learner)
    if check is None:
        return redirect("assessments:start")
    check.learner = request.learner
    place = page_language(), request.learner.country
    context = {
        "levels": selectors.levels_of(check, *place),
        "strengths": selectors.strengths_of(check, *place),
        "blockers": selectors.blockers_of(check, *place),
        "proposals": selectors.proposals_of(check),
        "check": check,
    }
    return render(request, "assessments/result.html", context)
