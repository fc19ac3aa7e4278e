"""A structure registers: postcodes, numbers, likenesses, operators."""

import pytest
from django.core import mail
from django.utils.translation import override

from common.errors import DomainError
from common.wall import open_structure
from structures import selectors
from structures.enterprise import clean_enterprise_number, is_kbo, is_siret
from structures.enums import AffiliationStatus, Role
from structures.models import Membership, Person, RegistrationDraft, Structure
from tests.app.doors import code_in, letters_to, send, signed_in, text, visitor
from tests.app.factories import (
    StructureFactory,
    UserFactory,
    coordinator_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_attempts")]
ANSWERS = {
    "place": {"country": "BE", "postcode": "B-7500"},
    "name": {"name": "Maison du Quai"},
    "kind": {"type": "EPN"},
    "number": {"enterprise_number": "BE 0123.456.749"},
    "you": {"first_name": "Nora", "last_name": "Diallo", "email": "nora@place.example", "language": "nl"},
    "check": {},
}


def answer(client, step, data=None, **changes):
    return send(client, f"/register/{step}/", {**(ANSWERS.get(step, {}) if data is None else data), **changes})


def register(client, operator, **changes):
    """All the questions, in order; `changes` replaces the answers of a question."""
    last = None
    for step in ("place", "name", "kind", "number", "operator", "you", "check"):
        data = changes.get(step) or ({"operator": operator.public} if step == "operator" else None)
        last = answer(client, step, data)
        assert last.status_code == 302, (step, text(last))
    return last


# --- enterprise numbers


@pytest.mark.parametrize(
    ("country", "written", "kept"),
    [
        ("BE", "0123.456.749", "0123456749"),
        ("BE", "BE 0123 456 749", "0123456749"),
        ("BE", "123.456.749", "0123456749"),  # as written before 2005
        ("FR", "732 829 320 00074", "73282932000074"),
        ("FR", "356 000 000 00048", "35600000000048"),  # La Poste, by Luhn
        ("FR", "356 000 000 49837", "35600000049837"),  # La Poste, by the sum of its digits
        ("BE", "  ", ""),
        ("LU", "B 123456", "B 123456"),
    ],
)
def test_a_right_number_is_kept_in_one_form(country, written, kept):
    assert clean_enterprise_number(country, written) == kept


@pytest.mark.parametrize(
    ("country", "written", "words"),
    [
        ("BE", "0123.456.748", "do not fit the others"),
        ("BE", "732 829 320 00074", "French SIRET"),
        ("BE", "12", "10 digits"),
        ("BE", "twelve", "10 digits"),
        ("FR", "0123.456.749", "Belgian enterprise number"),
        ("FR", "732 829 320 00075", "do not fit together"),
        ("FR", "732 829 320", "SIREN"),
        ("FR", "12", "14 digits"),
        ("LU", "x" * 31, "too long"),
    ],
)
def test_a_wrong_or_foreign_number_gets_a_sentence(country, written, words):
    with override("en"), pytest.raises(DomainError, match=words) as refused:
        clean_enterprise_number(country, written)
    assert refused.value.field == "enterprise_number"


def test_the_two_keys_refuse_each_single_mistyped_digit():
    for right, check in (("73282932000074", is_siret), ("0123456749", is_kbo)):
        assert check(right)
        wrong = [
            right[:i] + str(d) + right[i + 1 :] for i in range(len(right)) for d in range(10) if str(d) != right[i]
        ]
        assert not [number for number in wrong if check(number)]


# --- the questions


@pytest.mark.parametrize(
    ("written", "said"),
    [("B-7700", "7700 Mouscron, Belgium"), ("be 7700", "7700 Mouscron, Belgium"), ("F-59000", "59000 Lille, France"),
     ("FR59000", "59000 Lille, France")],
)  # fmt: skip
def test_a_prefix_tells_the_country(written, said):
    client = visitor()
    assert answer(client, "place", {"postcode": written}).status_code == 302
    assert said in text(client.get("/register/name/"))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"postcode": "B-59000"}, "A Belgian postcode has 4 digits"),
        ({"postcode": "F-7700"}, "A French postcode has 5 digits"),
        ({"postcode": "B-7700", "country": "FR"}, "written like a postcode of Belgium, and you chose France"),
        ({"postcode": "F-59000", "country": "BE"}, "written like a postcode of France, and you chose Belgium"),
        ({"postcode": "B-7700", "country": "LU"}, "written like a postcode of Belgium, and you chose Luxembourg"),
        ({"postcode": "7700", "country": "FR"}, "written like a postcode of Belgium, and you chose France"),
        ({"postcode": "B-7700", "country": "XX"}, "Select a valid choice"),
        ({"postcode": "", "country": ""}, "Type the postcode or the municipality"),
        ({"postcode": "123"}, "4 digits in Belgium and 5 in France"),
        ({"postcode": "x" * 10_000}, "too long"),
        ({"postcode": "Luxembourg", "country": "LU"}, "it has digits"),
    ],
)
def test_a_postcode_and_a_country_that_disagree_get_one_sentence(given, words):
    page = answer(visitor(), "place", given)
    assert page.status_code == 422
    assert words in text(page)


def test_a_referent_registers_confirms_by_code_and_waits(tic, d09):
    coordinator = coordinator_of(tic, email="joris@tic.example", language="nl")
    client = visitor()
    assert client.get("/register/").headers["Location"] == "/register/place/"
    assert register(client, tic).headers["Location"] == "/accounts/login/code/"
    structure = Structure.objects.get()
    assert structure.slug == "maison-du-quai"
    with open_structure(structure.pk):
        state = selectors.state_of(structure)
        [affiliation] = selectors.affiliations_of(structure)
    assert (state.postcode, state.commune, state.nuts3) == ("7500", "Tournai", "BE328")
    assert (state.type, state.enterprise_number) == ("EPN", "0123456749")
    assert (affiliation.status, affiliation.operator_id) == (AffiliationStatus.APPLIED, tic.pk)
    assert letters_to(coordinator.email)[0].extra_headers["Content-Language"] == "nl"
    letters = letters_to("nora@place.example")
    assert len(letters) == 2
    signed = send(client, "/accounts/login/code/", {"code": code_in(letters[-1])})
    assert signed.headers["Location"] == "/home/"
    home = client.get("/s/maison-du-quai/")
    assert home.status_code == 200
    user_id = client.session["_auth_user_id"]
    with open_structure(structure.pk):
        membership = Membership.objects.get(user_id=user_id)
    assert membership.role == Role.REFERENT
    assert not Person.objects.exists(), "nobody counts before the approval"


def test_nothing_is_written_before_the_last_page(tic):
    client = visitor()
    for step in ("place", "name", "kind", "number"):
        answer(client, step)
    answer(client, "operator", {"operator": tic.public})
    answer(client, "you")
    page = text(client.get("/register/check/"))
    for words in ("7500 Tournai", "Maison du Quai", "0123456749", "Technofutur TIC", "nora@place.example"):
        assert words in page
    assert not Structure.objects.exists()
    assert not mail.outbox


def test_questions_come_in_order_and_unknown_ones_do_not_exist(tic):
    client = visitor()
    assert client.get("/register/you/").headers["Location"] == "/register/place/"
    assert client.get("/register/commune/").status_code == 404
    assert client.get("/register/nonsense/").status_code == 404
    assert answer(client, "check").headers["Location"] == "/register/place/"


@pytest.mark.parametrize(
    ("country", "postcode", "words"),
    [
        ("FR", "B-7700", "written like a postcode of Belgium, and you chose France"),
        ("BE", "F-59000", "written like a postcode of France, and you chose Belgium"),
        ("BE", "9999", "No municipality has the postcode 9999"),
        ("FR", "59002", "CEDEX"),
        ("BE", "abcd", "no municipality of this name"),
        ("BE", "750", "4 digits"),
        ("FR", "590", "5 digits"),
        ("BE", "", "Type the postcode"),
        ("XX", "7500", "Select a valid choice"),
    ],
)
def test_a_postcode_that_does_not_work_gets_a_sentence(country, postcode, words):
    answered = answer(visitor(), "place", {"country": country, "postcode": postcode})
    assert answered.status_code == 422
    assert words in text(answered)


@pytest.mark.parametrize(
    ("country", "postcode", "words"),
    [
        ("BE", "B-7700", "In the project area"),
        ("FR", "F-59000", "In the project area"),
        ("FR", "08000", "In the programme area, but outside the project area"),
        ("BE", "9300", "Outside the programme area"),
        ("LU", "L-1009", "Outside the programme area"),
    ],
)
def test_the_next_page_says_where_the_place_lies(country, postcode, words):
    client = visitor()
    step = answer(client, "place", {"country": country, "postcode": postcode}).headers["Location"]
    assert words in text(client.get(step))


def test_an_unknown_postcode_can_be_kept(tic):
    client = visitor()
    refused = answer(client, "place", {"country": "BE", "postcode": "1041"})
    assert 'name="keep"' in refused.content.decode()
    kept = answer(client, "place", {"country": "BE", "postcode": "1041", "keep": "on"})
    assert "We can’t place" in text(client.get(kept.headers["Location"])).replace("'", "’")


def test_an_ambiguous_postcode_asks_for_the_municipality(tic):
    client = visitor()
    assert answer(client, "place", {"country": "FR", "postcode": "52100"}).headers["Location"] == "/register/commune/"
    assert answer(client, "commune", {"commune": ""}).status_code == 422
    assert answer(client, "commune", {"commune": "00000"}).status_code == 422
    assert answer(client, "commune", {"commune": "52448"}).headers["Location"] == "/register/name/"
    register_rest = {"number": {"enterprise_number": ""}}
    for step in ("name", "kind", "number"):
        answer(client, step, register_rest.get(step))
    answer(client, "operator", {"operator": tic.public})
    answer(client, "you")
    answer(client, "check")
    structure = Structure.objects.get()
    with open_structure(structure.pk):
        state = selectors.state_of(structure)
    assert (state.commune, state.nuts3) == ("Saint-Dizier", "FRF24")


def test_another_postcode_asks_again_what_depends_on_it(tic):
    client = visitor()
    for step in ("place", "name", "kind", "number"):
        answer(client, step)
    answer(client, "place", {"country": "FR", "postcode": "59000"})
    assert client.get("/register/").headers["Location"] == "/register/number/"
    refused = answer(client, "number")
    assert "Belgian enterprise number" in text(refused)


def test_the_operator_of_the_area_comes_first_and_a_code_wins(tic, d09):
    client = visitor()
    for step in ("place", "name", "kind", "number"):
        answer(client, step, {"country": "BE", "postcode": "9000"} if step == "place" else None)
    page = client.get("/register/operator/").content.decode()
    assert page.index("District09") < page.index("Technofutur TIC")
    assert "for your area" in page
    assert "No operator has this code" in text(answer(client, "operator", {"code": "NOPE"}))
    assert "Choose who accompanies you" in text(answer(client, "operator", {}))
    assert answer(client, "operator", {"operator": "999999"}).status_code == 422
    assert answer(client, "operator", {"operator": d09.public, "code": "tic-2026"}).status_code == 302
    assert RegistrationDraft.objects.get().answers["operator"] == tic.pk


def test_without_a_running_project_the_page_says_so():
    client = visitor()
    for step in ("place", "name", "kind", "number"):
        answer(client, step)
    assert "No project takes new organisations today" in text(client.get("/register/operator/"))


def test_a_like_name_or_the_same_number_is_warned_of(project, tic):
    StructureFactory(
        name="Espace numérique du Quai", affiliation__project=project, state__enterprise_number="0123456749"
    )
    StructureFactory(name="Espace numérique du Quai", state__postcode="7700")
    client = visitor()
    answer(client, "place")
    warned = answer(client, "name", {"name": "Espace numerique du quai"})
    assert warned.status_code == 200
    assert "Your organisation may be here already" in text(warned)
    assert warned.content.decode().count("<strong>Espace numérique du Quai") == 1, "the other town has another"
    assert answer(client, "name", {"name": "Espace numerique du quai", "new": "1"}).status_code == 302
    answer(client, "kind")
    assert "Your organisation may be here already" in text(answer(client, "number"))
    assert answer(client, "number", {**ANSWERS["number"], "new": "1"}).status_code == 302


def test_an_account_that_exists_registers_with_the_same_words(tic):
    old = UserFactory(email="nora@place.example", first_name="Nora", last_name="Old", language="fr")
    answered = register(visitor(), tic)
    assert answered.headers["Location"] == "/accounts/login/code/"
    old.refresh_from_db()
    assert (old.last_name, old.language) == ("Old", "fr"), "a stranger's form changes nothing of an account"


def test_somebody_who_is_signed_in_registers_under_her_own_address(tic):
    user = UserFactory(email="ines@place.example")
    client = signed_in(user)
    answered = register(client, tic, you={**ANSWERS["you"], "email": "other@place.example"})
    assert answered.headers["Location"] == "/s/maison-du-quai/"
    with open_structure(Structure.objects.get().pk):
        assert Membership.objects.get().user == user


def test_two_places_of_one_name_get_two_addresses(tic):
    register(visitor(), tic)
    second = {"name": {**ANSWERS["name"], "new": "1"}, "number": {"enterprise_number": ""}}
    register(visitor(), tic, you={**ANSWERS["you"], "email": "two@place.example"}, **second)
    assert set(Structure.objects.values_list("slug", flat=True)) == {"maison-du-quai", "maison-du-quai-2"}


def test_the_letters_say_who_asks_and_where_to_go(tic):
    coordinator_of(tic, email="coord@tic.example", language="en")
    register(visitor(), tic, you={**ANSWERS["you"], "language": "en"})
    (asks,) = letters_to("coord@tic.example")
    for words in ("Nora Diallo", "nora@place.example", "Enterprise number: 0123456749"):
        assert words in asks.body
    sent = next(one for one in letters_to("nora@place.example") if "has been sent" in one.subject)
    assert "/s/maison-du-quai/" in sent.body
    assert "overflow-wrap:anywhere" in sent.alternatives[0][0]


@pytest.mark.parametrize(
    ("country", "postcode", "there", "not_there"),
    [
        (
            "BE",
            "9000",
            ["Public social welfare centre", "Digital help point"],
            ["(Belgium)", "France", "Municipal social"],
        ),
        (
            "FR",
            "59000",
            ["Municipal social action centre", "France Services"],
            ["(France)", "Flanders", "social welfare"],
        ),
    ],
)
def test_the_kinds_are_those_of_the_country(tic, country, postcode, there, not_there):
    client = visitor()
    answer(client, "place", {"country": country, "postcode": postcode})
    if country == "BE":
        page = client.get("/register/kind/", follow=True)
        if "/commune/" in page.request["PATH_INFO"]:
            answer(client, "commune", {"commune": page.context["form"].fields["commune"].choices[-1][0]})
    answer(client, "name")
    form = client.get("/register/kind/").context["form"]
    assert form.first[-1][0] == "AUTRE"
    assert len(form.first) <= 13
    labels = " / ".join(str(label) for _kind, label in form.fields["type"].choices)
    assert all(words in labels for words in there), labels
    assert not any(words in labels for words in not_there), labels


def test_another_country_asks_again_for_a_kind_that_it_does_not_have(tic):
    client = visitor()
    for step in ("place", "name"):
        answer(client, step)
    answer(client, "kind", {"type": "CPAS"})
    answer(client, "place", {"country": "FR", "postcode": "59000"})
    assert client.get("/register/").headers["Location"] == "/register/kind/"
    assert answer(client, "kind", {"type": "CPAS"}).status_code == 422
