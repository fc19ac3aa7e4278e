"""Modules on the learner's side: her home, the steps, an exercise tap by tap."""

import json
import re
import uuid

import pytest

from accompaniments.models import Trace
from common.wall import open_structure
from tests.app.learning import Ground, answers_of, document, fields

pytestmark = pytest.mark.django_db


def test_her_home_shows_the_next_step_and_nothing_is_written_by_looking() -> None:
    ground = Ground()
    empty = ground.client.get("/l/")
    assert empty.status_code == 200
    assignment = ground.assignment("L16")
    ground.assignment("L06")
    home = ground.client.get("/l/").content.decode()
    assert f"/l/{assignment.pk}/why/" in home
    for path in ["", "why/", "why/?n=2", "why/?n=x", "show/", "show/?n=3", "show/?n=999", "guided/", "alone/",
                 "check/", "bridge/", "bridge/?tasks", "x/L16-02/", "finished/"]:  # fmt: skip
        assert ground.client.get(f"/l/{assignment.pk}/{path}").status_code in (200, 302), path
    assert answers_of(ground) == []
    assert ground.client.get(f"/l/{assignment.pk}/nothing/").status_code == 404
    assert ground.client.get(f"/l/{assignment.pk}/x/L06-02/").status_code == 404


def test_a_whole_module_through_its_pages(django_capture_on_commit_callbacks) -> None:
    ground = Ground()
    assignment = ground.assignment("L16")
    url = f"/l/{assignment.pk}/"
    right = {"L16-14": "phone"}
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(30):
            at = ground.client.get(url).url
            if at.endswith("/finished/"):
                break
            page = ground.client.get(at)
            text = page.content.decode()
            if "/x/" in at:
                key = at.rstrip("/").rsplit("/", 1)[1]
                form = {"r": right[key], "do": "answer"} if key in right else {"do": "skip"}
                assert ground.client.post(at, {**fields(text), **form}).status_code == 200
            elif at.endswith(("guided/", "alone/", "check/")):
                key = next(part for part in text.split('"') if part.startswith(f"{url}x/"))
                text = ground.client.get(key).content.decode()
                assert ground.client.post(key, {**fields(text), "do": "skip"}).status_code == 200
            else:
                form = {"task": ["find", "book"], "how": "word"} if at.endswith("bridge/") else {"r": "never"}
                key = str(uuid.uuid4())
                assert ground.client.post(at, {"key": key, **(form if "show" not in at else {})}).status_code == 302
    with open_structure(ground.structure.pk):
        assignment.refresh_from_db()
    assert assignment.completed_at
    assert ground.client.get(f"{url}finished/").status_code == 200
    stored = {(one.step, one.exercise) for one in answers_of(ground)}
    assert {("why", ""), ("show", ""), ("bridge", ""), ("check", "L16-14")} <= stored
    with open_structure(ground.structure.pk):
        trace = Trace.objects.get()
    assert (trace.code, trace.theme) == ("L16", "procedures")
    assert 5 * len(stored) <= trace.seconds <= 600 * len(stored)


def test_errors_bring_hints_then_it_is_done_together() -> None:
    ground = Ground(language="en")
    ground.client.cookies["language"] = "en"
    assignment = ground.assignment("L16")
    url = f"/l/{assignment.pk}/x/L16-02/"
    page = ground.client.get(url).content.decode()
    hints = document("L16")["exercises"]["L16-02"]["hints"]
    for wanted in [hints[0]["text"]["en"], hints[1]["text"]["en"], "together"]:
        page = ground.client.post(url, {**fields(page), "do": "help"}).content.decode()
        assert wanted.split("\n")[0].replace("'", "&#x27;") in page
    assert " hl" in page
    page = ground.client.post(url, {**fields(page), "do": "skip"}).content.decode()
    assert "again" in page
    stored = answers_of(ground)[0]
    assert stored.helped
    assert stored.value is None
    page = ground.client.post(url, {**fields(page), "do": "again"}).content.decode()
    assert 'id="sim"' in page
    assert len(answers_of(ground)) == 1


def test_a_question_tried_again_keeps_what_was_typed() -> None:
    ground = Ground()
    assignment = ground.assignment("L06")
    url = f"/l/{assignment.pk}/x/L06-09/"
    page = ground.client.get(url).content.decode()
    page = ground.client.post(url, {**fields(page), "f.to": "helene@tilia", "do": "answer"}).content.decode()
    again = ground.client.post(url, {**fields(page), "do": "again"}).content.decode()
    assert fields(again)["f.to"] == "helene@tilia"
    assert fields(again)["key"] != fields(page)["key"]


def test_the_check_has_no_hints() -> None:
    ground = Ground()
    assignment = ground.assignment("L16")
    url = f"/l/{assignment.pk}/x/L16-10/"
    page = ground.client.get(url).content.decode()
    assert 'value="help"' not in page
    page = ground.client.post(url, {**fields(page), "errs": "5", "do": "help"}).content.decode()
    assert " hl" not in page
    assert '"solution"' not in page
    ground.client.post(url, {**fields(page), "do": "skip"})
    assert not answers_of(ground)[0].helped


def test_what_cannot_be_done_is_not_believed() -> None:
    ground = Ground()
    assignment = ground.assignment("L16")
    url = f"/l/{assignment.pk}/x/L16-02/"
    page = ground.client.get(url).content.decode()
    forged = {**fields(page), "log": '["confirm", {"choose_day": "none"}]', "do": "a.confirm"}
    page = ground.client.post(url, forged).content.decode()
    assert fields(page)["log"] == "[]"
    assert answers_of(ground) == []
    odd = ["[" * 59_000, '[{"type": "\\ud800"}]', '["\\u0000"]', "[NaN]", "[1e999]"]
    for log in ["{", "5", '{"a": 1}', "[[]]", "[1]", '[{"a": {}}]', "x" * 100_000, *odd]:
        assert ground.client.post(url, {**fields(page), "log": log, "do": ""}).status_code == 422, log[:20]


def test_french_pages_have_no_break_spaces_with_a_script_and_without() -> None:
    ground = Ground(language="fr")
    assignment = ground.assignment("L16")
    for path in ["why/?n=3", "check/", "guided/", "show/?n=4", "x/L16-02/", "x/L16-14/", "x/L16-09/"]:
        page = ground.client.get(f"/l/{assignment.pk}/{path}").content.decode()
        drawn, _script, data = page.partition('<script type="application/json"')
        assert not re.search(r"\w [?!;:»]|« ", re.sub(r"<style.*?</style>|<[^>]*>", "", drawn, flags=re.DOTALL)), path
        assert not re.search(r"\w [?!;»]|« ", data), path
    asked = ground.client.get(f"/l/{assignment.pk}/why/?n=3").content.decode()
    assert "rendez-vous en ligne\u202f?" in asked


def test_what_a_french_page_plays_is_the_answer_of_the_file() -> None:
    """Without a script: typed with ordinary spaces, or with those of a French keyboard, it is the same answer."""
    ground = Ground(language="fr")
    assignment = ground.assignment("L16")
    url = f"/l/{assignment.pk}/x/L16-02/"
    log = [{"choose_place": "park"}, {"choose_reason": "consult"}, {"choose_day": "tue12"}, {"choose_hour": "h1030"},
           {"type_name": "Nadia\u00a0Benali"}, {"type_phone": "0400\u202f12 34 56"}, "next"]  # fmt: skip
    page = ground.client.get(url).content.decode()
    form = {**fields(page), "log": json.dumps(log), "do": "a.confirm"}
    assert ground.client.post(url, form).status_code == 200
    (stored,) = answers_of(ground)
    assert stored.score == stored.max_score == 4
