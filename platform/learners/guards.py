"""The decorator of the learner's own pages."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from learners.models import Learner

View = Callable[..., HttpResponse]


class CardRequest(HttpRequest):
    """Any request after LearnerMiddleware: the learner who signed in by card, under /l/ only."""

    learner: Learner | None


class LearnerRequest(HttpRequest):
    """What `learner_page` hands to its view."""

    learner: Learner


def learner_page(view: View) -> View:
    """A page under /l/: the view gets a LearnerRequest, her structure open. Nobody signed in: to the card's page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if getattr(request, "learner", None) is None:
            return redirect("learners:code")
        return view(request, *args, **kwargs)

    return login_not_required(guarded)
