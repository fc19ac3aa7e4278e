"""Acts on answers. The structure is open."""

import datetime as dt
import hashlib
import json
import uuid
from dataclasses import dataclass
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
from courses.learning.progress import fold, next_stop
from courses.learning.standing import events_by_assignment
from courses.learning.storing import Stored, store
from exercises import ExerciseError, bare_bundle, grade_bundle, is_plain, log_to_keep
from learners.models import Learner

SHORTEST_SECONDS, LONGEST_SECONDS, USUAL_SECONDS = 5, 600, 60
MAX_VALUE_BYTES = 60_000
NOT_AN_ANSWER = gettext_lazy("This answer does not belong to this exercise.")


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of an answer. `answer` is the stored one; None when the key was used for another answer."""

    answer: Answer | None
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
    at: dt.datetime | None = None,
) -> Recorded:
    """Store one answer, graded here by the version that was answered (docs/answers.md). `at`: now, unless told.

    The same key and content gives what is stored; the same key with other content is refused and kept apart.
    DomainError: this isn't an answer to that exercise.
    """
    version = version or assignment.version
    kept, grading = graded(version, step, exercise, value, learner.country)
    content_sent = {
        "assignment": str(assignment.pk), "version": version.pk, "step": step, "exercise": exercise, "value": kept,
    }  # fmt: skip
    answer = Answer(
        structure_id=learner.structure_id,
        learner=learner,
        key=key,
        assignment=assignment,
        version=version,
        step=step,
        exercise=exercise,
        value=kept,
        value_hash=digest(content_sent),
        helped=helped,
        client_sequence=client_sequence,
        client_at=client_at,
        **grading,
    )
    stored = store(answer, last_step=content.plan(version).steps[-1].name, at=at)
    if stored is None:
        return _already(answer, content_sent)
    if stored.may_end and assignment.completed_at is None:
        _complete_if_done(assignment, version, at or timezone.now())
    module = assignment.module
    theme, day = theme_of(module.code), timezone.localdate(at)
    leave_trace(learner=learner, code=module.code, theme=theme, seconds=_seconds(stored), on=day)
    return Recorded(stored.answer, new=True)


def _already(answer: Answer, content_sent: dict[str, Any]) -> Recorded:
    """The key is there already: for the same answer, or for another one, which is kept apart."""
    found = Answer.objects.get(learner=answer.learner, key=answer.key)
    if found.value_hash == answer.value_hash:
        return Recorded(found)
    AnswerConflict.objects.create(
        structure_id=answer.structure_id, learner=answer.learner, key=answer.key, content=content_sent
    )
    return Recorded(None)


def new_key() -> uuid.UUID:
    """A key for an answer that no phone gave one."""
    return uuid.uuid4()


def graded(version: ModuleVersion, step: str, exercise: str, value: Any, country: str) -> tuple[Any, dict]:
    """The value to keep, without secrets, and the columns of the grading. DomainError when it is no answer."""
    if not is_plain(value):
        raise DomainError(NOT_AN_ANSWER)
    if len(json.dumps(value)) > MAX_VALUE_BYTES:
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
        bundle = bare_bundle(content.document_of(version), exercise, country)
        kept = log_to_keep(bundle, value)
        outcome = grade_bundle(bundle, kept)
    except ExerciseError as error:
        raise DomainError(NOT_AN_ANSWER) from error
    facts = {
        "kind": outcome.kind,
        "reached": list(outcome.reached),
        "slips": outcome.slips,
        "trapped": outcome.trapped,
        "ended": outcome.ended,
    }
    return kept, {"score": outcome.score, "max_score": outcome.max, "outcome": facts}


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
    return hashlib.sha256(json.dumps(tree, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _seconds(stored: Stored) -> int:
    """Time on this answer: since the one before, within bounds; after a pause, a usual time."""
    if stored.before is None:
        return USUAL_SECONDS
    seconds = (stored.answer.received_at - stored.before).total_seconds()
    return max(SHORTEST_SECONDS, int(seconds)) if seconds <= LONGEST_SECONDS else USUAL_SECONDS


def _complete_if_done(assignment: Assignment, version: ModuleVersion, at: dt.datetime) -> None:
    """The last answer ends the assignment, once; a later one never opens it again."""
    events = events_by_assignment([assignment.pk])[assignment.pk]
    if next_stop(content.plan(version), fold(events)) is not None:
        return
    done = Assignment.objects.filter(pk=assignment.pk, completed_at=None).update(completed_at=at)
    if done:
        assignment.refresh_from_db(fields=["completed_at"])
