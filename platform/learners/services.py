"""Acts on learners, groups and cards. The structure is open; each act leaves a journal line."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import Count, F, Max
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.errors import DomainError
from common.overtaken import Overtaken
from common.wall import across_structures, open_structure
from learners import cards
from learners.models import Card, GroupMember, Learner, LearnerGroup, SignInFailure
from learners.selectors import state_of, version_of
from learners.signals import group_joined
from structures import journal
from structures.models import Structure

# The same words for every failure: unknown code, wrong secret, locked card (docs/sign-in.md).
SIGN_IN_FAILED = _("That did not work. After 5 tries, wait 15 minutes.")
NOBODY = make_password("nobody has this secret")


@transaction.atomic
def add_learner(*, structure: Structure, alias: str, language: str, by, country: str = "BE") -> Learner:
    """A new learner, followed by the aidant who adds her."""
    alias = " ".join(alias.split())
    if not alias:
        raise DomainError(_("Type a first name or an alias."), field="alias")
    learner = Learner.objects.create(
        structure=structure, alias=alias[:60], language=language, country=country, referent=by
    )
    journal.record(act="learner_added", by=by, target=learner)
    return learner


@transaction.atomic
def change_learner(*, learner: Learner, alias: str, language: str, country: str, by, seen: str = "") -> None:
    """Another alias, language or country; her card goes on working.

    `seen`: the version that the change is based on (selectors.state_of). Overtaken when she has another by now.
    """
    learner = Learner.objects.select_for_update(no_key=True, of=("self",)).get(pk=learner.pk)
    if seen and seen != state_of(learner):
        raise Overtaken(stored=learner, name=journal.last_name(target=learner))
    wanted = {"alias": " ".join(alias.split())[:60], "language": language, "country": country}
    if not wanted["alias"]:
        raise DomainError(_("Type a first name or an alias."), field="alias")
    changed = [name for name, value in wanted.items() if getattr(learner, name) != value]
    for name in changed:
        setattr(learner, name, wanted[name])
    if changed:
        learner.save(update_fields=changed)
        journal.record(act="learner_changed", by=by, target=learner, changed=changed)


@transaction.atomic
def archive_learner(*, learner: Learner, by) -> None:
    """Stop following. What was counted stays; the card stops working."""
    learner.archived_at = timezone.now()
    learner.save(update_fields=["archived_at"])
    journal.record(act="learner_archived", by=by, target=learner)


@transaction.atomic
def restore_learner(*, learner: Learner, by) -> None:
    """Undo of archiving."""
    learner.archived_at = None
    learner.save(update_fields=["archived_at"])
    journal.record(act="learner_restored", by=by, target=learner)


@transaction.atomic
def make_group(*, structure: Structure, name: str, by, learners=()) -> LearnerGroup:
    """A new group, with its first members."""
    name = " ".join(name.split())
    if not name:
        raise DomainError(_("Give the group a name."), field="name")
    group = LearnerGroup.objects.create(structure=structure, name=name[:80])
    set_members(group=group, learners=learners, by=by)
    journal.record(act="group_made", by=by, target=group)
    return group


@transaction.atomic
def change_group(*, group: LearnerGroup, name: str, learners, by, seen: str = "") -> None:
    """Another name, other members.

    `seen`: the version that the change is based on (selectors.version_of). Overtaken when the group has another by now.
    """
    name = " ".join(name.split())[:80]
    if not name:
        raise DomainError(_("Give the group a name."), field="name")
    group = LearnerGroup.objects.select_for_update(no_key=True, of=("self",)).get(pk=group.pk)
    if seen and seen != version_of(group=group):
        raise Overtaken(stored=group, name=journal.last_name(target=group))
    if name != group.name:
        group.name = name
        group.save(update_fields=["name"])
        journal.record(act="group_renamed", by=by, target=group)
    set_members(group=group, learners=learners, by=by)


@transaction.atomic
def set_members(*, group: LearnerGroup, learners, by) -> None:
    """The group has exactly these members. Who joins is told upwards: a group's modules become hers."""
    LearnerGroup.objects.select_for_update(no_key=True, of=("self",)).get(pk=group.pk)
    before = set(GroupMember.objects.filter(group=group).values_list("learner_id", flat=True))
    wanted = {learner.pk for learner in learners}
    GroupMember.objects.filter(group=group, learner_id__in=before - wanted).delete()
    GroupMember.objects.bulk_create(
        GroupMember(structure_id=group.structure_id, group=group, learner_id=pk) for pk in wanted - before
    )
    joined = [learner for learner in learners if learner.pk not in before]
    if wanted != before:
        detail = {"joined": sorted(map(str, wanted - before)), "left": sorted(map(str, before - wanted))}
        journal.record(act="group_members_changed", by=by, target=group, **detail)
    transaction.on_commit(partial(_tell_joined, group=group, learners=joined, by=by))


def _tell_joined(*, group: LearnerGroup, learners: list[Learner], by) -> None:
    """After the commit the caller may have closed the structure: it is opened for who receives this."""
    with open_structure(group.structure_id):
        for learner in learners:
            group_joined.send(LearnerGroup, group=group, learner=learner, by=by)


@dataclass(frozen=True, slots=True)
class DrawnCard:
    """A card that is not in force yet: whose, what is shown once, and the secret's hash."""

    learner: Learner
    issued: cards.IssuedCard
    secret_kind: str
    secret_hash: str


def draw_card(*, learner: Learner, secret_kind: str = "digits") -> DrawnCard:
    """A new card on paper only: nothing is written, and the old card still works."""
    issued = cards.new_card(secret_kind)
    return DrawnCard(learner, issued, secret_kind, make_password(cards.secret_text(issued.secret)))


@transaction.atomic
def issue_cards(*, drawn: Iterable[DrawnCard], by) -> None:
    """Put cards in force, all or none: the old ones stop working at once, and so do the sessions they opened."""
    for one in drawn:
        learner = one.learner
        Card.objects.update_or_create(
            learner=learner,
            defaults={
                "structure_id": learner.structure_id,
                "token_hash": cards.token_hash(one.issued.token),
                "code_hash": cards.code_hash(one.issued.code),
                "secret_kind": one.secret_kind,
                "secret_hash": one.secret_hash,
                "failures": 0,
                "locked_until": None,
            },
        )
        Card.objects.filter(learner=learner).update(generation=F("generation") + 1)
        journal.record(act="card_issued", by=by, target=learner)


def issue_card(*, learner: Learner, by, secret_kind: str = "digits") -> cards.IssuedCard:
    """A new card, in force at once. Shown once, never kept."""
    drawn = draw_card(learner=learner, secret_kind=secret_kind)
    issue_cards(drawn=[drawn], by=by)
    return drawn.issued


@transaction.atomic
def reset_card(*, learner: Learner, by) -> None:
    """The aidant, in person, lets a locked card work again."""
    Card.objects.filter(learner=learner).update(failures=0, locked_until=None)
    journal.record(act="card_unlocked", by=by, target=learner)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What the session keeps of a learner."""

    learner: str
    structure: int
    generation: int
    alias: str
    language: str


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
    counted = _count_try(code=code, address=address)
    right = check_password(cards.secret_text(secret), counted.card.secret_hash if counted.card else NOBODY)
    if counted.card is None or not right:
        raise DomainError(SIGN_IN_FAILED)
    _take_back(counted)
    return _signed_in(counted.card)


def _signed_in(card: Card) -> SignedIn:
    learner = card.learner
    return SignedIn(str(learner.pk), card.structure_id, card.generation, learner.alias, learner.language)


def _locked(card: Card) -> bool:
    waiting = card.locked_until is not None and card.locked_until > timezone.now()
    return waiting or card.failures >= cards.FAILURES_TO_RESET


@dataclass(frozen=True, slots=True)
class _Try:
    """A try that was counted as a failure. `card` is None when there is none, or when its secret must not be tried."""

    card: Card | None
    rows: list[int]
    locked_it: bool = False


@transaction.atomic
def _count_try(*, code: str, address: str) -> _Try:
    """Count first. A card that is locked learns nothing from the try, and neither waits longer for it."""
    now = timezone.now()
    key = cards.code_hash(code)
    SignInFailure.objects.filter(at__lt=now - cards.FAILURE_WINDOW * 4).delete()
    rows = SignInFailure.objects.bulk_create([SignInFailure(key=cards.address_hash(address))])
    with across_structures("a card is typed before its structure is known"):
        card = (
            Card.objects.select_for_update(of=("self",))
            .select_related("learner")
            .filter(code_hash=key, learner__archived_at=None)
            .first()
        )
        if card is None or _locked(card):
            return _Try(None, [row.pk for row in rows])
        rows += SignInFailure.objects.bulk_create([SignInFailure(key=key)])
        recent = SignInFailure.objects.filter(key=key, at__gt=now - cards.FAILURE_WINDOW).count()
        locks = recent >= cards.FAILURES_TO_LOCK
        lock = {"locked_until": now + cards.LOCK_FOR} if locks else {}
        Card.objects.filter(pk=card.pk).update(failures=F("failures") + 1, **lock)
    return _Try(card, [row.pk for row in rows], locks)


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


def address_pause(*, address: str) -> int:
    """Seconds until that address may try again; 0 for now. One that fails often is slowed down, never shut out."""
    now = timezone.now()
    mine = SignInFailure.objects.filter(key=cards.address_hash(address), at__gt=now - cards.FAILURE_WINDOW)
    found = mine.aggregate(failures=Count("pk"), last=Max("at"))
    if found["failures"] < cards.ADDRESS_SOFT_LIMIT:
        return 0
    return max(0, math.ceil((found["last"] + cards.ADDRESS_PAUSE - now).total_seconds()))
