"""Answers in batches of 20, as a phone sends them after a tram ride, beside psycopg's own bulk insert into that table.

    ./run manage shell -c "import bench.answers; bench.answers.main()"

Needs the demo world, and leaves nothing in it: every round is rolled back. Both write the same 20 rows; ours also
grades each answer, looks for keys that are there, says which answer was the first, and keeps the log of help. They
take turns, and processor time is counted, here and in PostgreSQL; the figure is the median of each round's ratio.
"""

import gc
import statistics
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, transaction
from psycopg2.extras import Json, execute_values

from bench.clock import database_process, spent
from common.wall import open_structure
from courses.learning import content
from courses.learning.models import Answer, Assignment, ModuleVersion
from courses.learning.services import record_answers
from desk.demo.learning import right_answer
from desk.personas import BY_KEY, demo_learner
from learners.models import Learner

BATCH, ROUNDS, WARM, LEAST = 20, 300, 20, 0.65
COLUMNS = (
    "structure_id", "learner_id", "key", "assignment_id", "version_id", "step", "exercise", "value", "value_hash",
    "score", "max_score", "outcome", "helped", "client_sequence", "client_at", "received_at",
)  # fmt: skip
BULK = f"INSERT INTO courses_answer ({', '.join(COLUMNS)}) VALUES %s"


def main() -> None:
    """Measure in turns, print, and say whether it is enough."""
    found = demo_learner(BY_KEY["fatima"])
    assert found is not None, "load the demo world first"
    with open_structure(found.structure), transaction.atomic():
        given = Assignment.objects.filter(structure=found.structure, cancelled_at=None, completed_at=None)
        open_ones = list(given.select_related("learner", "module", "version").defer(*ModuleVersion.heavy("version__")))
    bulk, ours = _rounds(found.structure, open_ones)
    ratio = statistics.median(theirs / mine for theirs, mine in zip(bulk, ours, strict=True))
    verdict = "ok" if ratio >= LEAST else "BELOW"
    rows = [f"{BATCH / statistics.median(took):,.0f}" for took in (ours, bulk)]
    print(
        f"answers in batches of {BATCH}: {ratio:.0%} of the rows a second of execute_values (at least {LEAST:.0%}) "
        f"{verdict}: {rows[0]} beside {rows[1]} a second of processor, ours and PostgreSQL's"
    )


def _rounds(structure: int, open_ones: list[Assignment]) -> tuple[list[float], list[float]]:
    """Seconds of a batch by execute_values, and by record_answers, turn by turn, each for the next learner."""
    bulk, ours = [], []
    gc.collect()
    gc.disable()
    for number in range(ROUNDS + WARM):
        assignment = open_ones[number % len(open_ones)]
        sent = _sent(assignment)
        with open_structure(structure):
            rows = _rows(assignment.learner, sent)
            first = _rolled_back(lambda rows=rows: _bulk(rows))
            second = _rolled_back(lambda one=assignment, sent=sent: record_answers(learner=one.learner, sent=sent))
        if number >= WARM:
            bulk.append(first)
            ours.append(second)
    gc.enable()
    return bulk, ours


def _sent(assignment: Assignment) -> list[dict[str, Any]]:
    """The module's exercises in their order, each rightly, until there are enough."""
    document, plan = content.document_of(assignment.version), content.plan(assignment.version)
    steps = [(step.name, key) for step in plan.steps for key in step.exercises]
    chosen = (steps * BATCH)[:BATCH]
    common = {"assignment": assignment, "version": assignment.version, "helped": False, "client_at": None}
    return [
        {
            **common, "key": uuid.uuid4(), "step": step, "exercise": key, "client_sequence": number, "trail": None,
            "value": right_answer(document["exercises"][key]),
        }
        for number, (step, key) in enumerate(chosen)
    ]  # fmt: skip


def _rows(learner: Learner, sent: Sequence[dict[str, Any]]) -> list[tuple]:
    """The rows that those answers become, as tuples: stored once by us, read back, rolled back."""
    with transaction.atomic():
        record_answers(learner=learner, sent=sent)
        keys = [one["key"] for one in sent]
        found = list(Answer.objects.filter(learner=learner, key__in=keys).order_by("pk").values_list(*COLUMNS))
        transaction.set_rollback(True)
    as_json = {COLUMNS.index("value"), COLUMNS.index("outcome")}
    return [
        tuple(
            Json(value) if place in as_json else str(value) if isinstance(value, uuid.UUID) else value
            for place, value in enumerate(row)
        )
        for row in found
    ]


def _bulk(rows: list[tuple]) -> None:
    with connection.cursor() as cursor:
        execute_values(cursor.cursor, BULK, rows)


def _rolled_back(call: Callable[[], object]) -> float:
    """Seconds of processor that the call takes in a transaction of its own, which is undone."""
    process = database_process()
    start = spent(process)
    with transaction.atomic():
        call()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the foreign keys, as a commit checks them
        transaction.set_rollback(True)
    return spent(process) - start
