"""An administrator merges any two structures, or two accounts of one person."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from common.once import once
from merging.models import Kind
from merging.views import desks
from structures.guards import portal_page
from structures.permissions import May


@require_safe
@portal_page(May.ADMINISTER)
def all_merges(request: SignedInRequest) -> HttpResponse:
    """What was merged, anywhere."""
    return desks.list_page(request)


@portal_page(May.ADMINISTER)
@once
def all_merge_structures(request: SignedInRequest) -> HttpResponse:
    """Any two structures."""
    if request.method == "POST":
        return desks.carry_out(request, Kind.STRUCTURES)
    return desks.choose_page(request, Kind.STRUCTURES)


@portal_page(May.ADMINISTER)
@once
def all_merge_accounts(request: SignedInRequest) -> HttpResponse:
    """Two accounts of one person."""
    if request.method == "POST":
        return desks.carry_out(request, Kind.ACCOUNTS)
    return desks.choose_page(request, Kind.ACCOUNTS)


@require_safe
@portal_page(May.ADMINISTER)
def all_merge(request: SignedInRequest, pk) -> HttpResponse:
    """One merge, and the way back."""
    return desks.merge_page(request, pk)


@require_POST
@portal_page(May.ADMINISTER)
def all_merge_undo(request: SignedInRequest, pk) -> HttpResponse:
    """Take it back."""
    return desks.take_back(request, pk)
