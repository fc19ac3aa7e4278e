"""The people of a structure: who may do what, and how a colleague comes in."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.errors import DomainError
from common.jobs import enqueue
from common.languages import page_language
from common.once import once
from common.sites import site_of
from structures import job_places
from structures.enums import STRUCTURE_ROLES
from structures.guards import StructureRequest, structure_page
from structures.models import Invitation, Membership
from structures.permissions import May, table_of
from team.forms.invitations import InviteForm
from team.forms.people import RoleForm, TeamFilterForm
from team.selectors import teams
from team.services.invitations import invite, resend_invitation, revoke_invitation
from team.services.memberships import UNDO_FOR, change_role

MANY = 12  # people, from which on a list is easier with a filter
SHOWN = 5  # invitations on the team's page; the others have a page of their own
RESEND = "structures.resend_expired"


def _done(request: StructureRequest, words: str, *, page: str = "team:people") -> HttpResponse:
    messages.success(request, words)
    return redirect(page, slug=request.place.structure.slug)


@structure_page(May.SEE_STRUCTURE)
@once
def people(request: StructureRequest) -> HttpResponse:
    """Everybody sees who is here and what the roles mean; who may invite also sees the form and the invitations."""
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
    context = _team(request) | {"form": form, "may_invite": may_invite, "roles": STRUCTURE_ROLES}
    return render(request, "team/people.html", context, status=422 if form and form.errors else 200)


def _team(request: StructureRequest) -> dict:
    """Who is here and was here, who is invited, and what each role may do."""
    structure = request.place.structure
    search = TeamFilterForm(request.GET, roles=STRUCTURE_ROLES)
    wanted = search.cleaned_data if search.is_valid() else {}
    team = teams.team_of(host=structure, search=wanted.get("q", ""), role=wanted.get("role", ""))
    page = Paginator(team, 30).get_page(request.GET.get("page"))
    found = {"search": search, "page": page, "powers": table_of(STRUCTURE_ROLES)}
    found["filtered"] = bool(wanted.get("q") or wanted.get("role"))
    found["many"] = found["filtered"] or page.paginator.count > MANY
    seen = teams.last_here(structure=structure, users=[one.user_id for one in page])
    found["members"] = [(one, _last_here(one, seen.get(one.user_id, ""), reader=request.user)) for one in page]
    if request.place.may(May.INVITE):
        waiting = teams.waiting(host=structure)
        found["invitations"] = teams.with_letters(waiting[:SHOWN])
        found["invited_in_all"] = waiting.count()
        found["former"] = teams.former_of(host=structure)
        found["undo_from"] = timezone.localdate() - UNDO_FOR
    return found


def _last_here(member: Membership, seen: str, *, reader) -> str:
    """When she was last active, "away" for not within a month: never said of the reader, nor of who has just come."""
    if member.user_id == reader.pk:
        return ""
    return seen or ("away" if member.since <= timezone.localdate() - teams.MONTH else "")


@require_safe
@structure_page(May.INVITE)
def invitations(request: StructureRequest) -> HttpResponse:
    """All the invitations that wait, a page at a time; only those that ran out of time, where asked."""
    structure = request.place.structure
    late = request.GET.get("state") == "expired"
    found = teams.expired(host=structure) if late else teams.waiting(host=structure)
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "invitations": teams.with_letters(page.object_list),
        "late_only": late,
        "expired": teams.expired(host=structure).count(),
    }
    return render(request, "team/invitations.html", context)


@require_POST
@structure_page(May.INVITE)
def resend_late(request: StructureRequest) -> HttpResponse:
    """All that ran out of time, once more: a job, for there may be hundreds."""
    structure = request.place.structure
    job = enqueue(
        kind=RESEND,
        title=_("Invitations, sent again"),
        user=request.user,
        args={"structure_id": structure.pk, "user_id": request.user.pk, "site": site_of(request)},
        language=page_language(),
        place=job_places.at(structure, May.INVITE),
        back=f"/s/{structure.slug}/people/invitations/",
    )
    return redirect("common:job", job.pk)


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
def role(request: StructureRequest, pk: UUID) -> HttpResponse:
    """Aidant or referent, from today on; changed back the same way."""
    active = Membership.objects.active().select_related("user")
    membership = get_object_or_404(active, public=pk, structure=request.place.structure)
    form = RoleForm(request.POST)
    try:
        if not form.is_valid():
            raise DomainError(_("Choose what this person will do here."))
        now = change_role(membership=membership, role=form.cleaned_data["role"], by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("team:people", slug=request.place.structure.slug)
    name = membership.user.full_name or membership.user.email
    words = _("From today, the role of %(name)s is: %(role)s.")
    return _done(request, words % {"name": name, "role": str(now.get_role_display()).lower()})
