"""The people of a partner (its coordinators and leads let them in) and of the portal (administrators do)."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from common.errors import DomainError
from common.once import once
from common.sites import site_of
from structures.enums import PARTNER_ROLES, PORTAL_ROLES
from structures.guards import PartnerRequest, partner_page, portal_page
from structures.models import Invitation, Membership
from structures.permissions import May, table_of
from team.forms.people import PlacedInviteForm, PortalInviteForm, TeamFilterForm
from team.selectors import placed, teams
from team.services.invitations import invite, resend_invitation, revoke_invitation
from team.services.memberships import UNDO_FOR, end_membership, restore_membership
from team.services.operator_code import in_fours, takes_structures

Act = Callable[[], None]


def _tried(request, act: Act, words: str, *, undo: str = "") -> None:
    """Do it and say so, or say why not."""
    try:
        act()
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words, extra_tags=f"restore:{undo}" if undo else "")


def _invited(request, form, **place) -> bool:
    """Whether the invitation went out; else the form says why not."""
    given = {name: form.cleaned_data[name] for name in ("email", "role", "language")}
    try:
        invite(by=request.user, site=site_of(request), **given, **place)
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return False
    messages.success(request, _("The invitation is on its way to %(to)s.") % {"to": given["email"]})
    return True


def _end(request: SignedInRequest, membership: Membership, *, mine: bool) -> None:
    end_membership(membership=membership, by=request.user, sign_out=not mine, site=site_of(request))


def _restore(request: SignedInRequest, membership: Membership) -> None:
    restore_membership(membership=membership, by=request.user, site=site_of(request))


def _name(membership: Membership) -> str:
    return membership.user.full_name or membership.user.email


# --- a partner


def _partner_codes(request: PartnerRequest) -> list[str]:
    partner = request.place.partner
    return [partner.project.code.lower(), partner.code.lower()]


def _team_of_partner(request: PartnerRequest) -> HttpResponse:
    return redirect("team:partner_people", *_partner_codes(request))


@partner_page(May.MANAGE_PARTNER_PEOPLE)
@once
def partner_people(request: PartnerRequest) -> HttpResponse:
    """Who works for the partner, who is invited, what each role may do."""
    partner = request.place.partner
    roles = teams.given_by(lead=request.place.may(May.SEE_ALL_PARTNERS))
    form = PlacedInviteForm(request.POST or None, roles=roles, initial={"language": request.LANGUAGE_CODE})
    if request.method == "POST" and form.is_valid() and _invited(request, form, partner=partner):
        return _team_of_partner(request)
    context = {
        "form": form,
        "given": roles,
        "powers": table_of(PARTNER_ROLES),
        "undo_from": timezone.localdate() - UNDO_FOR,
        "roles": PARTNER_ROLES,
        "code": in_fours(partner.invitation_code) if takes_structures(partner) else None,
        **placed.people_of(host=partner),
    }
    return render(request, "team/partner_people.html", context, status=422 if form.errors else 200)


def _of_partner(request: PartnerRequest, pk: UUID, *, active: bool = True) -> Membership:
    """A role of this partner that she may end: a lead's is a lead's affair."""
    found = placed.membership(host=request.place.partner, public=pk, active=active)
    if found is None or found.role not in teams.given_by(lead=request.place.may(May.SEE_ALL_PARTNERS)):
        raise Http404
    return found


@require_POST
@partner_page(May.MANAGE_PARTNER_PEOPLE)
def partner_end(request: PartnerRequest, pk: UUID) -> HttpResponse:
    """Access ends at once; undo rather than confirm."""
    membership = _of_partner(request, pk)
    undo = reverse("team:partner_restore", args=[*_partner_codes(request), membership.public])
    words = _("%(name)s no longer has access.") % {"name": _name(membership)}
    mine = membership.user_id == request.user.pk
    _tried(request, partial(_end, request, membership, mine=mine), words, undo=undo)
    return redirect("desk:home") if mine and membership.until else _team_of_partner(request)


@require_POST
@partner_page(May.MANAGE_PARTNER_PEOPLE)
def partner_restore(request: PartnerRequest, pk: UUID) -> HttpResponse:
    """The undo of an end, for a day."""
    membership = _of_partner(request, pk, active=False)
    words = _("%(name)s has access again.") % {"name": _name(membership)}
    _tried(request, partial(_restore, request, membership), words)
    return _team_of_partner(request)


def _to_partner(request: PartnerRequest, pk) -> Invitation:
    found = placed.invitation(host=request.place.partner, pk=pk)
    if found is None or found.role not in teams.given_by(lead=request.place.may(May.SEE_ALL_PARTNERS)):
        raise Http404
    return found


@require_POST
@partner_page(May.MANAGE_PARTNER_PEOPLE)
def partner_resend(request: PartnerRequest, pk) -> HttpResponse:
    """A new link in a new letter."""
    _resend(request, _to_partner(request, pk))
    return _team_of_partner(request)


@require_POST
@partner_page(May.MANAGE_PARTNER_PEOPLE)
def partner_revoke(request: PartnerRequest, pk) -> HttpResponse:
    """The link stops working."""
    _revoke(request, _to_partner(request, pk))
    return _team_of_partner(request)


def _resend(request, found: Invitation) -> None:
    words = _("A new invitation is on its way to %(to)s.") % {"to": found.email}
    _tried(request, lambda: resend_invitation(invitation=found, by=request.user, site=site_of(request)), words)


def _revoke(request, found: Invitation) -> None:
    words = _("The invitation to %(to)s is withdrawn.") % {"to": found.email}
    _tried(request, lambda: revoke_invitation(invitation=found, by=request.user), words)


# --- the portal, and the partners as its administrators see them


@portal_page(May.ADMINISTER)
@once
def portal_people(request: SignedInRequest) -> HttpResponse:
    """Every role of a portal or a partner, with its place; an administrator gives and ends them."""
    every = (*PORTAL_ROLES, *PARTNER_ROLES)
    hosts = placed.hosts()
    form = PortalInviteForm(
        request.POST or None, roles=every, portals=hosts.portals, partners=hosts.partners,
        initial={"language": request.LANGUAGE_CODE},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        place = form.places[form.cleaned_data["where"]]
        if _invited(request, form, **teams.at(place)):
            return redirect("team:portal_people")
    search = TeamFilterForm(request.GET, roles=every)
    wanted = search.cleaned_data if search.is_valid() else {}
    found = placed.everybody(search=wanted.get("q", ""), role=wanted.get("role", ""))
    context = {
        "form": form,
        "search": search,
        "page": Paginator(found, 30).get_page(request.GET.get("page")),
        "filtered": bool(wanted.get("q") or wanted.get("role")),
        "invitations": placed.every_invitation(),
        "powers": table_of(every),
        "roles": every,
    }
    return render(request, "team/portal_people.html", context, status=422 if form.errors else 200)


@require_POST
@portal_page(May.ADMINISTER)
def portal_end(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """A role of a portal or a partner ends at once; the last administrator stays."""
    membership = placed.membership(public=pk)
    if membership is None:
        raise Http404
    undo = reverse("team:portal_restore", args=[membership.public])
    words = _("%(name)s no longer has access.") % {"name": _name(membership)}
    mine = membership.user_id == request.user.pk
    _tried(request, partial(_end, request, membership, mine=mine), words, undo=undo)
    return redirect("desk:home") if mine and membership.until else redirect("team:portal_people")


@require_POST
@portal_page(May.ADMINISTER)
def portal_restore(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The undo of an end, for a day."""
    membership = placed.membership(public=pk, active=False)
    if membership is None:
        raise Http404
    words = _("%(name)s has access again.") % {"name": _name(membership)}
    _tried(request, partial(_restore, request, membership), words)
    return redirect("team:portal_people")


@require_POST
@portal_page(May.ADMINISTER)
def portal_resend(request: SignedInRequest, pk) -> HttpResponse:
    """A new link in a new letter."""
    found = placed.invitation(pk=pk)
    if found is None:
        raise Http404
    _resend(request, found)
    return redirect("team:portal_people")


@require_POST
@portal_page(May.ADMINISTER)
def portal_revoke(request: SignedInRequest, pk) -> HttpResponse:
    """The link stops working."""
    found = placed.invitation(pk=pk)
    if found is None:
        raise Http404
    _revoke(request, found)
    return redirect("team:portal_people")
