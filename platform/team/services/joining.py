"""Coming in by asking: a request to join a structure, its answer, and the code that a referent gives out."""

import secrets

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from common.wall import open_structure
from structures import journal
from structures.enums import Role
from structures.models import JoinRequest, Membership, Structure
from structures.selectors import referents_of
from structures.services.people import enrol_person
from team import letters
from team.services.memberships import hold

# Letters and digits that nobody takes for one another: no 0 and O, no 1, I and L, no U and V, no 2's Z, 5's S, 8's B.
SIGNS = "23456789ACDEFGHJKMNPQRTWXY"
CODE_LENGTH = 8


def as_code(written: str) -> str:
    """A code as it is kept, from what somebody typed: "abcd-efgh " is ABCDEFGH."""
    return "".join(sign for sign in written.upper() if sign.isalnum())


@transaction.atomic
def ask_to_join(
    *, structure: Structure, user: User, message: str = "", by_code: bool = False, site: str
) -> tuple[JoinRequest, bool]:
    """The person's request, and whether it is new; the referents get a letter for a new one.

    Asking again while it waits changes nothing. Raises DomainError for a member, and where nobody could answer.
    """
    with open_structure(structure.pk):
        hold(structure_id=structure.pk)
        if Membership.objects.active().filter(structure=structure, user=user).exists():
            raise DomainError(_("You work in %(place)s already.") % {"place": structure.name})
        waiting = JoinRequest.objects.filter(structure=structure, user=user, decided_at=None).first()
        if waiting:
            return waiting, False
        referents = referents_of(structure=structure)
        if not referents:
            raise DomainError(_("Nobody looks after this organisation at the moment. Ask its operator."))
        request = JoinRequest.objects.create(structure=structure, user=user, message=message.strip(), by_code=by_code)
        journal.record(act="join_requested", by=user, target=request, by_code=by_code)
        for referent in referents:
            letters.somebody_asks(to=referent, request=request, site=site)
    return request, True


@transaction.atomic
def accept_request(*, request: JoinRequest, by: User, site: str) -> None:
    """She becomes a digital helper of the structure, which must be open. Again, or a member by now: no change.

    Raises DomainError for a request that was declined or withdrawn.
    """
    _read_again(request)
    if request.accepted:
        return
    _refuse_decided(request)
    _decide(request, by=by, accepted=True)
    active = Membership.objects.active().filter(structure=request.structure_id, user=request.user_id)
    if not active.exists():
        Membership.objects.create(structure=request.structure, user=request.user, role=Role.AIDANT)
    enrol_person(request.user, request.structure)
    journal.record(act="join_accepted", by=by, target=request, role=Role.AIDANT)
    letters.request_accepted(request=request, site=site)


@transaction.atomic
def decline_request(*, request: JoinRequest, by: User, reason: str) -> None:
    """The person reads the reason in a letter. Raises DomainError where it was answered or withdrawn before."""
    _read_again(request)
    _refuse_decided(request)
    request.reason = reason.strip()
    _decide(request, by=by, accepted=False)
    journal.record(act="join_declined", by=by, target=request)
    letters.request_declined(to=request.user, structure=request.structure, reason=request.reason)


@transaction.atomic
def withdraw_request(*, request: JoinRequest) -> None:
    """By the person herself, as long as nobody answered; again: no change."""
    with open_structure(request.structure_id):
        _read_again(request)
        if request.decided_at and request.accepted is None:
            return
        _refuse_decided(request)
        _decide(request, by=request.user, accepted=None)
        journal.record(act="join_withdrawn", by=request.user, target=request)


@transaction.atomic
def renew_join_code(*, structure: Structure, by: User) -> str:
    """A new code; the old one ends. Returns it: 8 signs without look-alikes, 37 bits."""
    hold(structure_id=structure.pk)
    while True:
        code = "".join(secrets.choice(SIGNS) for _sign in range(CODE_LENGTH))
        try:
            with transaction.atomic():
                Structure.objects.filter(pk=structure.pk).update(join_code=code)
                break
        except IntegrityError:  # another structure has it: one chance in 200 billion for each
            continue
    structure.join_code = code
    journal.record(act="join_code_renewed", by=by, target=structure)
    return code


@transaction.atomic
def end_join_code(*, structure: Structure, by: User) -> None:
    """Nobody asks by code any more; requests that wait stay."""
    if Structure.objects.filter(pk=structure.pk, join_code__isnull=False).update(join_code=None):
        journal.record(act="join_code_ended", by=by, target=structure)
    structure.join_code = None


def _read_again(request: JoinRequest) -> None:
    """The request as it is now, with the structure held: its people are answered one after the other."""
    hold(structure_id=request.structure_id)
    request.refresh_from_db(fields=["decided_at", "accepted"])


def _refuse_decided(request: JoinRequest) -> None:
    if request.decided_at is None:
        return
    if request.accepted:
        raise DomainError(_("This request was accepted in the meantime."))
    if request.accepted is None:
        raise DomainError(_("This request was withdrawn in the meantime."))
    raise DomainError(_("This request was declined in the meantime."))


def _decide(request: JoinRequest, *, by: User, accepted: bool | None) -> None:
    request.decided_at, request.decided_by, request.accepted = timezone.now(), by, accepted
    request.save(update_fields=["decided_at", "decided_by", "accepted", "reason"])
