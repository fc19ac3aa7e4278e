"""Acts on learners, groups and cards. The structure is open; each act leaves a journal line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.errors import DomainError
from common.overtaken import Overtaken
from common.wall import open_structure
from learners import cards
from learners.models import Card, GroupMember, Learner, LearnerGroup
from learners.names import plain_alias
from learners.selectors import state_of, version_of
from learners.signals import group_joined, learner_restored
from structures import journal
from structures.models import Structure


def hold(learners: Iterable[Learner]) -> None:
    """Their rows, until the transaction ends, in one order for everybody, so that no two acts wait for each other."""
    rows = Learner.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=[one.pk for one in learners])
    list(rows.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def add_learner(*, structure: Structure, alias: str, language: str, by, country: str = "BE") -> Learner:
    """A new learner, followed by the aidant who adds her."""
    learner = Learner.objects.create(
        structure=structure, alias=plain_alias(alias), language=language, country=country, referent=by
    )
    journal.record(act="learner_added", by=by, target=learner)
    return learner


@transaction.atomic
def change_learner(
    *, learner: Learner, alias: str, language: str, country: str, by, seen: str = "", note: str | None = None
) -> None:
    """Another alias, language or country; her card goes on working. `note`: what she reads, None to leave it.

    `seen`: the version that the change is based on (selectors.state_of). Overtaken when she has another by now.
    """
    learner = Learner.objects.select_for_update(no_key=True, of=("self",)).get(pk=learner.pk)
    if seen and seen != state_of(learner):
        raise Overtaken(stored=learner, name=journal.last_name(target=learner))
    # What was kept before this rule stays, while its language is corrected.
    same = alias == learner.alias
    wanted = {"alias": alias if same else plain_alias(alias), "language": language, "country": country}
    if note is not None:
        wanted["note"] = note.strip()[:500]
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
    """Undo of archiving. Raises DomainError for who was erased: nothing of her is left to follow."""
    held = Learner.objects.select_for_update(no_key=True, of=("self",)).known().filter(pk=learner.pk).first()
    if held is None:
        raise DomainError(_("This learner is erased already."))
    held.archived_at = learner.archived_at = None
    held.save(update_fields=["archived_at"])
    journal.record(act="learner_restored", by=by, target=held)
    learner_restored.send(Learner, learner=held, by=by)


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


@transaction.atomic
def change_secret(*, learner: Learner, secret: Sequence[str], secret_kind: str, by) -> None:
    """Her card gets this secret, chosen with her aidant beside her; whoever was signed in with it no longer is.

    Raises DomainError for a secret that anybody would try first, and when she has no card.
    """
    if len(secret) != cards.SECRET_LENGTH or cards.simple(secret):
        raise DomainError(_("This secret is too easy to guess. Choose another one."), field="secret")
    card = Card.objects.select_for_update(of=("self",)).filter(learner=learner).first()
    if card is None:
        raise DomainError(_("Make a card first: a secret belongs to a card."))
    card.secret_kind, card.secret_hash = secret_kind, make_password(cards.secret_text(secret))
    card.failures, card.locked_until, card.generation = 0, None, card.generation + 1
    kept = ["secret_kind", "secret_hash", "failures", "locked_until", "generation"]
    card.save(update_fields=kept)  # not issued_at: the printed card is the same
    journal.record(act="secret_changed", by=by, target=learner, kind=secret_kind)


def draw_secret(*, learner: Learner, secret_kind: str, by) -> tuple[str, ...]:
    """A new secret at random, in force at once. Shown once, never kept."""
    secret = cards.new_secret(secret_kind)
    while cards.simple(secret):
        secret = cards.new_secret(secret_kind)
    change_secret(learner=learner, secret=secret, secret_kind=secret_kind, by=by)
    return secret


@transaction.atomic
def switch_notes(*, structure: Structure, on: bool, by) -> None:
    """Whether notes may be written here. What was written stays, for her who reads it, until it is emptied."""
    structure = Structure.objects.select_for_update(no_key=True, of=("self",)).get(pk=structure.pk)
    if structure.notes_on == on:
        return
    structure.notes_on = on
    structure.save(update_fields=["notes_on"])
    journal.record(act="notes_switched", by=by, target=structure, on=on)
