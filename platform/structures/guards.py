"""The decorators that name what a page needs. A foreign place is 404 (middleware), a missing right 403 (here)."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from accounts.requests import SignedInRequest
from structures import second_step
from structures.permissions import May
from structures.selectors import PartnerPlace, Place, StructurePlace, portal_permissions

View = Callable[..., HttpResponse]


class PlacedRequest(HttpRequest):
    """Any request after WallMiddleware: the place that its address names, for who has a role there."""

    place: Place | None


class StructureRequest(SignedInRequest):
    """What `structure_page` hands to its view."""

    place: StructurePlace


class PartnerRequest(SignedInRequest):
    """What `partner_page` hands to its view."""

    place: PartnerPlace


def structure_page(permission: May) -> Callable[[View], View]:
    """A page under /s/<slug>/: the view gets a StructureRequest, the structure open, and no slug."""
    return _page(permission, StructurePlace, ("slug",))


def partner_page(permission: May) -> Callable[[View], View]:
    """A page under /p/<project>/<partner>/: the view gets a PartnerRequest, and no codes."""
    return _page(permission, PartnerPlace, ("project", "partner"))


def portal_page(permission: May) -> Callable[[View], View]:
    """A page of the whole portal that needs a right: moderation, content."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if permission not in portal_permissions(user=request.user):
                raise PermissionDenied
            if answer := second_step.wanted(request, second_step.REQUIRED):
                return answer
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def _page(permission: May, kind: type[Place], dropped: tuple[str, ...]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            place = getattr(request, "place", None)
            if not isinstance(place, kind):
                raise Http404
            if not place.may(permission):
                raise PermissionDenied
            for name in dropped:
                kwargs.pop(name, None)
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate
