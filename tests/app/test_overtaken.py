"""A form that was drawn before somebody else saved overwrites nothing unless that is meant (common/overtaken.py)."""

import re
from functools import partial

import pytest
from django.utils import timezone

from accompaniments.models import Accompaniment
from accompaniments.services import record_accompaniment
from common.wall import across_structures, as_person, open_structure
from community.events.models import Action, Attendance
from learners.models import GroupMember, LearnerGroup
from learners.services import archive_learner, make_group
from tests.app.community import helpers, planned, registered, statuses, yesterday
from tests.app.crowd import at_once
from tests.app.doors import signed_in, text
from tests.app.factories import LearnerFactory, ProjectFactory, StructureFactory, aidant_of, coordinator_of

pytestmark = pytest.mark.django_db(transaction=True)


def seen_in(page) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', page.content.decode())
    assert found, "the form says no version"
    return found[1]


@pytest.fixture
def place():
    return StructureFactory(slug="epn", affiliation__project=ProjectFactory())


@pytest.fixture
def ines(place):
    return aidant_of(place, first_name="Inès", last_name="Verbeke")


@pytest.fixture
def karim(place):
    return aidant_of(place, first_name="Karim", last_name="Benali")


def overtaken(page, *words: str) -> str:
    """The version of the form that says so, with all these words; what was typed stands in it."""
    assert page.status_code == 409, text(page)
    for one in words:
        assert one in text(page), text(page)
    return seen_in(page)


@pytest.fixture
def record(place, ines):
    """Half an hour of help by Inès."""
    fields = {"date": timezone.localdate(), "mode": "individual", "place": "structure", "minutes": 30}
    with open_structure(place.pk), as_person(ines.pk):
        return record_accompaniment(structure=place, by=ines, anonymous=1, themes=["email"], **fields)


def correction(page) -> dict:
    """The form of that record as its page sends it back."""
    return {
        "mode": "individual", "place": "structure", "themes": ["email"], "minutes": "30", "anonymous": "1",
        "date": timezone.localdate().isoformat(), "seen": seen_in(page),
    }  # fmt: skip


def kept() -> tuple:
    with across_structures("a test looks at what is stored"):
        return Accompaniment.objects.values_list("minutes", "themes", "outcome").get()


def test_a_record(ines, karim, record):
    address = f"/s/epn/accompaniments/{record.pk}/"
    mine, hers = signed_in(ines), signed_in(karim)
    typed = correction(mine.get(address))
    assert hers.post(address, typed | {"minutes": "60", "more_themes": ["social"]}).status_code == 302
    wrong = mine.post(address, typed | {"themes": []})
    assert wrong.status_code == 422
    assert seen_in(wrong) == typed["seen"], "a mistake elsewhere does not make the form newer"
    page = mine.post(address, typed | {"outcome": "alone"})
    seen = overtaken(page, "Karim B. changed this meanwhile.", "How long: 1 h", "Other themes: Social networks")
    assert kept() == (60, ["email", "social"], "")
    assert mine.post(address, typed | {"outcome": "alone", "seen": seen}).status_code == 302
    assert kept() == (30, ["email"], "alone")


def test_two_corrections_at_the_same_moment(ines, karim, record):
    address = f"/s/epn/accompaniments/{record.pk}/"
    doors = {"45": signed_in(ines), "60": signed_in(karim)}
    typed = correction(doors["45"].get(address))
    answers = at_once(*[partial(door.post, address, typed | {"minutes": n}) for n, door in doors.items()])
    assert sorted(one.status_code for one in answers) == [302, 409], answers


def test_a_group(place, ines, karim):
    amina, luc = LearnerFactory(structure=place, alias="Amina"), LearnerFactory(structure=place, alias="Luc")
    with open_structure(place.pk):
        group = make_group(structure=place, name="Tuesday", by=ines, learners=[amina])
        archive_learner(learner=amina, by=ines)
    address = f"/s/epn/groups/{group.pk}/"
    mine, hers = signed_in(ines), signed_in(karim)
    seen = seen_in(mine.get(address))
    both = {"name": "Tuesday", "learners": [str(amina.pk), str(luc.pk)], "seen": seen}
    assert hers.post(address, both).status_code == 302
    page = mine.post(address, {"name": "Wednesday", "learners": [str(amina.pk)], "seen": seen})
    newer = overtaken(page, "Karim B. changed this meanwhile.", "Name of the group: Tuesday", "Learners: Amina, Luc")
    assert 'value="Wednesday"' in page.content.decode()

    def members() -> set[str]:
        with across_structures("a test looks at what is stored"):
            return set(GroupMember.objects.values_list("learner__alias", flat=True))

    assert members() == {"Amina", "Luc"}, "an archived member stays too"
    typed = {"name": "Wednesday", "learners": [str(amina.pk)], "seen": newer}
    assert mine.post(address, typed).status_code == 302
    assert members() == {"Amina"}
    with across_structures("a test looks at what is stored"):
        assert LearnerGroup.objects.get().name == "Wednesday"
    assert mine.post(address, {"name": "Friday"}).status_code == 302, "who says no version compares nothing"


def test_an_action(tic):
    action = planned(tic, capacity=4)
    registered(action, *helpers(1, partner=tic))
    address = f"/p/demo/tic/actions/{action.pk}/edit/"
    an, joris = coordinator_of(tic, first_name="An", last_name="Maes"), coordinator_of(tic, first_name="Joris")
    mine, hers = signed_in(an), signed_in(joris)
    start = timezone.localtime(action.starts_at)
    typed = {
        "kind": "training", "variant": "core", "title": action.title, "language": "fr", "postcode": "7500",
        "starts_at": f"{start:%Y-%m-%dT%H:%M}", "ends_at": f"{start.replace(hour=12):%Y-%m-%dT%H:%M}",
        "venue": "EPN Tournai", "capacity": "4", "seen": seen_in(mine.get(address)),
    }  # fmt: skip
    assert mine.post(address, typed | {"title": "By An"}).status_code == 302
    page = hers.post(address, typed | {"venue": "Room by Joris"})
    newer = overtaken(page, "An M. changed this meanwhile.", "Title: By An; Place: EPN Tournai")
    assert 'value="Room by Joris"' in page.content.decode()
    assert Action.objects.get().title == "By An"
    assert hers.post(address, typed | {"venue": "Room by Joris", "seen": newer}).status_code == 302
    assert (Action.objects.get().title, Action.objects.get().venue) == (action.title, "Room by Joris")


def test_the_marks_of_a_roll(tic):
    action = planned(tic)
    rows = registered(action, *helpers(3, partner=tic))
    yesterday(action)
    address = f"/p/demo/tic/actions/{action.pk}/roll/"
    mine, hers = (signed_in(coordinator_of(tic, role="trainer")) for _person in range(2))

    def form(*marks: str, seen: str = "registered") -> dict:
        shown = {f"w{row.public}": seen for row in rows}
        return shown | {f"p{row.public}": mark for row, mark in zip(rows, marks, strict=False) if mark}

    assert f'name="w{rows[0].public}" value="registered"' in mine.get(address).content.decode()
    assert mine.post(address, form("present", "present")).status_code == 302
    assert hers.post(address, {f"p{rows[0].public}": "absent"}).status_code == 302, "one tap is meant"
    untouched = form("present", "present", seen="present")
    assert mine.post(address, untouched).status_code == 302
    assert statuses(action) == {"absent": 1, "present": 1, "registered": 1}, "what was not touched is not marked"
    page = mine.post(address, form("present", "present", "present") | {"act": "validate"})
    assert page.status_code == 409
    assert f"Somebody marked {rows[0].person} otherwise meanwhile." in text(page)
    assert statuses(action) == {"absent": 1, "present": 2}, "the others are kept"
    assert not Attendance.objects.filter(validated_at__isnull=False).exists()
    again = form("present", seen="absent") | {"act": "validate"}
    assert mine.post(address, again).status_code == 302
    assert Attendance.objects.filter(validated_at__isnull=False).count() == 3
