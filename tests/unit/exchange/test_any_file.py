"""Whatever the file, it is read or refused: random bytes, and good files with a part changed, cut or doubled."""

import io
import json
import zipfile
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.authoring.trees import as_yaml
from courses.exchange.exercises import to_exercise
from courses.exchange.questions import ExchangeError
from courses.exchange.reading import read
from courses.exchange.words import refusal, sentence
from exercises import load_yaml

MOODLE = """<?xml version="1.0"?><quiz><question type="multichoice"><name><text>A</text></name><questiontext><text>Why?
</text></questiontext><single>false</single><answer fraction="50"><text>a</text></answer><answer fraction="-50"><text>b
</text></answer></question><question type="cloze"><questiontext><text>{1:MULTICHOICE:=a~b#no} {2:SHORTANSWER:=c} or
{1:NM:=3:1}</text></questiontext></question>
<question type="matching"><questiontext><text>Which?</text></questiontext><subquestion>
<text>l</text><answer><text>r</text></answer></subquestion><subquestion><text>m</text><answer><text>s</text></answer>
</subquestion></question><question type="numerical"><questiontext><text>2</text></questiontext><answer
fraction="100"><text>4
</text><tolerance>0.1</tolerance></answer></question>
<question type="ordering"><questiontext><text>Order
</text></questiontext><answer fraction="1"><text>x</text></answer><answer
fraction="2"><text>y</text></answer></question></quiz>"""
GIFT = """$CATEGORY: a/b

::T:: One \\= one? {T#no#yes}

[html]Which <b>one</b>? {=a#good ~%50%b ~%-5e1%c}

Pairs {=a -> b =c -> d}

Near {#3.14:0.1 =%50%3:1} and {=x =y} {}"""
QTI = """<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="T"><responseDeclaration
identifier="R" cardinality="single" baseType="identifier"><correctResponse><value>A</value></correctResponse><mapping
defaultValue="0"><mapEntry mapKey="A" mappedValue="2"/></mapping></responseDeclaration><itemBody><choiceInteraction
responseIdentifier="R" maxChoices="1"><prompt>P</prompt><simpleChoice identifier="A">a</simpleChoice><simpleChoice
identifier="B">b</simpleChoice></choiceInteraction></itemBody></assessmentItem>"""
SPOT = """<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="i" title="T">
<qti-response-declaration identifier="R" cardinality="single" base-type="identifier"><qti-correct-response><qti-value>A
</qti-value></qti-correct-response></qti-response-declaration><qti-item-body><qti-hotspot-interaction max-choices="1"
response-identifier="R"><qti-prompt>Touch it.</qti-prompt><object data="p.png"
type="image/png" width="100" height="50"/><qti-hotspot-choice identifier="A"
shape="circle" coords="10,10,5"/><qti-hotspot-choice identifier="B" shape="rect" coords="1,1,9,9" hotspot-label="b"/>
</qti-hotspot-interaction></qti-item-body></qti-assessment-item>"""
MANIFEST = """<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources><resource identifier="r"
type="imsqti_item_xmlv2p1" href="i.xml"><file href="i.xml"/></resource></resources></manifest>"""
H5P = {
    "introPage": {"introduction": "<p>Hi</p>"},
    "questions": [
        {
            "library": "H5P.MultiChoice 1.16",
            "params": {"question": "Q", "answers": [{"text": "a", "correct": True}, {"text": "b", "correct": False}]},
        },
        {"library": "H5P.Blanks 1.14", "params": {"text": "T", "questions": ["A *b/c:tip* d"]}},
        {
            "library": "H5P.DragText 1.10",
            "params": {"taskDescription": "D", "textField": "A *b:tip* c *d*", "distractors": "*x*"},
        },
        {"library": "H5P.TrueFalse 1.8", "params": {"question": "Q", "correct": "true"}},
    ],
}
PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\nIDATx\x9cc\0\x01\0\0\x05"
    b"\0\x01\r\n-\xb4\0\0\0\0IEND\xaeB`\x82"
)


def zipped(files: dict[str, bytes], packing: int = zipfile.ZIP_STORED) -> bytes:
    """Stored, not packed: a changed byte then reaches what is inside."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packing) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return made.getvalue()


def h5p(content: object) -> bytes:
    about = {"title": "T", "language": "fr", "mainLibrary": "H5P.QuestionSet"}
    return zipped({"h5p.json": json.dumps(about).encode(), "content/content.json": json.dumps(content).encode()})


GOOD = {
    "moodle.xml": MOODLE.encode(),
    "gift.txt": GIFT.encode(),
    "qti2.xml": QTI.encode(),
    "qti2.zip": zipped({"imsmanifest.xml": MANIFEST.encode(), "i.xml": QTI.encode()}),
    "qti3.zip": zipped({"imsmanifest.xml": MANIFEST.encode(), "i.xml": SPOT.encode(), "p.png": PNG}),
    "set.h5p": h5p(H5P),
}
SCRAPS = st.one_of(
    st.binary(max_size=6),
    st.sampled_from(b'< </ { } &#0; &#1; &a; = ~ % %9e999% # -> * / : null [] {} -1 1e999 NaN "" \\'.split()),
    st.sampled_from([b"\xff\xfe", b"\xed\xa0\x80", b"\0", b"\xc2\x85"]),
)
ROUNDS = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def is_read_or_refused(name: str, content: bytes) -> None:
    """Nothing but ExchangeError; what is read has its sentences, and becomes exercises that a file can hold."""
    try:
        reading = read(name, content)
    except ExchangeError as error:
        assert refusal(error)
        return
    for one in reading.left:
        assert sentence(one.note)
    for question in reading.questions:
        assert all(map(sentence, question.notes))
        exercise = to_exercise(question, key="L16-20", language="fr")
        assert load_yaml(as_yaml(exercise), "exercises/20.yaml") == exercise


@st.composite
def spoilt(draw) -> tuple[str, bytes]:
    """A good file with up to four parts cut, put in, doubled or exchanged."""
    name = draw(st.sampled_from(sorted(GOOD)))
    content = GOOD[name]
    for _time in range(draw(st.integers(1, 4))):
        here = draw(st.integers(0, len(content)))
        there = min(len(content), here + draw(st.integers(0, 40)))
        part = draw(st.sampled_from(["cut", "put", "double", "replace", "end"]))
        middle = {"cut": b"", "double": content[here:there] * 2, "end": b""}.get(part)
        middle = draw(SCRAPS) if middle is None else middle
        after = content[here:] if part == "put" else b"" if part == "end" else content[there:]
        content = content[:here] + middle + after
    return name, content


TREES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 9) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def mistaken(draw) -> bytes:
    """An H5P set in which a value is of another kind than it should be."""
    tree = json.loads(json.dumps(H5P))
    here: Any = tree
    parent: Any = tree
    key: Any = "questions"
    for _level in range(draw(st.integers(1, 6))):
        if not isinstance(here, dict | list) or not here:
            break
        parent, key = here, draw(st.sampled_from(sorted(here) if isinstance(here, dict) else list(range(len(here)))))
        here = parent[key]
    parent[key] = draw(TREES)
    return h5p(tree)


def test_the_good_files_are_read():
    for name, content in GOOD.items():
        reading = read(name, content)
        assert reading.questions, name
        is_read_or_refused(name, content)


@ROUNDS
@given(
    st.sampled_from(sorted(GOOD)),
    st.binary(max_size=200),
    st.sampled_from([b"", b"PK\x03\x04", b"<", b"<quiz>", b"::"]),
)
def test_any_bytes(name, content, start):
    is_read_or_refused(name, start + content)


@settings(ROUNDS, max_examples=400)
@given(spoilt())
def test_a_good_file_that_was_spoilt(file):
    is_read_or_refused(*file)


@ROUNDS
@given(mistaken())
def test_a_value_of_another_kind(content):
    is_read_or_refused("a.h5p", content)


@pytest.mark.parametrize("name", sorted(GOOD))
def test_each_part_of_a_zip_may_be_missing(name):
    if name.endswith((".zip", ".h5p")):
        with zipfile.ZipFile(io.BytesIO(GOOD[name])) as archive:
            files = {one: archive.read(one) for one in archive.namelist()}
        for gone in files:
            is_read_or_refused(name, zipped({one: body for one, body in files.items() if one != gone}))
            is_read_or_refused(name, zipped(files | {gone: b""}))
    else:
        is_read_or_refused(name, GOOD[name].decode().encode("utf-16"))
