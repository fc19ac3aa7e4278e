"""What a curator's draft looks like on a phone: any part of any version, in any language and country. Stores nothing.

Framed by the editor, so these pages alone may stand in a frame of our own.
"""

from collections.abc import Callable
from typing import cast

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods

from courses.learning import content, selectors
from courses.learning.enums import StepName
from courses.learning.models import Assignment, ModuleVersion
from courses.learning.places import editor_page, module_here
from courses.learning.playing import opened, sent
from courses.learning.progress import Progress
from courses.learning.selectors import Standing
from courses.learning.sheets import SHEETS
from courses.learning.views import learner
from courses.learning.views.exercise import drawing, play_data
from exercises import ExerciseError
from exercises.texts import COUNTRIES, LANGUAGES
from learners.guards import LearnerRequest
from learners.models import Learner

UNREADABLE = (ExerciseError, KeyError, TypeError, AttributeError, ValueError, IndexError, StopIteration)


def is_ours(error: BaseException) -> bool:
    """A file of ours that this installation lacks (`collectstatic` was forgotten) is no fault of the draft."""
    return isinstance(error, ValueError) and "staticfiles manifest" in str(error)


def framed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """May stand in a frame of our own pages, and nobody else's."""
    own = csp_replace({"frame-ancestors": ["'self'"]})  # type: ignore[arg-type]  # its own type forgets the parts
    return own(xframe_options_sameorigin(view))


@framed
@require_http_methods(["GET", "HEAD", "POST"])
@editor_page
def look(request: HttpRequest, code: str, language: str, country: str, kind: str, key: str) -> HttpResponse:
    """One part as a learner gets it. What can't be drawn yet is said so: the lint says why."""
    version = selectors.version_in_hand(module_here(request, code))
    if version is None or language not in LANGUAGES or country not in COUNTRIES or kind not in DRAWN:
        raise Http404
    with translation.override(language):
        try:
            return DRAWN[kind](request, version, key, country)
        except UNREADABLE as error:
            if is_ours(error):
                raise
            words = _("This can’t be shown yet. The editor says what is missing.")
            return render(request, "courses/look_later.html", {"words": words})


def _exercise(request: HttpRequest, version: ModuleVersion, key: str, country: str) -> HttpResponse:
    if key not in content.document_of(version)["exercises"]:
        raise Http404
    bundle = content.bundle_of(version, key, translation.get_language(), country)
    page = sent(bundle, request.POST, request.POST.getlist("r")) if request.method == "POST" else opened(bundle)
    context = {
        "back": request.path,
        "back_label": _("From the start"),
        "done": 0,
        "total": 1,
        "next": request.path,
        "sequence": 1,
        "play_data": play_data(version, page, country, next=request.path, send=None),
        "preview": True,
        **drawing(page),
    }
    return render(request, "courses/exercise.html", context)


def _step(request: HttpRequest, version: ModuleVersion, key: str, country: str) -> HttpResponse:
    if key not in StepName.values:
        raise Http404
    if request.method == "POST":  # "Continue" at its end
        return redirect(request.path)
    learner_there = Learner(country=country, alias=_("somebody"))
    assignment = Assignment(module=version.module, version=version, learner=learner_there)
    standing: Standing = selectors.standing_at(assignment, Progress())
    return learner.drawn(cast(LearnerRequest, request), standing, key)


def _sheet(request: HttpRequest, version: ModuleVersion, key: str, country: str) -> HttpResponse:
    if key not in SHEETS:
        raise Http404
    context = SHEETS[key](version, translation.get_language(), country)
    return render(request, "courses/look_sheet.html", {"module": version.module, "name": key, **context})


DRAWN = {"exercise": _exercise, "step": _step, "sheet": _sheet}
