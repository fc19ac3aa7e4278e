"""Stored answers as the fold wants them (courses/learning/progress.py), an assignment with its answers in one trip."""

from collections import defaultdict
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.aggregates import Count

from courses.learning.models import Answer, Assignment, Module, ModuleVersion
from courses.learning.progress import Event
from learners.models import Learner

SOLVED = Q(outcome__kind="success")
AT_ONCE = SOLVED & Q(outcome__first=True, helped=False)


def events_by(owner: str, answers: QuerySet[Any]) -> dict[Any, list[Event]]:
    """For each owner of answers (`owner`: the column of its id), one event a step or exercise that was answered, which
    folds to what all the answers to it fold to: one query, and no more rows than the module has exercises."""
    rows = (
        answers.order_by()
        .values(owner, "step", "exercise")
        .annotate(solved=Count("pk", filter=SOLVED), at_once=Count("pk", filter=AT_ONCE))
        .values_list(owner, "step", "exercise", "solved", "at_once")
    )
    found: dict[Any, list[Event]] = defaultdict(list)
    for key, step, exercise, solved, at_once in rows:
        found[key].append(Event(step, exercise, "success" if solved else "", first=bool(at_once)))
    return found


def events_by_assignment(assignments) -> dict[Any, list[Event]]:
    """The events of each of these assignments, by its id."""
    return events_by("assignment_id", Answer.objects.filter(assignment__in=assignments))


ONE = """
SELECT a.structure_id, a.completed_at, a.module_id, m.code, a.version_id, v.number, v.sha256,
  n.step, n.exercise, n.solved, n.at_once
FROM courses_assignment a
JOIN courses_module m ON m.id = a.module_id
JOIN courses_moduleversion v ON v.id = a.version_id
LEFT JOIN LATERAL (
  SELECT step, exercise,
    bool_or(outcome ->> 'kind' = 'success') AS solved,
    bool_or(outcome ->> 'kind' = 'success' AND outcome ->> 'first' = 'true' AND NOT helped) AS at_once
  FROM courses_answer WHERE assignment_id = a.id GROUP BY step, exercise
) n ON true
WHERE a.id = %s AND a.learner_id = %s AND a.cancelled_at IS NULL
"""


def with_events(*, learner: Learner, pk) -> tuple[Assignment, list[Event]] | None:
    """One of her assignments (not taken back), with its module and version, and its events; None for anybody else's.

    One trip, for the pages that are asked for at every exercise. Other columns come when they are asked for.
    """
    with connection.cursor() as cursor:
        cursor.execute(ONE, [str(pk), str(learner.pk)])
        rows = cursor.fetchall()
    if not rows:
        return None
    structure_id, completed_at, module_id, code, version_id, number, sha256 = rows[0][:7]
    names = ["id", "structure_id", "learner_id", "module_id", "version_id", "completed_at", "cancelled_at"]
    values = [pk, structure_id, learner.pk, module_id, version_id, completed_at, None]
    assignment = Assignment.from_db("default", names, values)
    assignment.learner = learner
    assignment.module = Module.from_db("default", ["id", "code"], [module_id, code])
    versions = ["id", "module_id", "number", "sha256"]
    assignment.version = ModuleVersion.from_db("default", versions, [version_id, module_id, number, sha256])
    events = [
        Event(step, exercise, "success" if solved else "", first=bool(at_once))
        for step, exercise, solved, at_once in (row[7:] for row in rows)
        if step is not None
    ]
    return assignment, events
