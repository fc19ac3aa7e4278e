"""Acts on answers. The structure is open."""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniments.services import leave_trace
from common.errors import DomainError
from courses.learning import content
from courses.learning.enums import How, StepName, theme_of
from courses.learning.models import Answer, AnswerConflict, Assignment, ModuleVersion
from courses.learning.progress import Event, fold, next_stop
from courses.learning.standing import events_by_assignment
from courses.learning.storing import Row, store
from courses.learning.trails import trail_to_keep
from exercises import ExerciseError, Outcome, grade_bundle, is_plain
from exercises.worlds import tells_secret
from learners.models import Learner

SHORTEST_SECONDS, LONGEST_SECONDS, USUAL_SECONDS = 5, 600, 60
MAX_VALUE_BYTES = 60_000
MEMO_BYTES = 1_000
MOST_CONFLICTS = 3  # kept of one key
CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"))
NOT_AN_ANSWER = gettext_lazy("This answer does not belong to this exercise.")


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of an answer. `answer` is the stored one; None when the key was used for another answer."""

    answer: Answer | Row | None
    new: bool = False

    @property
    def conflict(self) -> bool:
        return self.answer is None


@transaction.atomic
def record_answer(
    *,
    learner: Learner,
    assignment: Assignment,
    key: uuid.UUID,
    step: str,
    exercise: str = "",
    value: Any = None,
    version: ModuleVersion | None = None,
    helped: bool = False,
    client_sequence: int = 0,
    client_at: dt.datetime | None = None,
    trail: Any = None,
    at: dt.datetime | None = None,
) -> Recorded:
    """Store one answer, graded here by the version that was answered (docs/answers.md). `at`: now, unless told.

    The same key and content gives what is stored; the same key with other content is refused and kept apart.
    DomainError: this isn't an answer to that exercise.
    """
    version = version or assignment.version
    row = prepared(
        learner=learner,
        assignment=assignment,
        key=key,
        step=step,
        exercise=exercise,
        value=value,
        version=version,
        helped=helped,
        client_sequence=client_sequence,
        client_at=client_at,
        trail=trail,
    )
    stored = store(row, last_step=content.plan(version).steps[-1].name, at=at)
    if stored is None:
        return already(row)
    if stored.may_end and assignment.completed_at is None:
        events = events_by_assignment([assignment.pk])[assignment.pk]
        complete_if_done(assignment, version, events, at or timezone.now())
    module = assignment.module
    theme, day = theme_of(module.family), timezone.localdate(at)
    seconds = seconds_on(stored.answer.received_at, stored.before)
    leave_trace(learner=learner, code=module.family, theme=theme, seconds=seconds, on=day)
    return Recorded(stored.answer, new=True)


def prepared(
    *,
    learner: Learner,
    assignment: Assignment,
    key: uuid.UUID,
    step: str,
    exercise: str,
    value: Any,
    version: ModuleVersion,
    trail: Any,
    **rest: Any,
) -> Row:
    """The row as it will be stored, graded; not stored yet. DomainError: this isn't an answer to that exercise."""
    kept, grading = graded(version, step, exercise, value, learner.country, trail)
    row = Row(
        structure_id=learner.structure_id,
        learner_id=learner.pk,
        key=key,
        assignment_id=assignment.pk,
        version_id=version.pk,
        step=step,
        exercise=exercise,
        value=kept,
        value_hash="",
        **{"score": 0, "max_score": 0, **grading},
        **rest,
    )
    row.value_hash = digest(content_of(row))
    return row


def content_of(row: Row) -> dict[str, Any]:
    """What makes it the same answer when it comes again: all that it says, and nothing of how it came."""
    return {
        "assignment": str(row.assignment_id),
        "version": row.version_id,
        "step": row.step,
        "exercise": row.exercise,
        "value": row.value,
    }


def already(row: Row) -> Recorded:
    """The key is there already: for the same answer, or for another one, which is kept apart."""
    found = Answer.objects.get(learner_id=row.learner_id, key=row.key)
    if found.value_hash == row.value_hash:
        return Recorded(found)
    others = AnswerConflict.objects.filter(learner_id=row.learner_id)
    if others.filter(key=row.key).count() < MOST_CONFLICTS:  # a phone may send it again and again
        others.create(structure_id=row.structure_id, learner_id=row.learner_id, key=row.key, content=content_of(row))
    return Recorded(None)


def new_key() -> uuid.UUID:
    """A key for an answer that no phone gave one."""
    return uuid.uuid4()


def graded(
    version: ModuleVersion, step: str, exercise: str, value: Any, country: str, trail: Any = None
) -> tuple[Any, dict]:
    """The value to keep, without secrets, and the columns of the grading. DomainError when it is no answer.

    `trail`: what happened on the way (courses/learning/trails.py), kept with the outcome; worth nothing.
    """
    if not is_plain(value):
        raise DomainError(NOT_AN_ANSWER)
    text = json.dumps(value)
    if len(text) > MAX_VALUE_BYTES:
        raise DomainError(_("This answer is too long."))
    plan = content.plan(version)
    if not exercise:
        found = plan.step(step)
        if found is None or found.exercises:
            raise DomainError(NOT_AN_ANSWER)
        return _step_value(version, step, value), {"outcome": {}}
    place = plan.step_of(exercise)
    if place is None or place.name != step:
        raise DomainError(NOT_AN_ANSWER)
    try:
        bundle = content.bare_bundle_of(version, exercise, country)
        known = len(text) <= MEMO_BYTES and not tells_secret(bundle, value)
        outcome = _known(version.pk, version.sha256, exercise, country, text) if known else grade_bundle(bundle, value)
    except ExerciseError as error:
        raise DomainError(NOT_AN_ANSWER) from error
    # Of a simulator, the log: what was possible, without secrets. It is graded as what was sent is.
    kept = list(outcome.path) if "actions" in bundle and value is not None else value
    facts = {
        "kind": outcome.kind,
        "reached": list(outcome.reached),
        "slips": outcome.slips,
        "trapped": outcome.trapped,
        "ended": outcome.ended,
        **trail_to_keep(bundle, trail, value),
    }
    return kept, {"score": outcome.score, "max_score": outcome.max, "outcome": facts}


@lru_cache(maxsize=4096)
def _known(version: int, sha256: str, exercise: str, country: str, text: str) -> Outcome:
    """The grading of an answer, as JSON: many learners give the same ones. Never of one that may hold a secret."""
    bundle = content.bare_bundle_of(ModuleVersion(pk=version, sha256=sha256), exercise, country)
    return grade_bundle(bundle, json.loads(text))


def _step_value(version: ModuleVersion, step: str, value: Any) -> Any:
    """What a step without exercises may keep: the answer to why's question; the tasks of the bridge."""
    facts = next(one for one in content.document_of(version)["module"]["steps"] if one["step"] == step)
    if step == StepName.WHY:
        known = {answer["id"] for screen in facts["screens"] for answer in screen.get("answers", ())}
        if value is not None and (not isinstance(value, str) or value not in known):
            raise DomainError(NOT_AN_ANSWER)
        return value
    if step != StepName.BRIDGE:
        return None
    tasks = {task["id"] for task in facts["tasks"]}
    right = isinstance(value, dict) and value.keys() == {"tasks", "how"} and isinstance(value["tasks"], list)
    if not right or not set(map(str, value["tasks"])) <= tasks or value["how"] not in [*How.values, ""]:
        raise DomainError(NOT_AN_ANSWER)
    return value


def digest(tree: Any) -> str:
    return hashlib.sha256(CANONICAL.encode(tree).encode()).hexdigest()


def seconds_on(came: dt.datetime, before: dt.datetime | None) -> int:
    """Time on an answer: since the one before came, within bounds; after a pause, a usual time."""
    if before is None:
        return USUAL_SECONDS
    seconds = (came - before).total_seconds()
    return max(SHORTEST_SECONDS, int(seconds)) if seconds <= LONGEST_SECONDS else USUAL_SECONDS


def complete_if_done(assignment: Assignment, version: ModuleVersion, events: Iterable[Event], at: dt.datetime) -> None:
    """The last answer ends the assignment, once; a later one never opens it again."""
    if next_stop(content.plan(version), fold(events)) is not None:
        return
    done = Assignment.objects.filter(pk=assignment.pk, completed_at=None).update(completed_at=at)
    if done:
        assignment.refresh_from_db(fields=["completed_at"])
