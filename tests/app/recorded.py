"""Ground for the tests of learning records: a learner who answers, her referent, a record store that listens."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from common.wall import open_structure
from courses.interop.models import RecordStore, SentStatement
from courses.interop.services import send_waiting
from courses.learning.models import Answer
from courses.learning.services import record_answer
from tests.app.doors import signed_in
from tests.app.factories import referent_of
from tests.app.learning import Ground, document
from tests.app.lrs import record_store

SECRET = "open sesame"


@pytest.fixture
def ground():
    """A learner who answered a question, another one who objects to statistics, and their referent."""
    found = Ground()
    found.karim = referent_of(found.structure, language="en")
    found.desk = signed_in(found.karim)
    found.here = f"/s/{found.structure.slug}/interop/"
    found.given = found.assignment()
    return found


@pytest.fixture
def store(settings):
    settings.INTEROP_INSECURE = True
    with record_store() as (found, address):
        settings.XAPI_LRS_HOSTS = [address.split("/")[2]]
        found.address = address
        yield found


def answer(ground, *, assignment=None, learner=None, value="phone", exercise="L16-14", step="check") -> Answer:
    with open_structure(ground.structure.pk):
        return record_answer(
            learner=learner or ground.learner,
            assignment=assignment or ground.given,
            key=uuid.uuid4(),
            step=step,
            exercise=exercise,
            value=value,
        ).answer


def turned_on(ground, store) -> None:
    form = {"endpoint": store.address, "key": "halte", "secret": SECRET, "version": "1.0.3"}
    assert ground.desk.post(f"{ground.here}store/", form).status_code == 302
    assert ground.desk.post(f"{ground.here}store/switch/", {"on": "1"}).status_code == 302


def send(ground) -> int:
    return send_waiting(structure_id=ground.structure.pk)


def kept(ground) -> RecordStore:
    with open_structure(ground.structure.pk):
        return RecordStore.objects.get()


def again_now(ground) -> None:
    """The pause after a failure is over."""
    with open_structure(ground.structure.pk):
        RecordStore.objects.update(next_at=timezone.now())
        SentStatement.objects.update(at=timezone.now() - dt.timedelta(hours=1))


def states(ground) -> list[str]:
    with open_structure(ground.structure.pk):
        return sorted(SentStatement.objects.values_list("state", flat=True))


def verbs(statements) -> list[str]:
    return sorted(one["verb"]["id"].rpartition("/")[2] for one in statements)


def finish(ground, assignment, *, well: bool) -> None:
    """All of its steps; the check right, or not."""
    facts = document("L16")["module"]["steps"]
    for step in facts:
        for exercise in step.get("exercises", [""]):
            with open_structure(ground.structure.pk):
                Answer.objects.create(
                    structure=ground.structure, learner=assignment.learner, key=uuid.uuid4(), assignment=assignment,
                    version=assignment.version, step=step["step"], exercise=exercise, value="typed in secret",
                    value_hash="x", score=int(well), max_score=1,
                    outcome={"kind": "success" if well else "error", "first": True},
                )  # fmt: skip
    with open_structure(ground.structure.pk):
        assignment.completed_at = timezone.now()
        assignment.save()
