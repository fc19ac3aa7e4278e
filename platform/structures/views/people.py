"""The people of a structure: who may do what, and how a colleague comes in."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from common.errors import DomainError
from common.once import once
from common.sentences import one_stop
from common.sites import site_of
from structures import selectors
from structures.forms import AcceptForm, InviteForm
from structures.guards import StructureRequest, structure_page
from structures.models import Invitation, Membership
from structures.permissions import May
from structures.services import (
    accept_invitation,
    end_membership,
    hash_token,
    invite,
    resend_invitation,
    restore_membership,
    revoke_invitation,
)


def _done(request: StructureRequest, words: str, *, undo: str = "") -> HttpResponse:
    messages.success(request, words, extra_tags=f"restore:{undo}" if undo else "")
    return redirect("structures:people", slug=request.place.structure.slug)


@structure_page(May.SEE_STRUCTURE)
@once
def people(request: StructureRequest) -> HttpResponse:
    """Everybody sees who is here; who may invite also sees the form and the open invitations."""
    structure = request.place.structure
    may_invite = request.place.may(May.INVITE)
    form = InviteForm(request.POST or None, initial={"language": request.LANGUAGE_CODE}) if may_invite else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid():
            try:
                invite(structure=structure, by=request.user, site=site_of(request), **form.cleaned_data)
            except DomainError as error:
                form.add_error(error.field, str(error))
            else:
                return _done(request, _("The invitation is on its way to %(to)s.") % {"to": form.cleaned_data["email"]})
    context = {
        "members": selectors.members_of(structure=structure),
        "invitations": selectors.invitations_of(structure=structure) if may_invite else [],
        "form": form,
    }
    return render(request, "structures/people.html", context, status=422 if form and form.errors else 200)


@require_POST
@structure_page(May.INVITE)
def resend(request: StructureRequest, pk) -> HttpResponse:
    """A new link in a new letter."""
    invitation = get_object_or_404(Invitation, pk=pk, structure=request.place.structure)
    resend_invitation(invitation=invitation, by=request.user, site=site_of(request))
    return _done(request, _("A new invitation is on its way to %(to)s.") % {"to": invitation.email})


@require_POST
@structure_page(May.INVITE)
def revoke(request: StructureRequest, pk) -> HttpResponse:
    """The link stops working."""
    invitation = get_object_or_404(Invitation, pk=pk, structure=request.place.structure)
    revoke_invitation(invitation=invitation, by=request.user)
    return _done(request, _("The invitation to %(to)s is withdrawn.") % {"to": invitation.email})


@require_POST
@structure_page(May.INVITE)
def end(request: StructureRequest, pk: int) -> HttpResponse:
    """Access ends at once; undo rather than confirm."""
    membership = get_object_or_404(
        Membership.objects.active().select_related("user"), pk=pk, structure=request.place.structure
    )
    try:
        end_membership(membership=membership, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("structures:people", slug=request.place.structure.slug)
    if membership.user_id == request.user.pk:
        return redirect("desk:home")
    undo = reverse("structures:membership_restore", args=[request.place.structure.slug, membership.pk])
    words = _("%(name)s no longer has access.") % {"name": membership.user.full_name or membership.user.email}
    return _done(request, words, undo=undo)


@require_POST
@structure_page(May.INVITE)
def restore(request: StructureRequest, pk: int) -> HttpResponse:
    """The undo of an end."""
    structure = request.place.structure
    membership = get_object_or_404(Membership.objects.select_related("user"), pk=pk, structure=structure)
    try:
        restore_membership(membership=membership, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("structures:people", slug=structure.slug)
    name = membership.user.full_name or membership.user.email
    return _done(request, _("%(name)s has access again.") % {"name": name})


@login_not_required
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link of an invitation leads: GET says who invites where, POST joins and signs in."""
    found = selectors.invitation_of(token_hash=hash_token(token))
    if found is None or not found.open:
        return render(request, "structures/invitation_closed.html", {"used": found and found.accepted_at}, status=410)
    known = request.user if request.user.is_authenticated and request.user.email == found.email else None
    form = AcceptForm(request.POST or None, initial=_names(known))
    if request.method == "POST" and form.is_valid():
        user, structure = accept_invitation(token=token, **form.cleaned_data)
        if request.user.is_authenticated and request.user != user:
            logout(request)
        messages.success(request, one_stop(_("Welcome to %(place)s.") % {"place": structure.name}))
        if request.user.is_authenticated:
            return redirect("desk:structure_home", slug=structure.slug)
        return perform_login(request, user, redirect_url=f"/s/{structure.slug}/")
    context = {"invitation": found, "form": form, "other": None if known else request.user}
    return render(request, "structures/invitation.html", context)


def _names(user) -> dict[str, str]:
    return {"first_name": user.first_name, "last_name": user.last_name} if user else {}
