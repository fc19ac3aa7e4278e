"""The curators' desk: what waits, and writing a resource."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import DomainError
from common.languages import page_language
from common.once import once
from common.overtaken import SEEN, Overtaken, show_overtaken
from courses.library import selectors, services
from courses.library.enums import Status
from courses.library.forms import ResourceForm
from courses.library.models import OutdatedReport, Resource
from structures.guards import portal_page
from structures.permissions import May

WAITING_SHOWN = 50


@require_safe
@portal_page(May.EDIT_CONTENT)
def desk(request: HttpRequest) -> HttpResponse:
    """Reports that nobody settled, corrections that meet a newer text, drafts, and what was withdrawn."""
    reports, drafts = selectors.open_reports(), selectors.drafts()
    context = {
        "reports": reports[:WAITING_SHOWN],
        "reports_n": reports.count(),
        "shipped": list(selectors.waiting_shipped()[:WAITING_SHOWN]),
        "drafts": drafts[:WAITING_SHOWN],
        "drafts_n": drafts.count(),
        "page": Paginator(selectors.published(), WAITING_SHOWN).get_page(request.GET.get("page")),
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
    return _written(request, _resource(pk))


def _resource(pk: Any) -> Resource:
    found = selectors.written(pk=pk)
    if found is None:
        raise Http404
    return found


def _written(request: HttpRequest, resource: Resource) -> HttpResponse:
    posted, status = request.method == "POST", 200
    form = _form(request, resource)
    if posted and form.is_valid():
        try:
            kept = _kept(request, resource, form)
        except Overtaken as error:
            form, status = _form(request, error.stored), 409
            show_overtaken(form, error)
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            return redirect("library:resource", kept.pk)
    if posted and "file" in request.FILES:
        form.add_error("file", _("Choose the file again: it can’t be kept while something else is mended."))
    context = {
        "form": form,
        "fresh": resource._state.adding,
        "resource": resource,
        "kept": getattr(resource, "file", None),
    }
    return render(request, "library/resource_form.html", context, status=422 if posted and status == 200 else status)


def _form(request: HttpRequest, resource: Resource) -> ResourceForm:
    if request.method != "POST":
        return ResourceForm(instance=resource)
    return ResourceForm(request.POST, request.FILES, instance=resource)


def _kept(request: HttpRequest, resource: Resource, form: ResourceForm) -> Resource:
    file, drop, seen = (form.cleaned_data[name] for name in ("file", "drop_file", SEEN))
    return services.save_resource(
        resource=resource, by=request.user, facts=form.facts(), seen=seen, file=file, drop_file=drop
    )


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
    resource = _resource(pk)
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
    report = get_object_or_404(OutdatedReport, pk=pk)
    services.settle(report=report, by=request.user, checked="checked" in request.POST)
    messages.success(request, _("The report is settled."))
    return redirect("library:desk")


@require_POST
@portal_page(May.EDIT_CONTENT)
def shipped(request: HttpRequest, pk: Any) -> HttpResponse:
    """What ships differs from a curator's correction: take it (`take`), or keep the correction."""
    act = services.take_shipped if "take" in request.POST else services.keep_correction
    act(resource=_resource(pk), by=request.user)
    words = _("The text that ships is in its place.") if "take" in request.POST else _("Your text stays.")
    messages.success(request, words)
    return redirect("library:desk")


@require_POST
@portal_page(May.EDIT_CONTENT)
def show_collection(request: HttpRequest, pk: Any) -> HttpResponse:
    """Put a collection of one's own on the front page of the library; with `hide`, take it off."""
    found = selectors.changeable(pk=pk, user=request.user, curator=True)
    if found is None:
        raise Http404
    services.show_collection(one=found, shown="hide" not in request.POST, by=request.user)
    if found.owner_id is None and "hide" in request.POST:
        return redirect("library:search")  # it has no reader any more
    return redirect("library:collection", pk)
