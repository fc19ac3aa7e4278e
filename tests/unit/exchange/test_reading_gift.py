"""GIFT as teachers write it."""

import pytest

from courses.exchange.questions import Blank, ExchangeError, Note, Option, Question
from courses.exchange.reading import read


def one(text: str) -> Question:
    reading = read("x.gift", text.encode())
    assert reading.left == []
    (question,) = reading.questions
    return question


def test_one_of_several():
    question = one(
        "// a remark\n::Stop:: Where does a tram halt? {=At a stop#Yes ~In a field#Not there ~%50%On a bridge}"
    )
    assert (question.name, question.prompt, question.kind) == ("Stop", "Where does a tram halt?", "case")
    assert question.options == [
        Option("At a stop", True, "Yes", rating=3),
        Option("In a field", text="Not there"),
        Option("On a bridge", rating=2),
    ]


def test_escaped_signs_are_words():
    question = one(r"What is 1 \= 1? {=It is \{true\} \~ really ~no\: false}")
    assert question.prompt == "What is 1 = 1?"
    assert [option.label for option in question.options] == ["It is {true} ~ really", "no: false"]


def test_several_right_with_weights():
    question = one("Safe? {~%50%a ~%50%b ~%-100%c}")
    assert (question.kind, [option.right for option in question.options]) == ("multiple", [True, True, False])


def test_a_missing_word_in_the_middle():
    question = one("Open the {=link ~door} slowly.")
    assert question.prompt == "Open the … slowly."


@pytest.mark.parametrize(("word", "right"), [("T", True), ("TRUE", True), ("F", False), ("false", False)])
def test_true_or_false(word, right):
    question = one(f"It rains. {{{word}#Look out of the window#Well seen}}")
    assert question.options == [Option("true", right), Option("false", not right)]
    assert (question.retry, question.success) == ("Look out of the window", "Well seen")


def test_words_numbers_pairs_and_essays():
    assert one("Name it. {=stop =halte}").blanks == [Blank("", ["stop", "halte"])]
    assert one("How many? {#2.5}").blanks == [Blank("", ["2.5", "2,5"])]
    assert Note("tolerance") in one("How many? {#2:1}").notes
    pairs = one("Match. {=Bin -> Delete =Pen -> Write = -> Send}")
    assert (pairs.pairs, pairs.extra) == ([("Bin", "Delete"), ("Pen", "Write")], ["Send"])
    assert one("Tell us. {}").kind == "case"


def test_what_is_left_out():
    text = (
        "$CATEGORY: $course$/top/Trams\n\nOnly a remark.\n\n::R:: Between? {#1..5}\n\n"
        "Fine? {T}\n\nBad {=a =%50%b ~c ~%100%d}"
    )
    reading = read("x.txt", text.encode())
    assert reading.title == "Trams"
    assert [(left.name, left.note.code) for left in reading.left] == [
        ("Only a remark.", "no_question"),
        ("R", "range"),
        ("Bad", "several_right"),
    ]


def test_html_is_read_as_html_and_plain_text_is_not():
    assert one("[html]<p>Is <b>this</b> it?</p>{T}").prompt == "Is this it?"
    assert one("Is 1 < 2 and <b> a word? {T}").prompt == "Is 1 < 2 and <b> a word?"


def test_not_text():
    with pytest.raises(ExchangeError) as error:
        read("x.gift", b"\xe9\xff{T}")
    assert error.value.code == "not_utf8"
