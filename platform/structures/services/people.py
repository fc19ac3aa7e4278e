"""Who may work in a structure: invitations, memberships, and the person a project counts."""

import datetime as dt
import hashlib
import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import account_for, confirm_account
from common.errors import DomainError
from common.wall import across_structures, open_structure
from structures import journal, letters
from structures.enums import STRUCTURE_ROLES, Role
from structures.models import Invitation, Membership, Person, Project, Structure
from structures.selectors import current_project

VALID_FOR = dt.timedelta(days=14)
UNDO_FOR = dt.timedelta(days=1)


def hash_token(token: str) -> str:
    """SHA-256 of the 256 random bits in the link: what the database keeps of it."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(*, structure: Structure, email: str, role: str, language: str, by, site: str) -> Invitation:
    """Invite somebody to the structure, which must be open; the letter carries the only copy of the link.

    Raises DomainError (field `email`) for a member, or while an earlier invitation is open.
    """
    email = email.strip().lower()
    if role not in STRUCTURE_ROLES:
        raise DomainError(_("Choose what this person will do here."), field="role")
    _hold(structure.pk)
    if Membership.objects.active().filter(structure=structure, user__email__iexact=email).exists():
        raise DomainError(_("This person is here already."), field="email")
    if any(i.open for i in Invitation.objects.filter(structure=structure, email__iexact=email)):
        raise DomainError(
            _("This person has an invitation that is still open. You can send it again below."), field="email"
        )
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        structure=structure,
        email=email,
        role=role,
        language=language,
        invited_by=by,
        token_hash=hash_token(token),
        expires_at=timezone.now() + VALID_FOR,
    )
    journal.record(act="invitation_sent", by=by, target=invitation, role=role)
    letters.invitation(invitation=invitation, token=token, site=site)
    return invitation


@transaction.atomic
def resend_invitation(*, invitation: Invitation, by, site: str) -> None:
    """A new link, for 14 more days; the old link stops working, for only its hash was kept."""
    if invitation.accepted_at or invitation.revoked_at:
        raise DomainError(_("This invitation is closed: send a new one."))
    token = secrets.token_urlsafe(32)
    invitation.token_hash = hash_token(token)
    invitation.expires_at = timezone.now() + VALID_FOR
    invitation.save(update_fields=["token_hash", "expires_at"])
    journal.record(act="invitation_resent", by=by, target=invitation)
    letters.invitation(invitation=invitation, token=token, site=site)


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by) -> None:
    """The link stops working."""
    if invitation.accepted_at:
        raise DomainError(_("This person has already joined. End the membership instead."))
    if not invitation.revoked_at:
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
        journal.record(act="invitation_revoked", by=by, target=invitation)


@transaction.atomic
def accept_invitation(*, token: str, first_name: str = "", last_name: str = "") -> tuple[User, Structure]:
    """The link proves the e-mail address: the account is made or found, confirmed, and joins the structure.

    Raises DomainError when the link is unknown, used, withdrawn or older than 14 days.
    """
    with across_structures("an invitation is found by its link, whatever its structure"):
        invitation = (
            Invitation.objects.select_for_update(of=("self",))
            .select_related("structure")
            .filter(token_hash=hash_token(token))
            .first()
        )
    if invitation is None or not invitation.open:
        raise DomainError(_("This invitation is no longer open. Ask the person who invited you for a new one."))
    user, _new = account_for(
        email=invitation.email, first_name=first_name, last_name=last_name, language=invitation.language
    )
    with open_structure(invitation.structure_id):
        invitation.accepted_at = timezone.now()
        invitation.save(update_fields=["accepted_at"])
        if not Membership.objects.active().filter(structure=invitation.structure, user=user, role=invitation.role):
            Membership.objects.create(structure=invitation.structure, user=user, role=invitation.role)
        confirm_account(user=user)
        enrol_person(user, invitation.structure)
        journal.record(act="invitation_accepted", by=user, target=invitation)
    return user, invitation.structure


def _hold(structure_id: int | None) -> None:
    """The structure's row, until the transaction ends: its people change one act after the other."""
    if structure_id is not None:
        Structure.objects.select_for_update(no_key=True).only("pk").get(pk=structure_id)


@transaction.atomic
def end_membership(*, membership: Membership, by) -> None:
    """Access ends at once. The last referent stays: somebody must be able to invite."""
    _hold(membership.structure_id)
    membership.refresh_from_db(fields=["until"])
    if membership.until is not None and membership.until <= timezone.localdate():
        return
    others = Membership.objects.active().filter(structure=membership.structure_id, role=Role.REFERENT)
    if membership.role == Role.REFERENT and not others.exclude(pk=membership.pk).exists():
        raise DomainError(_("This is the only referent. Invite another referent first."))
    membership.until = timezone.localdate()
    membership.save(update_fields=["until"])
    journal.record(act="membership_ended", by=by, target=membership, role=membership.role)


@transaction.atomic
def restore_membership(*, membership: Membership, by) -> None:
    """Undo of an end: the same role again. For a day; after that, coming back takes an invitation and her own yes."""
    _hold(membership.structure_id)
    membership.refresh_from_db(fields=["until"])
    if membership.until is None:
        return
    if membership.until < timezone.localdate() - UNDO_FOR:
        raise DomainError(_("The access ended more than a day ago. Send an invitation instead."))
    again = Membership.objects.active().filter(
        structure=membership.structure_id, user=membership.user_id, role=membership.role
    )
    if again.exists():
        raise DomainError(_("This person is here already."))
    membership.until = None
    membership.save(update_fields=["until"])
    journal.record(act="membership_restored", by=by, target=membership, role=membership.role)


@transaction.atomic
def enrol_person(user: User, structure: Structure, on: dt.date | None = None) -> Person | None:
    """The account in the register of the structure's project of that day, written if it is missing.

    Somebody whom the register knows by the same e-mail address alone, from a roll or a pack, is her: her confirmed
    address proves it, and nobody is told. None while the e-mail is unconfirmed or the structure has no project. The
    structure must be open, or the caller works across structures.
    """
    project = current_project(structure, on)
    if project is None or user.confirmed_at is None:
        return None
    person = Person.objects.filter(project=project, user=user).first() or _new_person(user, project, structure)
    if person.home_id is None or person.confirmed_at is None:
        person.home = person.home or structure
        person.confirmed_at = person.confirmed_at or user.confirmed_at
        person.save(update_fields=["home", "confirmed_at"])
    return person


def _new_person(user: User, project: Project, structure: Structure) -> Person:
    """The row that a roll or a pack wrote for her address, from now on her account's; else a new one."""
    by_address = Person.objects.filter(project=project, user=None, email__iexact=user.email)
    known = by_address.order_by("-merged_into", "pk").first()  # nulls first: those that were not merged
    if known:
        # Names stay as the register has them; `by_address` again, for two of her requests may come at once.
        by_address.filter(pk=known.pk).update(user=user, language=known.language or user.language)
    person, _new = Person.objects.get_or_create(
        project=project,
        user=user,
        defaults={
            "code": f"account-{secrets.token_hex(6)}",
            "home": structure,
            "first_name": user.first_name,
            "last_name": user.last_name,
            "email": user.email,
            "language": user.language,
            "confirmed_at": user.confirmed_at,
        },
    )
    return person


@transaction.atomic
def enrol_account(*, user: User) -> None:
    """A newly confirmed account, in the projects of all the structures it belongs to."""
    with across_structures("a newly confirmed account is enrolled wherever it belongs"):
        memberships = Membership.objects.active().filter(user=user, structure__isnull=False)
        for membership in memberships.select_related("structure").order_by("pk"):
            if membership.structure:
                enrol_person(user, membership.structure)
