"""Out and in again: the questions mean the same; so do those of the modules that ship."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.exchange.exercises import from_exercise, to_exercise
from courses.exchange.questions import Blank, LeftOut, Option, Picture, Question
from courses.exchange.reading import read
from courses.exchange.words import NOTES, sentence
from courses.exchange.writing import moodle, qti
from exercises import grade_answer, load_module
from exercises.lint.exercises import QUESTIONS

CONTENT = Path(__file__).resolve().parents[3] / "courses" / "content"
WRITERS = {"moodle": moodle.write, "qti": qti.write}
SIGNS = "abc é’<&>\"'#=~{}*%:/\\[]$ ëß中"
WORDS = st.text(SIGNS, min_size=1, max_size=12).map(lambda t: " ".join(t.split())).filter(lambda t: t and "…" not in t)
PLAIN = st.text("abcdé fgh", min_size=1, max_size=12).map(lambda t: " ".join(t.split())).filter(bool)


@st.composite
def questions(draw) -> Question:
    kind = draw(st.sampled_from(["choice", "multiple", "order", "match", "fill", "case", "written"]))
    question = Question("case" if kind == "written" else kind, draw(WORDS), draw(WORDS))  # type: ignore[arg-type]
    labels = draw(st.lists(WORDS, min_size=2, max_size=5, unique=True))
    if kind == "match":
        count = draw(st.integers(2, 4))
        lefts = draw(st.lists(WORDS, min_size=count, max_size=count, unique=True))
        question.pairs = [(left, draw(st.sampled_from(labels))) for left in lefts]
        used = {right for _left, right in question.pairs}
        question.extra = [label for label in labels if label not in used]
    elif kind == "fill":
        fields = draw(st.lists(PLAIN, min_size=1, max_size=3, unique=True))
        question.prompt = draw(PLAIN)
        question.blanks = [
            Blank(f, draw(st.lists(PLAIN, min_size=1, max_size=3, unique=True)), draw(st.booleans())) for f in fields
        ]
    elif kind != "written":
        right = draw(st.integers(0, len(labels) - 1))
        question.options = [
            Option(label, index == right if kind != "order" else False, draw(st.just("") | WORDS))
            for index, label in enumerate(labels)
        ]
        if kind == "multiple":
            question.options[0].right = True
        if kind == "case":
            for index, option in enumerate(question.options):
                option.rating = 3 if index == right else draw(st.integers(0, 2))
            if all(option.rating in (0, 3) for option in question.options):
                question.options[(right + 1) % len(labels)].rating = 1
        if kind == "order":
            question.options = [replace(option, text="") for option in question.options]
    return question


def meaning(question: Question) -> tuple:
    """What decides which answer is right, and what is read."""
    blanks = [(blank.label.replace("…", "").strip(" :."), set(blank.answers), blank.exact) for blank in question.blanks]
    options = [(o.label, o.right, o.rating, o.at) for o in question.options]
    if question.kind == "multiple" or question.kind == "choice":
        options = [(label, right) for label, right, _rating, _at in options]
    if question.kind == "order":
        options = [label for label, *_rest in options]
    return question.kind, question.prompt, options, question.pairs, sorted(question.extra), blanks


@pytest.mark.parametrize("writer", WRITERS)
@settings(max_examples=150, deadline=None)
@given(question=questions())
def test_out_and_in_again(writer, question):
    content, left = WRITERS[writer]([question], "A set", "en")
    assert left == []
    reading = read("x", content)
    assert reading.left == []
    (back,) = reading.questions
    if len(question.blanks) == 1 and writer == "moodle":  # a short answer has no label beside its text
        blank = question.blanks[0]
        question = replace(question, prompt=f"{question.prompt}\n{blank.label}", blanks=[replace(blank, label="")])
    assert meaning(back) == meaning(question)
    assert [option.text for option in back.options] == [option.text for option in question.options]


def test_a_place_in_a_picture_goes_by_qti_and_not_by_moodle():
    picture = Picture("map.svg", b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"/>', 200, 100, "A map")
    spots = [Option("The stop", True, at=(10, 20, 30, 40)), Option("A tree", at=(60, 60, 20, 20))]
    question = Question("hotspot", "Q", "Touch the stop.", options=spots, picture=picture)
    content, left = qti.write([question], "A set", "nl")
    (back,) = read("x", content).questions
    assert left == []
    assert (back.options, back.picture.content, back.picture.alt) == (spots, picture.content, "A map")
    _content, left = moodle.write([question], "A set", "nl")
    assert left[0].note.code == "no_like"


@cache
def shipped() -> list[tuple[str, dict]]:
    documents = [load_module(path.parent) for path in sorted(CONTENT.glob("L*/module.yaml"))]
    return [(key, document) for document in documents for key in document["exercises"]]


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_the_questions_of_the_modules_go_out_and_come_back_with_the_same_right_answer(language):
    there, said = 0, set()
    for key, document in shipped():
        exercise = document["exercises"][key]
        try:
            question = from_exercise(exercise, language=language, country="BE", pictures={})
        except LeftOut as reason:
            said.add(sentence(reason.note))
            assert reason.note.code in NOTES
            continue
        there += 1
        again = {**document, "exercises": {key: to_exercise(question, key=key, language=language)}}
        back = again["exercises"][key]
        answer = back.get("answer") or next(
            (o["id"] for o in back.get("options", ()) if o.get("right") or o.get("rating") == 3), None
        )
        if back["type"] == "multiple":
            answer = [option["id"] for option in back["options"] if option.get("right")]
        if back["type"] == "fill":
            answer = {f["id"]: f["answer"] if isinstance(f["answer"], str) else f["answer"][0] for f in back["fields"]}
        if back.get("write"):
            answer = "words"
        outcome = grade_answer(again, key, answer, "BE")
        assert outcome.score == outcome.max, key
    assert there > 15
    assert said, "what was left out says why"


def test_every_type_of_question_is_handed_over_or_says_why():
    handed = {"choice", "multiple", "order", "match", "fill", "hotspot", "case"}
    assert set(QUESTIONS) - handed <= {"keyboard"}
