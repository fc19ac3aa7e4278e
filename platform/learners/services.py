"""Acts on learners, groups and cards. The structure is open; each act leaves a journal line."""

from dataclasses import dataclass

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.errors import DomainError
from common.wall import across_structures, open_structure
from learners import cards
from learners.models import Card, GroupMember, Learner, LearnerGroup, SignInFailure
from learners.signals import group_joined
from structures import journal
from structures.models import Structure

# The same words for every failure: unknown code, wrong secret, locked card (docs/sign-in.md).
SIGN_IN_FAILED = _("That did not work. Look at your card and try again. After 5 tries, wait 15 minutes.")
_NOBODY = make_password("nobody has this secret")


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
def change_group(*, group: LearnerGroup, name: str, learners, by) -> None:
    """Another name, other members."""
    group.name = " ".join(name.split())[:80]
    if not group.name:
        raise DomainError(_("Give the group a name."), field="name")
    group.save(update_fields=["name"])
    set_members(group=group, learners=learners, by=by)


@transaction.atomic
def set_members(*, group: LearnerGroup, learners, by) -> None:
    """The group has exactly these members. Who joins is told upwards: a group's modules become hers."""
    before = set(GroupMember.objects.filter(group=group).values_list("learner_id", flat=True))
    wanted = {learner.pk for learner in learners}
    GroupMember.objects.filter(group=group, learner_id__in=before - wanted).delete()
    GroupMember.objects.bulk_create(
        GroupMember(structure_id=group.structure_id, group=group, learner_id=pk) for pk in wanted - before
    )
    for learner in learners:
        if learner.pk not in before:
            group_joined.send(LearnerGroup, group=group, learner=learner, by=by)


@transaction.atomic
def issue_card(*, learner: Learner, by, secret_kind: str = "digits") -> cards.IssuedCard:
    """A new card; an old one stops working at once, and so do the sessions it opened. Shown once, never kept."""
    issued = cards.new_card(secret_kind)
    Card.objects.update_or_create(
        learner=learner,
        defaults={
            "structure_id": learner.structure_id,
            "token_hash": cards.token_hash(issued.token),
            "code_hash": cards.code_hash(issued.code),
            "secret_kind": secret_kind,
            "secret_hash": make_password(cards.secret_text(issued.secret)),
            "failures": 0,
            "locked_until": None,
        },
    )
    Card.objects.filter(learner=learner).update(generation=F("generation") + 1)
    journal.record(act="card_issued", by=by, target=learner)
    return issued


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

    Failures are written even though the sign-in fails, so this must not run inside a transaction that rolls back.
    """
    typed = cards.secret_text(secret)
    with across_structures("a card is typed before its structure is known"):
        card = (
            Card.objects.select_related("learner")
            .filter(code_hash=cards.code_hash(code), learner__archived_at=None)
            .first()
        )
        right = check_password(typed, card.secret_hash if card else _NOBODY)
    if card and right and not _locked(card):
        with open_structure(card.structure_id), transaction.atomic():
            Card.objects.filter(pk=card.pk).update(locked_until=None)
        return _signed_in(card)
    _count_failure(card=card, code=code, address=address)
    raise DomainError(SIGN_IN_FAILED)


def _signed_in(card: Card) -> SignedIn:
    learner = card.learner
    return SignedIn(str(learner.pk), card.structure_id, card.generation, learner.alias, learner.language)


def _locked(card: Card) -> bool:
    waiting = card.locked_until is not None and card.locked_until > timezone.now()
    return waiting or card.failures >= cards.FAILURES_TO_RESET


@transaction.atomic
def _count_failure(*, card: Card | None, code: str, address: str) -> None:
    now = timezone.now()
    key = cards.code_hash(code)
    SignInFailure.objects.filter(at__lt=now - cards.FAILURE_WINDOW * 4).delete()
    SignInFailure.objects.bulk_create([SignInFailure(key=key), SignInFailure(key=cards.address_hash(address))])
    if card is None:
        return
    recent = SignInFailure.objects.filter(key=key, at__gt=now - cards.FAILURE_WINDOW).count()
    lock = {"locked_until": now + cards.LOCK_FOR} if recent >= cards.FAILURES_TO_LOCK else {}
    with open_structure(card.structure_id):
        Card.objects.filter(pk=card.pk).update(failures=F("failures") + 1, **lock)


def address_pause(*, address: str) -> float:
    """Seconds to wait before answering: an address that fails often is slowed down, never shut out."""
    since = timezone.now() - cards.FAILURE_WINDOW
    failures = SignInFailure.objects.filter(key=cards.address_hash(address), at__gt=since).count()
    return 0.0 if failures < cards.ADDRESS_SOFT_LIMIT else 1.0
