"""The library through its pages: found in three languages, kept, given, reported, written."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accompaniments.enums import Theme
from common.wall import open_structure
from courses.library.enums import Audience, Kind, Licence
from courses.library.files import kind
from courses.library.models import Collection, OutdatedReport, Resource, Share
from courses.library.search import Wanted, find
from courses.library.shipping import files, load
from courses.library.views.reading import PER_PAGE
from tests.app.doors import signed_in, visitor
from tests.app.factories import LearnerFactory, StructureFactory, aidant_of, portal_person
from tests.app.recording import noting

pytestmark = pytest.mark.django_db

BASE = {"kind": "guide", "licence": "CC-BY-4.0", "audience": ["helpers"], "themes": ["security"], "status": "published"}


def made(language: str, title: str, summary: str = "", **more) -> Resource:
    return Resource.objects.create(**BASE | {"language": language, "title": title, "summary": summary or title} | more)


@pytest.fixture
def shelf():
    return {
        "fr": made("fr", "Repérer les arnaques", "Des SMS frauduleux et des e-mails pièges"),
        "nl": made("nl", "Valse berichten herkennen", "Verdachte sms'en en mails", kind="video", level=2),
        "en": made("en", "Spotting scams", "Fraudulent texts", themes=["email", "security"]),
        "pass": made("fr", "Un bon mot de passe", body="Une phrase de quatre mots, jamais réutilisée."),
        "draft": made("fr", "Arnaques, brouillon", status="draft"),
    }


def titles(words: str = "", **chosen: str) -> list[str]:
    return [one.title for one in find(Wanted(words, chosen)).resources]


def test_words_are_found_in_the_dictionary_of_each_language(shelf):
    assert titles("arnaque") == ["Repérer les arnaques"]
    assert titles("reperer") == ["Repérer les arnaques"], "accents aside"
    assert titles("bericht") == ["Valse berichten herkennen"]
    assert titles("scam") == ["Spotting scams"]
    assert titles("réutilisés") == ["Un bon mot de passe"], "in the text too"
    assert titles("arnaq") == ["Repérer les arnaques"], "one word, as a beginning"
    assert titles("sms", language="nl") == ["Valse berichten herkennen"]
    assert titles("sms -arnaques", language="fr") == []


def test_a_typing_error_finds_what_resembles_it(shelf):
    found = find(Wanted("arnacques"))
    assert found.alike
    assert [one.title for one in found.resources] == ["Repérer les arnaques"]
    assert not find(Wanted("xyzzy")).resources.exists()


def test_each_facet_says_what_its_values_would_leave(shelf):
    counts = find(Wanted("", {"language": "fr"})).counts
    assert counts["language"] == {"fr": 2, "nl": 1, "en": 1}, "its own choice aside"
    assert counts["kind"] == {"guide": 2}
    assert counts["theme"] == {"security": 2}
    assert find(Wanted("", {"theme": "email"})).counts["theme"] == {"security": 4, "email": 1}
    assert titles("", theme="email") == ["Spotting scams"]
    assert titles("", kind="video", level="2") == ["Valse berichten herkennen"]


def test_signs_of_the_query_language_break_nothing(shelf):
    client = visitor()
    for words in ("'", "a & | !", ":*", "<->", "(((", '"', "\\", "%", "é:*", "0", "-"):
        assert client.get("/library/", {"q": words}).status_code == 200, words


def test_the_page_takes_as_many_queries_for_3_as_for_60(shelf, django_assert_max_num_queries):
    client = visitor()
    client.get("/library/")
    with django_assert_max_num_queries(12) as few:
        client.get("/library/")
    for number in range(60):
        made("fr", f"Guide {number}")
    with django_assert_max_num_queries(len(few)):
        page = client.get("/library/")
    assert page.context["page"].paginator.count == 64
    assert len(page.context["page"]) == PER_PAGE


def test_what_one_keeps_and_puts_in_an_order(shelf):
    structure = StructureFactory()
    client = signed_in(aidant_of(structure))
    one = shelf["fr"]
    client.post(f"/library/{one.pk}/keep/")
    client.post(f"/library/{one.pk}/keep/")
    assert "Repérer les arnaques" in client.get("/library/mine/").content.decode()
    client.post(
        f"/library/collections/new/?resource={one.pk}", {"title": "Jeudi", "language": "fr", "resource": one.pk}
    )
    collection = Collection.objects.get()
    client.post(f"/library/collections/{collection.pk}/put/", {"resource": shelf["pass"].pk})
    client.post(f"/library/collections/{collection.pk}/move/", {"resource": shelf["pass"].pk, "up": "1"})
    assert [item.resource.title for item in collection.items.all()] == ["Un bon mot de passe", "Repérer les arnaques"]
    client.post(f"/library/collections/{collection.pk}/take-out/", {"resource": one.pk})
    assert collection.items.count() == 1
    assert visitor().get(f"/library/collections/{collection.pk}/").status_code == 404
    client.post(f"/library/{one.pk}/keep/", {"drop": "1"})
    assert "Repérer les arnaques" not in client.get("/library/mine/").content.decode()


def test_given_to_a_learner_it_stands_on_her_page_until_it_is_taken_back(shelf):
    structure = StructureFactory()
    aidant = aidant_of(structure)
    learner = LearnerFactory(structure=structure, alias="Fatima")
    client = signed_in(aidant)
    url = f"/s/{structure.slug}/library/{shelf['fr'].pk}/share/"
    assert client.post(url, {}).status_code == 422
    client.post(url, {"learners": [learner.pk]})
    client.post(url, {"learners": [learner.pk]})
    with open_structure(structure.pk):
        (given,) = Share.objects.all()
    assert "Repérer les arnaques" in client.get(f"/s/{structure.slug}/learners/{learner.pk}/").content.decode()
    client.post(f"/s/{structure.slug}/library/shares/{given.pk}/take-back/", follow=True)
    assert "Repérer les arnaques" not in client.get(f"/s/{structure.slug}/learners/{learner.pk}/").content.decode()
    client.post(f"/s/{structure.slug}/library/shares/{given.pk}/give-again/")
    with open_structure(structure.pk):
        assert Share.objects.get().ended_at is None


def test_a_report_waits_for_a_curator_who_settles_it(shelf):
    aidant, curator = aidant_of(StructureFactory()), portal_person("curator")
    one = shelf["fr"]
    signed_in(aidant).post(f"/library/{one.pk}/outdated/", {"reason": "dead", "note": "404"})
    signed_in(aidant).post(f"/library/{one.pk}/outdated/", {"reason": "old", "note": "fermé"})
    report = OutdatedReport.objects.get()
    assert report.note == "fermé", "the later words"
    desk = signed_in(curator)
    assert "fermé" in desk.get("/library/desk/").content.decode()
    desk.post(f"/library/reports/{report.pk}/settle/", {"checked": "1"})
    one.refresh_from_db()
    assert one.checked_on
    assert "fermé" not in desk.get("/library/desk/").content.decode()


def form(**more):
    return {
        "language": "nl", "title": "Een gids", "summary": "Kort", "kind": "file", "licence": "CC0-1.0",
        "audience": ["helpers"],
    } | more  # fmt: skip


def test_a_curator_writes_publishes_and_withdraws(shelf):
    client = signed_in(portal_person("curator"))
    bad = client.post("/library/new/", form(file=SimpleUploadedFile("x.pdf", b"MZ no pdf")))
    assert bad.status_code == 422
    assert Resource.objects.filter(title="Een gids").count() == 0
    client.post("/library/new/", form())
    one = Resource.objects.get(title="Een gids")
    assert one.status == "draft"
    client.post(f"/library/{one.pk}/publish/")
    one.refresh_from_db()
    assert one.status == "draft", "nothing to open or to read yet"
    client.post(f"/library/{one.pk}/edit/", form(file=SimpleUploadedFile("../a b.exe", b"%PDF-1.7 a sheet")))
    client.post(f"/library/{one.pk}/publish/")
    file = visitor().get(f"/library/{one.pk}/file/")
    assert file.content == b"%PDF-1.7 a sheet"
    assert file["Content-Type"] == "application/pdf"
    assert file["Content-Disposition"] == 'attachment; filename="a b.pdf"'
    assert visitor().get(f"/library/{one.pk}/").status_code == 200
    client.post(f"/library/{one.pk}/withdraw/")
    assert visitor().get(f"/library/{one.pk}/").status_code == 404
    assert visitor().get(f"/library/{one.pk}/file/").status_code == 404
    with noting() as acts:
        client.post(f"/library/{one.pk}/publish/")
    assert acts == {"resource_published"}


def test_an_address_must_be_of_the_web(shelf):
    client = signed_in(portal_person("curator"))
    for url in ("javascript:alert(1)", "ftp://x.example/a", "data:text/html,x"):
        assert client.post("/library/new/", form(url=url)).status_code == 422, url


def zipped(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (b"%PDF-1.4", "pdf"),
        (b"ID3\x04", "mp3"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (zipped(word__document=b"x"), "docx"),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.text"), "odt"),
        (zipped(word__document=b"x", word__vbaProject=b""), "docx"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"<html>", None),
        (b"PK\x03\x04broken", None),
        (zipped(a=b"x"), None),
        (b"", None),
    ],
)
def test_a_file_is_what_it_holds(content, ending):
    found = kind(content)
    assert (found[0] if found else None) == ending


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("word/vbaProject.bin", "x"),
        ("word/VBAPROJECT.BIN", "x"),
        ("basic/Standard/Module1.xml", "x"),
        (
            "[Content_Types].xml",
            '<Override ContentType="application/vnd.ms-office.vbaProject" PartName="/word/a.bin"/>',
        ),
        ("[CONTENT_TYPES].XML", "application/vnd.ms-word.document.macroEnabled.main+xml".encode("utf-16")),
    ],
)
def test_macros_are_not_taken(name, body):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", "x")
        archive.writestr(name, body)
    assert kind(made.getvalue()) is None


def test_what_ships_is_whole_in_three_languages_and_loads_once():
    assert len(files()) > 10
    written = sum(load(path) for path in files())
    assert written == 3 * len(files())
    assert sum(load(path) for path in files()) == 0
    themes, audiences = set(Theme.values), set(Audience.values)
    for one in Resource.objects.exclude(code=""):
        assert set(one.themes) <= themes, one.code
        assert set(one.audience) <= audiences, one.code
        assert one.themes, one.code
        assert one.audience, one.code
        assert one.body or one.url, one.code
        assert one.licence in Licence.values, one.code
        assert one.kind in Kind.values, one.code
    Resource.objects.filter(code="five-questions", language="fr").update(status="withdrawn")
    assert sum(load(path) for path in files()) == 0, "what a curator withdrew stays withdrawn"
