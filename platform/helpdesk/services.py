"""What the help desk does for a person who is stuck. Each act leaves a line in the portal's journal."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import devices
from accounts.locks import locks_of, unlock
from accounts.models import OutgoingMail, User
from common.errors import DomainError
from common.wall import across_structures, open_structure
from structures import journal
from structures.models import Invitation
from team.selectors.hindrance import hindrances
from team.services.invitations import resend_invitation


@transaction.atomic
def send_invitation_again(*, pk: str, by: User, site: str) -> Invitation:
    """A new link to the same address, whoever invited. Raises DomainError when it is closed or unknown."""
    with across_structures("the help desk sends again what some structure sent"):
        found = Invitation.objects.filter(pk=pk).first()
    if found is None:
        raise DomainError(_("This invitation is closed: send a new one."))
    if found.structure_id:
        with open_structure(found.structure_id):
            resend_invitation(invitation=found, by=by, site=site)
    else:
        resend_invitation(invitation=found, by=by, site=site)
    return found


@transaction.atomic
def try_letters_again(*, user: User, by: User) -> int:
    """Her address works again: the mark goes, and what waits is tried at once. Returns how many letters wait."""
    User.objects.filter(pk=user.pk).update(bounced_at=None, bounce_reason="")
    waiting = OutgoingMail.objects.filter(to__iexact=user.email).update(next_try_at=timezone.now())
    journal.record(act="address_tried_again", by=by, target=user)
    return waiting


@transaction.atomic
def close_account(*, user: User, by: User) -> None:
    """She can't sign in any more, and is out of every session, for good: opened again, the account waits for her.

    Raises DomainError for oneself, and for the last one who answers for a place.
    """
    if user.pk == by.pk:
        raise DomainError(_("You can't close your own account here."))
    if last := hindrances(user=user):
        places = ", ".join(str(one.place) for one in last)
        words = _("This is the only person who answers for: %(places)s. Somebody else has to be there first.")
        raise DomainError(words % {"places": places})
    if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        devices.end_all(user=user)
        journal.record(act="account_closed", by=by, target=user)


@transaction.atomic
def unlock_account(*, user: User, by: User) -> None:
    """Wrong codes are forgotten: she may try again at once. Raises DomainError where nothing is locked."""
    if not locks_of(user=user):
        raise DomainError(_("Nothing is locked any more."))
    journal.record(act="account_unlocked", by=by, target=user)
    transaction.on_commit(lambda: unlock(user=user))


@transaction.atomic
def reopen_account(*, user: User, by: User) -> None:
    """She can sign in again. Raises DomainError for an account that was erased or merged: nobody is behind it."""
    if user.erased_at or user.merged_into_id:
        raise DomainError(_("This account is gone: it was erased, or merged into another one."))
    if User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        journal.record(act="account_reopened", by=by, target=user)
