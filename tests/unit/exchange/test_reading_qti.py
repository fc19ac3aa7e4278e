"""QTI 2.1 and 3, in both spellings."""

import io
import zipfile

import pytest

from courses.exchange.questions import Blank, ExchangeError, Note, Option, Question
from courses.exchange.reading import read

V2 = "http://www.imsglobal.org/xsd/imsqti_v2p1"


def item(declarations: str, body: str, after: str = "", title: str = "Q") -> str:
    return (
        f'<assessmentItem xmlns="{V2}" identifier="i" title="{title}" adaptive="false" xml:lang="fr">'
        f"{declarations}<itemBody>{body}</itemBody>{after}</assessmentItem>"
    )


def declared(cardinality: str, kind: str, *right: str, mapping: str = "", key: str = "R") -> str:
    values = "".join(f"<value>{one}</value>" for one in right)
    return (
        f'<responseDeclaration identifier="{key}" cardinality="{cardinality}" baseType="{kind}">'
        f"<correctResponse>{values}</correctResponse>{mapping}</responseDeclaration>"
    )


def one(text: str) -> Question:
    reading = read("x.xml", text.encode())
    assert reading.left == []
    assert reading.language == "fr"
    return reading.questions[0]


def choices(most: str = "1") -> str:
    return (
        f'<choiceInteraction responseIdentifier="R" maxChoices="{most}"><prompt>Which?</prompt>'
        '<simpleChoice identifier="A">A <b>stop</b><feedbackInline identifier="A">Yes.</feedbackInline>'
        '</simpleChoice><simpleChoice identifier="B">A tree</simpleChoice></choiceInteraction>'
    )


def test_a_choice():
    said = '<modalFeedback identifier="correct" outcomeIdentifier="F" showHide="show"><p>Well seen.</p></modalFeedback>'
    question = one(item(declared("single", "identifier", "A"), f"<p>Look.</p>{choices()}", said))
    assert (question.kind, question.prompt, question.success) == ("choice", "Look.\nWhich?", "Well seen.")
    assert question.options == [Option("A stop", True, "Yes."), Option("A tree")]


def test_several_and_a_rated_case():
    assert one(item(declared("multiple", "identifier", "A", "B"), choices("0"))).kind == "multiple"
    mapping = '<mapping><mapEntry mapKey="A" mappedValue="3"/><mapEntry mapKey="B" mappedValue="1"/></mapping>'
    question = one(item(declared("single", "identifier", "A", mapping=mapping), choices()))
    assert (question.kind, [option.rating for option in question.options]) == ("case", [3, 1])


def test_an_order_and_pairs():
    body = (
        '<orderInteraction responseIdentifier="R"><prompt>Order.</prompt>'
        '<simpleChoice identifier="A">two</simpleChoice>'
        '<simpleChoice identifier="B">one</simpleChoice></orderInteraction>'
    )
    question = one(item(declared("ordered", "identifier", "B", "A"), body))
    assert [option.label for option in question.options] == ["one", "two"]
    sides = "".join(
        "<simpleMatchSet>"
        + "".join(
            f'<simpleAssociableChoice identifier="{key}" matchMax="1">{key}!</simpleAssociableChoice>' for key in side
        )
        + "</simpleMatchSet>"
        for side in ("AB", "XYZ")
    )
    body = f'<matchInteraction responseIdentifier="R"><prompt>Match.</prompt>{sides}</matchInteraction>'
    question = one(item(declared("multiple", "directedPair", "A Y", "B X"), body))
    assert (question.pairs, question.extra) == ([("A!", "Y!"), ("B!", "X!")], ["Z!"])


def test_words_in_a_text():
    mapping = '<mapping><mapEntry mapKey="York" mappedValue="1" caseSensitive="false"/></mapping>'
    declarations = declared("single", "string", "York", mapping=mapping) + declared("single", "float", "1.5", key="S")
    body = (
        '<p>Fill in.</p><p>The town is <textEntryInteraction responseIdentifier="R"/>.</p>'
        '<p>Price: <textEntryInteraction responseIdentifier="S"/></p>'
    )
    question = one(item(declarations, body))
    assert question.prompt == "Fill in."
    assert question.blanks == [Blank("The town is ….", ["York"]), Blank("Price", ["1.5", "1,5"])]


def test_lists_and_gaps_in_a_text():
    body = (
        '<p>Press <inlineChoiceInteraction responseIdentifier="R"><inlineChoice identifier="A">Send</inlineChoice>'
        '<inlineChoice identifier="B">Bin</inlineChoice></inlineChoiceInteraction>.</p>'
    )
    question = one(item(declared("single", "identifier", "A"), body))
    assert question.options == [Option("Send", True), Option("Bin")]
    assert question.prompt == "Press …."
    body = (
        '<gapMatchInteraction responseIdentifier="R"><prompt>Fill.</prompt>'
        '<gapText identifier="W" matchMax="1">link</gapText>'
        '<gapText identifier="S" matchMax="1">sender</gapText>'
        '<p>See the <gap identifier="G"/>. No <gap identifier="H"/>.</p>'
        "</gapMatchInteraction>"
    )
    question = one(item(declared("multiple", "directedPair", "S G", "W H"), body))
    assert question.pairs == [("See the ….", "sender"), ("No ….", "link")]


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"/>'


def package(items: dict[str, str], manifest: str = "", **more: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in items.items():
            archive.writestr(name, text)
        if manifest:
            archive.writestr("imsmanifest.xml", manifest)
        archive.writestr("img/map.svg", SVG)
    return made.getvalue()


def test_a_place_in_a_picture():
    body = (
        '<hotspotInteraction responseIdentifier="R" maxChoices="1"><prompt>Touch.</prompt>'
        '<object data="../img/map.svg" type="image/svg+xml" width="200" height="100">A map</object>'
        '<hotspotChoice identifier="A" shape="rect" coords="20,10,60,50" hotspotLabel="The stop"/>'
        '<hotspotChoice identifier="B" shape="circle" coords="150,50,20"/></hotspotInteraction>'
    )
    text = item(declared("single", "identifier", "A"), body)
    reading = read("x.zip", package({"items/q.xml": text}))
    (question,) = reading.questions
    assert question.options == [Option("The stop", True, at=(10, 10, 20, 40)), Option("2", at=(65, 30, 20, 40))]
    assert (question.picture.name, question.picture.alt) == ("map.svg", "A map")
    assert question.notes == [Note("shape"), Note("no_label", "2")]
    alone = read("x.xml", text.encode())
    assert alone.left[0].note == Note("no_picture")


def test_the_manifest_gives_the_order_and_what_is_missing():
    manifest = (
        '<manifest><resources><resource type="imsqti_item_xmlv2p1" href="b.xml"/>'
        '<resource type="imsqti_item_xmlv2p1" href="a.xml"/><resource type="imsqti_item_xmlv2p1" href="../c.xml"/>'
        '<resource type="webcontent" href="img/map.svg"/></resources></manifest>'
    )
    written = item(
        declared("single", "string"),
        '<extendedTextInteraction responseIdentifier="R"><prompt>Tell.</prompt></extendedTextInteraction>',
        title="B",
    )
    other = item("", '<p>x</p><drawingInteraction responseIdentifier="R"/>', title="A")
    reading = read("x.zip", package({"a.xml": other, "b.xml": written}, manifest))
    assert [(question.name, question.kind) for question in reading.questions] == [("B", "case")]
    assert [(left.name, left.note.code) for left in reading.left] == [
        ("../c.xml", "missing_file"),
        ("A", "unknown_type"),
    ]


def test_what_asks_several_things_is_left_out():
    text = item(declared("single", "identifier", "A"), choices() + '<textEntryInteraction responseIdentifier="S"/>')
    assert read("x.xml", text.encode()).left[0].note.code == "composite"


def test_entities_of_an_item_refuse_the_whole_package():
    evil = '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]><assessmentItem>&x;</assessmentItem>'
    with pytest.raises(ExchangeError) as error:
        read("x.zip", package({"a.xml": evil}))
    assert error.value.code == "entities"
