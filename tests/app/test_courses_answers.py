"""The door of the phone: answers in batches, each counted once, and graded by the version answered."""

import copy
import datetime as dt
import json

import pytest
from django.db import connection
from django.utils import timezone

from common.wall import across_structures, open_structure
from courses.learning import selectors
from courses.learning.models import AnswerConflict, Assignment, ModuleVersion
from tests.app.factories import LearnerFactory
from tests.app.learning import Ground, answers_of, document, fields, item, post_json

pytestmark = pytest.mark.django_db


def test_an_answer_sent_twice_counts_once() -> None:
    ground = Ground()
    assignment = ground.assignment()
    sent = item(assignment)
    first, second = post_json(ground.client, [sent]), post_json(ground.client, [sent])
    assert (first.status_code, second.status_code) == (200, 200)
    one, two = first.json()["results"][0], second.json()["results"][0]
    assert (one["new"], two["new"]) == (True, False)
    assert one["score"] == two["score"] == 1
    assert len(answers_of(ground)) == 1


def test_the_same_key_for_another_answer_is_refused_and_kept() -> None:
    ground = Ground()
    assignment = ground.assignment()
    sent = item(assignment)
    post_json(ground.client, [sent])
    refused = post_json(ground.client, [{**sent, "value": "wait"}])
    assert refused.status_code == 422
    assert refused.json()["results"][0]["message"]
    assert [one.value for one in answers_of(ground)] == ["phone"]
    with open_structure(ground.structure.pk):
        assert AnswerConflict.objects.get().content["value"] == "wait"
    for _time in range(5):
        assert post_json(ground.client, [{**sent, "value": "wait"}]).status_code == 422
    with open_structure(ground.structure.pk):
        assert AnswerConflict.objects.count() == 3, "who sends it again and again fills nothing"


def test_the_form_and_the_phone_agree_on_the_key() -> None:
    ground = Ground()
    assignment = ground.assignment()
    url = f"/l/{assignment.pk}/x/L16-14/"
    form = fields(ground.client.get(url).content.decode())
    post_json(ground.client, [item(assignment, key=form["key"])])
    assert ground.client.post(url, {**form, "r": "phone", "do": "answer"}).status_code == 200
    assert ground.client.post(url, {**form, "r": "wait", "do": "answer"}).status_code == 422
    assert len(answers_of(ground)) == 1


def test_what_is_no_answer_is_told_plainly() -> None:
    ground = Ground()
    assignment = ground.assignment()
    for body in [b"", b"{", b"[]", b'{"answers": 5}', b'{"answers": [5]}', b"\xff\xfe", b"[" * 90_000]:
        response = post_json(ground.client, body)
        assert response.status_code == 400, body[:20]
        assert response.json()["error"]
    wrong = [
        {"key": "x"}, {"step": "guided"}, {"exercise": "L16-99"}, {"value": "nothing"}, {"value": {"a": 1}},
        {"version": 9}, {"version": "1"}, {"sequence": -1}, {"sequence": True}, {"step": 5}, {"assignment": "x"},
        {"step": "why", "exercise": "", "value": "maybe"}, {"step": "bridge", "exercise": "", "value": {"how": "x"}},
        {"exercise": "L16-10", "value": "phone"}, {"exercise": "L16-10", "value": ["x" * 70_000]},
    ]  # fmt: skip
    for change in wrong:
        response = post_json(ground.client, [item(assignment, **change)])
        assert response.status_code == 422, change
        assert response.json()["results"][0]["message"]
    assert answers_of(ground) == []
    assert post_json(ground.client, [item(assignment)] * 21).status_code == 413
    assert post_json(ground.client, b"x" * 5_000_000).status_code == 413


@pytest.mark.parametrize(
    "value",
    [
        '"\\ud800"',
        '"a\\u0000b"',
        '["\\udfff\\ud800"]',
        '{"\\u0000": 1}',
        "NaN",
        "[1e999]",
        "[-Infinity]",
        "[" * 300 + "]" * 300,
    ],
)
@pytest.mark.parametrize("exercise", ["L16-14", "L16-10"])
def test_what_no_database_holds_is_no_answer_and_the_others_are_kept(value, exercise) -> None:
    """Told by its own status: a batch that is lost comes again from the phone for ever."""
    ground = Ground()
    assignment = ground.assignment()
    good, odd = item(assignment), item(assignment, exercise=exercise, value="HERE")
    body = json.dumps({"answers": [odd, good]}).replace('"HERE"', value)
    response = post_json(ground.client, body.encode())
    assert [one["status"] for one in response.json()["results"]] == [422, 200]
    assert len(answers_of(ground)) == 1


@pytest.mark.parametrize(
    ("at", "kept"),
    [
        ("0001-01-01T00:00:00+14:00", False), ("9999-12-31T23:59:59-14:00", False), ("1969-12-31T23:59:59Z", False),
        ("1970-01-01T00:30:00+01:00", False), ("1970-01-01T00:00:00Z", True), ("2200-01-01T00:00:00Z", False),
        ("2026-11-20T10:00:00+23:59", True), ("2026-11-20T10:00:00+99:99", False), ("2026-11-20T10:00:00", False),
        ("\ud800", False), ("2026-11-20T10:00:00+24:00", False),
    ],
)  # fmt: skip
def test_a_phone_s_clock_is_kept_within_reason(at, kept) -> None:
    ground = Ground()
    response = post_json(ground.client, [item(ground.assignment(), at=at)])
    assert response.status_code == 200
    [answer] = answers_of(ground)
    assert (answer.client_at is not None) == kept


def test_one_bad_answer_does_not_lose_the_others() -> None:
    ground = Ground()
    assignment = ground.assignment()
    response = post_json(ground.client, [item(assignment, value="nothing"), item(assignment)])
    assert [one["status"] for one in response.json()["results"]] == [422, 200]
    assert len(answers_of(ground)) == 1


def test_no_card_no_answer(client) -> None:
    ground = Ground()
    response = post_json(client, [item(ground.assignment())])
    assert response.status_code == 401
    assert response.json()["error"]


def test_somebody_elses_assignment_does_not_exist() -> None:
    ground, stranger = Ground(), Ground()
    neighbour = LearnerFactory(structure=ground.structure)
    for other in (stranger.assignment(), ground.assignment(learner=neighbour)):
        for path in ["", "why/", "x/L16-02/", "finished/"]:
            assert ground.client.get(f"/l/{other.pk}/{path}").status_code == 404
        assert ground.client.post(f"/l/{other.pk}/why/", {"r": "never"}).status_code == 404
        response = post_json(ground.client, [item(other)])
        assert response.json()["results"][0]["status"] == 404
    assert answers_of(ground) == answers_of(stranger) == []


def test_a_secret_is_never_kept() -> None:
    ground = Ground()
    assignment = ground.assignment()
    value = [{"open_result": "fake"}, {"type_card": "4111 1111"}]
    solution = document("L16")["exercises"]["L16-07"]["solution"]
    post_json(ground.client, [item(assignment, step="alone", exercise="L16-07", value=[*value, *solution])])
    with across_structures("a test reads what is stored"), connection.cursor() as cursor:
        cursor.execute("SELECT value::text FROM courses_answer")
        assert all("4111" not in row[0] for row in cursor.fetchall())


def test_an_answer_is_graded_by_the_version_answered() -> None:
    ground = Ground()
    assignment = ground.assignment()
    changed = copy.deepcopy(document("L16"))
    for option in changed["exercises"]["L16-14"]["options"]:
        option["right"] = option["id"] == "wait"
    module = assignment.module
    ModuleVersion.objects.create(module=module, number=2, status="retired", document=changed, sha256="2" * 64)
    by = {n: post_json(ground.client, [item(assignment, version=n)]).json()["results"][0]["score"] for n in (1, 2)}
    assert by == {1: 1, 2: 0}


def test_progress_never_goes_back_and_only_the_first_try_counts() -> None:
    ground = Ground()
    assignment = ground.assignment()
    post_json(ground.client, [item(assignment, value="wait"), item(assignment), item(assignment, value=None)])
    assert [one.outcome["first"] for one in answers_of(ground)] == [True, False, False]
    with open_structure(ground.structure.pk):
        standing = selectors.standing(assignment)
    assert standing.progress.solved == {"L16-14"}
    assert standing.progress.right_first == frozenset()


def test_a_completed_module_stays_completed() -> None:
    ground = Ground()
    assignment = ground.assignment()
    when = timezone.now() - dt.timedelta(days=3)
    with open_structure(ground.structure.pk):
        Assignment.objects.filter(pk=assignment.pk).update(completed_at=when)
    post_json(ground.client, [item(assignment, value="wait")])
    with open_structure(ground.structure.pk):
        assignment.refresh_from_db()
    assert assignment.completed_at == when
