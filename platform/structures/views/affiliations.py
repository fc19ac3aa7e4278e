"""The coordinator's register: who asks, who is affiliated, and the answer to a request."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from common.errors import DomainError
from structures import selectors
from structures.enums import AffiliationStatus
from structures.forms import RefusalForm, RegisterFilterForm
from structures.guards import PartnerRequest, partner_page
from structures.permissions import May
from structures.registration import plain_place
from structures.selectors import Affiliated
from structures.services import approve_affiliation, refuse_affiliation

PER_PAGE = 30


def _row(request: PartnerRequest, pk: int) -> Affiliated:
    place = request.place
    row = selectors.register_row(partner=place.partner, pk=pk, unattributed=place.may(May.SEE_ALL_PARTNERS))
    if row is None:
        raise Http404
    return row


@require_GET
@partner_page(May.APPROVE_AFFILIATIONS)
def affiliations(request: PartnerRequest) -> HttpResponse:
    """The structures of a partner, filtered by status and words; requests first."""
    partner, unattributed = request.place.partner, request.place.may(May.SEE_ALL_PARTNERS)
    form = RegisterFilterForm(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    status, search = wanted.get("status", ""), wanted.get("q", "").strip()
    rows = selectors.register_of(partner=partner, unattributed=unattributed, status=status, search=search)
    counts = selectors.register_counts(partner=partner, unattributed=unattributed)
    tabs = [("", _("All"), sum(counts.values()))] + [
        (str(value), label, counts.get(value, 0)) for value, label in AffiliationStatus.choices
    ]
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "structures/affiliations.html",
        {
            "form": form,
            "page": page,
            "tabs": tabs,
            "status": status,
            "waiting": counts.get("applied", 0),
        },
    )


@require_GET
@partner_page(May.APPROVE_AFFILIATIONS)
def affiliation(request: PartnerRequest, pk: int) -> HttpResponse:
    """One structure: what it said of itself, where it lies, and the two answers."""
    return _page(request, _row(request, pk), RefusalForm())


@require_POST
@partner_page(May.APPROVE_AFFILIATIONS)
def approve(request: PartnerRequest, pk: int) -> HttpResponse:
    """Affiliate the structure from today."""
    row = _row(request, pk)
    site = request.build_absolute_uri("/").rstrip("/")
    approve_affiliation(affiliation_id=row.pk, partner=request.place.partner, by=request.user, site=site)
    messages.success(request, _("%(name)s is affiliated. Its referent has been told by e-mail.") % {"name": row.name})
    return _back(request)


@require_POST
@partner_page(May.APPROVE_AFFILIATIONS)
def refuse(request: PartnerRequest, pk: int) -> HttpResponse:
    """Refuse the request, with the reason that the referent will read."""
    row = _row(request, pk)
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
    context = {
        "row": row,
        "where": plain_place(row.country, row.postcode),
        "open": row.status != AffiliationStatus.AFFILIATED,
        "form": form,
    }
    return render(request, "structures/affiliation.html", context, status=422 if form.errors else 200)


def _back(request: PartnerRequest) -> HttpResponse:
    partner = request.place.partner
    return redirect("structures:affiliations", project=partner.project.code.lower(), partner=partner.code.lower())
