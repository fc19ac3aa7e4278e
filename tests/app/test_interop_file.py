"""A structure's learning records as a signed file (docs/interop.md)."""

import datetime as dt
import io
import json
import zipfile

import jwt
import pytest
from django.utils import timezone
from jwt.api_jws import PyJWS

from common import jobs
from common.models import Job
from courses.interop.statements import pseudonym
from tests.app.doors import text
from tests.app.factories import LearnerFactory
from tests.app.lrs import check_statement
from tests.app.recorded import answer, finish, verbs
from tests.app.recording import noting
from tests.app.work import row

pytestmark = pytest.mark.django_db


# --- the file


def made_file(ground, since=None, until=None) -> zipfile.ZipFile:
    today = timezone.localdate()
    form = {"since": since or today, "until": until or today}
    asked = ground.desk.post(f"{ground.here}export/", form)
    assert asked.status_code == 302, text(asked)
    job = asked["Location"].strip("/").rpartition("/")[2]
    jobs.run(job)
    done = row(Job(pk=job))
    assert (done.status, done.error) == (Job.Status.DONE, "")
    return zipfile.ZipFile(io.BytesIO(bytes(done.file.content)))


def statements_in(archive: zipfile.ZipFile) -> list[dict]:
    return [json.loads(line) for line in archive.read("statements.jsonl").decode().splitlines()]


def test_a_referent_gets_a_signed_file_that_anybody_can_check(ground):
    finish(ground, ground.given, well=True)
    objecting = LearnerFactory(structure=ground.structure, alias="Objecting", objects_to_statistics=True)
    finish(ground, ground.assignment(learner=objecting), well=False)
    archive = made_file(ground)
    found = statements_in(archive)
    for one in found:
        check_statement(one)
    assert set(verbs(found)) == {"attempted", "answered", "completed", "passed"}
    names = {one["actor"]["account"]["name"] for one in found}
    assert names == {pseudonym(ground.structure.pk, str(ground.learner.pk))}, "who objects is left out"
    said = archive.read("statements.jsonl").decode()
    for hidden in ("typed in secret", ground.learner.alias, str(ground.learner.pk), str(ground.given.pk)):
        assert hidden not in said
    assert [one["timestamp"] for one in found] == sorted(one["timestamp"] for one in found)
    keys = {one["kid"]: one for one in ground.client.get("/xapi/keys.json").json()["keys"]}
    signature = archive.read("statements.jsonl.jws").decode()
    key = jwt.PyJWK(keys[jwt.get_unverified_header(signature)["kid"]]).key
    content = archive.read("statements.jsonl")
    PyJWS().decode(signature, key, ["EdDSA"], detached_payload=content)
    with pytest.raises(jwt.InvalidSignatureError):
        PyJWS().decode(
            signature, key, ["EdDSA"], detached_payload=content.replace(b'"success": true', b'"success":false')
        )
    assert "/xapi/keys.json" in archive.read("README.txt").decode()


def test_the_badges_key_signs_no_export(ground):
    """One text in the settings, two keys: a signature of one kind is none of the other."""
    badges = {one["x"] for one in ground.client.get("/badges/keys.json").json()["keys"]}
    exports = {one["x"] for one in ground.client.get("/xapi/keys.json").json()["keys"]}
    assert exports
    assert not badges & exports


def test_the_days_are_kept_to(ground):
    answer(ground)
    today = timezone.localdate()
    before = made_file(ground, today - dt.timedelta(days=5), today - dt.timedelta(days=1))
    assert statements_in(before) == []
    assert len(statements_in(made_file(ground))) == 2, "attempted, answered"


@pytest.mark.parametrize(
    ("since", "until", "says"),
    [
        ("2026-02-01", "2026-01-01", "The last day comes before the first one."),
        ("2025-01-01", "2026-06-01", "One year at most in one file."),
        ("", "2026-06-01", "Give a day."),
        ("yesterday", "2026-06-01", "This is no day."),
    ],
)
def test_a_period_that_is_none_is_said_so(ground, since, until, says):
    page = ground.desk.post(f"{ground.here}export/", {"since": since, "until": until})
    assert page.status_code == 422
    assert says in text(page)


def test_asking_leaves_a_line(ground):
    with noting() as acts:
        made_file(ground)
    assert "records_exported" in acts
