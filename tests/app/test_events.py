"""An operator plans, changes, cancels and closes actions; the roll is validated, and only then counts."""

import datetime as dt
import re
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from common.wall import across_structures
from community.events import selectors, services
from community.events.models import Action, ActionStatus, Attendance
from community.events.signals import attendance_validated
from reporting.counting.rollup import cells
from reporting.selectors.facts import load_facts
from structures.models import JournalEntry, Person
from tests.app.community import helpers, planned, registered, statuses, yesterday
from tests.app.doors import letters_to, send, signed_in, text
from tests.app.factories import PersonFactory, UserFactory, coordinator_of

pytestmark = pytest.mark.django_db
HERE = "/p/demo/tic/actions/"


@pytest.fixture
def an(tic):
    """TIC's trainer."""
    return coordinator_of(tic, role="trainer", first_name="An")


@pytest.fixture
def door(an):
    return signed_in(an)


def form(**changes) -> dict:
    start = (timezone.localtime() + dt.timedelta(days=4)).replace(hour=9, minute=30)
    return {
        "kind": "training",
        "variant": "core",
        "title": "Helping without taking over",
        "language": "fr",
        "starts_at": f"{start:%Y-%m-%dT%H:%M}",
        "ends_at": f"{start + dt.timedelta(hours=3):%Y-%m-%dT%H:%M}",
        "venue": "EPN Tournai",
        "postcode": "B-7700",
        "capacity": "12",
    } | changes


def counted(project) -> dict[str, int]:
    """Indicator -> its total, by the count that the reports use."""
    with across_structures("a test counts"):
        found: dict[str, int] = {}
        for key, value in cells(load_facts(project=project)).values.items():
            found[key.code] = found.get(key.code, 0) + value
    return found


def acts() -> list[str]:
    with across_structures("a test reads the journal"):
        return list(JournalEntry.objects.order_by("pk").values_list("act", flat=True))


# --- planning


def test_a_training_is_planned_and_stands_in_the_calendar(door, tic, d09):
    answer = door.post(f"{HERE}new/", form(joint=[d09.pk]))
    action = Action.objects.get()
    assert answer["Location"] == f"{HERE}{action.pk}/"
    assert (action.operator, action.project, action.core, action.sector) == (tic, tic.project, True, "")
    assert (action.country, action.postcode, action.capacity) == ("BE", "7700", 12)
    assert timezone.localtime(action.starts_at).hour == 9
    assert list(action.joint.all()) == [d09]
    assert "Mouscron" in text(door.get(f"{HERE}{action.pk}/"))
    assert action.title in text(door.get("/calendar/"))
    assert acts() == ["action_planned"]


@pytest.mark.parametrize(
    ("kind", "variant", "core", "sector"),
    [("training", "health", False, "health"), ("training", "", False, ""), ("webinar", "core", False, "")],
)
def test_only_a_training_has_a_programme(door, kind, variant, core, sector):
    door.post(f"{HERE}new/", form(kind=kind, variant=variant))
    action = Action.objects.get()
    assert (action.kind, action.core, action.sector) == (kind, core, sector)


def test_the_further_dates_of_a_series_are_kept_in_order(door):
    first = timezone.localdate() + dt.timedelta(days=4)
    later = [first + dt.timedelta(days=14), first + dt.timedelta(days=7)]
    door.post(f"{HERE}new/", form(dates_0=str(later[0]), dates_3=str(later[1])))
    assert Action.objects.get().dates == sorted(later)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"starts_at": "31/31/2026 25:00"}, "Give a date and a time"),
        ({"starts_at": "0001-01-01T00:00"}, "Look at the year again."),
        ({"starts_at": "9999-12-31T23:59"}, "Look at the year again."),
        ({"starts_at": "2020-01-01T09:00", "ends_at": "2020-01-01T12:00"}, "The project runs from"),
        ({"ends_at": "2020-01-01T09:00"}, "The end comes before the start."),
        ({"ends_at": "2100-01-01T09:00"}, "more than 3 days"),
        ({"dates_0": "2020-01-01"}, "The further dates come after the first one."),
        ({"dates_0": "soon"}, "Give dates"),
        ({"postcode": "00000"}, "We don't know the postcode 00000."),
        ({"postcode": "B-59000"}, "We don't know the postcode B-59000."),
        ({"postcode": ""}, "Give the postcode of the place, or say that it is online."),
        ({"title": "  "}, "Type a title"),
        ({"title": "x" * 201}, "at most 200 characters"),
        ({"title": "a\x00b"}, "Null characters are not allowed."),
        ({"capacity": "99999999999"}, "less than or equal to 5000"),
        ({"capacity": "0"}, "greater than or equal to 1"),
        ({"link": "javascript:alert(1)"}, "This is not a web address."),
        ({"kind": "party"}, "party is not one of the available choices"),
        ({"joint": ["999999"]}, "999999 is not one of the available choices"),
    ],
)
def test_bad_input_gets_a_sentence_and_writes_nothing(door, changes, words):
    answer = door.post(f"{HERE}new/", form(**changes))
    assert answer.status_code == 422
    assert words in text(answer)
    assert not Action.objects.exists()


def test_online_needs_no_postcode_and_takes_an_unknown_one(door):
    for postcode, kept in (("", ""), ("00000", "00000")):
        door.post(f"{HERE}new/", form(online="on", postcode=postcode, link="meet.example/x"))
        action = Action.objects.latest("starts_at")
        assert (action.online, action.postcode, action.link) == (True, kept, "https://meet.example/x")
        Action.objects.all().delete()


def test_the_form_says_what_a_postcode_means(door):
    assert "Tournai In the project area" in text(door.get(f"{HERE}place/?postcode=B-7500"))
    assert "We can't place this postcode" in text(door.get(f"{HERE}place/?postcode=00000"))
    assert text(door.get(f"{HERE}place/?postcode=")) == ""


def test_who_may_plan(door, tic, d09, epn):
    action = planned(d09)
    for address in ("", "edit/", "roll/", "roll/add/"):
        assert door.get(f"{HERE}{action.pk}/{address}").status_code == 404  # another partner's
    for address in ("cancel/", "restore/", "close/", "reopen/", "roll/sheet/", "roll/1/seat/"):
        assert door.post(f"{HERE}{action.pk}/{address}").status_code == 404
    assert signed_in(helpers(1, partner=tic)[0]).get(HERE).status_code == 404
    lead = coordinator_of(d09, role="lead")
    assert signed_in(lead).get(HERE).status_code == 403


# --- changing, cancelling


def test_another_time_is_written_to_who_is_registered(door, tic):
    ines, *_others = helpers(2, partner=tic, language="nl")
    action = planned(tic)
    registered(action, ines)
    send(door, f"{HERE}{action.pk}/edit/", form(title=action.title))
    (letter,) = letters_to(ines.email)
    assert letter.extra_headers["Content-Language"] == "nl"
    assert action.title in letter.subject


def test_more_places_go_to_the_waiting_list(door, tic):
    people = helpers(3, partner=tic)
    action = planned(tic, capacity=1)
    registered(action, *people)
    assert statuses(action) == {"registered": 1, "waiting": 2}
    send(door, f"{HERE}{action.pk}/edit/", form(capacity="2"))
    assert statuses(action) == {"registered": 2, "waiting": 1}
    promoted = [person for person in people if any("A place is free" in m.subject for m in letters_to(person.email))]
    assert promoted == [people[1]]


def test_cancelled_with_a_reason_and_back(door, tic):
    (ines,) = helpers(1, partner=tic)
    action = planned(tic)
    registered(action, ines)
    refused = door.post(f"{HERE}{action.pk}/cancel/", {"reason": " "})
    assert refused.status_code == 422
    assert "Say why" in text(refused)
    send(door, f"{HERE}{action.pk}/cancel/", {"reason": "The room is flooded."})
    assert "The room is flooded." in letters_to(ines.email)[-1].body
    assert "The room is flooded." in text(signed_in(ines).get("/calendar/"))
    page = door.get(f"{HERE}{action.pk}/")
    assert f"{HERE}{action.pk}/restore/" in page.content.decode()
    assert door.post(f"{HERE}{action.pk}/cancel/", {"reason": "again"}).status_code == 409
    send(door, f"{HERE}{action.pk}/restore/")
    action.refresh_from_db()
    assert action.status == ActionStatus.PLANNED
    assert len(letters_to(ines.email)) == 2
    assert statuses(action) == {"registered": 1}
    assert acts()[-2:] == ["action_cancelled", "action_restored"]


def test_what_a_closed_action_rests_on_does_not_change(door, tic):
    action = yesterday(planned(tic, kind="webinar", core=False))
    services.close_action(action=action, by=None)
    before = Action.objects.values("kind", "starts_at", "postcode").get()
    send(door, f"{HERE}{action.pk}/edit/", form(kind="launch", title="Better title", evidence="Sheet 12"))
    action.refresh_from_db()
    assert (action.title, action.evidence) == ("Better title", "Sheet 12")
    assert Action.objects.values("kind", "starts_at", "postcode").get() == before


# --- closing without a roll


def test_an_awareness_action_counts_with_an_audience_and_evidence(door, tic, project):
    action = yesterday(planned(tic, kind="awareness", core=False))
    assert door.get(f"{HERE}{action.pk}/roll/").status_code == 404
    door.post(f"{HERE}{action.pk}/close/")
    action.refresh_from_db()
    assert action.status == ActionStatus.PLANNED
    assert "without them it does not count" in text(door.get(f"{HERE}{action.pk}/"))
    Action.objects.filter(pk=action.pk).update(audience=40, evidence="Photos, folder 3")
    assert "AWARE_ACTIONS" not in counted(project)
    door.post(f"{HERE}{action.pk}/close/")
    assert counted(project)["AWARE_ACTIONS"] == 1
    door.post(f"{HERE}{action.pk}/reopen/")
    assert "AWARE_ACTIONS" not in counted(project)


def test_a_training_is_not_closed_by_hand_nor_before_it_took_place(door, tic):
    training, webinar = planned(tic), planned(tic, kind="webinar", core=False)
    yesterday(training)
    for action, words in ((training, "validating its roll"), (webinar, "has not taken place yet")):
        door.post(f"{HERE}{action.pk}/close/")
        action.refresh_from_db()
        assert action.status == ActionStatus.PLANNED
        assert words in text(door.get(f"{HERE}{action.pk}/"))


# --- the roll


@pytest.fixture
def roll(tic):
    """A core training of yesterday, with four people on the list."""
    action = planned(tic)
    registered(action, *helpers(4, partner=tic))
    return yesterday(action)


def marks(action, *statuses_in_order) -> dict:
    rows = action.attendances.order_by("pk")
    return {f"p{row.pk}": status for row, status in zip(rows, statuses_in_order, strict=False)}


def test_a_validated_roll_counts_and_an_open_one_does_not(door, roll, project):
    heard = []
    attendance_validated.connect(lambda action, **_kwargs: heard.append(action.pk), weak=False, dispatch_uid="test")
    try:
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
        assert heard == [roll.pk, roll.pk]
        assert acts()[-2:] == ["roll_validated", "roll_reopened"]
    finally:
        attendance_validated.disconnect(dispatch_uid="test")


def test_a_tap_keeps_one_mark_and_gives_the_new_count(door, roll):
    answer = door.post(f"{HERE}{roll.pk}/roll/", marks(roll, "present"), HTTP_HX_REQUEST="true")
    assert answer.status_code == 200
    assert re.search(r"1 present ?, 0 absent, 3 to tick", text(answer))
    assert statuses(roll) == {"present": 1, "registered": 3}


def test_marks_of_other_rolls_and_nonsense_are_passed_over(door, roll, d09):
    other = planned(d09)
    (foreign,) = registered(other, *helpers(1, partner=d09))
    yesterday(other)
    data = {f"p{foreign.pk}": "present", "p99999999999999999999": "present", "pX": "present"}
    send(door, f"{HERE}{roll.pk}/roll/", data | marks(roll, "drunk"))
    foreign.refresh_from_db()
    assert foreign.status == "registered"
    assert statuses(roll) == {"registered": 4}
    assert door.post(f"{HERE}{roll.pk}/roll/{foreign.pk}/seat/").status_code == 404


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
    send(door, f"{HERE}{action.pk}/roll/{waiting.pk}/seat/")
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
    send(door, address, typed | {"same": str(known.pk)})
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
        ({"structure": "Nowhere at all"}, "No structure of the project has this name."),
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


# --- lists


def test_the_list_filters(door, tic, d09):
    coming = planned(tic, title="Coming training")
    past = yesterday(planned(tic, kind="webinar", core=False, title="Past webinar"))
    joint = planned(d09, title="Joint training", joint=[tic], days=5)
    planned(d09, title="Theirs alone")
    assert [a.pk for a in selectors.next_actions(partner=tic)] == [coming.pk, joint.pk]
    assert [a.pk for a in selectors.rolls_to_validate(partner=tic)] == [past.pk]
    for address, there, absent in (
        ("", ["Coming training", "Past webinar", "Joint training"], ["Theirs alone"]),
        ("?when=coming", ["Coming training", "Joint training"], ["Past webinar"]),
        ("?when=roll", ["Past webinar"], ["Coming training", "Joint training"]),
        ("?kind=webinar", ["Past webinar"], ["Coming training"]),
        ("?status=cancelled", [], ["Coming training", "Past webinar"]),
        ("?kind=nonsense&when=never&page=x", ["Coming training"], []),
    ):
        page = text(door.get(HERE + address))
        assert all(title in page for title in there), address
        assert not any(title in page for title in absent), address


def test_the_lists_ask_as_much_for_200_actions_as_for_10(door, tic):
    seen = {}
    for total in (10, 200):
        Action.objects.bulk_create(
            Action(
                project=tic.project,
                operator=tic,
                code=f"bulk-{n}",
                kind="training",
                title=f"Training {n}",
                starts_at=timezone.now() + dt.timedelta(days=1, minutes=n),
                country="BE",
                postcode="7500",
            )
            for n in range(Action.objects.count(), total)
        )
        for address in (HERE, "/calendar/", "/calendar/?postcode=7500", "/calendar.ics"):
            with CaptureQueriesContext(connection) as found:
                assert door.get(address).status_code == 200
            seen.setdefault(address, []).append(len(found))
    assert all(few == many for few, many in seen.values()), seen
    assert max(few for few, _many in seen.values()) <= 20, seen
