"""Questions of other systems come into a draft, and ours go out: through the pages of the editor."""

import io
import json
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from courses.authoring.models import DraftSave, QuestionUpload
from courses.exchange.reading import read
from courses.learning.models import ModuleVersion
from courses.learning.selectors import version_in_hand
from courses.learning.services import new_draft, save_draft, submit_draft
from tests.app.doors import send, signed_in, text, visitor
from tests.app.factories import StructureFactory, aidant_of, portal_person
from tests.app.learning import document, published

pytestmark = pytest.mark.django_db

GIFT = """
::Stop:: Where does a tram halt? {=At a stop#Yes. ~In a field#No rails there.}

::True:: A tram has rails. {T}

::Words:: A tram runs on {=rails =two rails}.

::Pairs:: What goes where? {=tram -> rails =boat -> water}

::Letter:: What do you say to a colleague? {}

::Near:: How many wheels? {#4:1}
"""
MOODLE = """<?xml version="1.0" encoding="UTF-8"?><quiz><question type="multichoice"><name><text>Stop</text></name>
<questiontext format="html"><text><![CDATA[<p>Where does it <b>halt</b>?</p><script>steal()</script>]]></text>
</questiontext><single>true</single><answer fraction="100"><text>At a stop</text></answer>
<answer fraction="0"><text>In a field</text></answer></question>
<question type="ddwtos2"><name><text>Odd one</text></name></question></quiz>"""
QTI = """<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="Stop" xml:lang="nl">
<responseDeclaration identifier="R" cardinality="single" baseType="identifier"><correctResponse><value>A</value>
</correctResponse></responseDeclaration><itemBody><choiceInteraction responseIdentifier="R" maxChoices="1">
<prompt>Waar stopt een tram?</prompt><simpleChoice identifier="A">Aan een halte</simpleChoice>
<simpleChoice identifier="B">In een veld</simpleChoice></choiceInteraction></itemBody></assessmentItem>"""
BOMB = '<?xml version="1.0"?><!DOCTYPE q [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><quiz>&b;</quiz>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE q [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>'


def zipped(**files: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name.replace("__", "/"), body)
    return made.getvalue()


def h5p() -> bytes:
    question = {"question": "<p>Waar?</p>", "answers": [{"text": "Hier", "correct": True}, {"text": "Daar"}]}
    about = {"title": "Een reeks", "language": "nl", "mainLibrary": "H5P.MultiChoice"}
    return zipped(**{"h5p.json": json.dumps(about), "content__content.json": json.dumps(question)})


@pytest.fixture
def module():
    return published("L16")


@pytest.fixture
def curator():
    return signed_in(portal_person("curator"))


def upload(client, module, name: str, content: str | bytes, *, step: str = "alone", language: str = "en", **more):
    content = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile(name, content)
    return send(client, f"/author/{module.code}/import/", {"file": file, "language": language, "step": step, **more})


def analysis(client, module, name: str, content: str | bytes, **more) -> str:
    """The address of the analysis of that file."""
    response = upload(client, module, name, content, **more)
    assert response.status_code == 302, text(response)
    return response["Location"]


def exercises_of(module) -> dict:
    return version_in_hand(module).document["exercises"]


def brought(client, module, name: str, content: str | bytes, take: list[int], **more) -> list[dict]:
    """The exercises that the chosen questions of a file became."""
    before = exercises_of(module).keys()
    response = send(client, analysis(client, module, name, content, **more), {"take": take})
    assert response.status_code == 302, text(response)
    return [one for key, one in exercises_of(module).items() if key not in before]


def step_of(module, name: str) -> list[str]:
    steps = version_in_hand(module).document["module"]["steps"]
    return next(one["exercises"] for one in steps if one["step"] == name)


# --- looking


def test_the_analysis_says_all_before_anything_is_written(curator, module):
    page = text(curator.get(analysis(curator, module, "trams.gift", GIFT)))
    for words in ("GIFT", "Where does a tram halt?", "At a stop right answer", "tram → rails", "rails / two rails"):
        assert words in page
    for kind in ("One choice", "Typing", "Making pairs", "Situation to weigh"):
        assert kind in page
    assert "Only the number itself is right now" in page
    assert not ModuleVersion.objects.filter(status="draft").exists()


def test_what_is_left_out_has_its_name_its_type_and_the_reason(curator, module):
    address = analysis(curator, module, "bank.xml", MOODLE)
    page, source = text(curator.get(address)), curator.get(address).content.decode()
    assert "Odd one ddwtos2 Halte has no exercise of this type." in page
    assert "A script was removed." in page
    assert "steal()" not in source


def test_each_format_comes_in(curator, module):
    files = [("a.xml", MOODLE, "Moodle XML"), ("a.txt", GIFT, "GIFT"), ("a.xml", QTI, "QTI"), ("a.h5p", h5p(), "H5P")]
    for name, content, format in files:
        assert f"Format {format}" in text(curator.get(analysis(curator, module, name, content)))
        [made] = brought(curator, module, name, content, [0])
        assert made["type"] == "choice"
        assert made["instruction"]["en"]
        assert made["instruction"]["fr"] is made["instruction"]["nl"] is None


def test_the_language_that_the_file_says_is_told_when_it_is_another(curator, module):
    said = "The file says that its language is"
    assert said in text(curator.get(analysis(curator, module, "a.h5p", h5p(), language="fr")))
    assert said not in text(curator.get(analysis(curator, module, "a.h5p", h5p(), language="nl")))


# --- bringing in


def test_what_is_ticked_stands_at_the_end_of_the_step_under_the_next_ids(curator, module):
    before = step_of(module, "alone")
    last = max(int(key.partition("-")[2]) for key in exercises_of(module))
    one, two = brought(curator, module, "trams.gift", GIFT, [0, 3])
    assert [one["id"], two["id"]] == [f"L16-{last + 1:02}", f"L16-{last + 2:02}"]
    assert step_of(module, "alone") == [*before, one["id"], two["id"]]
    assert (one["type"], two["type"], one["mode"]) == ("choice", "match", "practice")
    draft = version_in_hand(module)
    assert (draft.status, module.published.number + 1) == ("draft", draft.number)
    name = f"exercises/{last + 1}-choice.yaml"
    assert name in dict(draft.files)
    look = reverse("courses:look", args=["L16", "en", "BE", "exercise", one["id"]])
    assert "Choose one answer At a stop In a field" in text(curator.get(look))


def test_an_open_draft_is_written_in_and_one_click_takes_all_of_it_back(curator, module):
    draft = new_draft(module=module, by=None)
    before = draft.document
    address = analysis(curator, module, "trams.gift", GIFT)
    page = send(curator, address, {"take": [0, 1, 2]}, follow=True)
    assert "3 questions are in the draft." in text(page)
    [undo] = re.findall(r'action="(/author/saves/[^"]+)"', page.content.decode())[:1]
    send(curator, undo)
    draft.refresh_from_db()
    assert draft.document == before
    assert module.versions.filter(status="draft").count() == 1


def test_the_same_form_sent_twice_brings_in_once(curator, module):
    address = analysis(curator, module, "trams.gift", GIFT)
    key = re.search(r'name="once" value="([^"]+)"', curator.get(address).content.decode())
    before = len(exercises_of(module))
    for _time in range(2):
        send(curator, address, {"take": [0], "once": key[1]})
    assert len(exercises_of(module)) == before + 1


def test_a_question_that_was_taken_says_so_until_it_is_undone(curator, module):
    address = analysis(curator, module, "trams.gift", GIFT)
    send(curator, address, {"take": [0]})
    assert f"taken: {step_of(module, 'alone')[-1]}" in text(curator.get(address))
    send(curator, f"/author/saves/{DraftSave.objects.first().pk}/back/")
    assert "taken:" not in text(curator.get(address))


def test_the_check_takes_no_hints_and_no_written_answer(curator, module):
    address = analysis(curator, module, "trams.gift", GIFT, step="check")
    assert "An answer that is written can’t be checked" in text(curator.get(address))
    [made] = brought(curator, module, "trams.gift", GIFT, [0, 4], step="check")
    assert (made["type"], made["mode"]) == ("choice", "assessment")
    assert "hints" not in made


def test_nothing_ticked_is_asked_again(curator, module):
    response = send(curator, analysis(curator, module, "trams.gift", GIFT), {"take": ["nonsense", "99"]}, follow=True)
    assert "Tick at least one question." in text(response)
    assert not ModuleVersion.objects.filter(status="draft").exists()


def test_a_version_in_review_takes_nothing(curator, module):
    draft = new_draft(module=module, by=None)
    submit_draft(draft=draft, by=None)
    assert "is in review" in text(curator.get(f"/author/{module.code}/import/"))
    response = send(curator, analysis(curator, module, "trams.gift", GIFT), {"take": [0]}, follow=True)
    assert "This version is in review." in text(response)


def test_a_module_takes_no_more_than_it_has_room_for(curator, module):
    many = "\n\n".join(f"Is {number} a number? {{T}}" for number in range(45))
    address = analysis(curator, module, "many.gift", many)
    page = curator.get(address)
    assert "This module has room for" in text(page)
    assert " checked" not in page.content.decode()
    before = len(exercises_of(module))
    assert "40 exercises at most" in text(send(curator, address, {"take": list(range(45))}, follow=True))
    assert len(exercises_of(module)) == before


# --- who, and what is kept


def test_a_file_is_hers_who_sent_it_and_a_new_one_replaces_it(curator, module):
    address = analysis(curator, module, "trams.gift", GIFT)
    assert signed_in(portal_person("curator")).get(address).status_code == 404
    assert visitor().get(address).status_code == 302
    assert signed_in(aidant_of(StructureFactory())).get(address).status_code == 403
    analysis(curator, module, "more.gift", GIFT)
    assert curator.get(address).status_code == 404


# --- what is refused


REFUSED = [
    ("a.xml", BOMB, "declares entities"),
    ("a.xml", OUTSIDE, "declares entities"),
    ("a.xml", "<quiz><question>", "damaged"),
    ("a.pdf", "%PDF-1.7", "none of the formats"),
    ("a.gift", "// only a remark", "no question in this file"),
    ("a.gift", b"Qu\x81 ? {T}", "Save it again in UTF-8"),
    ("a.h5p", zipped(**{"..__..__h5p.json": "{}"}), "leads out of it"),
    ("a.h5p", zipped(**{"h5p.json": "{"}), "damaged"),
    ("a.h5p", zipped(**{"h5p.json": "{}", "content__content.json": "0" * 3_000_000}), "far too large"),
    ("a.zip", b"PK\x03\x04 and then nothing", "damaged"),
    ("a.zip", zipped(**{"imsmanifest.xml": "<manifest/>", "more.xml": ""}), "no question"),
    ("a.xml", "", "empty"),
    ("a.mbz", zipped(**{"moodle_backup.xml": "<moodle_backup/>"}), "backup of a whole Moodle course"),
    ("a.mbz", b"\x1f\x8b\x08 and then a tar", "backup of a whole Moodle course"),
]


def test_a_file_that_is_refused_says_why_at_its_field(curator, module):
    for name, content, words in REFUSED:
        response = upload(curator, module, name, content)
        assert (response.status_code, words in text(response)) == (422, True), (name, content[:60], text(response))
    assert not QuestionUpload.objects.exists()


def test_a_file_that_is_too_large_and_a_form_without_one(curator, module):
    large = upload(curator, module, "a.gift", b"x" * 20_000_001)
    assert large.status_code == 422
    assert "at most 20 MB" in text(large)
    assert send(curator, f"/author/{module.code}/import/", {"language": "xx", "step": "why"}).status_code == 422


# --- out


def test_the_page_says_what_goes_and_what_stays(curator, module):
    page = text(curator.get(f"/author/{module.code}/export/?format=moodle&language=nl&country=BE"))
    assert "A simulator can’t be played elsewhere." in page
    kinds = {one["type"] for one in document("L16")["exercises"].values() if "world" not in one}
    assert kinds
    assert "Download the file" in page


@pytest.mark.parametrize(("format", "extension"), [("moodle", "xml"), ("qti", "zip")])
def test_what_goes_out_can_be_read_in_again(curator, module, format, extension):
    response = curator.get(f"/author/{module.code}/export/file/?format={format}&language=nl&country=FR")
    assert re.search(rf'filename="halte-{format}-l16-.*-nl-fr-\d{{4}}-\d\d-\d\d\.{extension}"',
                     response["Content-Disposition"])  # fmt: skip
    reading = read(f"a.{extension}", response.content)
    assert reading.left == []
    assert {one.kind for one in reading.questions} <= {"choice", "multiple", "order", "match", "fill", "case"}
    page = text(curator.get(f"/author/{module.code}/export/?format={format}&language=nl&country=FR"))
    assert f"{len(reading.questions)} question" in page


def test_a_draft_goes_out_too_whatever_was_typed_in_it(curator, module):
    draft = new_draft(module=module, by=None)
    broken = {"a": {}, "b": {"type": "choice"}, "c": {"type": "multiple", "options": []}, "d": None}
    whole = {**document("L16"), "exercises": document("L16")["exercises"] | broken}
    save_draft(draft=draft, document=whole, files={}, by=None)
    response = curator.get(f"/author/{module.code}/export/?version={draft.number}")
    assert response.status_code == 200
    assert text(response).count("It is damaged, or written in a way we don’t know.") == len(broken)


def test_a_choice_that_is_none_is_said_and_makes_no_file(curator, module):
    for query in ("format=doc", "language=xx", "version=99", "version=x", "country=DE"):
        assert curator.get(f"/author/{module.code}/export/?{query}").status_code == 422
        assert curator.get(f"/author/{module.code}/export/file/?{query}").status_code == 404


def test_the_pages_speak_three_languages(module):
    curator = portal_person("curator")
    titles = set()
    for language in ("fr", "nl", "en"):
        with override(language):
            page = signed_in(curator, language).get(f"/author/{module.code}/import/")
        titles.add(re.search(r"<h1>(.*?)</h1>", page.content.decode())[1])
    assert len(titles) == 3


def test_what_is_left_out_has_pages(curator, module):
    """A bank of hundreds of foreign questions is no page of megabytes."""
    odd = "".join(f'<question type="zzz"><name><text>Odd {n}.</text></name></question>' for n in range(120))
    address = analysis(curator, module, "bank.xml", f'<?xml version="1.0"?><quiz>{odd}</quiz>')
    first, last = text(curator.get(address)), text(curator.get(f"{address}?out=3"))
    assert "Odd 49." in first and "Odd 50." not in first and "1 to 50 of 120" in first
    assert "Odd 119." in last and "Odd 99." not in last


def test_a_question_that_was_brought_in_is_not_brought_in_again(curator, module):
    address = analysis(curator, module, "trams.gift", GIFT)
    send(curator, address, {"take": [0]})
    once = len(exercises_of(module))
    send(curator, address, {"take": [0]})
    assert len(exercises_of(module)) == once
    send(curator, address, {"take": [0, 1]})
    assert len(exercises_of(module)) == once + 1
