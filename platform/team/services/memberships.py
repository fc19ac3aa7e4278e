"""Roles that begin, change and end, in a structure, at a partner, on a portal."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import devices
from accounts.models import User
from common import jobs
from common.errors import DomainError
from common.wall import across_structures
from structures import journal
from structures.enums import STRUCTURE_ROLES, Role
from structures.models import Membership, Partner, Portal, Structure
from structures.permissions import May, permissions_of
from team import letters
from team.selectors.hindrance import hindrance
from team.selectors.teams import reach
from team.signals import membership_ended

UNDO_FOR = dt.timedelta(days=1)

# Who must always be there, place by place: without her nobody could let anybody in (selectors/hindrance.py).
ONLY_ONE = {
    Role.REFERENT: gettext_lazy("This is the only referent. Invite another referent first."),
    Role.COORDINATOR: gettext_lazy("This is the only coordinator. Invite another coordinator first."),
    Role.ADMINISTRATOR: gettext_lazy("This is the only administrator. Invite another administrator first."),
}


def hold(*, structure_id: int | None = None, partner_id: int | None = None, portal_id: int | None = None) -> None:
    """The place's row, until the transaction ends: its people change one act after the other."""
    for model, pk in ((Structure, structure_id), (Partner, partner_id), (Portal, portal_id)):
        if pk is not None:
            model.objects.select_for_update(no_key=True).only("pk").get(pk=pk)  # type: ignore[attr-defined]


def _hold_place(membership: Membership) -> None:
    hold(structure_id=membership.structure_id, partner_id=membership.partner_id, portal_id=membership.portal_id)
    membership.refresh_from_db(fields=["until"])


def _others(membership: Membership):
    """Active roles of the same place, without this one."""
    place = {name: getattr(membership, name) for name in ("structure_id", "partner_id", "portal_id")}
    return Membership.objects.active().filter(**place).exclude(pk=membership.pk)


def _refuse_the_last(membership: Membership) -> None:
    """Raises DomainError where nobody would be left who may let people in."""
    if last := hindrance(membership=membership):
        raise DomainError(str(ONLY_ONE[last]))


def _by_another(membership: Membership, by: User | None) -> bool:
    """Whether somebody else does it to her, and she can read of it; time and retention write letters of their own."""
    return by is not None and by.pk != membership.user_id and membership.user.is_active


def has_other_place(*, membership: Membership) -> bool:
    """Whether the person has another role anywhere today."""
    with across_structures("who has no place left is signed out everywhere"):
        return Membership.objects.active().filter(user=membership.user_id).exclude(pk=membership.pk).exists()


def follow_staff(*, user: User) -> None:
    """`is_staff`, the door of the administration, follows from the roles: curators and administrators have it."""
    with across_structures("the roles of the whole portal decide who may open the administration"):
        roles = Membership.objects.active().filter(user=user, portal__isnull=False).values_list("role", flat=True)
        staff = bool(permissions_of(roles) & {May.EDIT_CONTENT, May.ADMINISTER})
    staff = staff or user.is_superuser
    if user.is_staff != staff:
        user.is_staff = staff
        user.save(update_fields=["is_staff"])


@transaction.atomic
def end_membership(*, membership: Membership, by, sign_out: bool = True, site: str = "") -> None:
    """Access ends at once. Somebody who may invite always stays: raises DomainError for the last one.

    Where she has no other place, all her sessions end too; `sign_out=False` for who leaves by herself, and goes on
    to her own account. Files that long work made for her here are emptied (common.jobs.close_lost). What she looks
    after is handed over by who calls (learners.handover). Where somebody else ended it, a letter says so.
    """
    with reach(membership.structure_id):
        _hold_place(membership)
        if membership.until is not None and membership.until <= timezone.localdate():
            return
        _refuse_the_last(membership)
        membership.until = timezone.localdate()
        membership.save(update_fields=["until"])
    journal.record(act="membership_ended", by=by, target=membership, role=membership.role)
    jobs.close_lost(user=membership.user)
    membership_ended.send(Membership, membership=membership, by=by)
    if _by_another(membership, by):
        letters.access_ended(membership=membership, by=by, site=site)
    if membership.portal_id:
        follow_staff(user=membership.user)
    if sign_out and not has_other_place(membership=membership):
        devices.end_all(user=membership.user)


@transaction.atomic
def restore_membership(*, membership: Membership, by, site: str = "") -> None:
    """Undo of an end: the same role again, and a letter. For a day; after that, coming back takes an invitation and
    her own yes.
    """
    with reach(membership.structure_id):
        _hold_place(membership)
        if membership.until is None:
            return
        if membership.until < timezone.localdate() - UNDO_FOR:
            raise DomainError(_("The access ended more than a day ago. Send an invitation instead."))
        if _others(membership).filter(user=membership.user_id, role=membership.role).exists():
            raise DomainError(_("This person is here already."))
        if membership.structure_id and _others(membership).filter(user=membership.user_id).exists():
            raise DomainError(_("This person is here with another role. Change that role instead."))
        membership.until = None
        membership.save(update_fields=["until"])
    journal.record(act="membership_restored", by=by, target=membership, role=membership.role)
    if _by_another(membership, by):
        letters.access_again(membership=membership, by=by, site=site)
    if membership.portal_id:
        follow_staff(user=membership.user)


@transaction.atomic
def change_role(*, membership: Membership, role: str, by) -> Membership:
    """Another role in the same structure from today on: one membership ends, another begins; both stay to be read.

    Returns the one in force. Raises DomainError for the only referent, or a role that a structure does not give.
    """
    if role not in STRUCTURE_ROLES or membership.structure_id is None:
        raise DomainError(_("Choose what this person will do here."), field="role")
    _hold_place(membership)
    if membership.until is not None:
        raise DomainError(_("This access has ended. Send an invitation instead."))
    if membership.role == role:
        return membership
    _refuse_the_last(membership)
    same = _others(membership).filter(user=membership.user_id, role=role).first()
    membership.until = timezone.localdate()
    membership.save(update_fields=["until"])
    again = same or Membership.objects.create(
        user_id=membership.user_id, role=role, structure_id=membership.structure_id
    )
    journal.record(act="role_changed", by=by, target=again, before=membership.role, role=role)
    jobs.close_lost(user=membership.user)
    return again
