"""A coordinator answers; what the project then counts."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from affiliations.services.affiliations import approve_affiliation
from common.wall import across_structures, open_structure
from structures import selectors
from structures.enums import AffiliationStatus, PartnerRole, Role, Side
from structures.models import Affiliation, JournalEntry, Membership, Person
from structures.services.people import enrol_person
from tests.app.doors import code_in, letters_to, link_in, send, signed_in, text, visitor
from tests.app.factories import (
    AffiliationFactory,
    PartnerFactory,
    PersonFactory,
    ProjectFactory,
    StructureFactory,
    UserFactory,
    coordinator_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_attempts")]
SITE = "https://halte.example"


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
    assert "In the project area" in text(client.get(f"/p/demo/tic/structures/{asked.public}/"))
    answered = send(client, f"/p/demo/tic/structures/{asked.public}/approve/")
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
    again = send(client, f"/p/demo/tic/structures/{asked.public}/approve/")
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
    approve_affiliation(affiliation_id=affiliation.pk, partner=tic, by=coordinator_of(tic), site=SITE)
    with across_structures("the test looks"):
        assert [s.status for s in affiliation.states.all()] == [AffiliationStatus.AFFILIATED]


def test_a_refusal_needs_a_reason_and_the_referent_reads_it(tic, asked):
    client = signed_in(coordinator_of(tic))
    address = f"/p/demo/tic/structures/{asked.public}/refuse/"
    empty = send(client, address, {"reason": " "})
    assert empty.status_code == 422
    assert "Say why" in text(empty)
    assert send(client, address, {"reason": "No helper yet."}).status_code == 302
    assert status_of(asked) == AffiliationStatus.REFUSED
    assert "No helper yet." in letters_to("nora@place.example")[0].body
    assert not Person.objects.exists()
    assert "No helper yet." in text(client.get(f"/p/demo/tic/structures/{asked.public}/"))


def test_a_referent_approved_before_her_first_code_counts_from_the_code(tic, asked):
    with across_structures("the test's ground"):
        Membership.objects.get(structure=asked.structure).user.__class__.objects.update(confirmed_at=None)
    coordinator = coordinator_of(tic)
    approve_affiliation(affiliation_id=asked.pk, partner=tic, by=coordinator, site=SITE)
    assert not Person.objects.exists()
    client = visitor()
    send(client, "/accounts/login/", {"email": "nora@place.example"})
    send(client, "/accounts/login/code/", {"code": code_in(letters_to("nora@place.example")[-1])})
    assert Person.objects.get().user.email == "nora@place.example"


def test_another_partners_request_does_not_exist(tic, d09, asked):
    stranger = signed_in(coordinator_of(d09))
    assert "Maison du Quai" not in text(stranger.get("/p/demo/d09/structures/"))
    assert stranger.get(f"/p/demo/d09/structures/{asked.public}/").status_code == 404
    assert send(stranger, f"/p/demo/d09/structures/{asked.public}/approve/").status_code == 404
    assert send(stranger, f"/p/demo/d09/structures/{asked.public}/refuse/", {"reason": "x"}).status_code == 404
    assert stranger.get("/p/demo/tic/structures/").status_code == 404
    assert status_of(asked) == AffiliationStatus.APPLIED


def test_a_trainer_may_not_answer_and_the_lead_only_for_those_of_nobody(project, tic, asked):
    trainer = signed_in(coordinator_of(tic, role=Role.TRAINER))
    assert trainer.get("/p/demo/tic/").status_code == 200
    assert trainer.get("/p/demo/tic/structures/").status_code == 403
    assert send(trainer, f"/p/demo/tic/structures/{asked.public}/approve/").status_code == 403
    lead = PartnerFactory(project=project, code="LEAD", state__role=PartnerRole.LEAD, state__side=Side.ALL)
    nobody_s = AffiliationFactory(
        structure=StructureFactory(name="Nobody's"), project=project, states__status=AffiliationStatus.APPLIED
    )
    client = signed_in(coordinator_of(lead, role=Role.LEAD))
    page = text(client.get("/p/demo/lead/structures/"))
    assert "1 request waits" in page, "those of the partners wait for the partners"
    assert "Technofutur TIC answers this request" in text(client.get(f"/p/demo/lead/structures/{asked.public}/"))
    for act in ("approve", "refuse"):
        assert send(client, f"/p/demo/lead/structures/{asked.public}/{act}/", {"reason": "x"}).status_code == 403
    assert status_of(asked) == AffiliationStatus.APPLIED
    assert client.get("/p/demo/tic/structures/").status_code == 403, "the lead reads figures, and answers for herself"
    assert send(client, f"/p/demo/lead/structures/{nobody_s.public}/approve/").status_code == 302
    assert status_of(nobody_s) == AffiliationStatus.AFFILIATED


def test_a_get_never_answers(tic, asked):
    client = signed_in(coordinator_of(tic))
    for act in ("approve", "refuse"):
        assert client.get(f"/p/demo/tic/structures/{asked.public}/{act}/").status_code == 405


def test_the_register_filters_by_status_and_by_words_without_accents(tic, project):
    for name, status in (("Médiathèque", "applied"), ("Épicerie", "affiliated"), ("Zone", "left")):
        StructureFactory(name=name, affiliation__project=project, affiliation__operator=tic, affiliation__status=status)
    client = signed_in(coordinator_of(tic))
    page = text(client.get("/p/demo/tic/structures/?status=affiliated"))
    assert "Épicerie" in page
    assert "Médiathèque" not in page
    assert "Médiathèque" in text(client.get("/p/demo/tic/structures/?q=mediatheque"))
    assert "Nothing here" in text(client.get("/p/demo/tic/structures/?q=nowhere"))
    assert client.get("/p/demo/tic/structures/?status=nonsense&page=abc").status_code == 200


@pytest.mark.parametrize("path", ["/p/demo/tic/structures/", "/p/demo/tic/"])
def test_the_number_of_queries_does_not_grow_with_the_register(tic, project, path):
    client = signed_in(coordinator_of(tic))
    client.get(path)  # what the first page of a session writes
    counts = []
    for more in (10, 190):
        for _ in range(more):
            StructureFactory(affiliation__project=project, affiliation__operator=tic, affiliation__status="applied")
        with CaptureQueriesContext(connection) as caught:
            assert client.get(path).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1]


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
        assert enrol_person(user, structure) is None


def test_a_person_is_enrolled_once(epn):
    user = UserFactory()
    with open_structure(epn.pk):
        person = enrol_person(user, epn)
        assert enrol_person(user, epn) == person


def test_somebody_known_from_a_roll_is_the_same_person_when_she_gets_an_account(epn, project):
    """By her confirmed address, in any case of letters, and in that project alone."""
    typed = PersonFactory(project=project, first_name="Zoé", last_name="Nouvelle", email="Zoe@Place.example")
    other = PersonFactory(email="zoe@place.example")
    user = UserFactory(email="zoe@place.example", first_name="Z.", confirmed_at=None)
    with open_structure(epn.pk):
        assert enrol_person(user, epn) is None, "an address that nobody confirmed proves nothing"
        user.confirmed_at = timezone.now()
        user.save()
        person = enrol_person(user, epn)
        assert enrol_person(user, epn) == person == typed
    assert (person.user, person.home, person.confirmed_at) == (user, epn, user.confirmed_at)
    assert (person.first_name, person.last_name) == ("Zoé", "Nouvelle")
    other.refresh_from_db()
    assert other.user is None
    assert Person.objects.filter(project=project).count() == 1


def test_an_address_of_another_account_is_not_taken_over(epn, project):
    taken = PersonFactory(project=project, user=UserFactory(email="a@place.example"), email="zoe@place.example")
    user = UserFactory(email="zoe@place.example")
    with open_structure(epn.pk):
        assert enrol_person(user, epn) != taken
    taken.refresh_from_db()
    assert taken.user.email == "a@place.example"


def test_who_was_merged_is_found_under_whom_she_was_merged_into(epn, project):
    kept = PersonFactory(project=project)
    PersonFactory(project=project, email="zoe@place.example", merged_into=kept)
    user = UserFactory(email="zoe@place.example")
    with open_structure(epn.pk):
        assert enrol_person(user, epn).merged_into == kept
    assert Person.objects.filter(project=project).count() == 2


def test_the_first_structure_stays_the_home_of_a_person(epn, project):
    user = UserFactory()
    other = StructureFactory(affiliation__project=project)
    for structure in (epn, other):
        with open_structure(structure.pk):
            enrol_person(user, structure)
    assert Person.objects.get(user=user).home == epn


def test_who_may_answer_sees_who_asks_and_the_lead_who_only_reads_does_not(project, tic, d09, asked):
    address = f"/p/demo/tic/structures/{asked.public}/"
    shown = text(signed_in(coordinator_of(tic)).get(address))
    assert "nora@place.example" in shown
    leads = PartnerFactory(project=project, code="LEAD", state__role=PartnerRole.LEAD, state__side=Side.ALL)
    lead = signed_in(coordinator_of(leads, role=Role.LEAD))
    read = lead.get(f"/p/demo/lead/structures/{asked.public}/")
    assert read.status_code == 200
    assert "nora@place.example" not in text(read)
