"""A structure's own page about its project: the thread with its operator, the charter, leaving and asking again."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from affiliations.forms import AskForm, LeavingForm, MessageForm
from affiliations.selectors.talks import dossier_of
from affiliations.services.talks import accept_charter, ask_again, leave_project, stay_in_project, write_to_operator
from common.errors import DomainError
from common.once import once
from common.sites import site_of
from structures import selectors
from structures.enums import AffiliationStatus
from structures.guards import StructureRequest, structure_page
from structures.models import Affiliation
from structures.permissions import May


@require_safe
@structure_page(May.SEE_STRUCTURE)
def project(request: StructureRequest) -> HttpResponse:
    """All read; the referent writes."""
    return _page(request)


@require_POST
@structure_page(May.SPEAK_FOR)
@once
def write(request: StructureRequest, pk: UUID) -> HttpResponse:
    """A message to the operator, who gets it by mail too."""
    affiliation, form = _own(request, pk), MessageForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data["text"]
        write_to_operator(affiliation=affiliation, by=request.user, text=text, site=site_of(request))
        return _done(request, _("Your message is sent. Your operator gets it by e-mail too."))
    return _page(request, shown=pk, message=form)


@require_POST
@structure_page(May.SPEAK_FOR)
def charter(request: StructureRequest, pk: UUID) -> HttpResponse:
    """The structure accepts the version that the page showed."""
    affiliation, version = _own(request, pk), request.POST.get("version", "")
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0
    try:
        accept_charter(affiliation=affiliation, version=number, by=request.user)
    except DomainError as error:
        return _page(request, shown=pk, told=str(error))
    return _done(request, _("The charter is accepted. Thank you."))


@require_POST
@structure_page(May.SPEAK_FOR)
@once
def leave(request: StructureRequest, pk: UUID) -> HttpResponse:
    """The structure leaves the project, from a day on."""
    affiliation, form = _own(request, pk), LeavingForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            leave_project(
                affiliation=affiliation, by=request.user, on=given["on"], reason=given["why"], site=site_of(request)
            )
        except DomainError as error:
            form.add_error(error.field if error.field == "on" else None, str(error))
        else:
            return _done(request, _("It is written down, and your operator has been told. You can undo it today."))
    return _page(request, shown=pk, leaving=form)


@require_POST
@structure_page(May.SPEAK_FOR)
def stay(request: StructureRequest, pk: UUID) -> HttpResponse:
    """Undo of leaving."""
    stay_in_project(affiliation=_own(request, pk), by=request.user, site=site_of(request))
    return _done(request, _("Undone: your place stays in the project. Your operator has been told."))


@require_POST
@structure_page(May.SPEAK_FOR)
@once
def ask(request: StructureRequest) -> HttpResponse:
    """A request to an operator that takes some today."""
    form = _ask_form(request, request.POST)
    if form.is_valid():
        operator = form.operators[form.cleaned_data["operator"]].partner
        given: dict[str, Any] = {"text": form.cleaned_data["text"], "by": request.user, "site": site_of(request)}
        try:
            ask_again(structure=request.place.structure, operator=operator, **given)
        except DomainError as error:
            form.add_error("operator", str(error))
        else:
            return _done(request, _("Your request is sent to %(name)s.") % {"name": operator.name})
    return _page(request, asking=form)


def _own(request: StructureRequest, pk: UUID) -> Affiliation:
    mine = Affiliation.objects.select_related("structure", "project").filter(structure=request.place.structure)
    found = mine.filter(public=pk)
    if not (affiliation := found.first()):
        raise Http404
    return affiliation


def _done(request: StructureRequest, told: str) -> HttpResponse:
    messages.success(request, told)
    return redirect("affiliations:project", request.place.structure.slug)


def _ask_form(request: StructureRequest, data: Any = None) -> AskForm:
    return AskForm(data, place=selectors.state_of(request.place.structure))


def _page(request: StructureRequest, *, shown: UUID | None = None, told: str = "", **bound: forms.Form) -> HttpResponse:
    place, today = request.place, timezone.localdate()
    found = selectors.affiliations_of(place.structure)
    lines = [_line(one, bound if one.public == shown else {}) for one in found]
    busy = any(one.status in selectors.IN_PLAY and one.project.end >= today for one in found)
    speaks = place.may(May.SPEAK_FOR)
    context = {
        "lines": sorted(lines, key=lambda line: not line["running"]),
        "speaks": speaks,
        "told": told,
        "asking": (bound.get("asking") or _ask_form(request)) if speaks and not busy else None,
        "refused": bound["asking"].errors.get("operator", "") if busy and "asking" in bound else "",
    }
    status = 409 if told else 422 if any(form.errors for form in bound.values()) else 200
    return render(request, "affiliations/project.html", context, status=status)


def _line(one: Any, bound: dict[str, forms.Form]) -> dict[str, Any]:
    """What the page shows of one affiliation."""
    dossier, today = dossier_of(one), timezone.localdate()
    running = one.project.end >= today
    steps = [step for step in dossier.steps if not step.planned]
    return {
        "affiliation": one,
        "dossier": dossier,
        "now": steps[0] if steps else None,
        "running": running and one.status in selectors.IN_PLAY,
        "changes": one.status == AffiliationStatus.APPLIED and one.asked_at is not None,
        "may_leave": running and one.status == AffiliationStatus.AFFILIATED and not dossier.planned,
        "undo": dossier.undo == "affiliation_left",
        "message": _apart(bound.get("message") or MessageForm(), one),
        "leaving": _apart(bound.get("leaving") or LeavingForm(), one),
    }


def _apart(form: Any, one: Affiliation) -> Any:
    return form.apart(f"{type(form).__name__.lower()}-{one.public}")
