"""Knows a learner signed in by card, and opens her structure's wall for her."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from common.wall import open_structure
from learners.models import Learner

SESSION_KEY = "learner"


class LearnerMiddleware:
    """`request.learner` is the learner of this session, or None.

    The session holds the learner, her structure and the card's generation: a new card ends the old one's sessions.
    Only the learner's own addresses (/l/, /c/) open her structure: an aidant who lends her phone stays who she is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.learner = None
        held = request.session.get(SESSION_KEY)
        if not held or not request.path_info.startswith(("/l/", "/c/")):
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
                request.session.pop(SESSION_KEY, None)
            return self.get_response(request)
