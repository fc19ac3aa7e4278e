"""Where did she get stuck: what an aidant sees of a learner's tries, and nobody else."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from common.wall import open_structure
from courses.learning.models import Answer
from courses.learning.services import record_answer
from exercises import client_bundle
from exercises.retracing import answered, retrace
from tests.app.doors import signed_in
from tests.app.learning import Ground, answers_of, document, fields, item, post_json

pytestmark = pytest.mark.django_db


def trail_of(ground: Ground) -> dict:
    [answer] = answers_of(ground)
    return answer.outcome


STEP, KEY = "alone", "L06-08"  # a letter with a picture: `send` needs a person, a subject and a text


def desk(ground: Ground) -> Client:
    return signed_in(ground.aidant)


def page(ground: Ground, assignment, exercise: str = "", query: str = "") -> str:
    slug = ground.structure.slug
    name, more = ("retrace", [exercise]) if exercise else ("tries", [])
    response = desk(ground).get(reverse(f"courses:{name}", args=[slug, assignment.pk, *more]) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_pass_keeps_where_she_stood_and_what_she_tried_in_vain() -> None:
    """What the phone tells beside the answer: the times, what could not be used yet, the hints, the log of a pass."""
    ground = Ground()
    assignment = ground.assignment("L06")
    begun, button = document("L06")["exercises"][KEY]["solution"][0], "send"
    marks = [1500.7, button, button, -2, button, -3]
    sent = item(assignment, step=STEP, exercise=KEY, value=None, trail=[[begun], *marks])
    assert post_json(ground.client, [sent]).status_code == 200
    found = trail_of(ground)
    assert (found["marks"], found["log"]) == ([1, button, button, -2, button, -3], [begun])
    assert found["kind"] == "retry"
    assert found["got"] == []
    seen = page(ground, assignment, KEY)
    assert "3 times in vain" in seen
    assert "Stopped at “" in seen
    seen = page(ground, assignment, KEY, "?n=2")
    assert "something was still missing" in seen
    assert 'rel="prev"' in seen and 'rel="next"' in seen


@pytest.mark.parametrize(
    "trail",
    ["x", {}, [], [["nothing"], "no_such_action", True, None, [], {"a": 1}], [5, -1e9, 1e12], [[], *["back"] * 5000]],
)
def test_a_trail_that_can_t_be_read_loses_no_answer(trail) -> None:
    ground = Ground()
    assignment = ground.assignment("L06")
    response = post_json(ground.client, [item(assignment, step=STEP, exercise=KEY, value=None, trail=trail)])
    assert response.status_code == 200
    kept = trail_of(ground).get("marks", [])
    assert len(kept) <= 400
    assert all(one == "back" or (type(one) is int and -99 <= one <= 86_400) for one in kept)
    page(ground, assignment, KEY)


def test_no_secret_comes_by_the_trail() -> None:
    ground = Ground()
    assignment = ground.assignment("L11")
    key, exercise = next((key, one) for key, one in document("L11")["exercises"].items() if "type_card" in str(one))
    play = next(one["play"] for one in exercise["vectors"] if "type_card" in str(one["play"]))
    log = [{"type_card": "4111 1111"} if "type_card" in str(action) else action for action in play]
    step = next(one["step"] for one in document("L11")["module"]["steps"] if key in one.get("exercises", ()))
    post_json(ground.client, [item(assignment, step=step, exercise=key, value=None, trail=[log, *[5] * len(log)])])
    assert "4111" not in str(trail_of(ground))
    assert "It is not kept." in page(ground, assignment, key)


def test_a_form_tells_the_same_as_a_phone() -> None:
    """Without JavaScript: the form carries what happened."""
    ground = Ground()
    assignment = ground.assignment("L06")
    url, button = f"/l/{assignment.pk}/x/{KEY}/", "send"
    form = fields(ground.client.get(url).content.decode())
    for do in ("a.compose", f"a.{button}", f"a.{button}", "skip"):
        shown = ground.client.post(url, {**form, "do": do}).content.decode()
        form = fields(shown) if do != "skip" else {}
    marks = trail_of(ground)["marks"]
    assert [one for one in marks if isinstance(one, str)] == [button, button]
    assert -2 in marks, "the hint after two errors"


def test_every_moment_of_the_solution_has_its_words_and_its_screen() -> None:
    facts = document("L16")
    for key, exercise in facts["exercises"].items():
        bundle = client_bundle(facts, key, "fr", "BE")
        if "world" not in exercise:
            assert answered(bundle, None) == []
            continue
        log = exercise["solution"]
        done = retrace(bundle, log)
        assert len(done.moments) == len(log)
        assert all(moment.label or moment.text or moment.how in ("back", "secret") for moment in done.moments), key
        assert not any(moment.error for moment in done.moments)
        assert done.moments[0].screen["screen"] == bundle["start"]["screen"]


def test_a_question_shows_her_answer_and_its_own_version() -> None:
    ground = Ground()
    assignment = ground.assignment()
    with open_structure(ground.structure.pk):
        for value in ("wait", "phone"):
            record_answer(
                learner=ground.learner,
                assignment=assignment,
                key=uuid.uuid4(),
                step="check",
                exercise="L16-14",
                value=value,
            )
    first, last = page(ground, assignment, "L16-14", "?try=1"), page(ground, assignment, "L16-14")
    assert "not right" in first
    assert "not right" not in last
    overview = page(ground, assignment)
    assert "2 tries" in overview and "solved" in overview


def test_where_a_group_stops_is_counted_without_names() -> None:
    ground = Ground()
    assignment = ground.assignment()
    with open_structure(ground.structure.pk):
        for _ in range(3):
            record_answer(
                learner=ground.learner,
                assignment=assignment,
                key=uuid.uuid4(),
                step="check",
                exercise="L16-14",
                value="wait",
            )
    client = desk(ground)
    shown = client.get(reverse("courses:stuck", args=[ground.structure.slug, "L16"])).content.decode()
    assert "1 learner has not solved it" in shown
    assert ground.learner.alias not in shown
    assert client.get(reverse("courses:stuck", args=[ground.structure.slug, "L16"]), {"group": "x"}).status_code == 200


def test_nobody_else_s_tries() -> None:
    ground, other = Ground(), Ground()
    theirs = other.assignment()
    with open_structure(other.structure.pk):
        record_answer(learner=other.learner, assignment=theirs, key=uuid.uuid4(), step="check", exercise="L16-14")
        assert Answer.objects.filter(assignment=theirs).count() == 1
    client, slug = desk(ground), ground.structure.slug
    for name, more in (("tries", []), ("retrace", ["L16-14"])):
        assert client.get(reverse(f"courses:{name}", args=[slug, theirs.pk, *more])).status_code == 404
        assert client.get(reverse(f"courses:{name}", args=[other.structure.slug, theirs.pk, *more])).status_code == 404
    mine = ground.assignment()
    assert client.get(reverse("courses:retrace", args=[slug, mine.pk, "L16-14"])).status_code == 404, "never tried"
