"""A structure registers: its town by name, its kind, others like it while one types, and names that are none."""

import pytest
from django.utils.translation import override

from structures.kinds import OURS, StructureType, mednum_code
from structures.models import RegistrationDraft, Structure
from tests.app.doors import text, visitor
from tests.app.factories import StructureFactory
from tests.app.test_registration import answer, register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_attempts")]


# --- the place, by postcode or by name


@pytest.mark.parametrize(
    ("typed", "language", "offered"),
    [
        ("Gent", "nl", ["van Gent (Gand)", "9000<", "9050<"]),
        ("gand", "fr", ["Gand (Gent)", "9000<"]),
        ("DOORNIK", "nl", ["Doornik (Tournai)", "7500<"]),
        ("tournai", "fr", ["Tournai (Doornik)", "7500<"]),
        ("st gilles", "fr", ["1060 Saint-Gilles (Sint-Gillis)", "30800 Saint-Gilles"]),
        ("liege", "fr", ["Liège (Luik)", "4000<"]),
        ("rijs", "nl", ["59000… Rijsel (Lille)"]),
        ("52100", "fr", ["Saint-Dizier"]),
    ],
)
def test_a_town_is_found_by_its_name_while_one_types(typed, language, offered):
    page = visitor(language).get("/register/place/", {"postcode": typed})
    found = page.content.decode().split('id="found"')[1].split("</fieldset>")[0]
    assert all(words in found for words in offered), found
    assert f'value="{typed}"' in page.content.decode(), "what was typed stays"
    assert not RegistrationDraft.objects.exists()


def test_without_a_script_the_form_answers_with_the_towns():
    client = visitor()
    asked = answer(client, "place", {"postcode": "Gent", "address": "Korenmarkt 1"})
    assert asked.status_code == 422
    page = asked.content.decode()
    assert "Choose one in this list" in text(asked)
    assert 'value="BE-9000-44021"' in page
    assert 'value="Korenmarkt 1"' in page, "nothing is lost"
    chosen = {"postcode": "Gent", "address": "Korenmarkt 1", "choice": "BE-9050-44021"}
    assert answer(client, "place", chosen).headers["Location"] == "/register/name/"
    draft = RegistrationDraft.objects.get()
    kept = {"country": "BE", "postcode": "9050", "commune": "44021", "address": "Korenmarkt 1"}
    assert {key: draft.answers[key] for key in kept} == kept
    assert "Korenmarkt 1, 9050 Gent, Belgium" in text(client.get("/register/name/"))


def test_a_town_with_several_postcodes_asks_for_one():
    client = visitor()
    asked = answer(client, "place", {"postcode": "lille", "choice": "FR--59350"})
    assert asked.status_code == 422
    assert "Choose one postcode" in text(asked)
    assert 'value="FR-59800-59350"' in asked.content.decode()
    assert answer(client, "place", {"postcode": "lille", "choice": "FR-59800-59350"}).status_code == 302


def test_one_town_of_a_name_needs_no_choice_and_an_old_choice_is_forgotten():
    client = visitor()
    assert answer(client, "place", {"postcode": "Mont-de-l'Enclus"}).status_code in {302, 422}
    assert answer(client, "place", {"postcode": "9000 Gent"}).status_code == 302
    assert RegistrationDraft.objects.get().answers["postcode"] == "9000"
    other = answer(client, "place", {"postcode": "Tournai", "choice": "BE-9000-44021"})
    assert other.status_code == 422, "the choice was made for another text"
    for nonsense in ("BE-9000-99999", "x", "BE--", "-" * 50, "BE-9000-44021-1"):
        assert answer(client, "place", {"postcode": "Tournai", "choice": nonsense}).status_code == 422


def test_the_commune_that_was_chosen_is_not_asked_again():
    client = visitor()
    chosen = {"postcode": "52100", "choice": "FR-52100-52448"}
    assert answer(client, "place", chosen).headers["Location"] == "/register/name/"
    assert "Saint-Dizier" in text(client.get("/register/name/"))


# --- like ones, while one types


def test_like_names_and_the_same_number_are_shown_while_one_types(project, tic):
    StructureFactory(name="Espace numérique du Quai", slug="quai", state__enterprise_number="0123456749")
    client = visitor()
    answer(client, "place", {"postcode": "7500"})
    page = client.get("/register/name/", {"name": "espace numerique du qua"})
    assert 'id="like"' in page.content.decode()
    assert "Your organisation may be here already" in text(page)
    assert 'href="/join/quai/"' in page.content.decode()
    assert "may be here already" not in text(client.get("/register/name/", {"name": "Bibliothèque"}))
    assert "may be here already" not in text(client.get("/register/name/", {"name": "e"}))
    seen = answer(client, "name", {"name": "Espace numerique du quai", "seen": "quai"})
    assert seen.status_code == 302, "who saw it goes on"
    answer(client, "kind")
    page = client.get("/register/number/", {"enterprise_number": "0123.456.749"})
    assert "The same enterprise number" in text(page)
    for typed in ("0123.456.748", "x", "\u202e", "1" * 400):
        assert client.get("/register/number/", {"enterprise_number": typed}).status_code == 200


def test_a_like_name_is_found_under_another_postcode_of_the_same_town(project):
    StructureFactory(name="De Krook", state__postcode="9000", state__commune="Gent", state__nuts3="BE234")
    client = visitor()
    answer(client, "place", {"postcode": "9050"})
    assert "De Krook" in text(answer(client, "name", {"name": "De krook"}))


# --- the kinds


def test_every_kind_has_a_name_in_three_languages_and_a_code_of_the_vocabulary():
    names = {}
    for language in ("fr", "nl", "en"):
        with override(language):
            names[language] = [str(kind.label) for kind in StructureType]
            assert len(set(names[language])) == len(StructureType), language
    same = [a for a, b in zip(names["nl"], names["en"], strict=True) if a == b and a not in {"School"}]
    assert not [name for name in same if name not in {"Region"}], same
    earlier = [
        "CPAS",
        "CCAS",
        "EPN",
        "DIGIPUNT",
        "BIB",
        "MUT",
        "CVO",
        "ML",
        "CS",
        "RFS",
        "MUNI",
        "ASSO",
        "BANK",
        "ETAB",
        "AUTRE",
    ]
    assert set(earlier) <= set(StructureType.values)
    french = {mednum_code(kind) for kind in StructureType}
    assert not french & {str(kind) for kind in OURS}
    assert mednum_code("no such kind") == "Autre"


def test_a_rare_kind_stands_behind_more_and_is_kept(tic):
    client = visitor()
    answer(client, "place", {"postcode": "59000"})
    answer(client, "name")
    page = client.get("/register/kind/").content.decode()
    assert page.index('value="CCAS"') < page.index("more kinds") < page.index('value="SPIP"')
    assert answer(client, "kind", {"type": "SPIP"}).status_code == 302
    again = client.get("/register/kind/").content.decode()
    assert "<details open>" in again
    assert "Probation service" in text(client.get("/register/number/"))


# --- bad input


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("\U0001f600" * 300, "too long"),
        ("\U0001f600" * 30, "at least one letter"),
        ("n" * 10_000, "too long"),
        ("\u202e\u200b", "Type the name"),
        ("123", "at least one letter"),
    ],
)
def test_a_name_that_is_none_gets_a_sentence(tic, name, words):
    client = visitor()
    answer(client, "place")
    refused = answer(client, "name", {"name": name})
    assert refused.status_code == 422
    assert words in text(refused)


@pytest.mark.parametrize("name", ["مركز الرصيف", "Maison \U0001f3e0 du Quai", "O’Quai <b>&amp;</b> ''; --"])
def test_a_strange_name_is_a_name(tic, name):
    register(visitor(), tic, name={"name": name})
    assert Structure.objects.get().name == name
