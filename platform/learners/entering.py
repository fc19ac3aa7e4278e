"""Signing in with a card or in a workshop's room: who may try, how often, and what each try costs (docs/sign-in.md)."""

import math
from dataclasses import dataclass, replace

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import Count, F, Max
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.errors import DomainError
from common.wall import across_structures, open_structure
from learners import cards
from learners.models import Card, Learner, Room, SignInFailure
from learners.signals import card_tried
from structures import journal

# The same words for every failure: unknown code, wrong secret, locked card (docs/sign-in.md).
SIGN_IN_FAILED = _("That did not work. After 5 tries, wait 15 minutes or ask your helper.")
# The same words for a code that no room has and for one whose room is closed.
NO_SUCH_ROOM = _("No room is open with this code. Look at it again, or ask your helper.")
NOBODY = make_password("nobody has this secret")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What the session keeps of a learner; `room` is the id of the workshop that she came in by."""

    learner: str
    structure: int
    generation: int
    alias: str
    language: str
    room: str = ""


def find_by_token(*, token: str) -> SignedIn | None:
    """Whose QR this is, to greet her by name. Nothing is opened yet."""
    with across_structures("a card is shown before its structure is known"):
        card = (
            Card.objects.select_related("learner")
            .filter(token_hash=cards.token_hash(token), learner__archived_at=None)
            .first()
        )
    return _signed_in(card) if card else None


def sign_in_by_code(*, code: str, secret: list[str], address: str) -> SignedIn:
    """Code and secret, or DomainError: the same words and the same work for every failure.

    The try is counted, and committed, before the secret is looked at: of many at once only FAILURES_TO_LOCK are
    tried. So this must not run inside a transaction that rolls back, or that lasts until the hash is computed.
    """
    return _try(secret, address, code_hash=cards.code_hash(code))


def sign_in_in_room(*, room: Room, learner: str, secret: list[str], address: str) -> SignedIn:
    """A name of that room and her secret, or DomainError; counted on her card as a typed code is, and in the room."""
    if all_rooms_rest():
        raise DomainError(SIGN_IN_FAILED)
    return _try(secret, address, room=room, learner=learner, structure=room.structure_id)


def prove_secret(*, learner: Learner, secret: list[str], address: str) -> None:
    """That it is she who holds this session: her secret, counted as at the door, or DomainError."""
    _proved(secret, address, learner=learner.pk, structure=learner.structure_id)


def find_room(*, code: str, address: str) -> Room:
    """The open room with that code, or DomainError. A try is counted before it is looked at, and taken back."""
    with transaction.atomic():
        rows = _count(cards.address_hash(address), cards.all_rooms_hash())
    with across_structures("a room's code is typed before its structure is known"):
        room = Room.objects.filter(code_hash=cards.room_hash(code)).first()
    if room is None or not is_open(room) or all_rooms_rest():
        raise DomainError(NO_SUCH_ROOM)
    SignInFailure.objects.filter(pk__in=rows).delete()
    return room


def is_open(room: Room) -> bool:
    """Neither closed by somebody nor past its time."""
    return room.closed_at is None and room.closes_at > timezone.now()


def all_rooms_rest() -> bool:
    """Whether so many codes and secrets failed in all rooms that someone tries them in bulk; cards go on working."""
    return _failures(cards.all_rooms_hash(), cards.FAILURE_WINDOW) > cards.ALL_ROOMS_FAILURES


def address_pause(*, address: str) -> int:
    """Seconds until that address may try again; 0 for now. One that fails often is slowed down, never shut out."""
    now = timezone.now()
    mine = SignInFailure.objects.filter(key=cards.address_hash(address), at__gt=now - cards.FAILURE_WINDOW)
    found = mine.aggregate(failures=Count("pk"), last=Max("at"))
    if found["failures"] < cards.ADDRESS_SOFT_LIMIT:
        return 0
    return max(0, math.ceil((found["last"] + cards.ADDRESS_PAUSE - now).total_seconds()))


# --- one try


@dataclass(frozen=True, slots=True)
class _Try:
    """A try that was counted as a failure. `card` is None when there is none, or when its secret must not be tried."""

    card: Card | None
    rows: list[int]
    locked_it: bool = False


def _try(secret: list[str], address: str, *, room: Room | None = None, **which) -> SignedIn:
    card = _proved(secret, address, room=room, **which)
    _tell("signed_in", card)
    found = _signed_in(card)
    return replace(found, room=str(room.pk)) if room else found


def _proved(secret: list[str], address: str, *, room: Room | None = None, **which) -> Card:
    """The card whose secret that is, or DomainError after the failure was counted."""
    rests = room is None and _failures(cards.all_cards_hash(), cards.STRUCTURE_WINDOW) >= cards.ALL_CARDS_FAILURES
    counted = _count_try(address=address, rests=rests, **which)
    right = check_password(cards.secret_text(secret), counted.card.secret_hash if counted.card else NOBODY)
    if counted.card is None or not right:
        _failed(counted.card, room)
        _tell("locked" if counted.locked_it else "failed", counted.card)
        raise DomainError(SIGN_IN_FAILED)
    _take_back(counted)
    return counted.card


def _tell(outcome: str, card: Card | None) -> None:
    """The rooms above keep a log of security."""
    learner, structure = (card.learner_id, card.structure_id) if card else (None, None)
    card_tried.send(sender=Card, outcome=outcome, learner=learner, structure=structure)


def _signed_in(card: Card) -> SignedIn:
    learner = card.learner
    return SignedIn(str(learner.pk), card.structure_id, card.generation, learner.alias, learner.language)


def _failures(key: str, window) -> int:
    return SignInFailure.objects.filter(key=key, at__gt=timezone.now() - window).count()


def _count(*keys: str) -> list[int]:
    return [row.pk for row in SignInFailure.objects.bulk_create([SignInFailure(key=key) for key in keys])]


@transaction.atomic
def _count_try(*, address: str, rests: bool, **which) -> _Try:
    """Count first. A card that is locked learns nothing from the try, and neither waits longer for it.

    `rests`: too much failed everywhere, so that no secret is looked at.
    """
    now = timezone.now()
    SignInFailure.objects.filter(at__lt=now - cards.STRUCTURE_WINDOW).delete()
    rows = _count(cards.address_hash(address))
    with across_structures("a card is typed before its structure is known"):
        card = (
            Card.objects.select_for_update(of=("self",))
            .select_related("learner")
            .filter(**which, learner__archived_at=None)
            .first()
        )
        here = _failures(cards.structure_hash(card.structure_id if card else 0), cards.STRUCTURE_WINDOW)
        if card is None or card.locked or rests or here >= cards.STRUCTURE_FAILURES:
            return _Try(None, rows)
        rows += _count(card.code_hash)
        locks = _failures(card.code_hash, cards.FAILURE_WINDOW) >= cards.FAILURES_TO_LOCK
        lock = {"locked_until": now + cards.LOCK_FOR} if locks else {}
        Card.objects.filter(pk=card.pk).update(failures=F("failures") + 1, **lock)
    return _Try(card, rows, locks)


@transaction.atomic
def _failed(card: Card | None, room: Room | None) -> None:
    """What a structure, a room and all of them count. After the fact: a class that comes in at once is no attack.

    A code that no card has is no failure of all cards: else anybody could make all cards rest, with codes at random.
    """
    everywhere = [cards.all_rooms_hash()] if room else [cards.all_cards_hash()] if card else []
    _count(cards.structure_hash(card.structure_id if card else 0), *everywhere)
    if room is None or card is None:
        return
    with open_structure(room.structure_id):
        Room.objects.filter(pk=room.pk).update(failures=F("failures") + 1)
        too_many = Room.objects.filter(pk=room.pk, closed_at=None, failures__gte=cards.ROOM_FAILURES)
        if too_many.update(closed_at=timezone.now()):
            journal.record(act="room_closed", by=None, target=room, failures=cards.ROOM_FAILURES)


@transaction.atomic
def _take_back(counted: _Try) -> None:
    """The secret was right: this was no failure. A lock that others set meanwhile stays."""
    SignInFailure.objects.filter(pk__in=counted.rows).delete()
    card = counted.card
    if card is None:
        return
    unlock = {"locked_until": None} if counted.locked_it else {}
    with open_structure(card.structure_id):
        Card.objects.filter(pk=card.pk).update(failures=Greatest(F("failures") - 1, 0), **unlock)
