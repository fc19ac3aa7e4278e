"""From a structure's registration to an aidant at work: registration, affiliation, invitation, membership."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from common.errors import DomainError
from common.wall import across_structures, open_structure
from structures import selectors, services
from structures.enterprise import clean_enterprise_number, is_kbo, is_siret
from structures.enums import AffiliationStatus, PartnerRole, Role, Side
from structures.models import Affiliation, Invitation, JournalEntry, Membership, Person, Structure
from tests.app.doors import code_in, committed, letters_to, link_in, send, signed_in, text, visitor
from tests.app.factories import (
    AffiliationFactory,
    PartnerFactory,
    ProjectFactory,
    StructureFactory,
    UserFactory,
    aidant_of,
    coordinator_of,
    referent_of,
)

pytestmark = pytest.mark.django_db
SITE = "https://halte.example"
ANSWERS = {
    "place": {"country": "BE", "postcode": "B-7500"},
    "name": {"name": "Maison du Quai"},
    "kind": {"type": "EPN"},
    "number": {"enterprise_number": "BE 0123.456.749"},
    "you": {"first_name": "Nora", "last_name": "Diallo", "email": "nora@place.example", "language": "nl"},
    "check": {},
}


@pytest.fixture(autouse=True)
def _no_earlier_attempts():
    cache.clear()


@pytest.fixture
def project():
    return ProjectFactory(code="DEMO")


@pytest.fixture
def tic(project):
    return PartnerFactory(
        project=project,
        code="TIC",
        invitation_code="TIC-2026",
        state__name="Technofutur TIC",
        state__side=Side.WAL,
        state__territorial_default=True,
    )


@pytest.fixture
def d09(project):
    return PartnerFactory(
        project=project, code="D09", state__name="District09", state__side=Side.VL, state__territorial_default=True
    )


def answer(client, step, data=None, **changes):
    return send(client, f"/register/{step}/", {**(ANSWERS.get(step, {}) if data is None else data), **changes})


def register(client, operator, **changes):
    """All the questions, in order; `changes` replaces the answers of a question."""
    last = None
    for step in ("place", "name", "kind", "number", "operator", "you", "check"):
        data = changes.get(step) or ({"operator": operator.pk} if step == "operator" else None)
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
    with pytest.raises(DomainError, match=words) as refused:
        clean_enterprise_number(country, written)
    assert refused.value.field == "enterprise_number"


def test_the_two_keys_refuse_each_single_mistyped_digit():
    for right, check in (("73282932000074", is_siret), ("0123456749", is_kbo)):
        assert check(right)
        wrong = [
            right[:i] + str(d) + right[i + 1 :] for i in range(len(right)) for d in range(10) if str(d) != right[i]
        ]
        assert not [number for number in wrong if check(number)]


# --- registration


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
    answer(client, "operator", {"operator": tic.pk})
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
        ("BE", "abc", "4 digits"),
        ("FR", "abc", "5 digits"),
        ("BE", "", "Type the postcode"),
        ("", "7500", "Choose the country"),
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
    answer(client, "operator", {"operator": tic.pk})
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
    assert answer(client, "operator", {"operator": d09.pk, "code": "tic-2026"}).status_code == 302
    assert client.session["registration"]["answers"]["operator"] == tic.pk


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
    assert "It may be here already" in text(warned)
    assert text(warned).count("Espace numérique du Quai") == 1, "the one with another postcode is another one"
    assert answer(client, "name", {"name": "Espace numerique du quai", "new": "1"}).status_code == 302
    answer(client, "kind")
    assert "It may be here already" in text(answer(client, "number"))
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


# --- the coordinator's answer


@pytest.fixture
def asked(project, tic):
    """A structure that waits for TIC's answer, with a confirmed referent."""
    structure = StructureFactory(
        name="Maison du Quai",
        slug="quai",
        affiliation__project=project,
        affiliation__operator=tic,
        affiliation__status=AffiliationStatus.APPLIED,
        affiliation__since=timezone.localdate() - dt.timedelta(days=3),
    )
    referent = UserFactory(email="nora@place.example", language="nl")
    with across_structures("the test's ground"):
        Membership.objects.create(user=referent, structure=structure, role=Role.REFERENT)
        affiliation = Affiliation.objects.get(structure=structure)
    return affiliation


def status_of(affiliation):
    with across_structures("the test looks"):
        return affiliation.states.order_by("-since").first().status


def test_a_coordinator_approves_and_the_structure_counts(tic, asked, project):
    coordinator = coordinator_of(tic)
    client = signed_in(coordinator)
    assert "1 request waits" in text(client.get("/p/demo/tic/structures/"))
    assert "In the project area" in text(client.get(f"/p/demo/tic/structures/{asked.pk}/"))
    answered = send(client, f"/p/demo/tic/structures/{asked.pk}/approve/")
    assert answered.headers["Location"] == "/p/demo/tic/structures/"
    assert status_of(asked) == AffiliationStatus.AFFILIATED
    person = Person.objects.get()
    assert (person.user.email, person.project, person.home_id) == ("nora@place.example", project, asked.structure_id)
    [letter] = letters_to("nora@place.example")
    assert letter.extra_headers["Content-Language"] == "nl"
    assert link_in(letter, "/s/") == "/s/quai/"
    with across_structures("the test reads the journal"):
        entry = JournalEntry.objects.get(act="affiliation_approved")
    assert (entry.user, entry.object_id, entry.detail) == (coordinator, str(asked.pk), {"partner": "TIC"})
    again = send(client, f"/p/demo/tic/structures/{asked.pk}/approve/")
    assert again.status_code == 409
    assert "affiliated already" in text(again)


def test_an_answer_on_the_day_of_the_request_replaces_its_row(tic, project):
    structure = StructureFactory()
    affiliation = AffiliationFactory(
        structure=structure,
        project=project,
        states__operator=tic,
        states__status=AffiliationStatus.APPLIED,
        states__since=timezone.localdate(),
    )
    services.approve_affiliation(affiliation_id=affiliation.pk, partner=tic, by=coordinator_of(tic), site=SITE)
    with across_structures("the test looks"):
        assert [s.status for s in affiliation.states.all()] == [AffiliationStatus.AFFILIATED]


def test_a_refusal_needs_a_reason_and_the_referent_reads_it(tic, asked):
    client = signed_in(coordinator_of(tic))
    address = f"/p/demo/tic/structures/{asked.pk}/refuse/"
    empty = send(client, address, {"reason": " "})
    assert empty.status_code == 422
    assert "Say why" in text(empty)
    assert send(client, address, {"reason": "No helper yet."}).status_code == 302
    assert status_of(asked) == AffiliationStatus.REFUSED
    assert "No helper yet." in letters_to("nora@place.example")[0].body
    assert not Person.objects.exists()
    assert "No helper yet." in text(client.get(f"/p/demo/tic/structures/{asked.pk}/"))


def test_a_referent_approved_before_her_first_code_counts_from_the_code(tic, asked):
    with across_structures("the test's ground"):
        Membership.objects.get(structure=asked.structure).user.__class__.objects.update(confirmed_at=None)
    coordinator = coordinator_of(tic)
    services.approve_affiliation(affiliation_id=asked.pk, partner=tic, by=coordinator, site=SITE)
    assert not Person.objects.exists()
    client = visitor()
    send(client, "/accounts/login/", {"email": "nora@place.example"})
    send(client, "/accounts/login/code/", {"code": code_in(letters_to("nora@place.example")[-1])})
    assert Person.objects.get().user.email == "nora@place.example"


def test_another_partners_request_does_not_exist(tic, d09, asked):
    stranger = signed_in(coordinator_of(d09))
    assert "Maison du Quai" not in text(stranger.get("/p/demo/d09/structures/"))
    assert stranger.get(f"/p/demo/d09/structures/{asked.pk}/").status_code == 404
    assert send(stranger, f"/p/demo/d09/structures/{asked.pk}/approve/").status_code == 404
    assert send(stranger, f"/p/demo/d09/structures/{asked.pk}/refuse/", {"reason": "x"}).status_code == 404
    assert stranger.get("/p/demo/tic/structures/").status_code == 404
    assert status_of(asked) == AffiliationStatus.APPLIED


def test_a_trainer_may_not_answer_and_the_lead_only_for_those_of_nobody(project, tic, asked):
    trainer = signed_in(coordinator_of(tic, role=Role.TRAINER))
    assert trainer.get("/p/demo/tic/").status_code == 200
    assert trainer.get("/p/demo/tic/structures/").status_code == 403
    assert send(trainer, f"/p/demo/tic/structures/{asked.pk}/approve/").status_code == 403
    lead = PartnerFactory(project=project, code="LEAD", state__role=PartnerRole.LEAD, state__side=Side.ALL)
    nobody_s = AffiliationFactory(
        structure=StructureFactory(name="Nobody's"), project=project, states__status=AffiliationStatus.APPLIED
    )
    client = signed_in(coordinator_of(lead, role=Role.LEAD))
    page = text(client.get("/p/demo/lead/structures/"))
    assert "Nobody's" in page
    assert "Maison du Quai" not in page
    assert client.get("/p/demo/tic/structures/").status_code == 403, "the lead reads figures, and answers for herself"
    assert send(client, f"/p/demo/lead/structures/{nobody_s.pk}/approve/").status_code == 302
    assert status_of(nobody_s) == AffiliationStatus.AFFILIATED


def test_a_get_never_answers(tic, asked):
    client = signed_in(coordinator_of(tic))
    for act in ("approve", "refuse"):
        assert client.get(f"/p/demo/tic/structures/{asked.pk}/{act}/").status_code == 405


def test_the_register_filters_by_status_and_by_words_without_accents(tic, project):
    for name, status in (("Bibliothèque", "applied"), ("Épicerie", "affiliated"), ("Zone", "left")):
        StructureFactory(name=name, affiliation__project=project, affiliation__operator=tic, affiliation__status=status)
    client = signed_in(coordinator_of(tic))
    page = text(client.get("/p/demo/tic/structures/?status=affiliated"))
    assert "Épicerie" in page
    assert "Bibliothèque" not in page
    assert "Bibliothèque" in text(client.get("/p/demo/tic/structures/?q=bibliotheque"))
    assert "Nothing here" in text(client.get("/p/demo/tic/structures/?q=nowhere"))
    assert client.get("/p/demo/tic/structures/?status=nonsense&page=abc").status_code == 200


@pytest.mark.parametrize("path", ["/p/demo/tic/structures/", "/p/demo/tic/"])
def test_the_number_of_queries_does_not_grow_with_the_register(tic, project, path):
    client = signed_in(coordinator_of(tic))
    counts = []
    for more in (10, 190):
        for _ in range(more):
            StructureFactory(affiliation__project=project, affiliation__operator=tic, affiliation__status="applied")
        with CaptureQueriesContext(connection) as caught:
            assert client.get(path).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1]


# --- invitations


@pytest.fixture
def epn(project, tic):
    return StructureFactory(name="EPN Tournai", slug="epn", affiliation__project=project, affiliation__operator=tic)


def invite(client, email="ali@place.example", **changes):
    return send(client, "/s/epn/people/", {"email": email, "role": "aidant", "language": "nl", **changes})


def test_a_referent_invites_and_the_aidant_is_at_work(epn, project):
    client = signed_in(referent_of(epn, first_name="Karim", last_name="Lenoir"))
    assert invite(client).headers["Location"] == "/s/epn/people/"
    [letter] = letters_to("ali@place.example")
    assert letter.extra_headers["Content-Language"] == "nl"
    assert "Karim Lenoir" in letter.subject
    link = link_in(letter, "/invitation/")
    with open_structure(epn.pk):
        assert link.split("/")[2] not in str(Invitation.objects.values_list())
    guest = visitor()
    asked = guest.get(link)
    assert "Karim Lenoir invites you" in text(asked)
    with open_structure(epn.pk):
        assert Membership.objects.count() == 1, "looking changes nothing"
    joined = send(guest, link, {"first_name": "Ali", "last_name": "Haddad"})
    assert joined.headers["Location"] == "/s/epn/"
    assert guest.get("/s/epn/").status_code == 200
    person = Person.objects.get(user__email="ali@place.example")
    assert (person.first_name, person.project, person.home) == ("Ali", project, epn)
    assert person.user.confirmed_at is not None
    assert "Ali Haddad" in text(client.get("/s/epn/people/"))
    assert guest.get(link).status_code == 410, "used once"
    assert send(guest, link, {"first_name": "B", "last_name": "C"}).status_code == 410


def test_an_invitation_ends_after_14_days_when_withdrawn_or_when_sent_again(epn):
    client = signed_in(referent_of(epn))
    invite(client, "a@place.example")
    first = link_in(letters_to("a@place.example")[0], "/invitation/")
    with time_machine.travel(timezone.now() + dt.timedelta(days=14, minutes=1), tick=False):
        late = visitor().get(first)
        assert late.status_code == 410
        assert "14 days" in text(late)
    with open_structure(epn.pk):
        invitation = Invitation.objects.get()
    send(client, f"/s/epn/people/invitations/{invitation.pk}/resend/")
    second = link_in(letters_to("a@place.example")[1], "/invitation/")
    assert visitor().get(first).status_code == 410
    assert visitor().get(second).status_code == 200
    send(client, f"/s/epn/people/invitations/{invitation.pk}/revoke/")
    assert visitor().get(second).status_code == 410
    assert send(client, f"/s/epn/people/invitations/{invitation.pk}/resend/").status_code == 409
    assert visitor().get("/invitation/nonsense/").status_code == 410


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"email": "no address"}, "not an e-mail address"),
        ({"email": ""}, "Type the e-mail address"),
        ({"role": "lead"}, "Select a valid choice"),
        ({"language": "xx"}, "Select a valid choice"),
        ({"email": "HERE@place.example"}, "is here already"),
        ({"email": "open@place.example"}, "still open"),
    ],
)
def test_an_invitation_that_can_not_be_gets_a_sentence(epn, changes, words):
    aidant_of(epn, email="here@place.example")
    client = signed_in(referent_of(epn))
    invite(client, "open@place.example")
    refused = invite(client, **changes)
    assert refused.status_code == 422
    assert words in text(refused)


def test_an_aidant_sees_the_team_and_may_not_invite(epn):
    colleague = referent_of(epn, first_name="Karim")
    client = signed_in(aidant_of(epn))
    page = client.get("/s/epn/people/")
    assert "Karim" in text(page)
    assert "Invite a colleague" not in text(page)
    assert invite(client).status_code == 403
    with open_structure(epn.pk):
        membership = Membership.objects.get(user=colleague)
    assert send(client, f"/s/epn/people/{membership.pk}/end/").status_code == 403


def test_people_and_invitations_of_another_structure_do_not_exist(epn):
    other = StructureFactory(slug="other")
    stranger = signed_in(referent_of(other))
    invite(signed_in(referent_of(epn)))
    with open_structure(epn.pk):
        membership, invitation = Membership.objects.get(), Invitation.objects.get()
    assert stranger.get("/s/epn/people/").status_code == 404
    assert send(stranger, f"/s/other/people/{membership.pk}/end/").status_code == 404
    for act in ("resend", "revoke"):
        assert send(stranger, f"/s/other/people/invitations/{invitation.pk}/{act}/").status_code == 404
        assert send(stranger, f"/s/epn/people/invitations/{invitation.pk}/{act}/").status_code == 404


def test_an_account_that_exists_joins_under_its_own_name_and_language(epn):
    old = UserFactory(email="ali@place.example", first_name="Ali", last_name="Old", language="fr")
    invite(signed_in(referent_of(epn)))
    link = link_in(letters_to("ali@place.example")[0], "/invitation/")
    send(visitor(), link, {"first_name": "Al", "last_name": "Ias"})
    old.refresh_from_db()
    assert (old.last_name, old.language) == ("Old", "fr")
    assert Person.objects.get(user=old).last_name == "Old"


def test_somebody_else_who_is_signed_in_is_told_and_leaves_her_session(epn):
    other = UserFactory(email="other@place.example")
    invite(signed_in(referent_of(epn)))
    link = link_in(letters_to("ali@place.example")[0], "/invitation/")
    client = signed_in(other)
    assert "you are signed in as other@place.example" in text(client.get(link))
    send(client, link, {"first_name": "Ali", "last_name": "Haddad"})
    assert client.session["_auth_user_id"] != str(other.pk)
    assert client.get("/s/epn/").status_code == 200
    with open_structure(epn.pk):
        assert not Membership.objects.filter(user=other).exists()


def test_access_ends_at_once_and_what_was_done_stays(epn):
    aidant = aidant_of(epn)
    client, theirs = signed_in(referent_of(epn)), signed_in(aidant)
    assert theirs.get("/s/epn/").status_code == 200
    with open_structure(epn.pk):
        membership = Membership.objects.get(user=aidant)
    send(client, f"/s/epn/people/{membership.pk}/end/")
    assert theirs.get("/s/epn/").status_code == 404
    assert theirs.get("/s/epn/people/").status_code == 404
    assert Person.objects.filter(user=aidant).exists()
    assert send(client, f"/s/epn/people/{membership.pk}/end/").status_code == 404, "ended is ended"


def test_the_only_referent_stays_until_there_is_another(epn):
    first = referent_of(epn)
    client = signed_in(first)
    with open_structure(epn.pk):
        membership = Membership.objects.get()
    send(client, f"/s/epn/people/{membership.pk}/end/")
    assert "only referent" in text(client.get("/s/epn/people/"))
    referent_of(epn)
    assert send(client, f"/s/epn/people/{membership.pk}/end/").headers["Location"] == "/home/"
    assert client.get("/s/epn/").status_code == 404


# --- the project that counts, the person in it


def test_the_current_project_is_the_one_affiliated_and_running(epn, project):
    past = ProjectFactory(start=dt.date(2020, 7, 1), end=dt.date(2022, 6, 30))
    AffiliationFactory(structure=epn, project=past)
    with open_structure(epn.pk):
        assert selectors.current_project(epn) == project
        assert selectors.current_project(epn, dt.date(2021, 1, 1)) == past
        assert selectors.current_project(epn, dt.date(2022, 7, 1)) is None


@pytest.mark.parametrize("status", ["applied", "refused", "left"])
def test_without_an_affiliation_in_force_nothing_counts(project, tic, status):
    structure = StructureFactory(affiliation__project=project, affiliation__operator=tic, affiliation__status=status)
    user = UserFactory()
    with open_structure(structure.pk):
        assert selectors.current_project(structure) is None
        assert services.enrol_person(user, structure) is None
        assert selectors.current_person(user, structure) is None


def test_a_person_is_enrolled_once_and_found_through_merges(epn, project):
    user = UserFactory()
    with open_structure(epn.pk):
        person = services.enrol_person(user, epn)
        assert services.enrol_person(user, epn) == person
        kept = Person.objects.create(project=project, code="kept", first_name="Kept")
        person.merged_into = kept
        person.save(update_fields=["merged_into"])
        assert selectors.current_person(user, epn) == kept


def test_the_first_structure_stays_the_home_of_a_person(epn, project):
    user = UserFactory()
    other = StructureFactory(affiliation__project=project)
    for structure in (epn, other):
        with open_structure(structure.pk):
            services.enrol_person(user, structure)
    assert Person.objects.get(user=user).home == epn


# --- public pages


def test_the_front_page_has_three_doors_and_counts_what_is_affiliated(epn, project, tic):
    StructureFactory(affiliation__project=project, affiliation__operator=tic, affiliation__status="applied")
    StructureFactory(affiliation__project=ProjectFactory(start=dt.date(2020, 7, 1), end=dt.date(2022, 6, 30)))
    page = visitor().get("/")
    body = page.content.decode()
    for door in ('href="/c/"', 'href="/home/"', 'href="/register/"'):
        assert door in body
    assert "1 affiliated structure" in text(page)


@pytest.mark.parametrize(
    ("postcode", "words"),
    [
        ("7500", "Near 7500 Tournai"),
        ("B-7520", "Not in 7520 Tournai itself, but in the area"),
        ("59000", "No place of ours near 59000 Lille yet"),
        ("00000", "don’t know the postcode 00000"),
        ("", "Type a postcode"),
        ("<script>", "don’t know the postcode"),
    ],
)
def test_the_finder_shows_affiliated_places_or_says_why_not(epn, postcode, words):
    page = visitor().get("/", {"postcode": postcode})
    assert page.status_code == 200
    assert words in text(page).replace("'", "’")
    assert ("EPN Tournai" in text(page)) == (postcode in {"7500", "B-7520"})


@pytest.mark.parametrize("path", ["/accessibility/", "/privacy/"])
@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_the_statements_are_there_for_everybody(path, language):
    assert visitor(language).get(path).status_code == 200


def test_the_menu_shows_what_a_person_may_do(epn, tic):
    aidant = signed_in(aidant_of(epn)).get("/s/epn/").content.decode()
    assert 'href="/s/epn/learners/"' in aidant
    assert "/p/demo/" not in aidant
    trainer = signed_in(coordinator_of(tic, role=Role.TRAINER)).get("/p/demo/tic/").content.decode()
    assert 'href="/p/demo/tic/structures/"' not in trainer
    coordinator = signed_in(coordinator_of(tic)).get("/p/demo/tic/").content.decode()
    assert 'href="/p/demo/tic/structures/"' in coordinator
    assert 'aria-current="page"' in coordinator


def test_services_leave_letters_to_the_commit(epn):
    referent = referent_of(epn)
    with open_structure(epn.pk):
        services.invite(structure=epn, email="a@place.example", role="aidant", language="fr", by=referent, site=SITE)
    assert not mail.outbox
    with committed(), open_structure(epn.pk):
        services.invite(structure=epn, email="b@place.example", role="aidant", language="fr", by=referent, site=SITE)
    assert letters_to("b@place.example")
