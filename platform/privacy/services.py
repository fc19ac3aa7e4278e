"""What a person may ask about her data, for herself or for a learner. Each leaves an act, which is its receipt."""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import devices
from accounts.models import User
from common.errors import DomainError
from common.jobs import enqueue
from common.models import Job
from common.wall import across_structures, open_structure
from learners.handover import leave_everything
from learners.models import Learner
from privacy import erasing, letters
from privacy.models import PrivacyAct, SecurityEvent
from privacy.selectors import hindered_because, left_behind, scheduled_erasure
from structures import job_places, journal
from structures.models import Membership, Person
from structures.permissions import May
from structures.selectors import referents_of

COPY = "privacy.copy"
Kind = PrivacyAct.Kind


def write_act(**values) -> PrivacyAct:
    """A new act; it waits until `finish`."""
    with across_structures("an act of privacy belongs to a person, not to a structure"):
        return PrivacyAct.objects.create(**values)


def finish(act: PrivacyAct, receipt: dict) -> None:
    """Done: what of which table, in numbers."""
    act.done_at, act.receipt = timezone.now(), receipt
    with across_structures("an act of privacy belongs to a person, not to a structure"):
        act.save(update_fields=["done_at", "receipt"])


@transaction.atomic
def note_security(
    *, kind: str, user_id: int | None = None, structure_id: int | None = None, learner: UUID | None = None
) -> None:
    """One line of the security log: of an account, or of a learner of a structure, or of nobody known."""
    line = SecurityEvent(kind=kind, user_id=user_id, structure_id=structure_id, learner=learner)
    if structure_id is None:
        with across_structures("an account's sign-in belongs to no structure"):
            line.save(force_insert=True)
        return
    with open_structure(structure_id):
        line.save(force_insert=True)


@transaction.atomic
def ask_for_copy(*, user: User, language: str, back: str, learner: Learner | None = None) -> Job:
    """A job makes the file: of the account itself, or of a learner whom the account helps (her structure is open)."""
    structure_id = learner.structure_id if learner else None
    act = write_act(kind=Kind.EXPORT, user=user, structure_id=structure_id, learner=learner.pk if learner else None)
    journal.record(act="data_copied", by=user, target=learner or user)
    title = _("Copy of the data of a learner") if learner else _("Copy of my data")
    args = {"act": str(act.pk)}
    place = job_places.at(learner.structure, May.HELP) if learner else ""
    return enqueue(kind=COPY, title=title, user=user, args=args, language=language, place=place, back=back)


@transaction.atomic
def note_copy(*, learner: Learner, receipt: dict[str, int]) -> None:
    """A learner took her copy herself, at once."""
    finish(write_act(kind=Kind.EXPORT, structure_id=learner.structure_id, learner=learner.pk), {"given": receipt})
    journal.record(act="data_copied", by=None, target=learner)


@transaction.atomic
def object_to_statistics(*, user: User, objects: bool) -> None:
    """No session of hers is counted, of any date; or again."""
    Person.objects.filter(user=user).exclude(objects_to_statistics=objects).update(objects_to_statistics=objects)
    kind = Kind.OBJECTION if objects else Kind.RETURN
    finish(write_act(kind=kind, user=user), {})
    journal.record(act="objection_made" if objects else "objection_withdrawn", by=user, target=user)


@transaction.atomic
def learner_objects(*, learner: Learner, objects: bool, by: User | None) -> None:
    """From now on nothing of what she opens is written down; or it is again. `by` None: the learner herself."""
    Learner.objects.filter(pk=learner.pk).update(objects_to_statistics=objects)
    kind = Kind.OBJECTION if objects else Kind.RETURN
    finish(write_act(kind=kind, user=by, structure_id=learner.structure_id, learner=learner.pk), {})
    journal.record(act="objection_made" if objects else "objection_withdrawn", by=by, target=learner)


@transaction.atomic
def erase_account(*, user: User, receipt_url, handed_to: Mapping[int, User] = MappingProxyType({})) -> PrivacyAct:
    """At once nobody can sign in with it, and it has no name; a job does the rest. Nothing undoes it.

    receipt_url   from the act to the address of its receipt, which is all that she keeps
    handed_to     structure id -> the colleague who follows her learners there from now on (selectors.left_behind)
    Raises DomainError while a place has nobody else who lets people in, or where no colleague is named.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if told := hindered_because(user=user):
        raise DomainError(" ".join(told))
    act = write_act(kind=Kind.ERASURE, user=user)
    letters.erased(to=user.email, language=user.language, address=receipt_url(act))
    shut(user=user, act=act, handed_to=handed_to, by=user)
    return act


@transaction.atomic
def erase_unused_account(*, user: User) -> PrivacyAct:
    """Nobody uses it: erased without anybody's asking. Her learners go to the first who answers for each structure."""
    user = User.objects.select_for_update().get(pk=user.pk)
    act = write_act(kind=Kind.ERASURE, user=user)
    handed_to = {}
    for left in left_behind(user=user):
        with open_structure(left.structure.pk):
            answering = referents_of(structure=left.structure)
        handed_to[left.structure.pk] = next((one for one in answering if one != user), left.colleagues[0])
    shut(user=user, act=act, handed_to=handed_to, by=None)
    return act


@transaction.atomic
def shut(*, user: User, act: PrivacyAct, handed_to: Mapping[int, User], by: User | None) -> None:
    """She leaves every place as anybody leaves it, access ends, the name goes, and the job for the rest is written.

    `by` None: retention. Raises DomainError as `learners.handover.leave_everything` does.
    """
    language = user.language
    leave_everything(user=user, handed_to=handed_to, by=by)
    for one in [user, *erasing.merged_into(user)]:
        EmailAddress.objects.filter(user=one).delete()
        Authenticator.objects.filter(user=one).delete()
        devices.end_all(user=one)
        with across_structures("whoever erases her account can't be given a place back"):
            Membership.objects.filter(user=one).delete()
        erasing.empty_account(one)
    with open_structure(None):
        journal.record(act="account_erased", by=by, target=user)
    args = {"act": str(act.pk)}
    enqueue(kind=erasing.ERASE, title="-", user=user, args=args, language=language, place="", key=str(act.pk))


@transaction.atomic
def erase_learner_now(*, learner: Learner, by: User | None) -> PrivacyAct:
    """She asks herself: at once, and nothing undoes it. Her structure is open."""
    act = scheduled_erasure(learner) or write_act(
        kind=Kind.ERASURE, user=by, structure_id=learner.structure_id, learner=learner.pk
    )
    carry_out(act, by=by)
    return act


@transaction.atomic
def carry_out(act: PrivacyAct, *, by: User | None) -> None:
    """Erase the learner of that act, and say so in the journal. Her structure is open. `by` None: herself, or time."""
    finish(act, erasing.erase_learner(act))
    journal.record(act="learner_erased", by=by, target=Learner(pk=act.learner))
