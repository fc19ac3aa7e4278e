"""What each of the newer types shows and does without a script: pictures, letters, situations, panels, gestures."""

import html
import re

import pytest

from common.wall import open_structure
from courses.learning.models import Answer
from tests.app.learning import SAMPLE, Ground, fields

pytestmark = pytest.mark.django_db


class Sitting:
    """One exercise of the sample module on a learner's phone, form by form."""

    def __init__(self, exercise: str, language: str = "en"):
        self.ground = Ground(language=language)
        self.ground.client.cookies["language"] = language
        self.url = f"/l/{self.ground.assignment(SAMPLE).pk}/x/{exercise}/"
        self.page = self.ground.client.get(self.url).content.decode()

    def send(self, **typed: str) -> str:
        """The form with this in it; the page that comes back."""
        response = self.ground.client.post(self.url, {**fields(self.page), **typed})
        assert response.status_code == 200, response.content.decode()
        self.page = response.content.decode()
        return self.page

    def tap(self, what: str) -> str:
        assert f'value="{what}"' in self.page
        return self.send(do=what)

    @property
    def words(self) -> str:
        """What can be read on the page."""
        main = self.page[self.page.index("<main") : self.page.index("</main>")]
        return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)))

    def answer(self) -> Answer:
        with open_structure(self.ground.structure.pk):
            return Answer.objects.get(learner=self.ground.learner)


def test_a_picture_has_its_description_and_a_list_says_the_same() -> None:
    sitting = Sitting("T01-02")
    assert '<svg role="img" aria-label="Nadia holds her phone."' in sitting.page
    assert re.findall(r'type="radio" name="r" id="r\d" value="(\w+)"', sitting.page) == ["head", "phone", "stop"]
    sitting.send(r="stop", do="answer")
    assert "That is the stop." in sitting.words
    assert 'value="stop" checked' in sitting.page, "what was chosen stays in sight"
    answer = sitting.answer()
    assert (answer.value, answer.score, answer.max_score) == ("stop", 0, 1)


def test_nearly_typed_is_said_in_words() -> None:
    sitting = Sitting("T01-03")
    box = re.search(r'<input[^>]*name="f.name"[^>]*>', sitting.page)
    assert box is not None
    assert 'spellcheck="false"' in box[0], "no keyboard mends what is to be typed to the letter"
    sitting.send(**{"f.name": "Milan Petters", "f.mail": "milan@post.exampl", "f.day": "friday", "do": "answer"})
    assert "The name Up to “Milan Pe” it is right. Then comes “e”." in sitting.words
    assert "Up to “milan@post.exampl” it is right. Then comes “e”." in sitting.words
    assert "It begins with “T”." in sitting.words
    answer = sitting.answer()
    assert (answer.score, answer.max_score, answer.outcome["kind"]) == (1, 6, "partial")


def test_done_together_the_word_to_type_is_in_her_language() -> None:
    sitting = Sitting("T01-03", language="nl")
    for _ in range(3):
        sitting.send(do="help")
    assert "donderdag" in sitting.words
    assert "jeudi" not in sitting.words


def test_after_a_situation_every_choice_has_the_experts_words() -> None:
    sitting = Sitting("T01-05")
    sitting.send(r="show", do="answer")
    for words in ("She learns nothing.", "She decides.", "Good, but ask first."):
        assert words in sitting.words
    assert "I show it once. Your choice Good, but ask first." in sitting.words
    assert "I ask what she wants. The expert’s choice She decides." in sitting.words
    assert 'name="again"' not in sitting.page, "who read the expert's words has nothing to guess any more"
    answer = sitting.answer()
    assert (answer.score, answer.max_score, answer.outcome["kind"]) == (2, 3, "partial")


def test_what_an_aidant_writes_is_kept_beside_the_experts_words() -> None:
    sitting = Sitting("T01-06")
    assert "What do you want to do?" not in sitting.words
    sitting.send(write="  ", do="answer")
    assert "Type an answer first." in sitting.words
    sitting.send(write="Hello.\r\n<b>How</b> are you?", do="answer")
    assert "What you wrote Hello. <b>How</b> are you? What an expert says “What do you want to do?”" in sitting.words
    answer = sitting.answer()
    assert (answer.value, answer.score, answer.max_score) == ("Hello.\n<b>How</b> are you?", 1, 1)


def test_a_written_answer_has_a_limit() -> None:
    sitting = Sitting("T01-06")
    assert 'maxlength="2000"' in sitting.page
    response = sitting.ground.client.post(sitting.url, {**fields(sitting.page), "write": "x" * 2001, "do": "answer"})
    assert response.status_code == 422


def test_i_dont_know_is_an_answer_to_a_situation_too() -> None:
    sitting = Sitting("T01-06")
    sitting.send(do="skip")
    answer = sitting.answer()
    assert (answer.value, answer.score) == (None, 0)
    assert "What an expert says" in sitting.words


def test_switches_say_on_and_off_and_panels_have_names() -> None:
    sitting = Sitting("T01-04")
    assert re.findall(r"<h3>(\w+)</h3>", sitting.page) == ["Computer", "Phone"]
    switch = r'value="a.turn:wifi" role="switch" aria-checked="(\w+)".*?<b class="flip" aria-hidden="true">(\w+)</b>'
    assert re.findall(switch, sitting.page) == [("false", "Off")]
    sitting.tap("a.turn:wifi")
    assert re.findall(switch, sitting.page) == [("true", "On")]
    sitting.tap("a.turn:wifi")
    assert re.findall(switch, sitting.page) == [("false", "Off")]


def test_a_gesture_has_a_button_that_needs_none() -> None:
    sitting = Sitting("T01-01")
    buttons = re.findall(r'<button class="(\w+)" name="do" value="a.unlock"([^>]*)>', sitting.page)
    assert buttons == [("btn", ' data-press="swipe"'), ("lnk", "")]
    assert "Do it with a tap : Open" in sitting.words
    for tap in ("a.unlock", "a.zoom", "a.hold"):
        sitting.tap(tap)
    assert sitting.answer().outcome["kind"] == "success"


def test_where_a_module_has_no_replay_its_screens_are_shown() -> None:
    from courses.learning.models import ModuleVersion
    from exercises import sha256
    from tests.app.learning import document, published

    ground = Ground(language="en")
    ground.client.cookies["language"] = "en"
    facts = document(SAMPLE)
    lines = {"fr": "Écoutez d'abord.", "nl": "Luister eerst.", "en": "Listen first."}
    steps = [
        {"step": "show", "minutes": 1, "intro": lines, "screens": [{"text": lines}, {"text": lines}]}
        if n == 1
        else step
        for n, step in enumerate(facts["module"]["steps"])
    ]
    changed = {**facts, "module": {**facts["module"], "audience": "aidant", "steps": steps}}
    assignment = ground.assignment(SAMPLE)
    version = ModuleVersion.objects.create(
        module=published(SAMPLE), number=2, status="draft", document=changed, sha256=sha256(changed)
    )
    with open_structure(ground.structure.pk):
        assignment.version = version
        assignment.save()
    page = ground.client.get(f"/l/{assignment.pk}/show/")
    assert page.status_code == 200
    assert "Listen first." in page.content.decode()
