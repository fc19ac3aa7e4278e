"""Erasures of learners that wait for their day: asked by the structure or by herself, and taken back."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from common.wall import across_structures
from learners.handover import helpers_of
from learners.models import Learner
from learners.services import archive_learner, restore_learner
from portals.voices import voice_of
from privacy import letters
from privacy.models import PrivacyAct
from privacy.selectors import due_on, is_erased, scheduled_erasure
from privacy.services import write_act
from structures import journal
from structures.models import Structure
from structures.selectors import referents_of


@transaction.atomic
def schedule_erasure(*, learner: Learner, by: User) -> PrivacyAct:
    """The structure asks: she is archived today, and erased a week from now unless that is taken back."""
    learner = _held(learner)
    act = scheduled_erasure(learner)
    if act is None:
        act = _plan(learner, by)
        if learner.archived_at is None:
            archive_learner(learner=learner, by=by)
    return act


@transaction.atomic
def ask_for_erasure(*, learner: Learner) -> PrivacyAct:
    """She asks herself without her secret: in a week, for it may be somebody else who holds her card.

    Until then her card works, her pages say it, and one tap takes it back. Who follows her gets a letter.
    """
    learner = _held(learner)
    act = scheduled_erasure(learner)
    if act is None:
        act = _plan(learner, None)
        structure = Structure.objects.get(pk=learner.structure_id)
        path, voice = reverse("privacy:learner", args=[structure.slug, learner.pk]), voice_of(structure)
        for reader in _who_follows(learner, structure):
            letters.asks_to_go(to=reader, place=structure.name, erased_on=due_on(act).date(), path=path, voice=voice)
    return act


@transaction.atomic
def keep_learner(*, learner: Learner, by: User | None) -> None:
    """Taken back within the week, by the structure or by herself (`by` None): she is followed as before."""
    learner = _held(learner)
    act = scheduled_erasure(learner)
    if act is None:
        raise DomainError(_("There is no erasure to take back."))
    _withdraw(act, learner, by)
    if learner.archived_at is not None and by is not None:
        restore_learner(learner=learner, by=by)


@transaction.atomic
def follow_restored(*, learner: Learner, by: User) -> None:
    """Put back into the list: what the structure had planned is off. What she asked herself stays, and is shown."""
    act = scheduled_erasure(learner)
    if act is not None and act.user_id is not None:
        _withdraw(act, learner, by)


def _held(learner: Learner) -> Learner:
    """Her row until the transaction ends, so that the night's erasure and a change of mind come one after the other."""
    held = Learner.objects.select_for_update(no_key=True, of=("self",)).get(pk=learner.pk)
    if is_erased(held):
        raise DomainError(_("This learner is erased already."))
    return held


def _plan(learner: Learner, by: User | None) -> PrivacyAct:
    act = write_act(kind=PrivacyAct.Kind.ERASURE, user=by, structure_id=learner.structure_id, learner=learner.pk)
    journal.record(act="learner_erasure_planned", by=by, target=learner)
    return act


def _withdraw(act: PrivacyAct, learner: Learner, by: User | None) -> None:
    with across_structures("an act of privacy belongs to a person, not to a structure"):
        act.delete()
    journal.record(act="learner_erasure_withdrawn", by=by, target=learner)


def _who_follows(learner: Learner, structure: Structure) -> list[User]:
    """Who follows her, while that person works there; else who answers for the structure."""
    here = [one for one in helpers_of(structure=structure) if one.pk == learner.referent_id]
    return here or list(referents_of(structure=structure))
