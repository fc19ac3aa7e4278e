"""H5P files as a site exports them."""

import io
import json
import zipfile

import pytest

from courses.exchange.questions import Blank, ExchangeError, Note, Option
from courses.exchange.reading import read


def package(library: str, content: object, **files: bytes) -> bytes:
    made = io.BytesIO()
    about = {"title": "A set", "language": "nl", "mainLibrary": library}
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("h5p.json", json.dumps(about))
        archive.writestr("content/content.json", json.dumps(content))
        for name, body in files.items():
            archive.writestr(name, body)
    return made.getvalue()


CHOICE = {
    "question": "<p>Which one?</p>\n",
    "answers": [
        {"text": "<div>A stop</div>\n", "correct": True, "tipsAndFeedback": {"tip": "Rails", "chosenFeedback": "Yes"}},
        {"text": "A tree", "correct": False},
    ],
    "behaviour": {"type": "auto"},
}


def test_a_choice_and_several():
    reading = read("x.h5p", package("H5P.MultiChoice", CHOICE))
    (question,) = reading.questions
    assert (reading.title, reading.language, question.kind, question.prompt) == ("A set", "nl", "choice", "Which one?")
    assert question.options == [Option("A stop", True, "Yes"), Option("A tree")]
    assert question.hints == ["Rails"]
    several = {
        **CHOICE,
        "answers": [{"text": word, "correct": True} for word in "ab"] + [{"text": "c", "correct": False}],
    }
    assert read("x", package("H5P.MultiChoice", several)).questions[0].kind == "multiple"


def test_blanks_with_alternatives_and_tips():
    content = {
        "text": "<p>Fill in.</p>",
        "questions": ["<p>A *stop/halte:It has rails* is near. Then *wait*.</p>", "<p>No gap.</p>"],
        "behaviour": {"caseSensitive": False},
    }
    (question,) = read("x", package("H5P.Blanks", content)).questions
    assert question.kind == "fill"
    assert question.prompt == "Fill in.\nNo gap."
    assert question.blanks == [Blank("A … is near.", ["stop", "halte"]), Blank("Then ….", ["wait"])]
    assert question.hints == ["It has rails"]


def test_words_to_drag():
    content = {
        "taskDescription": "<p>Drag.</p>",
        "textField": "Look at the *sender:who*.\nNever open the *link*.",
        "distractors": "*bin* *link*",
    }
    (question,) = read("x", package("H5P.DragText", content)).questions
    assert question.pairs == [("Look at the ….", "sender"), ("Never open the ….", "link")]
    assert question.extra == ["bin"]


def test_a_set_is_opened_and_says_what_it_could_not_take():
    content = {
        "questions": [
            {"library": "H5P.MultiChoice 1.16", "params": CHOICE, "metadata": {"title": "First"}},
            {"library": "H5P.TrueFalse 1.8", "params": {"question": "<p>Rain?</p>", "correct": "false"}},
            {"library": "H5P.DragQuestion 1.14", "params": {"question": {}}, "metadata": {"title": "A map"}},
            {"library": "H5P.MultiChoice 1.16", "params": {"question": "x", "answers": 7}},
            {"library": "H5P.MultiChoice 1.16", "params": {"question": 5, "answers": [{"text": "a", "correct": True}]}},
        ]
    }
    reading = read("x", package("H5P.QuestionSet", content))
    assert [(question.name, question.kind) for question in reading.questions] == [
        ("First", "choice"),
        ("A set", "choice"),
    ]
    assert reading.questions[1].options == [Option("true", False), Option("false", True)]
    assert [(left.name, left.note.code) for left in reading.left] == [
        ("A map", "unknown_type"),
        ("A set", "unreadable"),
        ("A set", "no_text"),
    ]


def test_columns_and_pictures():
    part = {
        "content": {
            "library": "H5P.TrueFalse 1.8",
            "params": {"question": "Rain?", "correct": "true", "media": {"type": {"library": "H5P.Image 1.1"}}},
        }
    }
    text = {"content": {"library": "H5P.AdvancedText 1.1", "params": {"text": "<p>Hello</p>"}}}
    reading = read("x", package("H5P.Column", {"content": [part, text]}))
    assert reading.questions[0].notes == [Note("picture")]
    assert [left.note for left in reading.left] == [Note("unknown_type", "AdvancedText")]


def nested(depth: int) -> dict:
    tree: dict = CHOICE
    for _ in range(depth):
        tree = {"a": [{"library": "H5P.Column", "params": tree}]}
    return tree


def raw(entries: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in entries.items():
            archive.writestr(name, body)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (raw({"h5p.json": b"{"}), "not_json"),
        (raw({"h5p.json": b"[]"}), "not_json"),
        (raw({"h5p.json": b"{}"}), "missing_file"),
        (raw({"h5p.json": b"[" * 100_000, "content/content.json": b"{}"}), "not_json"),
        (raw({"../h5p.json": b"{}"}), "bad_path"),
        (raw({"/etc/h5p.json": b"{}"}), "bad_path"),
        (raw({"h5p.json": b"{}", "big": b"0" * 40_000_000}), "bomb"),
        (b"PK\x03\x04 no zip at all", "damaged"),
        (package("H5P.QuestionSet", nested(60)), "too_deep"),
        (raw({f"f{number}": b"" for number in range(2001)}), "too_many_files"),
    ],
    ids=["json", "list", "content", "deep json", "up", "root", "bomb", "damage", "deep", "many"],
)
def test_a_file_that_harms_or_is_broken_is_refused(content, code):
    with pytest.raises(ExchangeError) as error:
        read("x.h5p", content)
    assert error.value.code == code


def test_settings_of_a_picture_that_is_not_there_are_no_picture():
    """H5P writes them with every question."""
    bare = {**CHOICE, "media": {"disableImageZooming": False}}
    assert read("x", package("H5P.MultiChoice", bare)).questions[0].notes == []
    none = {**CHOICE, "media": {"type": {"params": {}}, "disableImageZooming": False}}
    assert read("x", package("H5P.MultiChoice", none)).questions[0].notes == []
    kinds = {"H5P.Image 1.1": "picture", "H5P.Video 1.6": "film", "H5P.Audio 1.5": "sound"}
    for library, code in kinds.items():
        shown = {**CHOICE, "media": {"type": {"library": library, "params": {"file": {"path": "x"}}}}}
        assert read("x", package("H5P.MultiChoice", shown)).questions[0].notes == [Note(code)]
