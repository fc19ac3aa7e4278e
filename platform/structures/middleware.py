"""Opens the wall for exactly one structure: the one in the address, and only to its members."""

import re
from collections.abc import Callable

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from common.wall import as_person, open_structure
from structures import second_step
from structures.guards import PlacedRequest
from structures.selectors import Place, kept_slug, partner_place, structure_place

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

    def process_view(self, request: PlacedRequest, view, args, kwargs) -> HttpResponse | None:
        scoped = STRUCTURE_PATH.match(request.path_info) or PARTNER_PATH.match(request.path_info)
        if scoped and request.user.is_authenticated and request.place is None:
            return _where_it_was_merged(request)
        if not request.user.is_authenticated:
            return None
        if request.place:
            return second_step.wanted(request, request.place.roles)
        if request.user.is_staff and second_step.is_administration(request):
            return second_step.wanted(request, second_step.REQUIRED)
        return None


def _where_it_was_merged(request: PlacedRequest) -> HttpResponse:
    """The same page of the structure that took this one over, the form included; else 404, as for anybody."""
    found = STRUCTURE_PATH.match(request.path_info)
    slug = kept_slug(user=request.user, slug=found["slug"]) if found else ""
    if found is None or not slug:
        raise Http404
    return redirect(request.get_full_path().replace(f"/s/{found['slug']}/", f"/s/{slug}/", 1), preserve_request=True)
