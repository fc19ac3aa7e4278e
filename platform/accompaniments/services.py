"""Acts on the log of help given."""

import datetime as dt
import uuid

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accompaniments.enums import RecordStatus
from accompaniments.models import AccompaniedLearner, Accompaniment, Trace
from common.errors import DomainError
from common.overtaken import Overtaken
from learners.models import Learner
from structures import journal
from structures.models import Structure
from structures.selectors import current_project
from structures.services.people import enrol_person
from structures.services.projects import count_again

EARLIEST = dt.date(2000, 1, 1)  # a date before that is a slip of the keys
EDITABLE = ("date", "mode", "place", "country", "postcode", "minutes", "themes", "equipment", "outcome", "anonymous")


@transaction.atomic
def record_accompaniment(*, structure: Structure, by, learners=(), **fields) -> Accompaniment:
    """Save one session of help: `fields` are those of EDITABLE. Counts for the structure's project of that day.

    DomainError: nobody was helped, a date in the future, or before EARLIEST.
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


def version_of(record: Accompaniment) -> str:
    """What differs as soon as the record is stored again."""
    return str(record.changed)


@transaction.atomic
def change_accompaniment(*, record: Accompaniment, by, learners=(), seen: str = "", **fields) -> Accompaniment:
    """Correct a record; the roll-up counts it again, in the structure's project of its day.

    `seen`: the version that the correction is based on (`version_of`). Overtaken when another one is stored by now.
    """
    _refuse_nonsense(learners=learners, **fields)
    record = Accompaniment.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if seen and seen != version_of(record):
        raise Overtaken(stored=record, name=journal.last_name(target=record))
    if fields["date"] != record.date:
        _move_to_day(record, fields["date"])
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


def leave_trace(*, learner: Learner, code: str, theme: str, seconds: int, on: dt.date | None = None) -> None:
    """What a learner worked on that day, today unless told: the rooms above leave it, the form takes it over."""
    day = on or timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute(LEAVE_TRACE, [learner.structure_id, learner.pk, day, code, theme, seconds])


def _refuse_nonsense(*, date: dt.date, learners, anonymous: int = 0, **_fields) -> None:
    if not learners and not anonymous:
        raise DomainError(_("Choose the learner, or say how many people you helped."), field="anonymous")
    if date < EARLIEST:
        raise DomainError(_("Look at the year again."), field="date")
    if date > timezone.localdate():
        raise DomainError(_("This date is in the future."), field="date")


def _move_to_day(record: Accompaniment, day: dt.date) -> None:
    """The project of that day counts the record, under the person that it knows; the one it leaves counts again."""
    project = current_project(record.structure, day)
    left = record.project
    if project == left:
        return
    helper = record.recorded_by or (record.person.user if record.person else None)
    record.person = enrol_person(helper, record.structure, day) if project and helper else None
    record.project = project if record.person or not helper else None
    record.code = str(uuid.uuid4())  # what it is called in the packs of the project that it leaves means nothing here
    if left:
        count_again(project=left)


def _set_learners(record: Accompaniment, learners) -> None:
    record.accompaniedlearner_set.exclude(learner__in=list(learners)).delete()
    AccompaniedLearner.objects.bulk_create(
        [
            AccompaniedLearner(structure_id=record.structure_id, accompaniment=record, learner=learner)
            for learner in learners
        ],
        ignore_conflicts=True,
    )
