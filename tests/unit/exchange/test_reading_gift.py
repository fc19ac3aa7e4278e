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
        read("x.gift", b"\x81\x8d{T}")
    assert error.value.code == "not_utf8"


def test_the_markup_of_answers_and_feedback_is_read_as_the_questions_is():
    """As Moodle exports a bank: `[html]` once, and every answer in its own paragraph."""
    question = one("[html]<p>Where?</p>{=<p>At a <b>stop</b></p>#<p>Yes.</p> ~[html]<p>In a field</p>####<p>Rails</p>}")
    assert question.options == [Option("At a stop", True, "Yes."), Option("In a field")]
    assert question.success == "Rails"
    pairs = one("[html]<p>What?</p>{=<p>Bin</p> -> <p>Delete</p> =<p>Pen</p> -> Write}")
    assert pairs.pairs == [("Bin", "Delete"), ("Pen", "Write")]
    assert one("[html]Name it. {=<p>stop</p>}").blanks == [Blank("", ["stop"])]
    assert one("[html]Rain? {T#<p>Look</p>#<p>Seen</p>}").success == "Seen"
    assert one("What is a tag? {=<p> ~p}").options[0].label == "<p>", "without a format, a sign is a sign"
    assert Note("picture") in one('[html]Which? {=<p>a<img src\\="x"></p> ~b}').notes


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-8", "cp1252"])
def test_a_text_in_the_encodings_that_editors_save(encoding):
    reading = read("x.gift", "Où s’arrête-t-il ? {=À l’arrêt ~Là}".encode(encoding))
    [question] = reading.questions
    assert [option.label for option in question.options] == ["À l’arrêt", "Là"]
    assert (Note("encoding") in reading.notes) is (encoding == "cp1252")


def test_a_brace_that_is_never_closed_says_so():
    reading = read("x.gift", b"::Open:: Where? {=Here ~There\n\n::Fine:: It rains. {T}")
    assert [one.name for one in reading.questions] == ["Fine"]
    assert [(one.name, one.note) for one in reading.left] == [("Open", Note("brace"))]
