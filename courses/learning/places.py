"""Where a module is written: the house's at /author/, a structure's own copies at /s/<slug>/author/.

The pages are the same. Which modules they find, whose right they ask for and where their links lead is the place's.
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from courses.learning.models import Module
from structures.guards import portal_page, structure_page
from structures.models import Structure
from structures.permissions import May

View = Callable[..., HttpResponse]


def editor_page(view: View) -> View:
    """A page of the editor, at both of its addresses: for curators, and for who adapts modules in that structure."""
    at_portal, at_structure = portal_page(May.EDIT_CONTENT)(view), structure_page(May.ADAPT)(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return (at_structure if "slug" in kwargs else at_portal)(request, *args, **kwargs)

    return guarded


def structure_here(request: HttpRequest) -> Structure | None:
    """The structure that the address names, None at a curator's."""
    place = getattr(request, "place", None)
    return place.structure if place else None


def module_here(request: HttpRequest, code: str) -> Module:
    """A module of this place; 404 for any other, and for a copy that was put away."""
    origins = ("copied_from", "copied_from__module__published")
    found = Module.objects.select_related("published", *origins)
    found = found.defer(*(f"{one}__{heavy}" for one in origins for heavy in ("document", "files")))
    return get_object_or_404(found, code=code, structure=structure_here(request), put_away_at=None)


def editor_url(request: HttpRequest, name: str, *args: object) -> str:
    """The address of that page of the editor in this place; `name` is the curators' one."""
    structure = structure_here(request)
    if structure is None:
        return reverse(name, args=args)
    room, _colon, page = name.partition(":")
    return reverse(f"{room}:own_{page}", args=[structure.slug, *args])
