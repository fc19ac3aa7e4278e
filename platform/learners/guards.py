"""The decorator of the learner's own pages."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

View = Callable[..., HttpResponse]


def learner_page(view: View) -> View:
    """A page under /l/: the view gets `request.learner`, her structure open. Nobody signed in: to the card's page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if getattr(request, "learner", None) is None:
            return redirect("learners:code")
        return view(request, *args, **kwargs)

    return login_not_required(guarded)
