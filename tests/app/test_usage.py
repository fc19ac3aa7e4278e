"""Signed-in activity becomes usage sessions, exact to the second at the 30-minute boundary."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from common.wall import across_structures, open_structure
from learners import services
from reporting.models import Activity, UsageSession
from reporting.selectors.activity import counted_user
from reporting.selectors.reports import report_json
from reporting.services.rollup import recount, roll_up
from structures.models import Person
from tests.app.factories import (
    AffiliationFactory,
    LearnerFactory,
    PartnerFactory,
    ProjectFactory,
    StructureFactory,
    aidant_of,
)

pytestmark = pytest.mark.django_db(transaction=True)
NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def project():
    return ProjectFactory(start=dt.date(2026, 1, 1), end=dt.date(2026, 12, 31))


@pytest.fixture
def structure(project):
    operator = PartnerFactory(project=project, code="TFT")
    return StructureFactory(affiliation__project=project, affiliation__operator=operator)


def visit(client: Client, structure, *after: int, path: str = "learners/") -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        for seconds in after:
            clock.move_to(NOON + dt.timedelta(seconds=seconds))
            assert client.get(f"/s/{structure.slug}/{path}").status_code == 200


def sessions():
    with across_structures("a test looks at the sessions"):
        return [(s.started_at, s.ended_at) for s in UsageSession.objects.order_by("started_at")]


def test_thirty_minutes_exactly_is_the_same_session_and_a_second_more_is_not(client, project, structure):
    with time_machine.travel(NOON, tick=False):
        client.force_login(aidant_of(structure))
    visit(client, structure, 0, 1800, 3600, 5401)
    roll_up(project=project)
    assert sessions() == [
        (NOON, NOON + dt.timedelta(hours=1)),
        (NOON + dt.timedelta(seconds=5401), NOON + dt.timedelta(seconds=5401)),
    ]
    made = report_json(project=project, period=1, partner="TFT")
    line = next(one for one in made["lines"] if one["code"] == "SESSIONS_ZONE")
    assert (line["period"], line["in_zone"]) == (2, 2)
    assert recount(project=project) == []


def test_a_learner_counts_where_her_structure_does(client, project, structure):
    fatima = LearnerFactory(structure=structure)
    aidant = aidant_of(structure)
    with open_structure(structure.pk):
        card = services.issue_card(learner=fatima, by=aidant)
    with time_machine.travel(NOON, tick=False):
        client.get(f"/c/{card.token}/")
        client.post("/c/hello/")
        assert client.get("/l/").status_code == 200
    roll_up(project=project)
    assert len(sessions()) == 1


def test_nothing_but_who_where_and_when_is_written(client, project, structure):
    with time_machine.travel(NOON, tick=False):
        client.force_login(aidant_of(structure))
    visit(client, structure, 0)
    with across_structures("a test looks at what is stored"):
        (row,) = Activity.objects.values()
    assert set(row) == {"id", "structure_id", "project_id", "person_id", "learner_id", "at", "changed"}


def test_errors_visitors_and_people_who_object_leave_nothing(client, project, structure):
    client.get("/")
    with time_machine.travel(NOON, tick=False):
        ines = aidant_of(structure)
        client.force_login(ines)
        client.get(f"/s/{structure.slug}/learners/not-there/")
        Person.objects.filter(user=ines).update(objects_to_statistics=True)
    visit(client, structure, 0)
    with across_structures("a test looks at what is stored"):
        assert not Activity.objects.exists()


def test_a_structure_without_a_running_project_writes_nothing(client):
    structure = StructureFactory()
    with time_machine.travel(NOON, tick=False):
        client.force_login(aidant_of(structure))
    visit(client, structure, 0)
    with across_structures("a test looks at what is stored"):
        assert not Activity.objects.exists()


@pytest.mark.parametrize("status", ["applied", "refused", "left"])
def test_a_structure_that_is_not_affiliated_writes_nothing(client, project, status):
    structure = StructureFactory(affiliation__project=project, affiliation__status=status)
    with time_machine.travel(NOON, tick=False):
        client.force_login(aidant_of(structure))
    visit(client, structure, 0)
    with across_structures("a test looks at what is stored"):
        assert not Activity.objects.exists()


def test_who_counts_where_is_found_in_two_queries(project, structure):
    """The project, whatever the number of earlier ones, and the person."""
    for _n in range(3):
        AffiliationFactory(structure=structure, project=ProjectFactory(start=dt.date(2015, 1, 1), end=NOON.date()))
    ines = aidant_of(structure)
    with (
        time_machine.travel(NOON, tick=False),
        open_structure(structure.pk),
        CaptureQueriesContext(connection) as asked,
    ):
        assert counted_user(structure_id=structure.pk, user_id=ines.pk).project_id == project.pk
    assert [query["sql"][:6] for query in asked.captured_queries] == ["BEGIN", "SELECT", "SELECT", "COMMIT"]
