"""A file can be small and cost much: reading grows with its length and no faster, and stops at its limits."""

import io
import json
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress

import pytest

from courses.exchange.questions import ExchangeError
from courses.exchange.reading import MOST_QUESTIONS, gift, read


def quiz(body: str) -> bytes:
    return f'<?xml version="1.0"?><quiz>{body}</quiz>'.encode()


def asked(text: str) -> bytes:
    return quiz(
        f'<question type="multichoice"><name><text>n</text></name><questiontext format="html"><text><![CDATA[{text}]]>'
        '</text></questiontext><answer fraction="100"><text>a</text></answer><answer><text>b</text></answer></question>'
    )


def zipped(files: dict[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return made.getvalue()


def h5p(content: object) -> bytes:
    about = {"title": "T", "language": "fr", "mainLibrary": "H5P.QuestionSet"}
    return zipped({"h5p.json": json.dumps(about), "content/content.json": json.dumps(content)})


def cost(name: str, content: bytes) -> float:
    """Seconds of this process for a file, read or refused."""
    begun = time.process_time()
    with suppress(ExchangeError):
        read(name, content)
    return time.process_time() - begun


CHOICE = '<question type="multichoice"><questiontext><text>q</text></questiontext>{}</question>'
QTI = '<assessmentItem identifier="i" title="T"><itemBody>{}</itemBody></assessmentItem>'
MADE: dict[str, tuple[str, int, Callable[[int], bytes]]] = {
    "braces": ("a.gift", 3000, lambda n: b"{" * n),
    "comments": ("a.xml", 3000, lambda n: asked("<!--" * n)),
    "tags": ("a.xml", 1000, lambda n: asked("<a " * n)),
    "values": ("a.xml", 1000, lambda n: asked('<a b="' * n)),
    "ends": ("a.xml", 4000, lambda n: asked("</" * n)),
    "scripts": ("a.xml", 1000, lambda n: asked("<script></" * n)),
    "sections": ("a.h5p", 4000, lambda n: h5p({"library": "H5P.TrueFalse 1", "params": {"question": "<![CDATA[" * n}})),
    "partial": ("a.gift", 2000, lambda n: b"q {" + b"".join(b"=%%50%%w%d " % i for i in range(n)) + b"=x}"),
    "entries": ("a.xml", 300, lambda n: QTI.format('<textEntryInteraction responseIdentifier="R"/>' * n).encode()),
}


@pytest.mark.parametrize("what", MADE)
def test_four_times_the_length_costs_four_times_as_much(what):
    name, size, made = MADE[what]
    small = cost(name, made(size))
    assert cost(name, made(4 * size)) <= 8 * small + 0.1


LEFT = '<question type="zzz"><name><text>n</text></name></question>'
SECTION = {"library": "H5P.Course 1", "params": {}}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("left.xml", quiz(LEFT * (MOST_QUESTIONS + 1))),
        ("many.gift", b"q {=a ~b}\n\n" * (MOST_QUESTIONS + 1)),
        ("none.gift", b"nothing\n\n" * (MOST_QUESTIONS + 1)),
        ("many.h5p", h5p({"a": [SECTION] * (MOST_QUESTIONS + 1)})),
        ("many.xml", f"<test>{QTI.format('') * (MOST_QUESTIONS + 1)}</test>".encode()),
    ],
)
def test_what_is_left_out_counts_as_a_question(name, content):
    with pytest.raises(ExchangeError) as refused:
        read(name, content)
    assert refused.value.code == "too_many_questions"


def test_reading_stops_where_the_limit_is(monkeypatch):
    """A bank of a hundred thousand questions is refused at the first one too many."""
    seen: list[str] = []
    real = gift._question
    monkeypatch.setattr(gift, "_question", lambda block, reading: (seen.append(block), real(block, reading)))
    with pytest.raises(ExchangeError):
        read("many.gift", b"q {=a ~b}\n\n" * 3 * MOST_QUESTIONS)
    assert len(seen) == MOST_QUESTIONS + 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xml", quiz(CHOICE.format('<answer fraction="0"><text>b</text></answer>' * 101))),
        ("a.gift", b"q {=a " + b"~b " * 101 + b"}"),
        ("b.gift", b"q {" + b"=a -> b " * 101 + b"}"),
        ("c.gift", b"q {#" + b"=1 " * 101 + b"}"),
        ("a.h5p", h5p({"library": "H5P.MultiChoice 1", "params": {"question": "q", "answers": [{"text": "a"}] * 101}})),
        ("b.h5p", h5p({"library": "H5P.Blanks 1", "params": {"text": "q", "questions": ["*a* " * 101]}})),
        ("b.xml", QTI.format("<choiceInteraction>" + "<simpleChoice/>" * 101 + "</choiceInteraction>").encode()),
        ("c.xml", QTI.format('<textEntryInteraction responseIdentifier="R"/>' * 101).encode()),
    ],
)
def test_a_question_with_more_than_a_hundred_answers_is_left_out(name, content):
    reading = read(name, content)
    assert not reading.questions
    assert [one.note.code for one in reading.left] == ["too_many_answers"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xml", quiz("<question/>" + "<a/>" * 300_000)),
        ("a.gift", b"// a\n\nword {=a}\n" * 400_000),
        ("a.zip", zipped({f"{n}.xml": "<a>" + "<b/>" * 9000 + "</a>" for n in range(30)})),
        ("a.h5p", h5p({"a": "".join(map(str, range(1_000_000)))})),
    ],
)
def test_a_file_with_too_much_in_it_is_refused(name, content):
    with pytest.raises(ExchangeError) as refused:
        read(name, content)
    assert refused.value.code == "too_much_text"


def test_the_pictures_of_a_bank_are_no_text():
    """Moodle puts them beside the text, or inside it."""
    picture = f'<file name="a.png" encoding="base64">{"iVBORw0K" * 800_000}</file>'
    inside = f'Look. <img src="data:image/png;base64,{"iVBORw0K" * 50_000}"> Where?'
    body = asked(inside).decode().replace("</questiontext>", picture + "</questiontext>")
    (question,) = read("a.xml", body.encode()).questions
    assert question.prompt == "Look. Where?"
    assert "picture" in [note.code for note in question.notes]


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("a <b>c</b> d", "a c d"),
        ("5 < 6 and 7 > 2", "5 < 6 and 7 > 2"),
        ("a<!-- no -->b<!-- never ends", "ab"),
        ("a<script>if (1 < 2) x = '</b>'</script>b", "ab"),
        ("a<script>never ends", "a"),
        ('<img alt="a > b" src=x>c', "c"),
        ("<p title='it is'>don't<br/>x", "don't\nx"),
        ("a &amp; b &eacute; &#233; &lt;i&gt;", "a & b é é <i>"),
        (f"a &#{'9' * 5000}; b", "a � b"),
        ("unfinished <a href=", "unfinished <a href="),
        ("a <?php x ?> b <!DOCTYPE c> d", "a b d"),
        ("<svg><text>x</text></svg>y", "y"),
        ("<P>A</P ><DIV>B</DIV>", "A\nB"),
    ],
)
def test_markup_becomes_words(markup, words):
    reading = read("a.h5p", h5p({"library": "H5P.TrueFalse 1", "params": {"question": markup, "correct": "true"}}))
    assert reading.questions[0].prompt == words
