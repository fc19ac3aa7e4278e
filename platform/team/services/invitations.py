"""How somebody comes in: invited to a structure, a partner or a portal, by a link that only the letter has."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.services import account_for, account_of, confirm_account
from common.errors import DomainError
from common.wall import across_structures, open_structure
from structures import journal
from structures.models import Invitation, InvitationList, Membership, Partner, Portal, Structure
from structures.services.people import enrol_person
from team import letters
from team.selectors.teams import Host, at, reach, roles_at
from team.services.memberships import follow_staff, hold

VALID_FOR = dt.timedelta(days=14)
_CLOSED = gettext_lazy("This invitation is no longer open. Ask the person who invited you for a new one.")


def hash_token(token: str) -> str:
    """SHA-256 of the 256 random bits in the link: what the database keeps of it."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(
    *,
    email: str,
    role: str,
    language: str,
    by,
    site: str,
    structure: Structure | None = None,
    partner: Partner | None = None,
    portal: Portal | None = None,
    first_name: str = "",
    last_name: str = "",
    listed: InvitationList | None = None,
) -> Invitation:
    """Invite somebody to one place; a structure must be open. The letter carries the only copy of the link.

    Raises DomainError (field `email`) for who has that role, or while an earlier invitation is open; in a structure
    any role counts, for people have one role there.
    """
    place = structure or partner or portal
    assert place is not None
    email = email.strip().lower()
    if role not in roles_at(place):
        raise DomainError(_("Choose what this person will do here."), field="role")
    host = at(place)
    with reach(structure.pk if structure else None):
        hold(**{f"{name}_id": one.pk for name, one in host.items()})
        same = {} if structure else {"role": role}
        if Membership.objects.active().filter(**host, **same, user__email__iexact=email).exists():
            raise DomainError(_("This person is here already."), field="email")
        if any(i.open for i in Invitation.objects.filter(**host, **same, email__iexact=email)):
            raise DomainError(
                _("This person has an invitation that is still open: send it again in the list of invitations."),
                field="email",
            )
        token = secrets.token_urlsafe(32)
        invitation = Invitation.objects.create(
            **host,
            email=email,
            first_name=first_name,
            last_name=last_name,
            role=role,
            language=language,
            invited_by=by,
            listed=listed,
            token_hash=hash_token(token),
            expires_at=timezone.now() + VALID_FOR,
        )
    journal.record(act="invitation_sent", by=by, target=invitation, role=role)
    _send(invitation, token, site)
    return invitation


def _send(invitation: Invitation, token: str, site: str) -> None:
    """The letter, and its number on the invitation: while its row is there, it has not left."""
    mail = letters.invitation(invitation=invitation, token=token, site=site)
    with reach(invitation.structure_id):
        Invitation.objects.filter(pk=invitation.pk).update(letter=mail.pk, failed_at=None)


@transaction.atomic
def note_failed_letter(*, mail_id: int) -> None:
    """The invitation whose last letter that was, if it is one's, says so from now on."""
    with across_structures("a letter that was given up is known by its number alone"):
        Invitation.objects.filter(letter=mail_id, accepted_at=None).update(failed_at=timezone.now())


@transaction.atomic
def resend_invitation(*, invitation: Invitation, by, site: str) -> None:
    """A new link, for 14 more days; the old link stops working, for only its hash was kept."""
    with reach(invitation.structure_id):
        fresh = Invitation.objects.select_for_update(no_key=True, of=("self",)).get(pk=invitation.pk)
        if not fresh.waits:
            raise DomainError(_("This invitation is closed: send a new one."))
        token = secrets.token_urlsafe(32)
        invitation.token_hash = hash_token(token)
        invitation.expires_at = timezone.now() + VALID_FOR
        invitation.save(update_fields=["token_hash", "expires_at"])
    journal.record(act="invitation_resent", by=by, target=invitation)
    _send(invitation, token, site)


@transaction.atomic
def resend_expired(*, invitations: Iterable[Invitation], by, site: str) -> int:
    """Those that ran out of time, again for 14 days; returns how many. Any other is passed over."""
    late = [one for one in invitations if one.waits and not one.open]
    for one in late:
        resend_invitation(invitation=one, by=by, site=site)
    return len(late)


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by) -> None:
    """The link stops working."""
    with reach(invitation.structure_id):
        fresh = Invitation.objects.select_for_update(no_key=True, of=("self",)).get(pk=invitation.pk)
        if fresh.accepted_at:
            raise DomainError(_("This person has already joined. End the membership instead."))
        if fresh.revoked_at:
            return
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
    journal.record(act="invitation_revoked", by=by, target=invitation)


@dataclass(frozen=True, slots=True)
class Joined:
    """Who joined where. `again`: the link had been used before. `known`: the address has an account, and whoever holds
    the link has to sign in to it first. In both cases nobody joins now, nor is signed in.
    """

    user: User | None
    place: Host
    again: bool = False
    known: User | None = None


@transaction.atomic
def accept_invitation(*, token: str, language: str = "", first_name: str = "", last_name: str = "") -> Joined:
    """Somebody new: the link proves the e-mail address. The account is made, confirmed, and joins the place.

    A letter is easily forwarded, so the link makes an account and opens none: where the address has one, nothing is
    done (`known`), and `join_as` follows her own sign-in. Of two at once the second waits, and is told that it was
    done (`again`). Raises DomainError when the link is unknown, withdrawn or too old.
    """
    invitation = _held(token_hash=hash_token(token))
    if invitation.accepted_at:
        return Joined(None, invitation.place, again=True)
    if known := account_of(email=invitation.email):
        return Joined(None, invitation.place, known=known)
    user, new = account_for(
        email=invitation.email,
        first_name=first_name,
        last_name=last_name,
        language=language or invitation.language,
    )
    if not new:  # made by somebody else, a moment ago
        return Joined(None, invitation.place, known=user)
    return _joined(invitation, user)


@transaction.atomic
def join_as(*, invitation_id: str, user: User) -> Joined:
    """Who is signed in to the account that was invited joins the place, under the name and language that she has.

    Raises DomainError for an invitation of somebody else, or one that is unknown, withdrawn or too old.
    """
    invitation = _held(pk=invitation_id)
    if account_of(email=invitation.email) != user:
        raise DomainError(_CLOSED)
    if invitation.accepted_at:
        return Joined(None, invitation.place, again=True)
    return _joined(invitation, user)


def _held(**which) -> Invitation:
    """The invitation, until the transaction ends."""
    with across_structures("an invitation is found by its link, whatever its place"):
        invitation = (
            Invitation.objects.select_for_update(of=("self",))
            .select_related("structure", "partner__project", "portal")
            .filter(**which)
            .first()
        )
    if invitation is None or not (invitation.open or invitation.accepted_at):
        raise DomainError(_CLOSED)
    return invitation


def _joined(invitation: Invitation, user: User) -> Joined:
    with open_structure(invitation.structure_id):
        with reach(invitation.structure_id):
            _join(invitation, user)
        confirm_account(user=user)
        if invitation.structure:
            enrol_person(user, invitation.structure)
        journal.record(act="invitation_accepted", by=user, target=invitation, role=invitation.role)
    if invitation.portal_id:
        follow_staff(user=user)
    return Joined(user, invitation.place)


def _join(invitation: Invitation, user: User) -> None:
    """The membership, once. In a structure a person has one role: whoever has one already keeps it."""
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    host = at(invitation.place)
    same = {} if invitation.structure_id else {"role": invitation.role}
    if not Membership.objects.active().filter(**host, **same, user=user).exists():
        Membership.objects.create(**host, user=user, role=invitation.role)
