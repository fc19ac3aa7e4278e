"""What a newcomer met: a help that can be followed, an answer that stays in sight, a code that is checked at once."""

import re

import pytest
from django.test import Client

from tests.app.learning import Ground, answers_of, fields

pytestmark = pytest.mark.django_db


def wrong_times(ground: Ground, url: str, times: int, **form) -> str:
    """The page of "try again" after so many wrong answers."""
    page = ground.client.get(url).content.decode()
    for _ in range(times):
        page = ground.client.post(url, {**fields(page), **form, "do": "answer"}).content.decode()
        page = ground.client.post(url, {**fields(page), **form, "again": "1"}).content.decode()
    return page


def test_an_order_is_done_together_arrow_by_arrow() -> None:
    ground = Ground()
    ground.client.cookies["language"] = "en"
    url = f"/l/{ground.assignment('L06').pk}/x/L06-01/"
    page = wrong_times(ground, url, 3, order="send text subject to new")
    taps = 0
    while "Tap the arrow up in the frame." in page:
        assert 'id="play"' not in page, "the server draws each tap"
        framed = re.findall(r'class="icon-btn hl"[^>]*value="(up:\w+)"', page)
        assert len(framed) == 1
        page = ground.client.post(url, {**fields(page), "do": framed[0]}).content.decode()
        taps += 1
        assert taps <= 10
    assert taps == 10
    assert "Tap “Check”" in page
    page = ground.client.post(url, {**fields(page), "do": "answer"}).content.decode()
    assert answers_of(ground)[-1].outcome["kind"] == "success"


def test_a_wrong_answer_stays_in_sight_with_its_first_wrong_line_and_a_hint() -> None:
    ground = Ground()
    ground.client.cookies["language"] = "en"
    url = f"/l/{ground.assignment('L06').pk}/x/L06-01/"
    page = ground.client.get(url).content.decode()
    sent = {**fields(page), "order": "new subject to text send", "do": "answer"}
    page = ground.client.post(url, sent).content.decode()
    assert re.findall(r'data-id="(\w+)"', page) == ["new", "subject", "to", "text", "send"]
    assert re.findall(r'class="card hl" data-id="(\w+)"', page) == ["subject"]
    assert "First, you open an empty page." in page
    page = ground.client.post(url, {**fields(page), "again": "1"}).content.decode()
    page = ground.client.post(url, {**fields(page), "do": "answer"}).content.decode()
    assert "You always send at the end." in page, "the second error has other words"


@pytest.mark.parametrize(("code", "key", "given"), [("L06", "L06-03", "m.subject"), ("L06", "L06-09", "f.to")])
def test_what_is_matched_or_typed_together_is_said(code: str, key: str, given: str) -> None:
    ground = Ground()
    ground.client.cookies["language"] = "en"
    url = f"/l/{ground.assignment(code).pk}/x/{key}/"
    page = wrong_times(ground, url, 3, **{given: "gone" if key == "L06-03" else "x"})
    assert "Do what each frame says." in page
    frames = len(re.findall(r'class="field hl"', page))
    assert frames == len(re.findall(r">(?:Choose|Type): ", page)) > 1


def test_a_code_that_is_too_short_is_said_on_its_own_page() -> None:
    client = Client()
    client.cookies["language"] = "en"
    page = client.post("/c/", {"code": "ABCD 123", "kind": "digits"}).content.decode()
    assert "There is still 1 character missing." in page
    assert 'value="ABCD 123"' in page
    assert 'name="digits"' not in page
    page = client.post("/c/", {"code": "ABCD 1234", "kind": "digits"}).content.decode()
    assert re.search(r'name="digits"[^>]* autofocus', page)
    again = client.post("/c/secret/", {"code": "ABCD1234", "kind": "digits", "digits": "0000"})
    page = again.content.decode()
    assert again.status_code == 422
    assert "Look at your code and your 4 digits." in page
    assert re.search(r'type="text"[^>]* name="code"[^>]* value="ABCD 1234"', page)
