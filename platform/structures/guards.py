"""The decorators that name what a page needs. A foreign place is 404 (middleware), a missing right 403 (here)."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from structures.permissions import May
from structures.selectors import portal_permissions

View = Callable[..., HttpResponse]


def structure_page(permission: May) -> Callable[[View], View]:
    """A page under /s/<slug>/: the view gets `request.place.structure`, open, and no slug."""
    return _page(permission, lambda place: place.structure is not None, ("slug",))


def partner_page(permission: May) -> Callable[[View], View]:
    """A page under /p/<project>/<partner>/: the view gets `request.place.partner`, and no codes."""
    return _page(permission, lambda place: place.partner is not None, ("project", "partner"))


def portal_page(permission: May) -> Callable[[View], View]:
    """A page of the whole portal that needs a right: moderation, content."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if permission not in portal_permissions(user=request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def _page(permission: May, fits: Callable, dropped: tuple[str, ...]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            place = getattr(request, "place", None)
            if place is None or not fits(place):
                raise Http404
            if not place.may(permission):
                raise PermissionDenied
            for name in dropped:
                kwargs.pop(name, None)
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate
