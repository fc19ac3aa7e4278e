"""What anybody may read: the search, a resource, its file, a collection that is shown."""

import uuid
from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.languages import page_language
from courses.library import selectors
from courses.library.forms import SearchForm
from courses.library.models import Resource
from courses.library.search import find
from digcomp.framework import named
from structures.permissions import May
from structures.selectors import places_of, portal_permissions

PER_PAGE = 24


def curates(request: HttpRequest) -> bool:
    """Whether this person writes the library."""
    return request.user.is_authenticated and May.EDIT_CONTENT in portal_permissions(user=request.user)


def resource_or_404(request: HttpRequest, pk: Any) -> Resource:
    """A resource that this person may read; what is no id is none."""
    try:
        pk = uuid.UUID(str(pk))
    except ValueError:
        raise Http404 from None
    found = selectors.readable(pk=pk, curator=curates(request))
    if found is None:
        raise Http404
    return found


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Words and facets, with an address; each facet says how many it would leave."""
    wanted = replace(SearchForm(request.GET).wanted(), reader=page_language())
    found = find(wanted)
    pages = Paginator(found.resources.defer("body", "search", "words"), PER_PAGE)
    pages.count = found.total  # type: ignore[misc]  # counted already
    page = pages.get_page(request.GET.get("page"))
    same = selectors.in_other_languages(list(page))
    for one in page:
        one.others = [other for other in same.get(one.code, ()) if other.pk != one.pk]
    context = {
        "form": SearchForm(request.GET, counts=found.counts),
        "narrowed": bool(wanted.words or wanted.chosen or wanted.competence),
        "faceted": bool(wanted.chosen or wanted.competence),
        "alike": found.alike,
        "page": page,
        "collections": selectors.shown_collections(page_language()),
        "curates": curates(request),
    }
    return render(request, "library/search.html", context)


@login_not_required
@require_safe
def resource(request: HttpRequest, pk: Any) -> HttpResponse:
    """One resource, and what can be done with it."""
    found = resource_or_404(request, pk)
    context: dict[str, Any] = {
        "resource": found,
        "competences": named(found.competences),
        "beside": selectors.beside(found),
        "translations": selectors.translations(found),
        "curates": curates(request),
    }
    if request.user.is_authenticated:
        context |= {
            "favourite": selectors.is_favourite(user=request.user, resource=found),
            "own": list(selectors.collections_of(user=request.user)),
            "places": [one.structure for one in places_of(user=request.user) if one.structure],
        }
    return render(request, "library/resource.html", context)


@login_not_required
@require_safe
def file(request: HttpRequest, pk: Any) -> HttpResponse:
    """The file itself: as a download, never shown inside our own address."""
    found = resource_or_404(request, pk)
    kept = getattr(found, "file", None)
    if kept is None:
        raise Http404
    return HttpResponse(
        bytes(kept.content),
        content_type=kept.media_type,
        headers={"Content-Disposition": f'attachment; filename="{_ascii(kept.name)}"', "Cache-Control": "private"},
    )


def _ascii(name: str) -> str:
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_. ") else "-" for sign in name)


@login_not_required
@require_safe
def collection(request: HttpRequest, pk: Any) -> HttpResponse:
    """A collection in its order; its owner changes it here."""
    found = selectors.collection(pk=pk, user=request.user)
    if found is None:
        raise Http404
    context = {
        "collection": found,
        "resources": selectors.in_collection(found),
        "mine": found.owner_id == request.user.pk or (found.owner_id is None and curates(request)),
        "curates": curates(request),
    }
    return render(request, "library/collection.html", context)
