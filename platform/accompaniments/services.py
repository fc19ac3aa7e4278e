"""Acts on the log of help given."""

import datetime as dt
import uuid

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accompaniments.enums import RecordStatus
from accompaniments.models import AccompaniedLearner, Accompaniment, Trace
from common.errors import DomainError
from learners.models import Learner
from structures import journal
from structures.models import Structure
from structures.services.people import enrol_person

EDITABLE = ("date", "mode", "place", "country", "postcode", "minutes", "themes", "equipment", "outcome", "anonymous")


@transaction.atomic
def record_accompaniment(*, structure: Structure, by, learners=(), **fields) -> Accompaniment:
    """Save one session of help: `fields` are those of EDITABLE. Counts for the structure's project of that day.

    DomainError: nobody was helped, a date in the future.
    """
    _refuse_nonsense(learners=learners, **fields)
    person = enrol_person(by, structure, fields["date"])
    record = Accompaniment.objects.create(
        structure=structure,
        project=person.project if person else None,
        person=person,
        recorded_by=by,
        code=str(uuid.uuid4()),
        **fields,
    )
    _set_learners(record, learners)
    Trace.objects.filter(learner__in=list(learners), on=record.date, logged=None).update(logged=record)
    journal.record(act="accompaniment_recorded", by=by, target=record)
    return record


@transaction.atomic
def change_accompaniment(*, record: Accompaniment, by, learners=(), **fields) -> Accompaniment:
    """Correct a record; the roll-up counts it again."""
    _refuse_nonsense(learners=learners, **fields)
    for name in EDITABLE:
        if name in fields:
            setattr(record, name, fields[name])
    record.save()
    _set_learners(record, learners)
    journal.record(act="accompaniment_changed", by=by, target=record)
    return record


@transaction.atomic
def cancel_accompaniment(*, record: Accompaniment, by) -> None:
    """Cancelled is a state: the row stays, and can come back."""
    record.status, record.cancelled_at = RecordStatus.CANCELLED, timezone.now()
    record.save(update_fields=["status", "cancelled_at"])
    journal.record(act="accompaniment_cancelled", by=by, target=record)


@transaction.atomic
def restore_accompaniment(*, record: Accompaniment, by) -> None:
    """Undo of a cancellation."""
    record.status, record.cancelled_at = RecordStatus.RECORDED, None
    record.save(update_fields=["status", "cancelled_at"])
    journal.record(act="accompaniment_restored", by=by, target=record)


# One trip, and two answers at once lose no second: this is asked for at every answer.
LEAVE_TRACE = """
INSERT INTO accompaniments_trace (structure_id, learner_id, "on", code, theme, seconds)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (learner_id, "on", code) DO UPDATE SET seconds = accompaniments_trace.seconds + EXCLUDED.seconds
"""


def leave_trace(*, learner: Learner, code: str, theme: str, seconds: int) -> None:
    """What a learner worked on today: the rooms above leave it, the form takes it over."""
    with connection.cursor() as cursor:
        cursor.execute(LEAVE_TRACE, [learner.structure_id, learner.pk, timezone.localdate(), code, theme, seconds])


def _refuse_nonsense(*, date: dt.date, learners, anonymous: int = 0, **_fields) -> None:
    if not learners and not anonymous:
        raise DomainError(_("Choose the learner, or say how many people you helped."), field="anonymous")
    if date > timezone.localdate():
        raise DomainError(_("This date is in the future."), field="date")


def _set_learners(record: Accompaniment, learners) -> None:
    record.accompaniedlearner_set.exclude(learner__in=list(learners)).delete()
    AccompaniedLearner.objects.bulk_create(
        [
            AccompaniedLearner(structure_id=record.structure_id, accompaniment=record, learner=learner)
            for learner in learners
        ],
        ignore_conflicts=True,
    )
