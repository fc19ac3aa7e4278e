"""The pages of merges, opened twice: from a partner's register, and for the whole platform."""

from collections.abc import Callable

from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from common.once import once
from merging.models import Kind
from merging.views import desks
from structures.guards import partner_page, portal_page
from structures.permissions import May

View = Callable[..., HttpResponse]


def _partners(view: View) -> View:
    """A coordinator, for the structures that she answers for."""
    return partner_page(May.APPROVE_AFFILIATIONS)(view)


def _everywhere(view: View) -> View:
    """An administrator."""
    return portal_page(May.ADMINISTER)(view)


def _list(open_to: Callable[[View], View]) -> View:
    """What was merged."""
    return require_safe(open_to(desks.list_page))


def _two(open_to: Callable[[View], View], kind: str) -> View:
    """Search the two, look, merge."""

    @open_to
    @once
    def view(request: SignedInRequest) -> HttpResponse:
        return (desks.carry_out if request.method == "POST" else desks.choose_page)(request, kind)

    return view


merges, all_merges = _list(_partners), _list(_everywhere)
merge_structures, all_merge_structures = _two(_partners, Kind.STRUCTURES), _two(_everywhere, Kind.STRUCTURES)
all_merge_accounts = _two(_everywhere, Kind.ACCOUNTS)
merge, all_merge = (require_safe(open_to(desks.merge_page)) for open_to in (_partners, _everywhere))
merge_undo, all_merge_undo = (require_POST(open_to(desks.take_back)) for open_to in (_partners, _everywhere))
