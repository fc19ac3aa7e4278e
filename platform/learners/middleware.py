"""Knows a learner signed in by card, and opens her structure's wall for her."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from common.wall import open_structure
from learners import sessions
from learners.guards import CardRequest
from learners.models import Learner


class LearnerMiddleware:
    """`request.learner` is the learner of this session, or None.

    The session holds the learner, her structure and the card's generation: a new card ends the old one's sessions.
    Only the learner's own addresses (/l/) open her structure.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: CardRequest) -> HttpResponse:
        request.learner = None
        held = sessions.held(request) if request.path_info.startswith("/l/") else None
        if held is None:
            return self.get_response(request)
        with open_structure(held["structure"]):
            with transaction.atomic():
                request.learner = (
                    Learner.objects.present()
                    .select_related("structure", "card")
                    .filter(pk=held["learner"], card__generation=held["generation"])
                    .first()
                )
            if request.learner is None:
                sessions.end(request)
            return self.get_response(request)
