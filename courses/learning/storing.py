"""One answer into the database in one trip: it is asked for at every tap's end, by every phone (docs/answers.md).

First the assignment is locked, so that of two answers at once only one is the first; then the row is written, unless
its key is already there.
"""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.db import connection

from courses.learning.models import Answer

STORE = """
SELECT 1 FROM courses_assignment WHERE id = %(assignment)s FOR UPDATE;
INSERT INTO courses_answer (
  structure_id, learner_id, key, assignment_id, version_id, step, exercise, value, value_hash, score, max_score,
  outcome, helped, client_sequence, client_at, received_at
) SELECT
  %(structure)s, %(learner)s, %(key)s, %(assignment)s, %(version)s, %(step)s, %(exercise)s, %(value)s::jsonb,
  %(value_hash)s, %(score)s, %(max_score)s,
  %(outcome)s::jsonb || jsonb_build_object('first', NOT EXISTS (
    SELECT 1 FROM courses_answer
    WHERE assignment_id = %(assignment)s AND step = %(step)s AND exercise = %(exercise)s
  )),
  %(helped)s, %(client_sequence)s, %(client_at)s, coalesce(%(at)s, clock_timestamp())
ON CONFLICT (learner_id, key) DO NOTHING
RETURNING id, outcome::text, received_at,
  (SELECT max(received_at) FROM courses_answer WHERE learner_id = %(learner)s),
  %(step)s = %(last_step)s
    OR EXISTS (SELECT 1 FROM courses_answer WHERE assignment_id = %(assignment)s AND step = %(last_step)s)
"""


@dataclass(frozen=True, slots=True)
class Stored:
    """The row as it was written; `before`: when her answer before this one came; `may_end`: the last step was seen."""

    answer: Answer
    before: dt.datetime | None
    may_end: bool


def store(answer: Answer, *, last_step: str, at: dt.datetime | None = None) -> Stored | None:
    """Write the answer (given without its pk) and say what came before it; None when its key is already there.

    `at` is when it came: now, unless somebody lays out a past (the demo world).
    """
    values: dict[str, Any] = {
        "structure": answer.structure_id,
        "learner": str(answer.learner_id),
        "key": str(answer.key),
        "assignment": str(answer.assignment_id),
        "version": answer.version_id,
        "value": json.dumps(answer.value),
        "outcome": json.dumps(answer.outcome),
        "last_step": last_step,
        "at": at,
    }
    columns = ("step", "exercise", "value_hash", "score", "max_score", "helped", "client_sequence", "client_at")
    values |= {name: getattr(answer, name) for name in columns}
    with connection.cursor() as cursor:
        cursor.execute(STORE, values)
        row = cursor.fetchone()
    if row is None:
        return None
    answer.pk, answer.outcome, answer.received_at = row[0], json.loads(row[1]), row[2]
    return Stored(answer, row[3], row[4])
