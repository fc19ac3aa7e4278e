"""What a person may ask about her data, for herself or for a learner. Each leaves an act, which is its receipt."""

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
from common.wall import across_structures
from learners.models import Learner
from learners.services import archive_learner, restore_learner
from privacy import erasing, letters
from privacy.models import PrivacyAct
from privacy.selectors import is_erased, only_referent_of, scheduled_erasure
from structures import journal
from structures.models import Membership, Person

COPY = "privacy.copy"
Kind = PrivacyAct.Kind


def _write(**values) -> PrivacyAct:
    with across_structures("an act of privacy belongs to a person, not to a structure"):
        return PrivacyAct.objects.create(**values)


def finish(act: PrivacyAct, receipt: dict) -> None:
    """Done: what of which table, in numbers."""
    act.done_at, act.receipt = timezone.now(), receipt
    with across_structures("an act of privacy belongs to a person, not to a structure"):
        act.save(update_fields=["done_at", "receipt"])


@transaction.atomic
def ask_for_copy(*, user: User, language: str, back: str, learner: Learner | None = None) -> Job:
    """A job makes the file: of the account itself, or of a learner whom the account helps (her structure is open)."""
    structure_id = learner.structure_id if learner else None
    act = _write(kind=Kind.EXPORT, user=user, structure_id=structure_id, learner=learner.pk if learner else None)
    journal.record(act="data_copied", by=user, target=learner or user)
    title = _("Copy of the data of a learner") if learner else _("Copy of my data")
    args = {"act": str(act.pk)}
    return enqueue(kind=COPY, title=title, user=user, args=args, language=language, back=back)


@transaction.atomic
def note_copy(*, learner: Learner, receipt: dict[str, int]) -> None:
    """A learner took her copy herself, at once."""
    finish(_write(kind=Kind.EXPORT, structure_id=learner.structure_id, learner=learner.pk), {"given": receipt})
    journal.record(act="data_copied", by=None, target=learner)


@transaction.atomic
def object_to_statistics(*, user: User, objects: bool) -> None:
    """No session of hers is counted, of any date; or again."""
    Person.objects.filter(user=user).exclude(objects_to_statistics=objects).update(objects_to_statistics=objects)
    kind = Kind.OBJECTION if objects else Kind.RETURN
    finish(_write(kind=kind, user=user), {})
    journal.record(act="objection_made" if objects else "objection_withdrawn", by=user, target=user)


@transaction.atomic
def learner_objects(*, learner: Learner, objects: bool, by: User | None) -> None:
    """From now on nothing of what she opens is written down; or it is again. `by` None: the learner herself."""
    Learner.objects.filter(pk=learner.pk).update(objects_to_statistics=objects)
    kind = Kind.OBJECTION if objects else Kind.RETURN
    finish(_write(kind=kind, user=by, structure_id=learner.structure_id, learner=learner.pk), {})
    journal.record(act="objection_made" if objects else "objection_withdrawn", by=by, target=learner)


@transaction.atomic
def erase_account(*, user: User, receipt_url) -> PrivacyAct:
    """At once nobody can sign in with it, and it has no name; a job does the rest. Nothing undoes it.

    receipt_url   from the act to the address of its receipt, which is all that she keeps
    Raises DomainError while a structure has no other referent.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if alone := only_referent_of(user=user):
        raise DomainError(
            _("You are the only referent of %(names)s. Make a colleague referent first, under “Team”.")
            % {"names": ", ".join(alone)}
        )
    act = _write(kind=Kind.ERASURE, user=user)
    letters.erased(to=user.email, language=user.language, address=receipt_url(act))
    shut(user=user, act=act)
    return act


@transaction.atomic
def shut(*, user: User, act: PrivacyAct) -> None:
    """Access ends, the name goes, and the job for the rest is written."""
    language = user.language
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    devices.end_all(user=user)
    with across_structures("whoever erases her account leaves all her places"):
        Membership.objects.filter(user=user).delete()
    erasing.empty_account(user)
    journal.record(act="account_erased", by=user, target=user)
    enqueue(kind=erasing.ERASE, title="-", user=user, args={"act": str(act.pk)}, language=language, key=str(act.pk))


@transaction.atomic
def erase_learner_now(*, learner: Learner, by: User | None) -> PrivacyAct:
    """She asks herself: at once, and nothing undoes it. Her structure is open."""
    act = scheduled_erasure(learner) or _write(
        kind=Kind.ERASURE, user=by, structure_id=learner.structure_id, learner=learner.pk
    )
    carry_out(act)
    journal.record(act="learner_erased", by=by, target=learner)
    return act


@transaction.atomic
def carry_out(act: PrivacyAct) -> None:
    """Erase the learner of that act. Her structure is open."""
    finish(act, erasing.erase_learner(act))


@transaction.atomic
def schedule_erasure(*, learner: Learner, by: User) -> PrivacyAct:
    """The structure asks: she is archived today, and erased a week from now unless that is taken back."""
    if is_erased(learner):
        raise DomainError(_("This learner is erased already."))
    act = scheduled_erasure(learner)
    if act is None:
        act = _write(kind=Kind.ERASURE, user=by, structure_id=learner.structure_id, learner=learner.pk)
        if learner.archived_at is None:
            archive_learner(learner=learner, by=by)
        journal.record(act="learner_erasure_planned", by=by, target=learner)
    return act


@transaction.atomic
def keep_learner(*, learner: Learner, by: User) -> None:
    """The structure takes it back within the week: she is followed again."""
    act = scheduled_erasure(learner)
    if act is None or is_erased(learner):
        raise DomainError(_("There is no erasure to take back."))
    with across_structures("an act of privacy belongs to a person, not to a structure"):
        act.delete()
    restore_learner(learner=learner, by=by)
    journal.record(act="learner_erasure_withdrawn", by=by, target=learner)
