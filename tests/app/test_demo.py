"""The demo world: life over the last weeks, people who are where their work is, and nothing twice."""

import datetime as dt
import random
from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from accompaniments.models import Accompaniment
from common.wall import across_structures, open_structure
from courses.learning.models import Answer, Assignment
from desk.demo.learning import _moments
from desk.demo.people import WALKED_INTO, structure_of
from structures.models import Membership, Project

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The running project, loaded once for the module."""
    before, settings.DEMO = settings.DEMO, True
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_shipped", stdout=StringIO())
        call_command("load_demo", "--running-only", stdout=StringIO())
        yield Project.objects.get(code="LYS")
        transaction.set_rollback(True)
    settings.DEMO = before


def days_ago(moment: dt.datetime) -> int:
    return (timezone.localdate() - timezone.localdate(moment)).days


def test_progress_is_spread_over_the_last_weeks(demo):
    with open_structure(structure_of(demo, "tournai").pk):
        ages = [days_ago(at) for at in Answer.objects.values_list("received_at", flat=True)]
        finished = [days_ago(one) for one in Assignment.objects.values_list("completed_at", flat=True) if one]
        for answer in Answer.objects.select_related("assignment", "learner"):
            assert answer.learner.created_at < answer.assignment.assigned_at < answer.received_at < timezone.now()
        sequence = list(Answer.objects.order_by("pk").values_list("received_at", flat=True))
    assert sequence == sorted(sequence)
    assert min(ages) == 1, "the last one came yesterday"
    assert sum(age <= 7 for age in ages) > 10 and sum(7 < age <= 14 for age in ages) > 10
    assert max(ages) > 28
    assert finished and min(finished) >= 1, "finished when the last answer came, not when the world was made"


def test_the_log_is_spread_and_names_the_team_alone(demo):
    for code in WALKED_INTO:
        structure = structure_of(demo, code)
        with open_structure(structure.pk):
            team = set(Membership.objects.active().filter(structure=structure).values_list("user_id", flat=True))
            records = list(Accompaniment.objects.select_related("person"))
            helpers = {record.recorded_by_id or record.person.user_id for record in records}
        assert helpers <= team, code
        ages = {(timezone.localdate() - record.date).days for record in records}
        assert min(ages) >= 0 and len(ages) > 20


def test_a_second_time_writes_nothing(demo):
    def rows() -> dict[str, int]:
        with across_structures("a test counts rows"):
            return {model.__name__: model.objects.count() for model in apps.get_models()}

    before = rows()
    call_command("load_demo", "--running-only", stdout=StringIO())
    assert {name: (before[name], n) for name, n in rows().items() if n != before[name]} == {}


def test_the_team_is_there_since_the_project_began(demo):
    with open_structure(structure_of(demo, "tournai").pk):
        assert set(Membership.objects.values_list("since", flat=True)) == {demo.start}


@pytest.mark.parametrize("count", [0, 1, 5, 6, 7, 13, 40])
@pytest.mark.parametrize("days", [0, 1, 30])
def test_moments_go_forward_from_one_day_to_another(count, days):
    first = dt.date(2026, 3, 1)
    last = first + dt.timedelta(days)
    found = _moments(first, last, count, random.Random(1))
    assert found == sorted(set(found)) and len(found) == count
    assert all(first <= timezone.localdate(at) <= last for at in found)
    assert not found or timezone.localdate(found[-1]) == last
