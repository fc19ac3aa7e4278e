"""Knows which card opened the session, and opens that structure's wall."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from common.wall import open_structure
from learners import sessions
from learners.guards import CardRequest

OWN_PHONE, SHARED_PHONE = "private, no-cache", "private, no-store"


class LearnerMiddleware:
    """`request.held` is what a card's session holds (learners/sessions.py), or None.

    Only the learner's own addresses (/l/) open her structure. Whether the card still counts is asked by
    `learners.guards`, inside the request's own transaction: one trip less for the pages that a phone asks for most.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: CardRequest) -> HttpResponse:
        request.learner = None
        request.held = sessions.held(request) if request.path_info.startswith("/l/") else None
        if request.held is None:
            return self.get_response(request)
        with open_structure(request.held["structure"]):
            response = self.get_response(request)
        # On a phone that others use, nothing of her page stays for them. On her own, Back works without a connection.
        response.headers.setdefault("Cache-Control", OWN_PHONE if request.held["own"] else SHARED_PHONE)
        return response
