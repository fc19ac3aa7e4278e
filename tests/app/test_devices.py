"""Where an account is signed in: listed in words, ended for good, told by letter when it is new."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import devices
from accounts.models import Device
from common.wall import across_structures, as_person
from desk.personas import BY_KEY
from structures.enums import Role
from tests.app.doors import code_in, letters_to, send, signed_in, text, visitor
from tests.app.factories import PartnerFactory, StructureFactory, UserFactory, aidant_of, coordinator_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_attempts")]
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0 Mobile Safari/537.36"
)
OFFICE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PHONE, ("Chrome", "Android")),
        (OFFICE, ("Firefox", "Windows")),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile/15E148 Safari/604.1",
            ("Safari", "iPhone"),
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/129.0 Safari/537.36 Edg/129.0", ("Edge", "macOS")),
        (
            "Mozilla/5.0 (Linux; Android 13) SamsungBrowser/25.0 Chrome/121.0 Mobile Safari/537.36",
            ("Samsung Internet", "Android"),
        ),
        ("curl/8.5.0", ("", "")),
        ("", ("", "")),
    ],
)
def test_a_device_is_named_by_words_that_people_know(agent, words):
    assert devices.in_words(agent) == words


def sign_in(user, agent: str, client=None):
    """By the code, as a browser of that kind."""
    client = client or visitor()
    client.defaults["HTTP_USER_AGENT"] = agent
    send(client, "/accounts/login/", {"email": user.email})
    send(client, "/accounts/login/code/", {"code": code_in(letters_to(user.email)[-1])})
    return client


def rows_of(user) -> list[Device]:
    with as_person(user.pk):
        return list(Device.objects.filter(user=user).order_by("since"))


def test_two_devices_are_listed_and_ending_one_ends_it_at_its_next_request():
    user = aidant_of(StructureFactory(slug="epn"), language="en")
    phone, office = sign_in(user, PHONE), sign_in(user, OFFICE)
    page = text(office.get("/account/"))
    assert "Chrome, Android" in page
    assert "Firefox, Windows this one" in page
    lost = next(one for one in rows_of(user) if one.browser == "Chrome")
    assert phone.get("/s/epn/").status_code == 200
    assert office.post(f"/account/devices/{lost.pk}/end/").headers["Location"] == "/account/"
    assert phone.get("/s/epn/").headers["Location"].startswith("/accounts/login/")
    assert office.get("/s/epn/").status_code == 200
    assert "Chrome, Android" not in text(office.get("/account/")).replace("Chrome, Android is signed out", "")


def test_all_the_others_end_at_once_even_those_that_no_row_tells_of():
    user = aidant_of(StructureFactory(slug="epn"))
    phone, office = sign_in(user, PHONE), sign_in(user, OFFICE)
    with across_structures("a session from before the list"):
        Device.objects.filter(user=user, browser="Chrome").delete()
    assert office.post("/account/devices/end-others/").status_code == 302
    assert phone.get("/s/epn/").headers["Location"].startswith("/accounts/login/")
    assert office.get("/s/epn/").status_code == 200


def test_ending_this_one_signs_out():
    user = UserFactory()
    client = signed_in(user)
    assert client.post(f"/account/devices/{rows_of(user)[0].pk}/end/").headers["Location"] == "/accounts/login/"
    assert client.get("/account/").status_code == 302


def test_signing_in_over_somebody_else_begins_a_session_of_ones_own(settings):
    settings.ROOT_URLCONF, settings.DEMO = "tests.app.demo_urls", True
    first, second = UserFactory(), UserFactory(email="ines@demo.example")
    client = signed_in(first)
    assert client.post("/demo/as/ines/").status_code == 302
    assert rows_of(second)[0].session_key == client.session.session_key


def test_nobody_ends_the_session_of_another():
    theirs = UserFactory()
    signed_in(theirs)
    assert signed_in(UserFactory()).post(f"/account/devices/{rows_of(theirs)[0].pk}/end/").status_code == 404
    assert rows_of(theirs)


def test_signing_out_takes_the_row_and_old_rows_go_at_night():
    user, old = UserFactory(), timezone.now() - dt.timedelta(days=2)
    client = signed_in(user)
    client.post("/accounts/logout/")
    assert rows_of(user) == []
    signed_in(user)
    Session.objects.update(expire_date=old)
    with across_structures("a test lets time pass"):
        Device.objects.update(seen_at=old)
    assert devices.forget() == 1
    assert rows_of(user) == []


def test_no_address_of_the_network_is_kept():
    assert {field.name for field in Device._meta.fields} == {
        "id", "user", "session_key", "browser", "system", "since", "seen_at",
    }  # fmt: skip


def test_last_seen_costs_a_statement_once_in_ten_minutes():
    client = signed_in(aidant_of(StructureFactory(slug="epn")))
    client.get("/s/epn/")
    for _ in range(3):
        with CaptureQueriesContext(connection) as caught:
            client.get("/s/epn/")
        assert not [q for q in caught.captured_queries if "accounts_device" in q["sql"]]


def test_last_seen_is_written_by_whoever_comes_back(monkeypatch):
    user = aidant_of(StructureFactory(slug="epn"))
    client = signed_in(user)
    before = rows_of(user)[0].seen_at
    monkeypatch.setattr(devices, "_seen", type(devices._seen)())
    client.get("/s/epn/")
    assert rows_of(user)[0].seen_at > before


def test_a_new_device_is_told_by_letter_to_who_needs_the_second_step():
    coordinator = coordinator_of(PartnerFactory(), confirmed_at=timezone.now() - dt.timedelta(days=3))
    client = sign_in(coordinator, OFFICE)
    [letter] = [one for one in letters_to(coordinator.email) if "Firefox, Windows" in one.body]
    assert "/account/" in letter.body
    client.post("/accounts/logout/")
    sign_in(coordinator, OFFICE, client)
    assert len([one for one in letters_to(coordinator.email) if "Firefox, Windows" in one.body]) == 1, "known by now"
    sign_in(coordinator, PHONE)
    assert "Chrome, Android" in letters_to(coordinator.email)[-1].body


@pytest.mark.parametrize("role", [Role.AIDANT, Role.REFERENT])
def test_others_get_no_such_letter(role):
    aidant = aidant_of(StructureFactory(), role=role, confirmed_at=timezone.now() - dt.timedelta(days=3))
    sign_in(aidant, OFFICE)
    assert len(letters_to(aidant.email)) == 1


def test_the_cookie_of_a_known_browser_names_nobody_and_fits_one_account():
    user, other = UserFactory(), UserFactory()
    assert str(user.pk) not in (devices.handle(user), devices.handle(other))
    assert devices.handle(user) != devices.handle(other)
    assert len(devices.handle(user)) == 24


def test_signing_in_over_somebody_else_in_the_demo_notes_a_device_each(settings):
    """Her session is emptied and the next one has no key yet: the device gets one all the same."""
    settings.ROOT_URLCONF, settings.DEMO = "tests.app.demo_urls", True
    users = [UserFactory(email=BY_KEY[key].email) for key in ("ines", "karim")]
    client = visitor()
    for key in ("ines", "karim", "ines", "ines"):
        assert send(client, f"/demo/as/{key}/").status_code == 302
    for user in users:
        assert all(row.session_key for row in rows_of(user))
        assert rows_of(user)
