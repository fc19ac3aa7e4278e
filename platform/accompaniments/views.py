"""Pages of the log."""

import uuid
from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accompaniments import selectors, services, words
from accompaniments.forms import THEME_ICONS, AccompanimentForm, FilterForm
from accompaniments.models import Accompaniment
from common import drawing
from common.downloads import csv_response, file_name
from common.errors import DomainError
from common.once import once
from common.overtaken import Overtaken, show_overtaken
from learners.models import Learner
from learners.names import apart_in
from structures.guards import StructureRequest, structure_page
from structures.permissions import May


def form_for(request: StructureRequest) -> AccompanimentForm:
    """The empty form as this aidant wants it: today, her last place and length, what the learner just did."""
    structure = request.place.structure
    initial = {"date": timezone.localdate(), **selectors.last_choices(structure=structure, user=request.user)}
    asked = _uuid(request.GET.get("learner"))
    learner = Learner.objects.for_structure(structure).present().filter(pk=asked).first() if asked else None
    if learner:
        done = selectors.from_traces(learner=learner)
        twin = str(learner.pk) in apart_in(structure)  # her alias would not say which one is meant
        initial |= {"learners": [learner.pk]} if twin else {"who": learner.alias}
        initial |= {"mode": "individual", **done, "more_themes": done.get("themes", [])}
    if request.GET.get("mode"):
        initial["mode"] = request.GET["mode"]
    return AccompanimentForm(structure=structure, initial=initial)


@structure_page(May.HELP)
@once
def new(request: StructureRequest) -> HttpResponse:
    """Log help given: one screen, three taps for somebody anonymous."""
    structure = request.place.structure
    if request.method != "POST":
        return render(request, "accompaniments/new.html", {"form": form_for(request), "theme_icons": THEME_ICONS})
    form = AccompanimentForm(request.POST, structure=structure)
    if form.is_valid():
        try:
            record = services.record_accompaniment(structure=structure, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            undo = reverse("accompaniments:cancel", args=[structure.slug, record.pk])
            messages.success(request, _("Saved."), extra_tags=f"undo:{undo}")
            again = request.POST.get("again")
            return redirect("accompaniments:new" if again else "accompaniments:list", structure.slug)
    context = {"form": form, "theme_icons": THEME_ICONS}
    return render(request, "accompaniments/new.html", context, status=422)


@structure_page(May.HELP)
def edit(request: StructureRequest, pk) -> HttpResponse:
    """Correct a record."""
    structure = request.place.structure
    record = get_object_or_404(Accompaniment.objects.for_structure(structure), pk=pk)
    form = AccompanimentForm(request.POST or None, structure=structure, record=record)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            services.change_accompaniment(record=record, by=request.user, **form.cleaned_data)
        except Overtaken as error:
            form, status = AccompanimentForm(request.POST, structure=structure, record=error.stored), 409
            show_overtaken(form, error)
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("accompaniments:list", structure.slug)
    context = {"form": form, "record": record, "theme_icons": THEME_ICONS}
    return render(request, "accompaniments/new.html", context, status=status)


@structure_page(May.HELP)
@require_POST
def cancel(request: StructureRequest, pk) -> HttpResponse:
    """Cancel at once; undo rather than confirm."""
    structure = request.place.structure
    record = get_object_or_404(Accompaniment.objects.for_structure(structure), pk=pk)
    services.cancel_accompaniment(record=record, by=request.user)
    undo = reverse("accompaniments:restore", args=[structure.slug, record.pk])
    messages.success(request, _("Cancelled."), extra_tags=f"restore:{undo}")
    return redirect("accompaniments:list", structure.slug)


@structure_page(May.HELP)
@require_POST
def restore(request: StructureRequest, pk) -> HttpResponse:
    """The undo of a cancellation."""
    record = get_object_or_404(Accompaniment.objects.for_structure(request.place.structure), pk=pk)
    services.restore_accompaniment(record=record, by=request.user)
    messages.success(request, _("The record is back."))
    return redirect("accompaniments:list", request.place.structure.slug)


@structure_page(May.HELP)
@require_safe
def record_list(request: StructureRequest) -> HttpResponse:
    """The log, filtered; the filters have an address."""
    filters, found = _filtered(request)
    page = Paginator(found, 30).get_page(request.GET.get("page"))
    lines = selectors.lines_of(cast(QuerySet[Accompaniment], page.object_list), filters.apart)
    rows = words.cells(lines, request.place.structure.slug)
    table = drawing.table(words.columns(), rows) if rows else ""
    return render(request, "accompaniments/list.html", {"filters": filters, "page": page, "table": table})


@structure_page(May.HELP)
@require_safe
def export(request: StructureRequest) -> HttpResponse:
    """The same records as the list, whatever the format: one query for both."""
    header = [
        _("Date"), _("How"), _("Where"), _("Minutes"), _("Themes"), _("Learners"), _("Anonymous people"),
        _("Can do it"), _("Helper"), _("Status"),
    ]  # fmt: skip
    rows = selectors.export_rows(_filtered(request)[1])
    return csv_response(file_name(_("Accompaniments"), request.place.structure.slug, extension="csv"), header, rows)


def _filtered(request: StructureRequest):
    structure = request.place.structure
    filters = FilterForm(request.GET, structure=structure)
    wanted = dict(filters.cleaned_data) if filters.is_valid() else {}
    wanted["mine"] = request.user if wanted.get("mine") else None
    return filters, selectors.records_of(structure=structure, wanted=wanted)


def _uuid(text: str | None) -> str | None:
    try:
        return str(uuid.UUID(text or ""))
    except ValueError:
        return None
