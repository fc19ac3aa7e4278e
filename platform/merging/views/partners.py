"""A coordinator merges two structures that she answers for."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from common.once import once
from merging.models import Kind
from merging.views import desks
from structures.guards import PartnerRequest, partner_page
from structures.permissions import May


@require_safe
@partner_page(May.APPROVE_AFFILIATIONS)
def merges(request: PartnerRequest) -> HttpResponse:
    """What was merged in her register."""
    return desks.list_page(request)


@partner_page(May.APPROVE_AFFILIATIONS)
@once
def merge_structures(request: PartnerRequest) -> HttpResponse:
    """Two structures of hers: search, preview, do."""
    if request.method == "POST":
        return desks.carry_out(request, Kind.STRUCTURES)
    return desks.choose_page(request, Kind.STRUCTURES)


@require_safe
@partner_page(May.APPROVE_AFFILIATIONS)
def merge(request: PartnerRequest, pk) -> HttpResponse:
    """One merge, and the way back."""
    return desks.merge_page(request, pk)


@require_POST
@partner_page(May.APPROVE_AFFILIATIONS)
def merge_undo(request: PartnerRequest, pk) -> HttpResponse:
    """Take it back."""
    return desks.take_back(request, pk)
