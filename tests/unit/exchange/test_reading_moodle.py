"""A question bank as Moodle hands it over."""

import pytest

from courses.exchange.questions import ExchangeError, Note, Option, Question
from courses.exchange.reading import read

HEAD = '<?xml version="1.0" encoding="UTF-8"?><quiz>'


def bank(*questions: str) -> bytes:
    return (HEAD + "".join(questions) + "</quiz>").encode()


def one(kind: str, body: str, text: str = "<p>Which one?</p>") -> Question:
    reading = read("bank.xml", bank(wrapped(kind, body, text)))
    assert reading.left == []
    (question,) = reading.questions
    return question


def wrapped(kind: str, body: str, text: str = "<p>Which one?</p>") -> str:
    return (
        f'<question type="{kind}"><name><text>Q1</text></name>'
        f'<questiontext format="html"><text><![CDATA[{text}]]></text></questiontext>{body}</question>'
    )


def answer(fraction: str, text: str, said: str = "") -> str:
    return (
        f'<answer fraction="{fraction}" format="html"><text>&lt;p&gt;{text}&lt;/p&gt;</text>'
        f'<feedback format="html"><text>{said}</text></feedback></answer>'
    )


def test_one_right_answer():
    question = one(
        "multichoice",
        "<single>true</single>"
        + answer("100", "A tram stop", "Yes.")
        + answer("0", "A tree")
        + '<correctfeedback format="html"><text>Well seen.</text></correctfeedback>'
        '<incorrectfeedback format="html"><text>Look again.</text></incorrectfeedback>'
        '<hint format="html"><text>It has rails.</text></hint>',
    )
    assert (question.kind, question.name, question.prompt) == ("choice", "Q1", "Which one?")
    assert question.options == [Option("A tram stop", True, "Yes."), Option("A tree")]
    assert (question.success, question.retry, question.hints) == ("Well seen.", "Look again.", ["It has rails."])


def test_several_right_answers():
    body = "<single>false</single>" + answer("50", "a") + answer("50", "b") + answer("-100", "c")
    question = one("multichoice", body)
    assert question.kind == "multiple"
    assert [option.right for option in question.options] == [True, True, False]


def test_partial_credit_is_a_case_with_ratings():
    question = one("multichoice", answer("0", "a") + answer("100", "b") + answer("50", "c") + answer("33.33333", "d"))
    assert question.kind == "case"
    assert [option.rating for option in question.options] == [0, 3, 2, 1]
    assert Note("partial_became_case") in question.notes


def test_true_or_false():
    question = one("truefalse", answer("100", "true").replace("&lt;p&gt;", "").replace("&lt;/p&gt;", ""))
    assert question.options == [Option("true", True), Option("false", False)]


def test_words_to_type():
    question = one(
        "shortanswer",
        '<usecase>1</usecase><answer fraction="100"><text>lumo.example</text></answer>'
        '<answer fraction="100"><text>*lumo*</text></answer><answer fraction="50"><text>lumo</text></answer>',
    )
    (blank,) = question.blanks
    assert (blank.answers, blank.exact) == (["lumo.example"], True)
    assert question.notes == [Note("wildcard", "*lumo*"), Note("partial", "lumo")]


def test_a_number_is_right_with_a_point_or_a_comma():
    body = '<answer fraction="100"><text>3.50</text><tolerance>0.1</tolerance></answer>'
    question = one("numerical", body)
    assert question.blanks[0].answers == ["3.5", "3,5", "3.50"]
    assert Note("tolerance") in question.notes


def test_pairs_with_words_that_belong_to_nothing():
    def sub(left: str, right: str) -> str:
        return f'<subquestion format="html"><text>{left}</text><answer><text>{right}</text></answer></subquestion>'

    question = one("matching", sub("Bin", "Delete") + sub("Pen", "Write") + sub("", "Send"))
    assert question.pairs == [("Bin", "Delete"), ("Pen", "Write")]
    assert question.extra == ["Send"]


def test_an_order():
    question = one("ordering", answer("2.0", "second") + answer("1.0", "first") + answer("3.0", "third"))
    assert [option.label for option in question.options] == ["first", "second", "third"]


def test_words_in_the_gaps_of_a_text():
    boxes = "".join(f"<dragbox><text>{word}</text><group>1</group></dragbox>" for word in ("link", "sender", "bin"))
    question = one("ddwtos", boxes, "<p>Read.</p><p>First look at the [[2]]. Never open the [[1]].</p>")
    assert question.kind == "match"
    assert question.prompt == "Read."
    assert question.pairs == [("First look at the ….", "sender"), ("Never open the ….", "link")]
    assert question.extra == ["bin"]


def test_embedded_answers():
    text = (
        "<p>Your bank is in {1:SHORTANSWER:=Ghent~%100%Gent#Yes~%50%Gand}.</p><p>It has {1:NUMERICAL:=4:0.5} doors.</p>"
    )
    question = one("cloze", "", text)
    assert question.kind == "fill"
    assert [(blank.label, blank.answers) for blank in question.blanks] == [
        ("Your bank is in ….", ["Ghent", "Gent"]),
        ("It has … doors.", ["4"]),
    ]
    lists = one("cloze", "", "Press {1:MULTICHOICE:=Send~Delete} then {1:MC:~Back~=Home}.")
    assert lists.kind == "match"
    assert [right for _left, right in lists.pairs] == ["Send", "Home"]
    assert lists.extra == ["Delete", "Back"]
    alone = one("cloze", "", "Press {1:MULTICHOICE:=Send~Delete}.")
    assert alone.options == [Option("Send", True), Option("Delete")]


def test_a_text_to_write_keeps_what_the_expert_says():
    question = one("essay", '<graderinfo format="html"><text>&lt;p&gt;Calm first.&lt;/p&gt;</text></graderinfo>')
    assert (question.kind, question.options, question.expert) == ("case", [], "Calm first.")


def test_what_has_no_place_is_left_out_by_name_and_reason():
    reading = read(
        "bank.xml",
        bank(
            '<question type="category"><category><text>$course$/top/Safety</text></category></question>',
            wrapped("calculated", ""),
            wrapped("description", ""),
            wrapped("multichoice", answer("0", "a") + answer("0", "b")),
            wrapped("multichoice", answer("100", "a") + answer("100", "b")),
            wrapped("multichoice", answer("100", "&lt;img src=x&gt;") + answer("0", "b")),
            wrapped("truefalse", answer("100", "true").replace("&lt;p&gt;", "").replace("&lt;/p&gt;", "")),
        ),
    )
    assert reading.title == "Safety"
    assert len(reading.questions) == 1
    assert [(left.name, left.note.code) for left in reading.left] == [
        ("Q1", "unknown_type"),
        ("Q1", "no_question"),
        ("Q1", "no_right_answer"),
        ("Q1", "several_right"),
        ("Q1", "empty_answer"),
    ]


def test_markup_becomes_lines_and_what_is_lost_is_said():
    text = (
        "<p>See&nbsp;<b>this</b> <img src=x onerror=alert(1)><a href='https://x.example'>page</a>.</p>"
        "<script>alert(1)</script><ul><li>one</li><li>two &lt;3</li></ul>"
    )
    question = one("truefalse", answer("100", "true").replace("&lt;p&gt;", "").replace("&lt;/p&gt;", ""), text)
    assert question.prompt == "See this page.\none\ntwo <3"
    assert question.notes == [Note("picture"), Note("link"), Note("script")]


BOMB = b"""<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<quiz><question type="essay"><name><text>&b;</text></name></question></quiz>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<quiz><question type="essay"><name><text>&x;</text></name></question></quiz>"""


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (BOMB, "entities"),
        (OUTSIDE, "entities"),
        (b"<quiz><question", "not_xml"),
        (b"<quiz></quiz>", "no_question"),
        (b"<html></html>", "unknown_format"),
        (b"<quiz>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</quiz>", "too_deep"),
        (b"MZ\x90\x00", "unknown_format"),
        (b"", "unknown_format"),
        ("<quiz>é</quiz>".encode("latin-1"), "not_xml"),
    ],
)
def test_a_file_that_harms_or_is_broken_is_refused(content, code):
    with pytest.raises(ExchangeError) as error:
        read("x.xml", content)
    assert error.value.code == code


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_bank_in_utf_16(encoding):
    """As some editors save it, whatever its first line says."""
    question = wrapped("multichoice", answer("100", "a") + answer("0", "b"), text="<p>Où ?</p>")
    [found] = read("bank.xml", bank(question).decode().encode(encoding)).questions
    assert found.prompt == "Où ?"
