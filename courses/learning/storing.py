"""Answers into the database in as few trips as can be: they come at every tap's end (docs/answers.md).

First the learner is locked, so that her answers come one after the other: of two at once only one is the first, and no
key comes in between. Then the row is written, unless its key is already there. One answer takes one trip; a batch takes
two, however many it holds.
"""

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.db import connection

from courses.learning.models import Answer


@dataclass(slots=True)
class Row:
    """An answer graded and not stored yet: its columns, without what a model would cost at every answer."""

    structure_id: int
    learner_id: uuid.UUID
    key: uuid.UUID
    assignment_id: uuid.UUID
    version_id: int
    step: str
    exercise: str
    value: Any
    value_hash: str
    score: int
    max_score: int
    outcome: dict[str, Any]
    helped: bool = False
    client_sequence: int = 0
    client_at: dt.datetime | None = None
    received_at: dt.datetime | None = None

    @property
    def mark(self) -> str:
        """What it is an answer to, as LOOK names it."""
        return f"{self.assignment_id} {self.step} {self.exercise}"


STORE = """
SELECT 1 FROM learners_learner WHERE id = %(learner)s FOR NO KEY UPDATE;
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


def store(row: Row, *, last_step: str, at: dt.datetime | None = None) -> Stored | None:
    """Write the answer, and say what came before it; None when its key is already there.

    `at` is when it came: now, unless somebody lays out a past (the demo world).
    """
    values: dict[str, Any] = {
        "structure": row.structure_id,
        "learner": str(row.learner_id),
        "key": str(row.key),
        "assignment": str(row.assignment_id),
        "version": row.version_id,
        "value": json.dumps(row.value),
        "outcome": json.dumps(row.outcome),
        "last_step": last_step,
        "at": at,
    }
    columns = ("step", "exercise", "value_hash", "score", "max_score", "helped", "client_sequence", "client_at")
    values |= {name: getattr(row, name) for name in columns}
    with connection.cursor() as cursor:
        cursor.execute(STORE, values)
        found = cursor.fetchone()
    if found is None:
        return None
    row.outcome, row.received_at = json.loads(found[1]), found[2]
    kept = {one.name: getattr(row, one.name) for one in fields(row)}
    return Stored(Answer(pk=found[0], **kept), found[3], found[4])


LOOK = """
SELECT 1 FROM learners_learner WHERE id = %(learner)s FOR NO KEY UPDATE;
SELECT
  array_agg(key::text) FILTER (WHERE key = ANY(%(keys)s::uuid[])),
  array_agg(concat_ws(' ', assignment_id, step, exercise)) FILTER (WHERE assignment_id = ANY(%(assignments)s::uuid[])),
  max(received_at),
  clock_timestamp()
FROM courses_answer WHERE learner_id = %(learner)s
"""
# The rows as one text: to write 20 rows of 16 values one by one costs more than to store them.
STORE_MANY = """
INSERT INTO courses_answer (
  structure_id, learner_id, key, assignment_id, version_id, step, exercise, value, value_hash, score, max_score,
  outcome, helped, client_sequence, client_at, received_at
) SELECT %(structure)s, %(learner)s, k, a, v, s, e, coalesce(w, 'null'), h, n, m, o, p, c, t, r
FROM jsonb_to_recordset(%(rows)s::jsonb) AS sent(
  k uuid, a uuid, v bigint, s text, e text, w jsonb, h text, n int, m int, o jsonb, p bool, c int, t timestamptz,
  r timestamptz
)
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the database had when a batch came: of its keys those that are there, the marks of what was answered in
    its assignments, when the learner's last answer came, and when this batch did, by the database's clock."""

    keys: set[str]
    marks: set[str]
    last: dt.datetime | None
    now: dt.datetime


def look(rows: Sequence[Row]) -> Seen:
    """Lock the learner of these answers, and say what is there of them."""
    values: dict[str, Any] = {
        "assignments": list({str(one.assignment_id) for one in rows}),
        "keys": [str(one.key) for one in rows],
        "learner": str(rows[0].learner_id),
    }
    with connection.cursor() as cursor:
        cursor.execute(LOOK, values)
        keys, marks, last, now = cursor.fetchone()
    return Seen(set(keys or ()), set(marks or ()), last, now)


def store_many(rows: Sequence[Row]) -> None:
    """Write the rows of one learner in that order; `look` has locked her, and knows their keys."""
    sent = [
        {
            "k": str(one.key), "a": str(one.assignment_id), "v": one.version_id, "s": one.step, "e": one.exercise,
            "w": one.value, "h": one.value_hash, "n": one.score, "m": one.max_score, "o": one.outcome, "p": one.helped,
            "c": one.client_sequence, "t": one.client_at and one.client_at.isoformat(),
            "r": one.received_at and one.received_at.isoformat(),
        }
        for one in rows
    ]  # fmt: skip
    values: dict[str, Any] = {
        "structure": rows[0].structure_id,
        "learner": str(rows[0].learner_id),
        "rows": json.dumps(sent),
    }
    with connection.cursor() as cursor:
        cursor.execute(STORE_MANY, values)
