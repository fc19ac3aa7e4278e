"""The coordinator's register: who asks, who is affiliated, and the answer to a request."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.downloads import csv_response
from common.errors import DomainError
from common.once import once
from common.sites import site_of
from structures import selectors
from structures.enums import AffiliationStatus
from structures.forms import RefusalForm, RegisterFilterForm
from structures.guards import PartnerRequest, partner_page
from structures.models import Partner
from structures.permissions import May
from structures.registration import plain_place
from structures.selectors import Affiliated, PartnerPlace, Reach
from structures.services import approve_affiliation, refuse_affiliation

PER_PAGE = 30


def _answers(place: PartnerPlace) -> Reach:
    """The requests that she may answer: her partner's; the lead also those of no operator."""
    return Reach(place.partner, unattributed=place.may(May.SEE_ALL_PARTNERS))


def _sees(place: PartnerPlace, operator: str = "") -> Reach:
    """The lines that she may read: her partner's, or as the lead the whole project's."""
    return Reach(place.partner, everyone=place.may(May.SEE_ALL_PARTNERS), operator=operator)


def _row(request: PartnerRequest, pk: int) -> Affiliated:
    row = selectors.register_row(reach=_sees(request.place), pk=pk)
    if row is None:
        raise Http404
    return row


def _row_to_answer(request: PartnerRequest, pk: int) -> Affiliated:
    """404 for what she does not see; 403 for another partner's that she, the lead, only reads."""
    row = _row(request, pk)
    if not _answers(request.place).includes(row.operator_id):
        raise PermissionDenied
    return row


def _partners(place: PartnerPlace) -> list[Partner]:
    """For the filter and the column of who sees all of them; empty for anybody else."""
    return selectors.partners_by_name(place.partner.project) if place.may(May.SEE_ALL_PARTNERS) else []


def _names(partners: list[Partner]) -> dict[int | None, str]:
    """By id; a line of no operator finds nothing here."""
    return {partner.pk: partner.name for partner in partners}


def _wanted(request: PartnerRequest, partners: list[Partner]) -> tuple[RegisterFilterForm, dict[str, str]]:
    """The filters, which have an address; what is wrong in it filters nothing."""
    form = RegisterFilterForm(request.GET or None, partners=partners)
    return form, form.cleaned_data if form.is_valid() else {}


@require_safe
@partner_page(May.APPROVE_AFFILIATIONS)
def affiliations(request: PartnerRequest) -> HttpResponse:
    """The structures of a partner, of all for the lead, filtered by status and words; requests first."""
    place = request.place
    partners = _partners(place)
    form, wanted = _wanted(request, partners)
    operator = wanted.get("partner", "")
    reach = _sees(place, operator)
    status, search = wanted.get("status", ""), wanted.get("q", "").strip()
    rows = selectors.register_of(reach=reach, status=status, search=search)
    counts = selectors.register_counts(reach=reach)
    tabs = [("", _("All"), sum(counts.values()))] + [
        (str(value), label, counts.get(value, 0)) for value, label in AffiliationStatus.choices
    ]
    hers = selectors.register_counts(reach=_answers(place)) if partners else counts
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    names = _names(partners)
    context = {
        "form": form,
        "page": page,
        "rows": [(row, names.get(row.operator_id, "")) for row in page],
        "tabs": tabs,
        "status": status,
        "waiting": hers.get("applied", 0),
        "elsewhere": 0 if operator else counts.get("applied", 0) - hers.get("applied", 0),
        "sees_all": bool(partners),
    }
    return render(request, "structures/affiliations.html", context)


@require_safe
@partner_page(May.APPROVE_AFFILIATIONS)
def export(request: PartnerRequest) -> HttpResponse:
    """The lines of the list as a spreadsheet, with the same filters in the address."""
    place = request.place
    wanted = _wanted(request, _partners(place))[1]
    rows = selectors.register_of(
        reach=_sees(place, wanted.get("partner", "")), status=wanted.get("status", ""), search=wanted.get("q", "")
    )
    names = _names(selectors.partners_by_name(place.partner.project))
    header = [
        _("Name"), _("Operator"), _("Status"), _("Since"), _("Request"), _("Kind of place"), _("Country"),
        _("Postcode"), _("Municipality"), _("Enterprise number"), _("Helpers"),
    ]  # fmt: skip
    lines = (
        [
            row.name, names.get(row.operator_id, ""), row.status_label, row.since, row.applied_on, row.type_label,
            row.country, row.postcode, row.commune, row.enterprise_number, row.aidants,
        ]
        for row in rows
    )  # fmt: skip
    return csv_response(f"halte-structures-{place.partner.code.lower()}.csv", header, lines)


@require_safe
@partner_page(May.APPROVE_AFFILIATIONS)
def affiliation(request: PartnerRequest, pk: int) -> HttpResponse:
    """One structure: what it said of itself, where it lies, and the two answers."""
    return _page(request, _row(request, pk), RefusalForm())


@require_POST
@partner_page(May.APPROVE_AFFILIATIONS)
@once
def approve(request: PartnerRequest, pk: int) -> HttpResponse:
    """Affiliate the structure from today."""
    row = _row_to_answer(request, pk)
    site = site_of(request)
    approve_affiliation(affiliation_id=row.pk, partner=request.place.partner, by=request.user, site=site)
    messages.success(request, _("%(name)s is affiliated. Its referent has been told by e-mail.") % {"name": row.name})
    return _back(request)


@require_POST
@partner_page(May.APPROVE_AFFILIATIONS)
@once
def refuse(request: PartnerRequest, pk: int) -> HttpResponse:
    """Refuse the request, with the reason that the referent will read."""
    row = _row_to_answer(request, pk)
    form = RefusalForm(request.POST)
    if form.is_valid():
        try:
            refuse_affiliation(
                affiliation_id=row.pk,
                partner=request.place.partner,
                by=request.user,
                reason=form.cleaned_data["reason"],
            )
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(
                request, _("The request of %(name)s is refused. Its referent has been told.") % {"name": row.name}
            )
            return _back(request)
    return _page(request, row, form)


def _page(request: PartnerRequest, row: Affiliated, form: RefusalForm) -> HttpResponse:
    hers = _answers(request.place).includes(row.operator_id)
    names = _names(_partners(request.place))
    context = {
        "row": row,
        "where": plain_place(row.country, row.postcode),
        "open": hers and row.status != AffiliationStatus.AFFILIATED,
        "theirs": not hers,
        "operator": names.get(row.operator_id, ""),
        # Who asks is for who answers; the lead only reads another partner's line.
        "referents": selectors.referents_behind(affiliation_id=row.pk) if hers else [],
        "form": form,
    }
    return render(request, "structures/affiliation.html", context, status=422 if form.errors else 200)


def _back(request: PartnerRequest) -> HttpResponse:
    partner = request.place.partner
    return redirect("structures:affiliations", project=partner.project.code.lower(), partner=partner.code.lower())
