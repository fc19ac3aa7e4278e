"""The public pages, and the homes that put several rooms together."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from common.wall import open_structure
from structures.enums import Role
from structures.models import Membership
from territory.words import commune_name
from tests.app.community import planned
from tests.app.doors import signed_in, text, visitor
from tests.app.factories import (
    LearnerFactory,
    ProjectFactory,
    StructureFactory,
    UserFactory,
    aidant_of,
    coordinator_of,
    referent_of,
)
from tests.app.test_directory import sheet as in_the_directory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_attempts")]


def test_the_front_page_has_three_doors_and_counts_what_is_affiliated(epn, project, tic):
    StructureFactory(affiliation__project=project, affiliation__operator=tic, affiliation__status="applied")
    StructureFactory(affiliation__project=ProjectFactory(start=dt.date(2020, 7, 1), end=dt.date(2022, 6, 30)))
    page = visitor().get("/")
    body = page.content.decode()
    for door in ('href="/c/"', 'href="/home/"', 'href="/register/"'):
        assert door in body
    assert "1 affiliated organisation" in text(page)


def test_the_front_page_leads_to_the_finder():
    body = visitor().get("/").content.decode()
    assert 'action="/directory/"' in body
    assert 'name="where"' in body


def test_the_lead_s_home_has_the_next_actions_of_all_partners(tic, d09):
    lead = coordinator_of(tic, role=Role.LEAD, language="en")
    planned(d09, title="Samen online")
    page = signed_in(lead).get("/p/demo/tic/")
    assert "Samen online" in text(page)
    assert "Samen online" not in text(signed_in(coordinator_of(tic)).get("/p/demo/tic/"))


def test_an_ended_project_s_home_shows_the_whole_of_it(tic, project):
    project.start, project.end = dt.date(2020, 7, 1), dt.date(2022, 6, 30)
    project.save()
    client = signed_in(coordinator_of(tic, language="en"))
    page = text(client.get("/p/demo/tic/"))
    assert "ended on 30 June 2022" in page
    assert "so far" not in page
    assert "This project ended on 30 June 2022" in text(client.get("/p/demo/tic/reports/"))


def test_a_period_to_come_has_no_figures(tic, project):
    project.start, project.end = dt.date(2090, 1, 1), dt.date(2091, 12, 31)
    project.save()
    page = signed_in(coordinator_of(tic, language="en")).get("/p/demo/tic/reports/1/")
    assert "This period begins on 1 January 2090" in text(page)
    assert "Make the file" not in text(page)


def test_english_says_a_town_as_the_town_does():
    with override("en"):
        assert (commune_name("BE", "9000"), commune_name("BE", "7500")) == ("Gent", "Tournai")


def test_places_have_the_name_of_the_reader_s_language(epn, tic):
    """The commune was kept in French when the structure registered."""
    planned(tic, venue="")
    in_the_directory(epn)
    for language, name in (("fr", "7500 Tournai"), ("nl", "7500 Doornik"), ("en", "7500 Tournai")):
        assert name in text(visitor(language).get("/directory/?where=7500"))
        assert name in text(signed_in(coordinator_of(tic), language).get("/p/demo/tic/structures/"))
        assert name in text(visitor(language).get("/calendar/"))
    assert commune_name("BE", "7500", "Doornik") == "Tournai"
    assert commune_name("FR", "02100", "Harly") == "Harly", "one of eleven at this postcode"
    assert commune_name("FR", "02100") == "", "which one, nobody said"
    assert commune_name("LU", "1611", "Luxembourg") == "Luxembourg"


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


# --- the homes


def test_a_waiting_structures_home_says_what_it_waits_for(project, tic):
    structure = StructureFactory(slug="quai", affiliation__project=project, affiliation__status="applied")
    assert "waits for an answer" in text(signed_in(aidant_of(structure)).get("/s/quai/"))


def test_the_aidants_home_logs_help_in_one_form(epn):
    client = signed_in(aidant_of(epn, first_name="Ines"))
    page = client.get("/s/epn/").content.decode()
    assert "Hello Ines" in page
    assert 'action="/s/epn/accompaniments/new/"' in page
    assert page.count("btn-go") == 1, "one filled button per view"


def test_the_aidants_home_asks_the_database_as_often_for_3_learners_as_for_60(epn):
    client = signed_in(aidant_of(epn))
    client.get("/s/epn/")  # the first request of a session also writes the activity down
    counts = []
    for more in (3, 57):
        for _ in range(more):
            LearnerFactory(structure=epn)
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/s/epn/").status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_a_learners_page_is_for_her_own_structure(epn):
    other = StructureFactory(slug="other")
    learner = LearnerFactory(structure=epn, alias="Fatima")
    assert "Fatima" in text(signed_in(aidant_of(epn)).get(f"/s/epn/learners/{learner.pk}/"))
    stranger = signed_in(aidant_of(other))
    assert stranger.get(f"/s/other/learners/{learner.pk}/").status_code == 404
    assert stranger.get(f"/s/epn/learners/{learner.pk}/").status_code == 404


def test_the_coordinators_home_has_the_figures_of_her_report_and_the_trainers_has_none(tic):
    page = text(signed_in(coordinator_of(tic)).get("/p/demo/tic/"))
    assert "Participants trained" in page
    assert "so far" in page
    trainer = text(signed_in(coordinator_of(tic, role=Role.TRAINER)).get("/p/demo/tic/"))
    assert "Participants trained" not in trainer


def test_an_administrator_sees_projects_and_partners(project, tic):
    boss = UserFactory(is_staff=True, is_superuser=True)
    client = signed_in(boss)
    for path in (
        "/admin/",
        "/admin/structures/project/",
        f"/admin/structures/partner/{tic.pk}/change/",
        "/admin/accounts/user/",
    ):
        assert client.get(path).status_code == 200, path
    assert signed_in(UserFactory()).get("/admin/").status_code in {302, 403}


def test_who_lost_her_access_is_told_whom_to_ask(epn):
    with open_structure(epn.pk):
        referent_of(epn, first_name="Anna", last_name="Peeters")
        gone = aidant_of(epn)
        Membership.objects.filter(user=gone).update(until=timezone.localdate())
    page = signed_in(gone).get("/places/").content.decode()
    assert f"Your access to {epn.name} has ended" in page
    assert "Anna Peeters" in page
    assert "/register/" not in page.split("<main")[1].split("</main>")[0]
