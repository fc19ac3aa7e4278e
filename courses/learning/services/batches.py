"""Answers that come together: a phone sends up to twenty at once. The structure is open."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from accompaniments.services import leave_trace
from common.errors import DomainError
from courses.learning import content
from courses.learning.enums import theme_of
from courses.learning.progress import Event
from courses.learning.services.answers import (
    Recorded,
    already,
    complete_if_done,
    prepared,
    seconds_on,
)
from courses.learning.storing import Row, Seen, look, store_many
from learners.models import Learner


def record_answers(*, learner: Learner, sent: Sequence[dict[str, Any]]) -> list[Recorded | DomainError]:
    """Store a learner's answers as `record_answer` would one after the other, `sent` its arguments; each has a result
    of its own, in order: what became of it, or why it is no answer.

    Three trips to the database, however many there are.
    """
    found = [_prepared(learner, fields) for fields in sent]
    given = [(one, fields) for one, fields in zip(found, sent, strict=True) if isinstance(one, Row)]
    if not given:
        return [one for one in found if isinstance(one, DomainError)]
    with transaction.atomic(savepoint=False):  # all or nothing, and no more trips where a request is one already
        new = _store_new(learner, given)
        return [
            one
            if isinstance(one, DomainError)
            else Recorded(one, new=True)
            if new.get(one.key, (None,))[0] is one
            else already(one)
            for one in found
        ]


def _store_new(
    learner: Learner, given: list[tuple[Row, dict[str, Any]]]
) -> dict[uuid.UUID, tuple[Row, dict[str, Any]]]:
    """Store those whose key isn't there, and what follows from them; what was stored, by its key."""
    seen = look([row for row, _fields in given])
    new: dict[uuid.UUID, tuple[Row, dict[str, Any]]] = {}
    for row, fields in given:
        if row.key not in new and str(row.key) not in seen.keys:
            mark = row.mark
            row.outcome["first"] = mark not in seen.marks
            row.received_at = seen.now + dt.timedelta(microseconds=len(new))  # one after the other
            seen.marks.add(mark)
            new[row.key] = (row, fields)
    if new:
        store_many([row for row, _fields in new.values()])
        _complete(seen, list(new.values()))
        _leave_traces(learner, list(new.values()), seen.last)
    return new


def _prepared(learner: Learner, fields: dict[str, Any]) -> Row | DomainError:
    try:
        return prepared(learner=learner, **fields)
    except DomainError as error:
        return error


def _complete(seen: Seen, new: list[tuple[Row, dict[str, Any]]]) -> None:
    """Each assignment whose last step was seen may be at its end: for that, what was answered is enough to know."""
    ending: dict[tuple[Any, int], dict[str, Any]] = {(row.assignment_id, row.version_id): fields for row, fields in new}
    for fields in ending.values():
        assignment, version = fields["assignment"], fields["version"]
        last = f"{assignment.pk} {content.plan(version).steps[-1].name} "
        if assignment.completed_at is None and any(mark.startswith(last) for mark in seen.marks):
            marks = [mark.split(" ") for mark in seen.marks]
            events = [Event(step, exercise) for pk, step, exercise in marks if pk == str(assignment.pk)]
            complete_if_done(assignment, version, events, timezone.now())


def _leave_traces(learner: Learner, new: list[tuple[Row, dict[str, Any]]], before: dt.datetime | None) -> None:
    """The time on each module, one row a module: each answer's since the one before it."""
    spent: dict[str, int] = defaultdict(int)
    for row, fields in new:
        came = row.received_at or timezone.now()
        spent[fields["assignment"].module.family] += seconds_on(came, before)
        before = came
    today = timezone.localdate()
    for code, seconds in spent.items():
        leave_trace(learner=learner, code=code, theme=theme_of(code), seconds=seconds, on=today)
