"""What an administrator sees of a person who is stuck: how far she came, and what stands in her way."""

from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from accounts import second_step
from accounts.devices import open_devices
from accounts.locks import Lock, locks_of
from accounts.models import OutgoingMail, User
from common.wall import across_structures, as_person
from structures.models import Invitation, Membership

SALT = "help-desk"
SHORTEST = 3
MOST = 30


def token_of(user: User) -> str:
    """The person in an address: nobody counts accounts by it."""
    return signing.dumps(str(user.public), salt=SALT)


def person_of(token: str) -> User:
    """Raises Http404 for a token that the help desk did not make."""
    try:
        return User.objects.get(public=signing.loads(token, salt=SALT))
    except (signing.BadSignature, User.DoesNotExist):
        raise Http404 from None


@dataclass(frozen=True, slots=True)
class Found:
    """A line of the search."""

    token: str
    name: str
    email: str
    closed: bool
    confirmed: bool
    bounced: bool


def search(*, words: str) -> tuple[list[Found], list[Invitation]]:
    """Accounts by name or address, and open or expired invitations of people without one; at most 30 of each."""
    if len(words) < SHORTEST:
        return [], []
    named = Q(first_name__unaccent__icontains=words) | Q(last_name__unaccent__icontains=words)
    users = User.objects.filter(named | Q(email__icontains=words), erased_at=None).order_by("last_name", "email")[:MOST]
    found = [
        Found(token_of(u), u.full_name, u.email, not u.is_active, bool(u.confirmed_at), bool(u.bounced_at))
        for u in users
    ]
    with across_structures("an invited person has no structure yet that could be asked"):
        invited = (
            Invitation.objects.filter(email__icontains=words, accepted_at=None, revoked_at=None)
            .exclude(email__in=User.objects.values("email"))
            .select_related("structure", "partner", "portal")
            .defer("portal__logo")
            .prefetch_related("partner__states")
        )
        return found, list(invited[:MOST])


@dataclass(frozen=True, slots=True)
class State:
    """A person as the help desk sees her. `waiting`: letters to her that have not left, the oldest since when."""

    user: User
    token: str
    places: list[Membership]
    invitations: list[Invitation]
    devices: int
    second_step: bool
    locks: list[Lock]
    waiting: int
    waiting_since: datetime | None


def state_of(*, user: User) -> State:
    """Everything of one page; no learner, no text of hers."""
    with across_structures("the help desk sees where somebody belongs"):
        places = Membership.objects.active().filter(user=user).select_related("structure", "partner__project", "portal")
        held = list(places.defer("portal__logo").prefetch_related("partner__states").order_by("since", "pk"))
        invited = Invitation.objects.filter(email__iexact=user.email, accepted_at=None, revoked_at=None)
        placed = invited.select_related("structure", "partner", "portal").defer("portal__logo")
        invitations = list(placed.prefetch_related("partner__states").order_by("-created_at"))
    with as_person(user.pk):
        devices = open_devices(user=user).count()
    letters = OutgoingMail.objects.filter(to__iexact=user.email).order_by("created_at")
    first = letters.first()
    return State(
        user=user,
        token=token_of(user),
        places=held,
        invitations=invitations,
        devices=devices,
        second_step=second_step.has_one(user),
        locks=locks_of(user=user),
        waiting=letters.count(),
        waiting_since=timezone.localtime(first.created_at) if first else None,
    )
