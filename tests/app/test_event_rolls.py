"""The roll: who was there, with an account or without; validated, and only then, it counts."""

import datetime as dt
import re
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from community.events.models import Action, ActionStatus, Attendance
from community.events.selectors import handle_of
from structures.models import Person
from tests.app.community import acts, counted, helpers, planned, registered, statuses, yesterday
from tests.app.doors import send, signed_in, text
from tests.app.factories import PersonFactory, UserFactory, coordinator_of

pytestmark = pytest.mark.django_db
HERE = "/p/demo/tic/actions/"


@pytest.fixture
def door(tic):
    """Of TIC's trainer."""
    return signed_in(coordinator_of(tic, role="trainer", first_name="An"))


@pytest.fixture
def roll(tic):
    """A core training of yesterday, with four people on the list."""
    action = planned(tic)
    registered(action, *helpers(4, partner=tic))
    return yesterday(action)


def marks(action, *statuses_in_order) -> dict:
    rows = action.attendances.order_by("pk")
    return {f"p{row.public}": status for row, status in zip(rows, statuses_in_order, strict=False)}


def test_a_validated_roll_counts_and_an_open_one_does_not(door, roll, project):
    address = f"{HERE}{roll.pk}/roll/"
    send(door, address, marks(roll, "present", "present", "absent"))
    assert "PART_TRAINED" not in counted(project)
    refused = send(door, address, {"act": "validate"})
    assert refused.status_code == 409
    assert "1 person is neither present nor absent" in text(refused)
    send(door, address, {"act": "absent"})
    assert statuses(roll) == {"present": 2, "absent": 2}
    send(door, address, {"act": "validate"})
    assert "2 validated presences." in text(door.get(address))
    totals = counted(project)
    assert (totals["PART_TRAINED"], totals["TRAIN_PARTICIPATIONS"], totals["TRAIN_ACTIONS"]) == (2, 2, 1)
    roll.refresh_from_db()
    assert roll.status == ActionStatus.CLOSED
    assert send(door, address, marks(roll, "absent")).status_code == 409
    send(door, f"{HERE}{roll.pk}/reopen/")
    assert "PART_TRAINED" not in counted(project)
    assert not roll.attendances.filter(validated_at__isnull=False).exists()
    assert acts()[-2:] == ["roll_validated", "roll_reopened"]


def filled(page) -> list[str]:
    """The filled buttons of a page: one at most."""
    return [" ".join(words.split()) for words in re.findall(r'class="btn btn-go"[^>]*>([^<]*)<', page.content.decode())]


def test_validating_is_offered_once_it_makes_sense(door, roll):
    address = f"{HERE}{roll.pk}/roll/"
    fresh = door.get(address)
    assert filled(fresh) == ["Keep"]
    assert "4 people left to tick" in text(fresh) and "Validate the roll" in text(fresh)
    assert "Validate 0" not in text(fresh)
    in_one_go = marks(roll, "present", "absent", "absent", "absent") | {"act": "validate"}
    send(door, address, marks(roll, *["absent"] * 3, "present"))
    assert filled(door.get(address)) == ["Validate 1 presence"]
    assert send(door, address, in_one_go).status_code == 302, "ticked and validated without JavaScript"
    assert statuses(roll) == {"present": 1, "absent": 3}


@pytest.mark.parametrize("people", [0, 2])
def test_a_roll_with_nobody_present_is_asked_about_once_more(door, tic, people):
    action = planned(tic)
    registered(action, *helpers(people, partner=tic))
    yesterday(action)
    address = f"{HERE}{action.pk}/roll/"
    send(door, address, {"act": "absent"})
    page = door.get(address)
    assert filled(page) == ["Keep"]
    assert "Nobody is marked present." in text(page)
    asked = send(door, address, {"act": "validate"})
    assert asked.status_code == 409
    assert "Did really nobody come?" in text(asked)
    assert 'value="nobody"' in asked.content.decode()
    action.refresh_from_db()
    assert action.status == ActionStatus.PLANNED
    assert send(door, address, {"act": "nobody"}).status_code == 302
    action.refresh_from_db()
    assert action.status == ActionStatus.CLOSED
    assert "0 validated presences" in text(door.get(address))


def test_a_tap_keeps_one_mark_and_gives_the_new_count(door, roll):
    answer = door.post(f"{HERE}{roll.pk}/roll/", marks(roll, "present"), HTTP_HX_REQUEST="true")
    assert answer.status_code == 200
    assert re.search(r"1 present ?, 0 absent, 3 to tick", text(answer))
    assert statuses(roll) == {"present": 1, "registered": 3}


def test_marks_of_other_rolls_and_nonsense_are_passed_over(door, roll, d09):
    other = planned(d09)
    (foreign,) = registered(other, *helpers(1, partner=d09))
    yesterday(other)
    nonsense = ("p99999999999999999999", f"p{foreign.pk}", "pX")
    data = {f"p{foreign.public}": "present", **dict.fromkeys(nonsense, "present")}
    send(door, f"{HERE}{roll.pk}/roll/", data | marks(roll, "drunk"))
    foreign.refresh_from_db()
    assert foreign.status == "registered"
    assert statuses(roll) == {"registered": 4}
    assert door.post(f"{HERE}{roll.pk}/roll/{foreign.public}/seat/").status_code == 404


def test_the_roll_opens_on_the_day_and_a_series_waits_for_its_last_date(door, tic):
    action = planned(tic)
    registered(action, *helpers(1, partner=tic))
    assert send(door, f"{HERE}{action.pk}/roll/", marks(action, "present")).status_code == 409
    yesterday(action)
    Action.objects.filter(pk=action.pk).update(dates=[timezone.localdate() + dt.timedelta(days=7)])
    send(door, f"{HERE}{action.pk}/roll/", marks(action, "present"))
    refused = send(door, f"{HERE}{action.pk}/roll/", {"act": "validate"})
    assert "once its last date has come" in text(refused)


def test_somebody_of_the_waiting_list_came(door, tic):
    action = planned(tic, capacity=1)
    _seated, waiting = registered(action, *helpers(2, partner=tic))
    yesterday(action)
    send(door, f"{HERE}{action.pk}/roll/{waiting.public}/seat/")
    waiting.refresh_from_db()
    assert waiting.status == Attendance.Status.PRESENT


def test_somebody_without_an_account_counts(door, roll, project, epn):
    address = f"{HERE}{roll.pk}/roll/add/"
    send(door, address, {"first_name": "Zoé", "last_name": "Nouvelle", "structure": "epn tournai"})
    person = Person.objects.get(first_name="Zoé")
    assert (person.user, person.home, person.project) == (None, epn, project)
    attendance = person.attendances.get()
    assert (attendance.status, attendance.walk_in) == ("present", True)
    send(door, f"{HERE}{roll.pk}/roll/", {"act": "absent"})
    send(door, f"{HERE}{roll.pk}/roll/", {"act": "validate"})
    assert counted(project)["PART_TRAINED"] == 1


def test_a_like_name_is_asked_about_first(door, roll, project, epn):
    known = PersonFactory(project=project, first_name="Élodie", last_name="Lefèvre", home=epn)
    PersonFactory(first_name="Élodie", last_name="Lefèvre")  # another project's
    address, typed = f"{HERE}{roll.pk}/roll/add/", {"first_name": "Elodie", "last_name": "Lefevre"}
    asked = send(door, address, typed)
    assert asked.status_code == 422
    assert "Is it one of these people?" in text(asked)
    assert text(asked).count("Élodie Lefèvre") == 1
    assert Person.objects.filter(project=project, last_name__startswith="Lef").count() == 1
    send(door, address, typed | {"same": handle_of(known)})
    assert known.attendances.filter(action=roll, status="present").exists()
    send(door, address, typed | {"same": "new"})
    assert Person.objects.filter(project=project, last_name__startswith="Lef").count() == 2


def test_an_address_that_is_known_is_the_same_person(door, roll, project):
    known = PersonFactory(project=project, email="zoe@place.example")
    kept = PersonFactory(project=project)
    account = UserFactory(email="ali@place.example")
    Person.objects.filter(pk=known.pk).update(merged_into=kept)
    send(door, f"{HERE}{roll.pk}/roll/add/", {"first_name": "Z", "last_name": "N", "email": "ZOE@place.example"})
    assert kept.attendances.filter(action=roll).exists()
    send(door, f"{HERE}{roll.pk}/roll/add/", {"first_name": "Ali", "last_name": "Q", "email": "ali@place.example"})
    assert Person.objects.get(project=project, user=account).attendances.get().status == "present"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"first_name": ""}, "Type a first name."),
        ({"email": "not an address"}, "This is not an e-mail address."),
        ({"structure": "Nowhere at all"}, "No organisation of the project has this name."),
        ({"last_name": "x" * 81}, "at most 80 characters"),
    ],
)
def test_a_walk_in_that_is_badly_typed_is_asked_again(door, roll, changes, words):
    answer = send(door, f"{HERE}{roll.pk}/roll/add/", {"first_name": "Zoé", "last_name": "N"} | changes)
    assert answer.status_code == 422
    assert words in text(answer)
    assert roll.attendances.count() == 4


def test_the_sheet_to_sign_is_a_pdf_with_the_names(door, roll):
    answer = send(door, f"{HERE}{roll.pk}/roll/sheet/")
    job = door.get(answer["Location"])
    assert "The file is ready." in text(job)
    file = door.get(f"{answer['Location']}file/")
    assert file.content.startswith(b"%PDF")
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(file.content)).pages)
    for row in roll.attendances.select_related("person"):
        assert row.person.first_name in words
