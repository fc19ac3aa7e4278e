"""One exercise: drawn, played tap by tap through a form, and stored at its end."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.languages import page_language
from courses.learning import content
from courses.learning.models import Assignment
from courses.learning.playing import Page, opened, sent
from courses.learning.progress import Event, fold, next_stop
from courses.learning.selectors import Standing
from courses.learning.services import Recorded, record_answer
from courses.learning.showing import at_first, drawing, play_data
from courses.learning.views.common import header, kept_at, sending, standing_for, stop_url
from exercises import ExerciseError
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
            **kept_at(assignment),
        },
    )


def way_on(standing: Standing, step: str, exercise: str, page: Page) -> dict[str, Any]:
    """Where to go after this answer, and what the phone needs to play without the network."""
    assignment = standing.assignment
    after = standing.progress | fold([Event(step, exercise)])
    stop = None if assignment.completed_at else next_stop(standing.plan, after)
    where = stop_url(assignment, stop)
    sequence = len(standing.progress.answered) + len(standing.progress.seen) + 1
    sent = sending(assignment, step, exercise)
    data = play_data(assignment.version, page, assignment.learner.country, next=where, send=sent)
    return {"next": where, "sequence": sequence, "play_data": data}


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
        trail=page.trail,
        client_sequence=int(sequence) if sequence.isascii() and sequence.isdigit() and len(sequence) < 9 else 0,
    )
