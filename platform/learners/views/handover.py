"""Leaving a structure, and who follows whom: the learners go to a named colleague, and come back with an undo."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from common.errors import DomainError
from common.sites import site_of
from learners import handover
from learners.forms import LearnerEditForm
from learners.handover_forms import FollowerForm, HandoverForm
from learners.models import Learner
from structures.guards import StructureRequest, structure_page
from structures.models import Membership
from structures.permissions import May
from team.selectors.hindrance import hindrance


@structure_page(May.SEE_STRUCTURE)
def leave(request: StructureRequest, pk: UUID) -> HttpResponse:
    """End somebody's access, or one's own: what follows from it is said first, and done by the POST."""
    structure = request.place.structure
    active = Membership.objects.active().select_related("user", "structure")
    membership = get_object_or_404(active, public=pk, structure=structure)
    myself = membership.user_id == request.user.pk
    if not (myself or request.place.may(May.INVITE)):
        raise PermissionDenied
    if hindrance(membership=membership):
        context = {"member": membership, "myself": myself, "only": True}
        return render(request, "learners/leave.html", context, status=422 if request.method == "POST" else 200)
    return _asked(request, membership, myself=myself)


def _asked(request: StructureRequest, membership: Membership, *, myself: bool) -> HttpResponse:
    """What follows from the end, and the form; done by the POST."""
    structure = membership.structure
    assert structure is not None
    needed = handover.must_hand_over(membership=membership)
    posted = request.POST if request.method == "POST" else None
    form = HandoverForm(posted, structure=structure, leaving=membership.user_id, needed=needed)
    if form.is_valid():
        to = form.chosen("handed_to") if needed else None
        try:
            handed = handover.leave_structure(
                membership=membership, handed_to=to, by=request.user, sign_out=not myself, site=site_of(request)
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return _left(request, membership, handed, to, myself=myself)
    followed = handover.followed_by(structure=structure, user_id=membership.user_id)
    context = {"member": membership, "form": form, "myself": myself, "learners": followed.count() if needed else 0}
    context |= handover.left_open(membership=membership)
    return render(request, "learners/leave.html", context, status=422 if form.errors else 200)


def _left(request: StructureRequest, membership: Membership, handed: int, to, *, myself: bool) -> HttpResponse:
    """What was done, with its undo; who left by herself has no page here any more."""
    slug = request.place.structure.slug
    if myself:
        messages.success(request, _("You have left %(place)s.") % {"place": request.place.structure.name})
        return redirect("desk:home")
    words = _("%(name)s no longer has access.") % {"name": membership.user.full_name or membership.user.email}
    if handed:
        more = ngettext("%(to)s follows %(n)s learner more.", "%(to)s follows %(n)s learners more.", handed)
        words += " " + more % {"to": to.full_name or to.email, "n": handed}
    undo = reverse("learners:come_back", args=[slug, membership.public])
    messages.success(request, words, extra_tags=f"restore:{undo}")
    return redirect("team:people", slug=slug)


@require_POST
@structure_page(May.INVITE)
def come_back(request: StructureRequest, pk: UUID) -> HttpResponse:
    """The undo of an end: the role again, and her learners."""
    structure = request.place.structure
    found = Membership.objects.select_related("user", "structure")
    membership = get_object_or_404(found, public=pk, structure=structure)
    try:
        handover.come_back(membership=membership, by=request.user, site=site_of(request))
    except DomainError as error:
        messages.error(request, str(error))
    else:
        name = membership.user.full_name or membership.user.email
        messages.success(request, _("%(name)s has access again.") % {"name": name})
    return redirect("team:people", slug=structure.slug)


@require_POST
@structure_page(May.HELP)
def follower(request: StructureRequest, pk) -> HttpResponse:
    """Somebody else of the team follows this learner from now on."""
    structure = request.place.structure
    learner = get_object_or_404(Learner.objects.for_structure(structure).known().select_related("structure"), pk=pk)
    form = FollowerForm(request.POST, learner=learner)
    if not form.is_valid():
        context = {"form": LearnerEditForm(structure=structure, learner=learner), "learner": learner, "follower": form}
        return render(request, "learners/edit.html", context, status=422)
    to = form.chosen("referent")
    assert to is not None
    handover.change_follower(learner=learner, to=to, by=request.user)
    messages.success(request, _("%(name)s follows this learner now.") % {"name": to.full_name or to.email})
    return redirect("desk:learner", structure.slug, learner.pk)
