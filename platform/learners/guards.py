"""Who is signed in by card: the decorator of the learner's own pages, and what it asks."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from learners import sessions
from learners.models import Learner
from learners.selectors import holder_of

View = Callable[..., HttpResponse]


class CardRequest(HttpRequest):
    """Any request after LearnerMiddleware. `learner` is set by the guard of a learner's view, and None until then."""

    held: dict | None
    learner: Learner | None


class LearnerRequest(HttpRequest):
    """What `learner_page` hands to its view."""

    learner: Learner


def signed_in(request: HttpRequest) -> Learner | None:
    """The learner of this session, who is `request.learner` from now on; None ends a session that no longer counts.

    A new card ends the old one's sessions: the generation that the session holds must be the card's. A room that its
    aidant closed ends the sessions that began in it.
    """
    held = getattr(request, "held", None)
    if held is None:
        return None
    learner = holder_of(learner=held["learner"], generation=held["generation"], room=held.get("room", ""))
    if learner is None:
        sessions.end(request)
    request.learner = learner  # type: ignore[attr-defined]  # CardRequest
    return learner


def learner_page(view: View) -> View:
    """A page under /l/: the view gets a LearnerRequest, her structure open. Nobody signed in: to the card's page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if signed_in(request) is None:
            return redirect("learners:code")
        return view(request, *args, **kwargs)

    return login_not_required(guarded)
