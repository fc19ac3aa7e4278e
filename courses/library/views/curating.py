"""The curators' desk: what waits, and writing a resource."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import DomainError
from common.languages import page_language
from common.once import once
from courses.library import selectors, services
from courses.library.enums import Status
from courses.library.forms import ResourceForm
from courses.library.models import Collection, OutdatedReport, Resource
from structures.guards import portal_page
from structures.permissions import May

WAITING_SHOWN = 50


@require_safe
@portal_page(May.EDIT_CONTENT)
def desk(request: HttpRequest) -> HttpResponse:
    """Reports that nobody settled, drafts, and what was withdrawn."""
    reports, drafts = selectors.open_reports(), selectors.drafts()
    context = {
        "reports": reports[:WAITING_SHOWN],
        "reports_n": reports.count(),
        "drafts": drafts[:WAITING_SHOWN],
        "drafts_n": drafts.count(),
    }
    return render(request, "library/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@portal_page(May.EDIT_CONTENT)
@once
def new(request: HttpRequest) -> HttpResponse:
    """A new resource, as a draft."""
    return _written(request, Resource(language=page_language()))


@require_http_methods(["GET", "HEAD", "POST"])
@portal_page(May.EDIT_CONTENT)
def edit(request: HttpRequest, pk: Any) -> HttpResponse:
    """Change a resource; what is published changes at once."""
    return _written(request, get_object_or_404(Resource, pk=pk))


def _written(request: HttpRequest, resource: Resource) -> HttpResponse:
    posted = request.method == "POST"
    form = ResourceForm(request.POST if posted else None, request.FILES if posted else None, instance=resource)
    if posted and form.is_valid():
        try:
            services.save_resource(
                resource=form.save(commit=False),
                by=request.user,
                file=form.cleaned_data.get("file"),
                drop_file=form.cleaned_data["drop_file"],
            )
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            return redirect("library:resource", resource.pk)
    context = {"form": form, "resource": resource, "kept": None if resource._state.adding else _file_of(resource)}
    return render(request, "library/resource_form.html", context, status=422 if form.is_bound else 200)


def _file_of(resource: Resource) -> Any:
    return getattr(resource, "file", None)


@require_POST
@portal_page(May.EDIT_CONTENT)
def publish(request: HttpRequest, pk: Any) -> HttpResponse:
    """Everybody sees it from now on."""
    return _set(request, pk, Status.PUBLISHED)


@require_POST
@portal_page(May.EDIT_CONTENT)
def withdraw(request: HttpRequest, pk: Any) -> HttpResponse:
    """Nobody sees it any longer, on no page."""
    return _set(request, pk, Status.WITHDRAWN)


def _set(request: HttpRequest, pk: Any, status: Status) -> HttpResponse:
    resource = get_object_or_404(Resource, pk=pk)
    try:
        services.set_status(resource=resource, status=status, by=request.user)
    except DomainError as error:
        messages.warning(request, str(error))
    else:
        words = _("It is published.") if status == Status.PUBLISHED else _("It is withdrawn.")
        messages.success(request, words)
    return redirect("library:resource", pk)


@require_POST
@portal_page(May.EDIT_CONTENT)
def settle(request: HttpRequest, pk: Any) -> HttpResponse:
    """The report is settled; with `checked`, the resource holds as of today."""
    report = get_object_or_404(OutdatedReport, pk=pk, settled_at=None)
    services.settle(report=report, by=request.user, checked="checked" in request.POST)
    messages.success(request, _("The report is settled."))
    return redirect("library:desk")


@require_POST
@portal_page(May.EDIT_CONTENT)
def show_collection(request: HttpRequest, pk: Any) -> HttpResponse:
    """Put a collection of one's own on the front page of the library; with `hide`, take it off."""
    found = get_object_or_404(Collection, pk=pk, owner=request.user)
    found.shown = "hide" not in request.POST
    found.save(update_fields=["shown", "changed_at"])
    return redirect("library:collection", pk)
