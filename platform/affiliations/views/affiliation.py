"""One line of the coordinator's register: the thread, what was in force when, and what she may decide."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from affiliations.forms import AnswerForm, LeavingForm, MessageForm, OperatorForm, RefusalForm
from affiliations.selectors.register import Affiliated, Reach, register_row
from affiliations.selectors.talks import dossier_behind
from affiliations.services.affiliations import (
    Answered,
    approve_affiliation,
    change_operator,
    end_affiliation,
    keep_affiliation,
    refuse_affiliation,
    write_to_structure,
)
from affiliations.views.affiliations import answers, back, partners_seen, sees
from common.errors import DomainError
from common.once import once
from common.overtaken import SEEN
from common.sites import site_of
from structures import selectors
from structures.enums import AffiliationStatus
from structures.guards import PartnerRequest, partner_page
from structures.permissions import May
from territory.words import plain_place


def _row(request: PartnerRequest, pk: UUID) -> Affiliated:
    row = register_row(reach=sees(request.place), public=pk)
    if row is None:
        raise Http404
    return row


def _row_to_answer(request: PartnerRequest, pk: UUID) -> Affiliated:
    """404 for what she does not see; 403 for another partner's that she, the lead, only reads."""
    row = _row(request, pk)
    if not answers(request.place).includes(row.operator_id):
        raise PermissionDenied
    return row


def _asked(request: PartnerRequest, pk: UUID) -> dict[str, Any]:
    """What each act on a line takes."""
    return {
        "affiliation_id": _row_to_answer(request, pk).pk,
        "partner": request.place.partner,
        "by": request.user,
        "seen": request.POST.get(SEEN, "")[:100],
    }


@require_safe
@partner_page(May.APPROVE_AFFILIATIONS)
def affiliation(request: PartnerRequest, pk: UUID) -> HttpResponse:
    """What it says of itself, what was said, where it lies, and the decisions."""
    return _page(request, _row(request, pk))


@require_POST
@partner_page(May.APPROVE_AFFILIATIONS)
@once
def approve(request: PartnerRequest, pk: UUID) -> HttpResponse:
    """Affiliate the structure from today."""
    asked = _asked(request, pk)
    try:
        approve_affiliation(**asked, site=site_of(request))
    except DomainError as error:
        return _refused(request, pk, error)
    return _done(request, pk, _("%(name)s is affiliated. Its referent has been told by e-mail."), to_list=True)


@require_POST
@partner_page(May.APPROVE_AFFILIATIONS)
@once
def refuse(request: PartnerRequest, pk: UUID) -> HttpResponse:
    """Refuse the request, with the reason that the referent will read."""
    asked, form = _asked(request, pk), RefusalForm(request.POST)
    if form.is_valid():
        try:
            refuse_affiliation(**asked, reason=form.cleaned_data["reason"])
        except DomainError as error:
            return _refused(request, pk, error, refusal=form)
        return _done(request, pk, _("The request of %(name)s is refused. Its referent has been told."), to_list=True)
    return _page(request, _row(request, pk), refusal=form)


@require_POST
@partner_page(May.APPROVE_AFFILIATIONS)
@once
def write(request: PartnerRequest, pk: UUID) -> HttpResponse:
    """A message, or with the other button a question for changes: the request then waits for the structure."""
    asked, form = _asked(request, pk), MessageForm(request.POST)
    changes = request.POST.get("asks") == "changes"
    if form.is_valid():
        try:
            write_to_structure(**asked, text=form.cleaned_data["text"], asks_changes=changes, site=site_of(request))
        except DomainError as error:
            return _refused(request, pk, error, message=form)
        return _done(request, pk, _("Your message is sent. Its referent gets it by e-mail too."))
    return _page(request, _row(request, pk), message=form)


@require_POST
@partner_page(May.APPROVE_AFFILIATIONS)
@once
def end(request: PartnerRequest, pk: UUID) -> HttpResponse:
    """The affiliation ends, from a day on."""
    asked, form = _asked(request, pk), LeavingForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            end_affiliation(**asked, on=given["on"], reason=given["why"], site=site_of(request))
        except DomainError as error:
            return _refused(request, pk, error, leaving=form, names={"reason": "why"})
        return _done(request, pk, _("The end is written down. Its referent has been told, and you can undo it today."))
    return _page(request, _row(request, pk), leaving=form)


@require_POST
@partner_page(May.APPROVE_AFFILIATIONS)
def keep(request: PartnerRequest, pk: UUID) -> HttpResponse:
    """Undo of the end."""
    asked = _asked(request, pk)
    del asked["seen"]
    keep_affiliation(**asked, site=site_of(request))
    return _done(request, pk, _("%(name)s stays affiliated. Its referent has been told."))


@require_POST
@partner_page(May.APPROVE_AFFILIATIONS)
@once
def operator(request: PartnerRequest, pk: UUID) -> HttpResponse:
    """Another operator of the project refers it, from a day on."""
    asked, form = _asked(request, pk), _operator_form(request, _row(request, pk), request.POST)
    if form.is_valid():
        to, on = form.partners[form.cleaned_data["operator"]], form.cleaned_data["since"]
        try:
            change_operator(**asked, to=to, on=on, site=site_of(request))
        except DomainError as error:
            return _refused(request, pk, error, operator=form, names={"on": "since"})
        told = _("%(name)s goes to %(operator)s. Its coordinators and the referent have been told.")
        name = _row_name(pk, request)
        messages.success(request, told % {"name": name, "operator": to.name})
        return back(request)
    return _page(request, _row(request, pk), operator=form)


def _row_name(pk: UUID, request: PartnerRequest) -> str:
    everyone = Reach(request.place.partner, everyone=True)  # she may have handed it over just now
    row = register_row(reach=everyone, public=pk)
    return row.name if row else ""


def _done(request: PartnerRequest, pk: UUID, told: str, *, to_list: bool = False) -> HttpResponse:
    messages.success(request, told % {"name": _row_name(pk, request)} if "%(" in told else told)
    if to_list:
        return back(request)
    partner = request.place.partner
    return redirect("affiliations:affiliation", partner.project.code.lower(), partner.code.lower(), pk)


def _refused(
    request: PartnerRequest, pk: UUID, error: DomainError, *, names: dict[str, str] | None = None, **bound: AnswerForm
) -> HttpResponse:
    """The page again, as things stand now, with the reason; what was typed is still there."""
    form = next(iter(bound.values()), None)
    field = (names or {}).get(error.field or "", error.field)
    if form is not None and field in form.fields and not isinstance(error, Answered):
        form.add_error(field, str(error))
        return _page(request, _row(request, pk), "", **bound)
    if form is not None:
        form.full_clean()
    return _page(request, _row(request, pk), str(error), **bound)


def _operator_form(
    request: PartnerRequest, row: Affiliated, data: Any = None, *, initial: dict[str, str] | None = None
) -> OperatorForm:
    partners = selectors.partners_by_name(request.place.partner.project)
    return OperatorForm(data, partners=partners, current=row.operator_id, initial=initial or {})


def _page(request: PartnerRequest, row: Affiliated, told: str = "", **bound: AnswerForm) -> HttpResponse:
    hers = answers(request.place).includes(row.operator_id)
    names = {partner.pk: partner.name for partner in partners_seen(request.place)}
    _found, dossier = dossier_behind(affiliation_id=row.pk)
    fresh = {SEEN: dossier.version}
    typed = {name: request.POST.get(name, "") for name in ("text", "reason")}  # beside what was answered
    context = {
        "row": row,
        "told": told,
        "where": plain_place(row.country, row.postcode),
        "dossier": dossier,
        "open": hers and row.status in (AffiliationStatus.APPLIED, AffiliationStatus.REFUSED),
        "hers": hers,
        "operator": names.get(row.operator_id or 0, ""),
        "speaker": names.get(row.operator_id or 0, "") or (request.place.partner.name if hers else ""),
        "in_play": row.status in selectors.IN_PLAY,
        "undo": hers and dossier.undo == "affiliation_ended",
        # Who asks is for who answers; the lead only reads another partner's line.
        "referents": selectors.referents_behind(affiliation_id=row.pk) if hers else [],
        "refusal": _form(bound, "refusal", RefusalForm, fresh, typed),
        "message": _form(bound, "message", MessageForm, fresh, typed),
        "leaving": _form(bound, "leaving", LeavingForm, fresh),
        "handing": _form(bound, "operator", partial(_operator_form, request, row), fresh),
        "today": timezone.localdate(),
    }
    wrong = any(form.errors for form in bound.values())
    status = 409 if told else 422 if wrong else 200
    return render(request, "affiliations/affiliation.html", context, status=status)


def _form(
    bound: dict[str, AnswerForm],
    name: str,
    kind: Callable[..., AnswerForm],
    fresh: dict[str, str],
    typed: dict[str, str] | None = None,
) -> AnswerForm:
    """What was sent, with the version of the page that is drawn now; else one with what else was `typed`."""
    form = bound.get(name)
    if form is None:
        return kind(initial={**(typed or {}), **fresh}).apart(name)
    form.anew(fresh)
    return form.apart(name)
