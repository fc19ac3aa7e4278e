"""Opens the wall for exactly one structure: the one in the address, and only to its members."""

import re
from collections.abc import Callable

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse

from common.wall import as_person, open_structure
from structures.guards import PlacedRequest
from structures.selectors import Place, partner_place, structure_place

STRUCTURE_PATH = re.compile(r"^/s/(?P<slug>[-\w]+)/")
PARTNER_PATH = re.compile(r"^/p/(?P<project>[^/]+)/(?P<partner>[^/]+)/")


class WallMiddleware:
    """`/s/<slug>/` opens that structure for its members; `/p/<project>/<partner>/` names a partner.

    Runs before ATOMIC_REQUESTS begins the request's transaction, so that the transaction carries the setting. Who is
    no member gets a 404: the same answer as for a structure that does not exist.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: PlacedRequest) -> HttpResponse:
        request.place = None
        if not request.user.is_authenticated:
            return self.get_response(request)
        with as_person(request.user.pk):
            request.place = self._place(request)
            structure = request.place.structure if request.place else None
            with open_structure(structure.pk if structure else None):
                return self.get_response(request)

    def _place(self, request: HttpRequest) -> Place | None:
        if found := STRUCTURE_PATH.match(request.path_info):
            with transaction.atomic():
                return structure_place(user=request.user, slug=found["slug"])
        if found := PARTNER_PATH.match(request.path_info):
            with transaction.atomic():
                return partner_place(user=request.user, project=found["project"], partner=found["partner"])
        return None

    def process_view(self, request: PlacedRequest, view, args, kwargs) -> None:
        scoped = STRUCTURE_PATH.match(request.path_info) or PARTNER_PATH.match(request.path_info)
        if scoped and request.user.is_authenticated and request.place is None:
            raise Http404
