"""The second step of signing in: whom it is required of, how she gets there, and what counts as one."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache

from structures.enums import Role
from tests.app.doors import by_one_step, code_in, letters_to, send, signed_in, text, visitor
from tests.app.factories import (
    PartnerFactory,
    ProjectFactory,
    StructureFactory,
    UserFactory,
    aidant_of,
    coordinator_of,
    portal_person,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_attempts")]
PARTNER = "/p/demo/tic/"
SET_UP = "/accounts/second-step/"


def digits(secret: str) -> str:
    """What an app shows now for that key."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


@pytest.fixture
def partner():
    return PartnerFactory(project=ProjectFactory(code="DEMO"), code="TIC")


@pytest.fixture(autouse=True)
def _calm():
    cache.clear()


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.LEAD])
def test_a_coordinator_sets_it_up_before_any_page_of_hers_opens(partner, role):
    client = by_one_step(coordinator_of(partner, role=role))
    for method in ("get", "post"):
        answer = getattr(client, method)(f"{PARTNER}actions/")
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(SET_UP)
    assert client.get(PARTNER).headers["Location"] == f"{SET_UP}?next=/p/demo/tic/"
    page = client.get(client.get(PARTNER).headers["Location"])
    assert page.status_code == 200
    assert "An app that shows 6 digits" in text(page)
    assert client.get("/home/").headers["Location"].startswith(SET_UP), "it is the very next page after signing in"


@pytest.mark.parametrize(
    ("role", "page"),
    [(Role.CURATOR, "/admin/"), (Role.ADMINISTRATOR, "/admin/"), (Role.MODERATOR, "/forum/moderation/")],
)
def test_those_of_the_portal_too(role, page):
    client = by_one_step(portal_person(role, is_staff=role != Role.MODERATOR))
    assert client.get(page).headers["Location"].startswith(SET_UP)
    assert signed_in(portal_person(role, is_staff=role != Role.MODERATOR)).get(page).status_code == 200


def test_it_is_offered_to_the_others_and_asked_of_none(partner):
    structure = StructureFactory(slug="epn")
    for role in (Role.AIDANT, Role.REFERENT):
        assert by_one_step(aidant_of(structure, role=role)).get("/s/epn/").status_code == 200
    assert by_one_step(coordinator_of(partner, role=Role.TRAINER)).get(PARTNER).status_code == 200


def test_her_pages_as_an_aidant_stay_open(partner):
    user = aidant_of(StructureFactory(slug="epn"))
    coordinator_of(partner, email=user.email)
    client = by_one_step(user)
    assert client.get("/s/epn/").status_code == 200
    assert client.get("/places/").status_code == 200
    assert client.get(PARTNER).status_code == 302


def test_the_demo_signs_in_by_a_click_and_asks_nobody(partner, settings):
    settings.DEMO = True
    assert by_one_step(coordinator_of(partner)).get(PARTNER).status_code == 200


def test_from_nothing_to_an_app_its_spare_codes_and_the_page_that_waited(partner):
    user = coordinator_of(partner, language="en")
    client = by_one_step(user)
    client.get(client.get(PARTNER).headers["Location"])
    page = client.get("/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    spelt = " ".join(re.findall(".{4}", secret))
    assert spelt in text(page), "the key can be typed"
    assert "data:image/svg+xml;base64" in page.content.decode()
    wrong = client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert "This code is not right. Type the one that the app shows now." in text(wrong)
    done = send(client, "/accounts/2fa/totp/activate/", {"code": digits(secret)})
    assert done.headers["Location"] == "/accounts/2fa/recovery-codes/"
    codes = client.get("/accounts/2fa/recovery-codes/")
    assert codes.status_code == 200, "she has just shown her app: it is not asked for again"
    unused = RecoveryCodes(Authenticator.objects.get(user=user, type="recovery_codes")).get_unused_codes()
    assert all(code in text(codes) for code in unused)
    assert f'href="{PARTNER}"' in codes.content.decode()
    assert client.get(PARTNER).status_code == 200
    assert "An app now gives codes for your account" in letters_to(user.email)[0].body


def sign_in_by_mail(client, user) -> str:
    send(client, "/accounts/login/", {"email": user.email})
    return send(client, "/accounts/login/code/", {"code": code_in(letters_to(user.email)[-1])}).headers["Location"]


def test_who_has_an_app_is_asked_for_it_after_the_code(partner):
    user = coordinator_of(partner)
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    client = visitor()
    assert sign_in_by_mail(client, user) == "/accounts/2fa/authenticate/"
    assert client.get(PARTNER).headers["Location"].startswith("/accounts/login/"), "half signed in is not signed in"
    page = text(client.get("/accounts/2fa/authenticate/"))
    assert "I no longer have my app or my key" in page
    assert send(client, "/accounts/2fa/authenticate/", {"code": digits(secret)}).headers["Location"] == "/home/"
    assert client.get(PARTNER).status_code == 200


def test_a_spare_code_works_once(partner):
    user = coordinator_of(partner)
    TOTP.activate(user, generate_totp_secret())
    spare = RecoveryCodes.activate(user).get_unused_codes()[0]
    client = visitor()
    sign_in_by_mail(client, user)
    assert send(client, "/accounts/2fa/authenticate/", {"code": spare}).status_code == 302
    assert client.get(PARTNER).status_code == 200
    again = visitor()
    sign_in_by_mail(again, user)
    assert again.post("/accounts/2fa/authenticate/", {"code": spare}).status_code == 200


def test_guesses_of_the_digits_are_few(partner):
    user = coordinator_of(partner)
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    client = visitor()
    sign_in_by_mail(client, user)
    for number in range(5):
        assert "This code is not right" in text(client.post("/accounts/2fa/authenticate/", {"code": f"{number:06}"}))
    locked = client.post("/accounts/2fa/authenticate/", {"code": digits(secret)})
    assert re.search(r"There were too many tries. Try again from \d\d:\d\d", text(locked))
    assert locked.status_code == 200


def test_a_session_that_never_took_it_is_asked_for_the_app_that_there_is(partner):
    user = coordinator_of(partner)
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    client = by_one_step(user)
    where = client.get(PARTNER).headers["Location"]
    assert where == "/accounts/2fa/reauthenticate/?next=/p/demo/tic/"
    assert client.get(where).status_code == 200
    assert send(client, where, {"code": digits(secret), "next": PARTNER}).headers["Location"] == PARTNER
    assert client.get(PARTNER).status_code == 200


def test_who_gives_up_the_last_one_is_asked_for_another(partner):
    user = coordinator_of(partner, language="en")
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    client = by_one_step(user)
    send(client, "/accounts/2fa/reauthenticate/", {"code": digits(secret)})
    assert client.get(PARTNER).status_code == 200
    assert send(client, "/accounts/2fa/totp/deactivate/").headers["Location"] == "/accounts/2fa/"
    assert client.get(PARTNER).headers["Location"].startswith(SET_UP)
    assert "no longer used" in letters_to(user.email)[0].body


def test_another_accounts_step_is_not_hers(partner):
    client = signed_in(coordinator_of(partner))
    session = client.session
    session["second_step"] = UserFactory().pk
    session.save()
    assert client.get(PARTNER).status_code == 302


def test_the_way_onward_stays_on_this_site(partner):
    client = by_one_step(coordinator_of(partner))
    client.get(f"{SET_UP}?next=https://elsewhere.example/")
    assert client.session["second_step_next"] == "/home/"


@pytest.mark.parametrize(
    "wanted", ["abc", "demo.views", "//elsewhere.example", "http://[", "\\\\x", "/\\x", "javascript:1"]
)
def test_a_way_onward_that_is_no_address_leads_home(partner, wanted):
    """Before she has taken the step and after it: what is no path of ours is no way onward."""
    user = coordinator_of(partner)
    client = by_one_step(user)
    assert client.get(SET_UP, {"next": wanted}).status_code == 200
    assert client.session["second_step_next"] == "/home/"
    assert signed_in(user).get(SET_UP, {"next": wanted}).headers["Location"] == "/home/"
    assert signed_in(user).get(SET_UP, {"next": PARTNER}).headers["Location"] == PARTNER
