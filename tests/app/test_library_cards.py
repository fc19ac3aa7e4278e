"""The library's page of results: one card a resource in the reader's language, counts, facets; the curators' desk."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from courses.library.models import Resource, ResourceFile
from courses.library.search import Wanted, find
from tests.app.doors import signed_in, visitor
from tests.app.factories import portal_person
from tests.app.test_library import made

pytestmark = pytest.mark.django_db


def words(response) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


@pytest.fixture
def shelf():
    for language, title in (("fr", "Le mot de passe"), ("nl", "Het wachtwoord"), ("en", "The password")):
        made(language, title, code="password")
    made("nl", "De kaart", code="card", kind="video")
    made("en", "The card", code="card", kind="video")
    made("en", "A letter", kind="video")


def cards(reader: str, asked: str = "", **chosen: str) -> list[str]:
    return [one.title for one in find(Wanted(asked, chosen, reader=reader)).resources]


def test_a_resource_in_several_languages_is_one_in_the_readers(shelf):
    assert cards("fr") == ["Le mot de passe", "A letter", "De kaart"] or cards("fr") == [
        "Le mot de passe",
        "De kaart",
        "A letter",
    ], "her own language first"
    assert set(cards("nl")) == {"Het wachtwoord", "De kaart", "A letter"}
    assert cards("fr", language="en") and set(cards("fr", language="en")) == {"The password", "The card", "A letter"}
    assert cards("fr", "wachtwoord") == ["Het wachtwoord"], "words of another language find what has them"


def test_the_counts_are_those_of_the_cards(shelf):
    found = find(Wanted("", {}, reader="fr"))
    assert found.total == 3 == found.resources.count()
    assert found.counts["kind"] == {"guide": 1, "video": 2}
    assert found.counts["language"] == {"fr": 1, "nl": 2, "en": 3}, "a language counts what it would leave"
    chosen = find(Wanted("", {"language": "nl"}, reader="fr"))
    assert chosen.total == 2 and chosen.counts["kind"] == {"guide": 1, "video": 1}


def test_a_card_leads_to_its_other_languages_and_no_facet_offers_nothing(shelf):
    page = visitor().get("/library/").content.decode()
    card = next(one for one in re.findall(r'<li class="card stack">.*?</li>', page, re.DOTALL) if "wachtwoord" in one)
    others = Resource.objects.filter(code="password")
    assert all(f"/library/{one.pk}/" in card for one in others)
    kinds = re.search(r'<select name="kind".*?</select>', page, re.DOTALL)[0]
    assert 'value="video"' in kinds and 'value="game"' not in kinds
    kept = visitor().get("/library/", {"kind": "game"}).content.decode()
    assert re.search(r'<option value="game" selected>', kept), "what was asked stays in sight"


def test_the_desk_lists_what_is_published(shelf):
    page = words(signed_in(portal_person("curator"), "en").get("/library/desk/"))
    assert "6 resources published" in page and "Het wachtwoord" in page


def test_a_file_that_came_with_a_form_to_mend_is_asked_for_again(shelf):
    client = signed_in(portal_person("curator"), "en")
    file = SimpleUploadedFile("note.pdf", b"%PDF-1.4 note", "application/pdf")
    typed = {"language": "nl", "title": "Nota", "summary": "Een nota", "kind": "file", "licence": "CC0-1.0"}
    refused = client.post("/library/new/", typed | {"file": file})
    assert refused.status_code == 422 and "Choose the file again" in words(refused)
    assert "New resource" in words(refused)
    assert not ResourceFile.objects.exists()


def test_other_words_for_the_same_and_a_slip_of_the_pen_find_it() -> None:
    made("fr", "Mon mot de passe, bien choisi", "Long et facile à retenir")
    made("fr", "Dix gestes pour ne pas prendre la souris", "Le mot juste, un pas de côté, pas la main")
    made("nl", "Je gsm instellen", "Lettertype en geluid")
    made("fr", "Écrire un courriel", "Objet, politesse, pièce jointe")
    for asked in ("email", "e-mail", "mail", "Écrire un email"):
        assert cards("fr", asked)[0] == "Écrire un courriel", asked
    assert cards("nl", "telefoon") == ["Je gsm instellen"]
    assert "Mon mot de passe, bien choisi" in cards("fr", "mot de pase")
    assert "Mon mot de passe, bien choisi" in cards("fr", "motdepasse")
