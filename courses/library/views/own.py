"""A helper's own shelves: what she keeps at hand, her collections, and what she says of a resource."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import DomainError
from common.languages import page_language
from common.once import once
from courses.library import selectors, services
from courses.library.forms import CollectionForm, OutdatedForm
from courses.library.models import Collection
from courses.library.views.reading import PER_PAGE, curates, resource_or_404


def _own(request: HttpRequest, pk: Any) -> Collection:
    """Her own; for a curator also one of the library's page whose owner has gone."""
    found = selectors.changeable(pk=pk, user=request.user, curator=curates(request))
    if found is None:
        raise Http404
    return found


@require_safe
def shelves(request: HttpRequest) -> HttpResponse:
    """What I keep at hand, and my collections."""
    kept = selectors.favourites(user=request.user)
    context = {
        "page": Paginator(kept, PER_PAGE).get_page(request.GET.get("page")),
        "collections": list(selectors.collections_of(user=request.user)),
    }
    return render(request, "library/shelves.html", context)


@require_POST
def favourite(request: HttpRequest, pk: Any) -> HttpResponse:
    """Keep it at hand; with `drop`, not any longer."""
    found = resource_or_404(request, pk)
    services.keep_favourite(user=request.user, resource=found, keep="drop" not in request.POST)
    return redirect("library:resource", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def outdated(request: HttpRequest, pk: Any) -> HttpResponse:
    """Tell the curators that it needs a look."""
    found = resource_or_404(request, pk)
    form = OutdatedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.report_outdated(resource=found, by=request.user, **form.cleaned_data)
        messages.success(request, _("Thank you. A curator looks at it."))
        return redirect("library:resource", pk)
    context = {"resource": found, "form": form}
    return render(request, "library/outdated.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def new_collection(request: HttpRequest) -> HttpResponse:
    """A collection of my own; with `resource`, it begins with that one."""
    form = CollectionForm(request.POST if request.method == "POST" else None, initial={"language": page_language()})
    pk = request.POST.get("resource") or request.GET.get("resource")
    first = resource_or_404(request, pk) if pk else None
    if request.method == "POST" and form.is_valid():
        made = services.make_collection(owner=request.user, first=first, **form.cleaned_data)
        return redirect("library:collection", made.pk)
    context = {"form": form, "first": first}
    return render(request, "library/collection_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_collection(request: HttpRequest, pk: Any) -> HttpResponse:
    """Its title and what it is for."""
    found = _own(request, pk)
    form = CollectionForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST" and form.is_valid():
        services.change_collection(one=found, by=request.user, **form.cleaned_data)
        return redirect("library:collection", pk)
    context = {"form": form, "collection": found}
    return render(request, "library/collection_form.html", context, status=422 if form.is_bound else 200)


@require_POST
def delete_collection(request: HttpRequest, pk: Any) -> HttpResponse:
    """The collection goes; the resources stay."""
    found = _own(request, pk)
    services.delete_collection(one=found, by=request.user)
    messages.success(request, _("The collection “%(title)s” is deleted.") % {"title": found.title})
    return redirect("library:shelves")


@require_POST
def put_in(request: HttpRequest, pk: Any) -> HttpResponse:
    """Put a resource (`resource`) at the end of my collection."""
    found, resource = _own(request, pk), resource_or_404(request, request.POST.get("resource", ""))
    try:
        services.add_to(one=found, resource=resource)
    except DomainError as error:
        messages.warning(request, str(error))
    else:
        words = _("It is in the collection “%(title)s”.") % {"title": found.title}
        undo = reverse("library:take_out", args=[pk]) + f"?resource={resource.pk}"
        messages.success(request, words, extra_tags=f"undo:{undo}")
    return redirect("library:resource", resource.pk)


@require_POST
def take_out(request: HttpRequest, pk: Any) -> HttpResponse:
    """Take a resource out of my collection."""
    found = _own(request, pk)
    resource = resource_or_404(request, request.POST.get("resource") or request.GET.get("resource", ""))
    services.take_out(one=found, resource=resource)
    return redirect("library:collection", pk)


@require_POST
def move(request: HttpRequest, pk: Any) -> HttpResponse:
    """One place up (`up`) or down in my collection."""
    found, resource = _own(request, pk), resource_or_404(request, request.POST.get("resource", ""))
    services.move(one=found, resource=resource, up="up" in request.POST)
    return redirect(reverse("library:collection", args=[pk]) + f"#r-{resource.pk}")
