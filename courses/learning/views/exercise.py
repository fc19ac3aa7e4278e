"""One exercise: drawn, played tap by tap through a form, and stored at its end."""

import json
import uuid
from functools import lru_cache
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.languages import page_language
from courses.learning import content
from courses.learning.models import Assignment, ModuleVersion
from courses.learning.playing import Page, opened, sent
from courses.learning.progress import Event, fold, next_stop
from courses.learning.selectors import Standing
from courses.learning.services import Recorded, record_answer
from courses.learning.views.common import header, standing_for, stop_url
from exercises import ExerciseError
from exercises.drawing import blocks, card_of
from exercises.turns import parts_to_review
from learners.guards import LearnerRequest, learner_page


@learner_page
@require_http_methods(["GET", "HEAD", "POST"])
def exercise(request: LearnerRequest, pk: uuid.UUID, exercise: str) -> HttpResponse:
    """GET draws it; a POST is one tap, or the answer: the key makes sure that it counts once."""
    standing = standing_for(request.learner, pk)
    assignment = standing.assignment
    step = content.plan(assignment.version).step_of(exercise)
    if step is None:
        raise Http404
    bundle = content.bundle_of(assignment.version, exercise, page_language(), request.learner.country)
    try:
        page = sent(bundle, request.POST, request.POST.getlist("r")) if request.method == "POST" else opened(bundle)
    except ExerciseError:
        return refused(request, _("This page and your answer do not fit. Start the exercise again."))
    if page.over and _store(request, assignment, step.name, page).conflict:
        return refused(request, _("This answer was already sent. Start the exercise again."))
    others = len(standing.progress.answered & (set(step.exercises) - {exercise}))
    return render(
        request,
        "courses/exercise.html",
        {
            **header(min(others, step.choose - 1) + int(page.over), step.choose),
            **(
                drawing(page)
                if request.method == "POST"
                else at_first(assignment.version, page, request.learner.country)
            ),
            **way_on(standing, step.name, exercise, page),
        },
    )


def drawing(page: Page) -> dict[str, Any]:
    """What the templates of an exercise need, wherever it is played."""
    wrong = page.verdict is not None and page.verdict["kind"] != "success"
    found: dict[str, Any] = {
        "page": page,
        "frame": page.frame,
        "errs_next": page.errors + int(wrong),
        "kept": page.kept if page.over and not page.tried else [],
        "fallbacks": page.bundle.get("fallbacks"),
        "card": card_of(page.bundle),
        "line_label": _label(page),
    }
    if page.turn and not page.over:
        found |= {"log": json.dumps(page.turn.log), "blocks": blocks(page.turn.screen, page.bundle)}
    return found


def at_first(version: ModuleVersion, page: Page, country: str) -> dict[str, Any]:
    """The same for an exercise just opened: its drawing is the same for everybody, so it is made once."""
    drawn = _opened(version.pk, version.sha256, page.bundle["id"], page_language(), country)
    return {"page": page, "errs_next": page.errors, "log": "[]", "opened": drawn, "line_label": _label(page)}


@lru_cache(maxsize=1024)
def _opened(version: int, sha256: str, exercise: str, language: str, country: str) -> SafeString:
    version_known = ModuleVersion(pk=version, sha256=sha256)
    bundle = content.bundle_of(version_known, exercise, language, country)
    return render_to_string("courses/play_open.html", drawing(opened(bundle)))


def _label(page: Page) -> str:
    return page.bundle["instruction"].split("\n")[0]


def way_on(standing: Standing, step: str, exercise: str, page: Page) -> dict[str, Any]:
    """Where to go after this answer, and what the phone needs to play without the network."""
    assignment = standing.assignment
    after = standing.progress | fold([Event(step, exercise)])
    stop = None if assignment.completed_at else next_stop(standing.plan, after)
    where = stop_url(assignment, stop)
    sequence = len(standing.progress.answered) + len(standing.progress.seen) + 1
    sending = {
        "to": reverse("courses:answers"),
        "assignment": str(assignment.pk),
        "version": assignment.version.number,
        "step": step,
        "exercise": exercise,
    }
    data = play_data(assignment.version, page, assignment.learner.country, next=where, send=sending)
    return {"next": where, "sequence": sequence, "play_data": data}


def play_data(version: ModuleVersion, page: Page, country: str, **rest: Any) -> SafeString:
    """The exercise and its words for static/js/player.js: `next` (where to go) and `send` (what to send, or None).

    The large part is the same for everybody, so it is made once.
    """
    if page.over or (page.together and page.kind == "order"):  # each tap together is drawn here (docs/player.md)
        return SafeString("")
    fixed = _fixed_data(version.pk, version.sha256, page.bundle["id"], page_language(), country)
    own = json_script(rest, "play")
    return SafeString(own.replace(">{", f">{{{fixed}, ", 1))  # both are JSON objects: one is put into the other


@lru_cache(maxsize=1024)
def _fixed_data(version: int, sha256: str, exercise: str, language: str, country: str) -> str:
    bundle = content.bundle_of(ModuleVersion(pk=version, sha256=sha256), exercise, language, country)
    data: dict[str, Any] = {"b": bundle, "w": words()}
    if review := parts_to_review(bundle):
        data["parts"] = review
    script = json_script(data, encoder=Compact)
    return script[script.index("{") + 1 : script.rindex("}")]


class Compact(DjangoJSONEncoder):
    """JSON without spaces: it is sent to a phone."""

    def __init__(self, **kwargs: Any):
        super().__init__(**{**kwargs, "separators": (",", ":")})


def words() -> dict[str, str]:
    """The few words that the phone writes itself: those of templates/exercises."""
    return {
        "back": _("Back"),
        "full": _("Full"),
        "chosen": _("chosen"),
        "listen": _("Listen"),
        "type": _("Type:"),
        "ok": _("OK"),
        "missing": _("Something is still missing."),
        "choose": _("Choose an answer first."),
        "fill": _("Type an answer first."),
        "together": f"{_('Let’s do it together.')} {_('Tap what has a frame.')}",
        "again": _("Try again"),
        "go": _("Continue"),
        "waits": _("No network. Your answer is kept on this page."),
    }


def refused(request: HttpRequest, message: str) -> HttpResponse:
    """An answer that can't be taken: why, in plain words, and the way back."""
    context = {"message": message, "back": request.get_full_path(), **header(0, 1)}
    return render(request, "courses/refused.html", context, status=422)


def _store(request: LearnerRequest, assignment: Assignment, step: str, page: Page) -> Recorded:
    sequence = request.POST.get("seq", "")
    return record_answer(
        learner=request.learner,
        assignment=assignment,
        key=uuid.UUID(page.key),
        step=step,
        exercise=page.bundle["id"],
        value=page.value,
        helped=page.helped,
        client_sequence=int(sequence) if sequence.isascii() and sequence.isdigit() and len(sequence) < 9 else 0,
    )
