"""Curators' words in the library: not lost to a deploy nor to a colleague; what they show outlives their accounts."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from common.wall import across_structures, as_person, open_structure
from courses.library import services, shipping
from courses.library.models import Collection, OutdatedReport, Resource, Share
from courses.library.shipping import load
from exercises import ContentError
from privacy.erasing import ACCOUNT, _erase
from structures.models import JournalEntry
from tests.app.doors import signed_in, visitor
from tests.app.factories import LearnerFactory, PortalFactory, StructureFactory, aidant_of, portal_person
from tests.app.test_library import form, made

pytestmark = pytest.mark.django_db
SHIPPED = """\
code: sheet
kind: sheet
licence: CC0-1.0
themes: [security]
audience: [helpers]
title: {fr: Fiche, nl: Fiche, en: Sheet}
summary: {fr: Un mot, nl: Een woord, en: A word}
body: {fr: Texte, nl: Tekst, en: Text}
"""


@pytest.fixture
def sheet(tmp_path, monkeypatch):
    """The file of a resource that ships."""
    monkeypatch.setattr(shipping, "SHELF", tmp_path)
    path = tmp_path / "sheet.yaml"
    path.write_text(SHIPPED, encoding="utf-8")
    return path


@pytest.fixture
def desk():
    return signed_in(portal_person("curator"))


def corrected(desk, one: Resource, **facts) -> None:
    words = {"title": one.title, "summary": one.summary, "body": one.body, "kind": "sheet", "themes": "security"}
    reply = desk.post(f"/library/{one.pk}/edit/", form(language=one.language, **words | facts))
    assert reply.status_code == 302, reply.content.decode()[:2000]


def french() -> Resource:
    return Resource.objects.get(code="sheet", language="fr")


def test_what_a_curator_corrected_outlives_the_next_start(sheet, desk):
    load(sheet)
    corrected(desk, french(), title="Fiche à imprimer")
    assert load(sheet) == 0
    assert french().title == "Fiche à imprimer"
    assert "Another text ships" not in desk.get("/library/desk/").content.decode(), "the same one still ships"
    sheet.write_text(SHIPPED.replace("Un mot", "Deux mots").replace("A word", "Two words"), encoding="utf-8")
    assert load(sheet) == 1, "the English one, which nobody touched"
    assert (french().title, french().summary) == ("Fiche à imprimer", "Un mot")
    assert "Another text ships" in desk.get("/library/desk/").content.decode()


@pytest.mark.parametrize("take", [True, False])
def test_a_curator_takes_the_newer_text_or_keeps_hers(sheet, desk, take):
    load(sheet)
    corrected(desk, french(), title="Fiche à imprimer")
    sheet.write_text(SHIPPED.replace("Un mot", "Deux mots"), encoding="utf-8")
    load(sheet)
    desk.post(f"/library/{french().pk}/shipped/", {"take": "1"} if take else {})
    assert lines("resource_kept") == int(not take)
    assert (french().title, french().summary) == (("Fiche", "Deux mots") if take else ("Fiche à imprimer", "Un mot"))
    assert load(sheet) == 0
    assert "Another text ships" not in desk.get("/library/desk/").content.decode()
    sheet.write_text(SHIPPED.replace("Un mot", "Trois mots"), encoding="utf-8")
    assert load(sheet) == int(take), "what is hers waits again"


@pytest.mark.parametrize("hers", [True, False])
def test_a_row_that_does_not_know_what_it_was_written_from_is_hers_when_the_journal_says_so(sheet, desk, hers):
    load(sheet)
    if hers:
        corrected(desk, french(), title="Fiche à imprimer")
    Resource.objects.update(shipped="")
    sheet.write_text(SHIPPED.replace("fr: Fiche", "fr: Feuille"), encoding="utf-8")
    load(sheet)
    assert french().title == ("Fiche à imprimer" if hers else "Feuille")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("kind: sheet", "kind: sheets"),
        ("[security]", "[magic]"),
        ("CC0-1.0", "mine"),
        ("kind: sheet", "kind: sheet\nlevel: 4"),
        ("{fr: Fiche, nl: Fiche, en: Sheet}", "Fiche"),
        ("fr: Un mot", "fr: " + "m" * 401),
    ],
)
def test_a_file_with_a_value_of_no_list_is_not_published(sheet, right, wrong):
    sheet.write_text(SHIPPED.replace(right, wrong), encoding="utf-8")
    with pytest.raises(ContentError, match=r"sheet\.yaml"):
        load(sheet)
    assert not Resource.objects.exists()


def test_the_database_knows_four_levels():
    with pytest.raises(IntegrityError), transaction.atomic():
        made("fr", "Trop haut", level=4)
    assert made("fr", "Seul", level=3).level_name


def test_of_two_curators_the_second_is_told_what_the_first_wrote(desk):
    one = made("fr", "Un guide", body="Texte", audience=["helpers"])
    seen = desk.get(f"/library/{one.pk}/edit/").context["form"].initial["seen"]
    colleague = signed_in(portal_person("curator", portal=PortalFactory()))
    assert colleague.post(f"/library/{one.pk}/edit/", form(title="Le sien", seen=seen)).status_code == 302
    page = desk.post(f"/library/{one.pk}/edit/", form(title="Le mien", seen=seen))
    assert page.status_code == 409
    assert "Le sien" in page.content.decode()
    one.refresh_from_db()
    assert one.title == "Le sien"
    again = page.context["form"].data["seen"]
    assert desk.post(f"/library/{one.pk}/edit/", form(title="Le mien", seen=again)).status_code == 302
    one.refresh_from_db()
    assert one.title == "Le mien"


def test_an_edit_does_not_undo_what_was_withdrawn_meanwhile():
    one = made("fr", "Un guide", body="Texte")
    drawn = Resource.objects.get(pk=one.pk)
    services.set_status(resource=one, status="withdrawn", by=None)
    services.save_resource(resource=drawn, by=None, facts={"title": "Autre"})
    one.refresh_from_db()
    assert (one.title, one.status) == ("Autre", "withdrawn")


def test_a_report_is_settled_once():
    report = OutdatedReport.objects.create(resource=made("fr", "Un guide"), reason="old")
    by = portal_person("curator")
    desk = signed_in(by)
    for _ in range(2):
        services.settle(report=report, by=by, checked=False)
        assert desk.post(f"/library/reports/{report.pk}/settle/").status_code == 302
    assert lines("resource_report_settled") == 1


def lines(act: str) -> int:
    """How many lines of that act the journal has."""
    with across_structures("a test reads the journal"):
        return JournalEntry.objects.filter(act=act).count()


def test_no_page_of_the_curators_reads_what_a_file_holds(desk):
    one = made("fr", "Un guide")
    services.keep_file(resource=one, name="a.pdf", content=b"%PDF-1.7 a sheet")
    with CaptureQueriesContext(connection) as asked:
        assert "a.pdf" in desk.get(f"/library/{one.pk}/edit/").content.decode()
        desk.post(f"/library/{one.pk}/withdraw/")
        desk.post(f"/library/{one.pk}/publish/")
    assert not [query["sql"] for query in asked if 'resourcefile"."content"' in query["sql"]]
    one.refresh_from_db()
    assert one.status == "published", "a file is enough"


def test_taking_back_is_undone_only_where_there_is_room_and_it_is_still_published():
    structure = StructureFactory()
    aidant, learner = aidant_of(structure), LearnerFactory(structure=structure)
    one = made("fr", "Un guide")
    with open_structure(structure.pk):
        (given,) = services.share(structure=structure, learners=[learner], resource=one, by=aidant)
        services.take_back(one=given, by=aidant)
        for number in range(services.MOST_SHARED):
            services.share(structure=structure, learners=[learner], resource=made("fr", f"G{number}"), by=aidant)
    client, undo = signed_in(aidant), f"/s/{structure.slug}/library/shares/{given.pk}/give-again/"
    assert "has 20 resources already" in client.post(undo, follow=True).content.decode()
    with open_structure(structure.pk):
        assert Share.objects.filter(ended_at=None).count() == services.MOST_SHARED
        services.take_back(one=Share.objects.filter(ended_at=None).first(), by=aidant)
    services.set_status(resource=one, status="withdrawn", by=None)
    assert "not published" in client.post(undo, follow=True).content.decode()
    with open_structure(structure.pk):
        assert Share.objects.get(pk=given.pk).ended_at


def test_a_shown_collection_outlives_its_curator_and_belongs_to_all(desk):
    portal = PortalFactory()
    gone = portal_person("curator", portal=portal)
    shown, own = (Collection.objects.create(owner=gone, title=title, language="fr") for title in ("Pour tous", "À moi"))
    signed_in(gone).post(f"/library/collections/{shown.pk}/show/")
    with as_person(gone.pk):
        _erase(ACCOUNT, gone.pk)
    assert not Collection.objects.filter(pk=own.pk).exists()
    assert visitor().get(f"/library/collections/{shown.pk}/").status_code == 200
    helper = signed_in(aidant_of(StructureFactory()))
    assert "Change its title" in desk.get(f"/library/collections/{shown.pk}/").content.decode()
    assert "Change its title" not in helper.get(f"/library/collections/{shown.pk}/").content.decode()
    words = {"title": "Pour chacun", "language": "fr"}
    assert helper.post(f"/library/collections/{shown.pk}/edit/", words).status_code == 404
    desk.post(f"/library/collections/{shown.pk}/edit/", words)
    assert Collection.objects.get().title == "Pour chacun"
    desk.post(f"/library/collections/{shown.pk}/show/", {"hide": "1"})
    assert visitor().get(f"/library/collections/{shown.pk}/").status_code == 404
    assert [lines(act) for act in ("collection_shown", "collection_changed", "collection_hidden")] == [1, 1, 1]
