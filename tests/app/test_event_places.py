"""A helper finds a training in the public calendar, takes a place, waits for one, gives hers back."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from common.wall import across_structures, as_person
from community.events import selectors, services, words
from community.events.models import Action
from structures.enums import Role
from structures.models import Person
from tests.app.community import SITE, helpers, planned, query, registered, statuses, yesterday
from tests.app.doors import letters_to, send, signed_in, text, visitor
from tests.app.factories import (
    MembershipFactory,
    PartnerFactory,
    PersonFactory,
    ProjectFactory,
    StructureFactory,
    UserFactory,
    aidant_of,
    coordinator_of,
)

pytestmark = pytest.mark.django_db


def calendar(client, **filters) -> str:
    return text(client.get(f"/calendar/{query(**filters)}"))


# --- the calendar


def test_everybody_reads_the_calendar_of_running_projects(tic):
    planned(tic, title="Coming")
    yesterday(planned(tic, title="Past"))
    over = ProjectFactory(start=dt.date(2020, 1, 1), end=dt.date(2021, 12, 31))
    Action.objects.create(
        project=over, operator=PartnerFactory(project=over), code="1", kind="training", title="Of an ended project",
        starts_at=timezone.now() + dt.timedelta(days=1),
    )  # fmt: skip
    page = calendar(visitor())
    assert "Coming" in page
    assert "Past" not in page
    assert "Of an ended project" not in page


def test_the_filters(tic):
    planned(tic, title="Near Tournai", postcode="7500")
    planned(tic, title="In Gent", postcode="9000", language="nl")
    planned(tic, title="On screen", kind="webinar", core=False, online=True, postcode="", country="")
    planned(tic, title="Open day", kind="awareness", core=False, language="", postcode="7700")
    everything = ["Near Tournai", "In Gent", "On screen", "Open day"]
    for filters, shown in (
        ({}, everything),
        ({"kind": "webinar"}, ["On screen"]),
        ({"kind": "more"}, ["Open day"]),
        ({"language": "nl"}, ["In Gent", "Open day"]),
        ({"language": ["nl", "fr"]}, everything),
        ({"where": "online"}, ["On screen"]),
        ({"postcode": "B-7700"}, ["Near Tournai", "Open day"]),
        ({"where": "near", "postcode": "9000"}, ["In Gent"]),
        ({"postcode": "00000"}, everything),
        ({"kind": "x", "language": "xx", "where": "mars", "month": "2026-99", "page": "-1"}, everything),
    ):
        page = calendar(visitor(), **filters)
        assert [title for title in everything if title in page] == shown, filters
    assert "We don't know the postcode 00000." in calendar(visitor(), postcode="00000")
    assert "Near which postcode?" in calendar(visitor(), where="near")


def test_two_months_at_a_time(tic):
    far = planned(tic, title="Far away", days=100)
    assert "Far away" not in calendar(visitor())
    assert "Far away" in calendar(visitor(), month=f"{far.starts_at:%Y-%m}")


def test_times_are_local_and_in_the_words_of_the_language(tic):
    start = dt.datetime(timezone.localdate().year + 1, 1, 1, 13, 0, tzinfo=dt.UTC)  # 14:00 in Brussels
    action = planned(tic, title="New year", starts_at=start, ends_at=start + dt.timedelta(hours=1, minutes=30))
    for language, hours, day in (
        ("fr", "14 h", "1er janvier"),
        ("nl", "14 tot 15.30 uur", "1 januari"),
        ("en", "14:00", "1 January"),
    ):
        page = text(visitor(language).get(f"/calendar/{action.pk}/"))
        assert hours in page, language
        assert day in page, language


# --- the feed


def test_the_feed_reads_back(tic):
    day = timezone.localdate() + dt.timedelta(days=10)
    action = planned(tic, title="Série, à suivre; oui", description="Deux\nlignes", dates=[day])
    gone = planned(tic, title="Gone", kind="webinar", core=False, online=True)
    services.cancel_action(action=gone, by=None, reason="no", site=SITE)
    answer = visitor("fr").get("/calendar.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    feed = Calendar.from_ical(answer.content)
    assert str(feed["PRODID"]) == "-//Halte//Trainings and events//EN"
    events = {str(event["UID"]): event for event in feed.walk("VEVENT")}
    assert set(events) == {f"{action.pk}@halte", f"{action.pk}-{day:%Y%m%d}@halte", f"{gone.pk}@halte"}
    first = events[f"{action.pk}@halte"]
    assert first["DTSTART"].params["TZID"] == "Europe/Brussels"
    assert first.decoded("DTSTART") == action.starts_at
    assert first.decoded("DTEND") == action.ends_at
    assert str(first["SUMMARY"]) == "Série, à suivre; oui"
    assert str(first["LOCATION"]) == "EPN Tournai, 7500 Tournai"
    assert len(first["CATEGORIES"].cats) == 1
    second = events[f"{action.pk}-{day:%Y%m%d}@halte"].decoded("DTSTART")
    assert (second.date(), second.time()) == (day, timezone.localtime(action.starts_at).time())
    assert events[f"{gone.pk}@halte"]["STATUS"] == "CANCELLED"
    assert [zone["TZID"] for zone in feed.walk("VTIMEZONE")] == ["Europe/Brussels"]


def test_uids_stay_and_the_link_to_join_is_never_in_the_feed(tic):
    action = planned(tic, kind="webinar", core=False, online=True, link="https://meet.example/secret")
    uids = []
    for _n in range(2):
        content = visitor().get(f"/calendar/{action.pk}.ics").content
        assert b"meet.example" not in content
        uids.append([str(event["UID"]) for event in Calendar.from_ical(content).walk("VEVENT")])
        Action.objects.filter(pk=action.pk).update(title="Another title")
    assert uids[0] == uids[1] == [f"{action.pk}@halte"]
    (ines,) = helpers(1, partner=tic)
    assert "meet.example" not in text(signed_in(ines).get(f"/calendar/{action.pk}/"))
    registered(action, ines)
    assert "https://meet.example/secret" in text(signed_in(ines).get(f"/calendar/{action.pk}/"))


def test_an_action_that_does_not_exist(tic):
    nowhere = "/calendar/00000000-0000-0000-0000-000000000000"
    assert visitor().get(f"{nowhere}/").status_code == 404
    assert visitor().get(f"{nowhere}.ics").status_code == 404
    assert signed_in(UserFactory()).post(f"{nowhere}/register/").status_code == 404


# --- a place


def test_a_helper_takes_a_place_and_gives_it_back(tic, epn):
    ines = aidant_of(epn, language="nl")
    action, door = planned(tic), signed_in(ines)
    assert visitor().post(f"/calendar/{action.pk}/register/")["Location"].startswith("/accounts/login/")
    send(door, f"/calendar/{action.pk}/register/")
    assert statuses(action) == {"registered": 1}
    (letter,) = letters_to(ines.email)
    assert letter.extra_headers["Content-Language"] == "nl"
    assert f"/calendar/{action.pk}.ics" in letter.body
    assert "you are registered" in text(door.get("/calendar/"))
    send(door, f"/calendar/{action.pk}/register/")  # again: no change, no letter
    assert len(letters_to(ines.email)) == 1
    send(door, f"/calendar/{action.pk}/withdraw/")
    assert statuses(action) == {"cancelled": 1}
    assert f"/calendar/{action.pk}/register/" in door.get(f"/calendar/{action.pk}/").content.decode()


def test_somebody_new_to_the_project_enters_its_register_with_her_structure(tic, epn):
    zoe = UserFactory(first_name="Zoé")
    MembershipFactory(user=zoe, structure=epn)
    action = planned(tic)
    send(signed_in(zoe), f"/calendar/{action.pk}/register/")
    person = Person.objects.get(user=zoe)
    assert (person.project, person.home) == (tic.project, epn)
    assert action.attendances.get().person == person


def test_who_helps_in_several_structures_says_for_which(tic, epn):
    other = StructureFactory(name="CPAS", affiliation__project=tic.project, affiliation__operator=tic)
    zoe = UserFactory()
    for place in (epn, other):
        MembershipFactory(user=zoe, structure=place)
    action = planned(tic)
    page = text(signed_in(zoe).get(f"/calendar/{action.pk}/"))
    assert "For which of your organisations?" in page
    send(signed_in(zoe), f"/calendar/{action.pk}/register/", {"structure": other.slug})
    assert Person.objects.get(user=zoe).home == other


def test_who_is_not_of_the_project_is_told_so(tic):
    elsewhere = PartnerFactory()
    waiting = StructureFactory(affiliation__project=tic.project, affiliation__status="applied")
    action = planned(tic)
    for user in (helpers(1, partner=elsewhere)[0], aidant_of(waiting), coordinator_of(tic)):
        answer = send(signed_in(user), f"/calendar/{action.pk}/register/")
        assert answer.status_code == 409
        assert "This is for helpers of organisations" in text(answer)
    assert statuses(action) == {}


@pytest.mark.parametrize("state", ["started", "cancelled", "closed", "awareness"])
def test_registration_closes(tic, state):
    (ines,) = helpers(1, partner=tic)
    action = planned(tic, kind="awareness" if state == "awareness" else "webinar", core=False)
    if state in {"started", "closed"}:
        yesterday(action)
    if state == "closed":
        services.close_action(action=action, by=None)
    if state == "cancelled":
        services.cancel_action(action=action, by=None, reason="no", site=SITE)
    answer = send(signed_in(ines), f"/calendar/{action.pk}/register/")
    assert answer.status_code == 409
    assert "Registration is closed." in text(answer)
    assert not action.attendances.exists()


def test_a_place_is_not_given_back_once_it_has_begun(tic):
    (ines,) = helpers(1, partner=tic)
    action = planned(tic)
    registered(action, ines)
    yesterday(action)
    assert send(signed_in(ines), f"/calendar/{action.pk}/withdraw/").status_code == 409
    assert statuses(action) == {"registered": 1}


def test_beyond_the_places_people_wait_and_come_in_by_order(tic):
    first, second, third = people = helpers(3, partner=tic, language="fr")
    action = planned(tic, capacity=1)
    for user in people:
        send(signed_in(user), f"/calendar/{action.pk}/register/")
    assert statuses(action) == {"registered": 1, "waiting": 2}
    assert "number 2 on the waiting list" in text(signed_in(third).get(f"/calendar/{action.pk}/"))
    assert "Full, 2 waiting" in calendar(visitor())
    send(signed_in(first), f"/calendar/{action.pk}/withdraw/")
    rows = dict(action.attendances.values_list("person__user", "status"))
    assert rows == {first.pk: "cancelled", second.pk: "registered", third.pk: "waiting"}
    assert len(letters_to(second.email)) == 2  # waiting, then in
    assert letters_to(second.email)[-1].extra_headers["Content-Language"] == "fr"
    assert len(letters_to(third.email)) == 1
    send(signed_in(first), f"/calendar/{action.pk}/register/")  # back: behind the others
    assert selectors.place_in_line(action.attendances.get(person__user=first)) == 2


def test_somebody_who_stops_waiting_takes_no_place(tic):
    first, second, third = helpers(3, partner=tic)
    action = planned(tic, capacity=1)
    registered(action, first, second, third)
    send(signed_in(second), f"/calendar/{action.pk}/withdraw/")
    send(signed_in(first), f"/calendar/{action.pk}/withdraw/")
    assert action.attendances.get(status="registered").person.user == third


def test_a_person_merged_since_keeps_her_place(tic):
    (ines,) = helpers(1, partner=tic)
    action = planned(tic)
    (before,) = registered(action, ines)
    kept = PersonFactory(project=tic.project)
    Person.objects.filter(pk=before.person_id).update(merged_into=kept)
    (after,) = registered(action, ines)
    assert after == before
    send(signed_in(ines), f"/calendar/{action.pk}/withdraw/")
    assert statuses(action) == {"cancelled": 1}


def test_what_the_desk_shows_a_helper(tic, epn):
    ines = aidant_of(epn)
    hers, other, waiting = planned(tic, days=9), planned(tic, days=2), planned(tic, days=4, capacity=1)
    planned(tic, days=1, kind="awareness", core=False)
    registered(waiting, *helpers(1, partner=tic))
    registered(hers, ines)
    registered(waiting, ines)
    with as_person(ines.pk):
        found = selectors.coming_for(user=ines, structure=epn, limit=4)
        assert [(one.action.pk, one.status) for one in found] == [
            (waiting.pk, "waiting"), (hers.pk, "registered"), (other.pk, ""),
        ]  # fmt: skip
        assert len(selectors.coming_for(user=ines, structure=epn, limit=1)) == 1


def test_town_in_the_language_of_the_page(tic):
    from django.utils import translation

    action = planned(tic, postcode="7500")
    with translation.override("nl"):
        assert words.town(action) == "7500 Doornik"
    assert words.town(planned(tic, country="LU", postcode="1611")) == "1611 Luxembourg"


@pytest.mark.django_db(transaction=True)
def test_the_places_hold_when_everybody_comes_at_once():
    """Eight people, three places, at the same moment, each on a connection of her own."""
    tic = PartnerFactory()
    people = helpers(8, partner=tic)
    action = planned(tic, capacity=3)
    gate, wrong = threading.Barrier(len(people)), []

    def come(user) -> None:
        try:
            with as_person(user.pk):
                gate.wait(timeout=20)
                services.register(action=action, user=user, site=SITE)
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=come, args=[user]) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not wrong
    assert statuses(action) == {"registered": 3, "waiting": 5}
    with across_structures("a test counts people"):
        assert Person.objects.filter(project=tic.project).count() == 8


def test_the_organiser_s_people_go_from_the_public_page_to_the_roll(tic, d09):
    action = yesterday(planned(tic))
    roll = f"/p/demo/tic/actions/{action.pk}/roll/"
    address = reverse("events:action", args=[action.pk])
    seen = {
        who: roll in client.get(address).content.decode()
        for who, client in (
            ("trainer", signed_in(coordinator_of(tic, role=Role.TRAINER))),
            ("neighbour", signed_in(coordinator_of(d09))),
            ("visitor", visitor()),
        )
    }
    assert seen == {"trainer": True, "neighbour": False, "visitor": False}


def test_a_visitor_reads_the_places_left(tic):
    planned(tic, capacity=12)
    planned(tic)
    page = text(visitor().get("/calendar/"))
    assert "Places left: 12" in page
    assert "registered" not in page
    assert "sign in with the account of an organisation" in page
