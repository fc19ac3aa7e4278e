"""Launches that must be refused: in plain words, and nobody is made."""

import time

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from common.wall import open_structure
from learners.models import Learner
from tests.app.doors import text
from tests.app.platform import (
    CLIENT,
    KEY,
    LTI,
    OTHER,
)
from tests.app.recording import noting

pytestmark = pytest.mark.django_db


# --- what is refused: in plain words, and nobody is made


REFUSED = {
    "another nonce": {"nonce": "x"},
    "no nonce": {"nonce": None},
    "for somebody else": {"aud": "another-client"},
    "for several": {"aud": [CLIENT, "another-client"]},
    "for nobody": {"aud": None},
    "an audience that is none": {"aud": {"a": 1}},
    "from somebody else": {"iss": "https://other.example"},
    "an unknown deployment": {f"{LTI}deployment_id": "99"},
    "no deployment": {f"{LTI}deployment_id": None},
    "expired": {"exp": int(time.time()) - 60},
    "without an end": {"exp": None},
    "from tomorrow": {"iat": int(time.time()) + 86_400, "nbf": int(time.time()) + 86_400},
    "another version": {f"{LTI}version": "1.1"},
    "another message": {f"{LTI}message_type": "Something"},
    "no link": {f"{LTI}resource_link": None},
    "roles that are none": {f"{LTI}roles": None},
    "custom that is none": {f"{LTI}custom": "module=L16"},
    "no module": {f"{LTI}custom": {"module": "L99"}},
    "nobody": {"sub": None},
    "somebody endless": {"sub": "x" * 300},
}


@pytest.mark.parametrize("why", REFUSED)
def test_a_launch_that_says_something_wrong_is_refused(place, browser, why):
    page = browser.launch(**REFUSED[why])
    assert page.status_code == 400, page.status_code
    assert "This link does not work" in text(page)
    assert place.rows(Learner) == []


def test_a_launch_that_is_not_signed_by_the_platform_is_refused(place, browser):
    public = KEY.public_key()
    for given in (
        {"key": OTHER},
        {"kid": "unknown"},
        {"kid": None},
        {"key": None, "algorithm": "none"},
        {"key": "x" * 64, "algorithm": "HS256"},
        {"token": "a.b.c"},
        {"token": "a.b"},
        {"token": "."},
        {"token": "é.é.é"},
        {"token": "bnVsbA.bnVsbA.bnVsbA"},
        {"token": "W10.W10.W10"},
    ):
        page = browser.launch(**given)
        assert page.status_code == 400, given
    assert public
    assert place.rows(Learner) == []


def test_a_launch_is_good_once(place, browser):
    assert browser.launch().status_code == 302
    browser.reads_english()
    sent, kept = browser.last, dict(browser.client.cookies)
    page = browser.client.post("/lti/launch/", sent)
    assert page.status_code == 400
    assert "came twice" in text(page)
    asked = browser.asked()
    value = {name: one.value for name, one in browser.client.cookies.items() if name.startswith("lti-")}
    token = place.platform.signed(place.platform.claims(asked["nonce"]))
    form = {"id_token": token, "state": asked["state"]}
    assert browser.client.post("/lti/launch/", form).status_code == 302
    thief = Client()
    for name, one in value.items():
        thief.cookies[name] = one
    assert thief.post("/lti/launch/", form).status_code == 400, "not with a copy of the cookie either"
    assert kept


def test_another_browser_cannot_finish_it(place, browser):
    """Else somebody could make her do the module in the attacker's name."""
    asked = browser.asked()
    token = place.platform.signed(place.platform.claims(asked["nonce"]))
    page = Client().post("/lti/launch/", {"id_token": token, "state": asked["state"]})
    assert page.status_code == 400


def test_too_late_is_too_late(place, browser, monkeypatch):
    asked = browser.asked()
    token = place.platform.signed(place.platform.claims(asked["nonce"]))
    real = time.time
    monkeypatch.setattr(signing.time, "time", lambda: real() + 301)
    page = browser.client.post("/lti/launch/", {"id_token": token, "state": asked["state"]})
    monkeypatch.undo()
    assert page.status_code == 400
    assert "took too long" in text(page)


def test_the_nonce_of_another_login_is_none_of_this_one(place, browser):
    first, second = browser.asked(), browser.asked()
    token = place.platform.signed(place.platform.claims(first["nonce"]))
    assert browser.client.post("/lti/launch/", {"id_token": token, "state": second["state"]}).status_code == 400


@pytest.mark.parametrize(
    "form", [{}, {"state": "x"}, {"id_token": "x"}, {"state": "\ud83d", "id_token": "x" * 5000}, {"error": "login"}]
)
def test_a_launch_of_nothing_is_refused(place, browser, form):
    form = {name: value.encode("utf-8", "replace").decode() for name, value in form.items()}
    assert Client().post("/lti/launch/", form).status_code == 400


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"iss": "https://unknown.example"}, "This learning platform is not registered here."),
        ({"client_id": "unknown"}, "This learning platform is not registered here."),
        ({"login_hint": ""}, "Something is missing in this link."),
    ],
)
def test_a_login_from_nowhere_is_refused(place, browser, other, says):
    page = browser.login(**other)
    assert page.status_code == 400
    assert says in text(page)


def test_off_is_off_before_and_after_the_login(place, browser):
    asked = browser.asked()
    with noting() as acts:
        place.switch(False)
    assert "platform_switched" in acts
    token = place.platform.signed(place.platform.claims(asked["nonce"]))
    page = browser.client.post("/lti/launch/", {"id_token": token, "state": asked["state"]})
    assert (page.status_code, "turned off" in text(page)) == (400, True)
    assert browser.login().status_code == 400


def test_without_a_client_id_the_only_one_of_the_issuer_is_meant(place, browser):
    assert browser.login(client_id="").status_code == 302
    place.admin.post("/platforms/new/", place.form(client_id="another"))
    assert browser.login(client_id="").status_code == 400, "which of the two?"


def test_who_is_archived_is_told_to_ask(place, browser):
    browser.launch()
    with open_structure(place.structure.pk):
        Learner.objects.update(archived_at=timezone.now())
    browser.reads_english()
    page = browser.launch()
    assert (page.status_code, "Ask your teacher" in text(page)) == (400, True)


def test_the_keys_are_not_asked_for_at_every_launch_and_a_new_one_is_found(place, browser):
    browser.launch()
    browser.launch()
    assert place.platform.keys_asked == 1
    place.platform.keys = [place.platform.jwk(OTHER, "moodle-2")]
    assert browser.launch(key=OTHER, kid="moodle-2").status_code == 302
    assert place.platform.keys_asked == 2
    assert browser.launch(kid="invented").status_code == 400
    assert place.platform.keys_asked == 2, "an invented kid makes us ask nobody all the time"


@pytest.mark.parametrize(
    "keys",
    [
        [],
        [7],
        [{"kid": "moodle-1", "kty": "RSA"}],
        [{"kid": "moodle-1", "kty": "oct", "k": "eA"}],
        [{"kid": "moodle-1", "kty": "EC", "crv": "P-256", "x": "eA", "y": "eA"}],
    ],
)
def test_a_keyset_of_nonsense_is_refused(place, browser, keys):
    place.platform.keys = keys
    assert browser.launch().status_code == 400
