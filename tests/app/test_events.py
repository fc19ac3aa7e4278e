"""An operator plans, changes, cancels and closes what it organises; and finds it again in its list."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from common.wall import as_person
from community.events import selectors, services
from community.events.models import Action, ActionStatus
from tests.app.community import acts, counted, helpers, planned, registered, statuses, yesterday
from tests.app.doors import committed, letters_to, send, signed_in, text, visitor
from tests.app.factories import coordinator_of

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


# --- planning


def test_a_training_is_planned_and_stands_in_the_calendar(door, tic, d09):
    answer = door.post(f"{HERE}new/", form(joint=[d09.public]))
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
        ({"capacity": "99999999999"}, "less than or equal to 5000"),
        ({"capacity": "0"}, "greater than or equal to 1"),
        ({"link": "javascript:alert(1)"}, "This is not a web address."),
        ({"kind": "party"}, "party is not one of the available choices"),
        ({"joint": ["999999"]}, "not a valid UUID"),
        ({"joint": ["00000000-0000-4000-8000-00000000dead"]}, "dead is not one of the available choices"),
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


def test_the_file_for_her_calendar_comes_with_the_letter(door, tic):
    (ines, late) = helpers(2, partner=tic, language="fr")
    action = planned(tic, title="Accueillir à l’aise", capacity=1)
    with committed():
        registered(action, ines, late)
    (letter,) = letters_to(ines.email)
    (attached,) = [part for part in letter.message().walk() if part.get_content_type() == "text/calendar"]
    assert (attached.get_filename(), attached.get_content_charset()) == ("halte.ics", "utf-8")
    (event,) = Calendar.from_ical(attached.get_payload(decode=True)).walk("VEVENT")
    assert (str(event["UID"]), str(event["SUMMARY"])) == (f"{action.pk}@halte", "Accueillir à l’aise")
    assert event.decoded("DTSTART") == action.starts_at
    (waits,) = letters_to(late.email)
    assert not waits.attachments, "no place yet, nothing to note"
    with committed(), as_person(ines.pk):
        services.withdraw(attendance=action.attendances.get(person__user=ines), by=ines, site="https://halte.example")
    assert [one[0] for one in letters_to(late.email)[-1].attachments] == ["halte.ics"]


def test_another_time_is_written_to_who_is_registered(door, tic):
    ines, *_others = helpers(2, partner=tic, language="nl")
    action = planned(tic)
    registered(action, ines)
    send(door, f"{HERE}{action.pk}/edit/", form(title=action.title))
    (letter,) = letters_to(ines.email)
    assert letter.extra_headers["Content-Language"] == "nl"
    assert action.title in letter.subject


def test_more_places_go_to_the_waiting_list(door, tic):
    people = helpers(3, partner=tic, language="en")
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
    door.get("/calendar/")  # the first page of a session notes its device
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
    assert max(few for few, _many in seen.values()) <= 24, seen  # four are the portal, read once a minute otherwise


def test_a_wrong_postcode_is_said_once(tic):
    page = visitor().get("/calendar/", {"where": "near", "postcode": "abc"}).content.decode()
    assert page.count("We don&#x27;t know the postcode abc") + page.count("We don't know the postcode abc") == 1
