"""Signing in without e-mail, through the public door (docs/sign-in.md)."""

import datetime as dt
import re
import uuid

import pytest
import time_machine
from django.test import Client
from django.urls import get_resolver

from common.wall import across_structures, open_structure
from learners import cards, services
from learners.models import Card, SignInFailure
from structures.models import JournalEntry
from tests.app.doors import code_in, letters_to, send, text
from tests.app.factories import LearnerFactory, StructureFactory, aidant_of

pytestmark = pytest.mark.django_db
WORDS = "That did not work"


@pytest.fixture
def structure(project):
    return StructureFactory(affiliation__project=project)


@pytest.fixture
def project():
    from tests.app.factories import ProjectFactory

    return ProjectFactory()


@pytest.fixture
def fatima(structure):
    return LearnerFactory(structure=structure, alias="Fatima", language="nl")


@pytest.fixture
def issue(structure, fatima):
    aidant = aidant_of(structure)

    def make(kind="digits"):
        with open_structure(structure.pk):
            return services.issue_card(learner=fatima, by=aidant, secret_kind=kind)

    return make


def enter(client: Client, card, secret=None, **extra):
    digits = "".join(secret or card.secret)
    return client.post("/c/secret/", {"code": card.code, "kind": "digits", "digits": digits, **extra})


def test_the_qr_asks_and_only_yes_signs_in(client, issue):
    card = issue()
    asked = client.get(f"/c/{card.token}/")
    assert asked.status_code == 302
    assert asked["Location"] == "/c/hello/", "the token leaves the address"
    assert "learner" not in client.session
    page = client.get("/c/hello/")
    assert "Fatima" in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer"
    assert "learner" not in client.session, "a GET signs nobody in"
    answer = client.post("/c/hello/")
    assert answer["Location"] == "/l/"
    assert answer.cookies["language"].value == "nl"
    assert client.session["learner"]["learner"]


def test_the_code_and_its_digits_sign_in_however_they_are_typed(client, issue):
    card = issue()
    typed = f" {card.code[:4].lower()}-{card.code[4:].lower()} "
    page = client.post("/c/", {"code": typed, "kind": "digits"})
    assert f'value="{card.code_shown}"' in page.content.decode()
    assert (
        client.post("/c/secret/", {"code": typed, "kind": "digits", "digits": " ".join(card.secret)})["Location"]
        == "/l/"
    )


def test_four_pictures_are_tapped_one_by_one(client, issue):
    card = issue("pictures")
    so_far = []
    for name in card.secret[:3]:
        page = client.post(
            "/c/secret/", {"code": card.code, "kind": "pictures", "so_far": " ".join(so_far), "picture": name}
        )
        so_far.append(name)
        assert page.status_code == 200
    last = {"code": card.code, "kind": "pictures", "so_far": " ".join(so_far), "picture": card.secret[3]}
    assert client.post("/c/secret/", last)["Location"] == "/l/"


def test_every_failure_has_the_same_words(client, issue):
    card = issue()
    wrong = "".join("1" if digit == "0" else "0" for digit in card.secret)
    unknown = "ZZZZZZZZ"
    client.cookies["language"] = "en"
    answers = [
        enter(client, card, wrong),
        client.post("/c/secret/", {"code": unknown, "kind": "digits", "digits": "1234"}),
        client.post("/c/secret/", {"code": "", "kind": "digits", "digits": "1234"}),
    ]
    for answer in answers:
        assert answer.status_code == 422
        assert WORDS in answer.content.decode()


def test_five_failures_lock_for_a_quarter_of_an_hour_even_for_the_right_secret(client, issue):
    card = issue()
    wrong = "".join("1" if digit == "0" else "0" for digit in card.secret)
    start = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
    with time_machine.travel(start, tick=False) as clock:
        for _ in range(5):
            assert enter(client, card, wrong).status_code == 422
        assert enter(client, card).status_code == 422, "locked"
        clock.shift(dt.timedelta(minutes=16))
        assert enter(client, card)["Location"] == "/l/"


def test_ten_failures_wait_for_the_aidant(client, issue, structure, fatima):
    card = issue()
    wrong = "".join("1" if digit == "0" else "0" for digit in card.secret)
    start = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
    with time_machine.travel(start, tick=False) as clock:
        for _ in range(10):
            enter(client, card, wrong)
            clock.shift(dt.timedelta(minutes=16))
        assert enter(client, card).status_code == 422
        with open_structure(structure.pk):
            services.reset_card(learner=fatima, by=aidant_of(structure))
        assert enter(client, card)["Location"] == "/l/"


def test_a_new_card_ends_the_old_one_and_its_sessions(client, issue):
    first = issue()
    enter(client, first)
    assert client.get("/l/").status_code == 200
    second = issue()
    assert client.get("/l/")["Location"] == "/c/"
    client.get(f"/c/{first.token}/")
    assert client.get("/c/hello/").status_code == 404
    assert enter(client, first).status_code == 422
    assert enter(client, second)["Location"] == "/l/"


def own_addresses():
    """Every pattern under /l/, filled with something of the right kind."""
    for pattern in iter_patterns(get_resolver().url_patterns):
        if pattern.startswith("l/"):
            filled = re.sub(r"<uuid:\w+>", str(uuid.uuid4()), pattern)
            yield "/" + re.sub(r"<\w+:\w+>", "x", filled)


def iter_patterns(patterns, before=""):
    for one in patterns:
        here = before + str(one.pattern)
        if hasattr(one, "url_patterns"):
            yield from iter_patterns(one.url_patterns, here)
        else:
            yield here


def test_no_address_of_hers_serves_a_session_whose_card_was_replaced(client, issue):
    """The wall is open for what the session says: each view must have asked whether the card still counts."""
    addresses = list(own_addresses())
    assert len(addresses) >= 9
    for address in addresses:
        enter(client, issue())
        assert client.get("/l/").status_code == 200
        issue()
        answer = client.post(address, {}) if address == "/l/answers/" else client.get(address)
        refused = answer.status_code == 401 or answer.get("Location") == "/c/"
        assert refused, (address, answer.status_code)
        assert "learner" not in client.session


def test_a_shared_phone_closes_after_twenty_idle_minutes(client, issue):
    card = issue()
    with time_machine.travel(dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC), tick=False) as clock:
        enter(client, card)
        assert client.session.get_expire_at_browser_close()
        clock.shift(dt.timedelta(minutes=19))
        assert client.get("/l/").status_code == 200
        clock.shift(dt.timedelta(minutes=21))
        assert client.get("/l/")["Location"] == "/c/"


def test_her_own_phone_stays_signed_in_and_done_signs_out(client, issue):
    card = issue()
    with time_machine.travel(dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC), tick=False) as clock:
        enter(client, card, own="1")
        clock.shift(dt.timedelta(days=7))
        assert client.get("/l/").status_code == 200
        client.post("/c/done/")
        assert client.get("/l/")["Location"] == "/c/"


def test_only_hashes_are_kept(client, issue, structure):
    card = issue()
    enter(client, card, "0000" if card.secret != tuple("0000") else "1111")
    with across_structures("a test looks at what is stored"):
        stored = Card.objects.get()
        kept = " ".join(str(value) for value in vars(stored).values())
        journal = " ".join(str(list(row)) for row in JournalEntry.objects.values_list())
    kept += " ".join(SignInFailure.objects.values_list("key", flat=True)) + journal
    for plain in (card.token, card.code, "127.0.0.1"):
        assert plain not in kept
    assert cards.secret_text(card.secret) not in stored.secret_hash


def test_an_archived_learner_cannot_sign_in(client, issue, structure, fatima):
    card = issue()
    with open_structure(structure.pk):
        services.archive_learner(learner=fatima, by=aidant_of(structure))
    assert enter(client, card).status_code == 422


# --- one phone, one person


def test_an_aidant_who_signs_in_is_no_longer_the_learner_of_before(client, issue, structure):
    """Through the real sign-in by code, on a phone where a learner's session of thirty days is open."""
    aidant_of(structure, email="ines@place.example", language="en")
    enter(client, issue(), own="1")
    learners_own = client.session.session_key
    assert client.get("/l/").status_code == 200
    send(client, "/accounts/login/", {"email": "ines@place.example"})
    send(client, "/accounts/login/code/", {"code": code_in(letters_to("ines@place.example")[-1])})
    assert client.get("/home/").status_code == 302
    assert client.session["_auth_user_id"]
    assert "learner" not in client.session
    assert client.get("/l/")["Location"] == "/c/"
    assert client.session.get_expiry_age() <= 60 * 60 * 12, "her thirty days are not the aidant's"
    assert client.session.session_key != learners_own


def test_a_learner_who_signs_in_ends_the_aidant_s_session(client, issue, structure):
    client.force_login(aidant_of(structure), backend="accounts.backend.AccountBackend")
    aidants_own = client.session.session_key
    enter(client, issue())
    assert client.get("/l/").status_code == 200
    assert "_auth_user_id" not in client.session
    assert client.session.session_key != aidants_own
    assert not client.session.exists(aidants_own), "a copy of the cookie opens nothing"


def test_a_session_that_was_given_to_the_browser_before_is_not_the_one_that_signs_in(client, issue, structure):
    """Fixation: whoever planted a cookie must not hold the session that the card, or the code, opens."""
    planted = client.session
    planted["x"] = "y"
    planted.save()
    enter(client, issue())
    assert client.session.session_key != planted.session_key
    assert not client.session.exists(planted.session_key)
    other = Client()
    planted = other.session
    planted["x"] = "y"
    planted.save()
    aidant_of(structure, email="ines@place.example")
    send(other, "/accounts/login/", {"email": "ines@place.example"})
    send(other, "/accounts/login/code/", {"code": code_in(letters_to("ines@place.example")[-1])})
    assert other.session["_auth_user_id"]
    assert other.session.session_key != planted.session_key
    assert not other.session.exists(planted.session_key)


# --- what a cache may keep


def test_no_cache_keeps_a_page_made_for_somebody(client, issue, structure, project):
    for path in ("/", "/calendar/", "/legal/privacy/"):
        assert "no-store" not in Client().get(path).get("Cache-Control", ""), path
    enter(client, issue())
    assert client.get("/l/")["Cache-Control"] == "private, no-store"
    enter(client, issue(), own="1")
    assert client.get("/l/")["Cache-Control"] == "private, no-cache"
    assert client.get("/l/no-such-page/")["Cache-Control"] == "private, no-cache"
    browser = Client()
    browser.force_login(aidant_of(structure), backend="accounts.backend.AccountBackend")
    here = f"/s/{structure.slug}/"
    for path in ("/", "/calendar/", "/home/", "/account/", here, f"{here}learners/", "/s/x/"):
        assert browser.get(path)["Cache-Control"] == "private, no-store", path
    page = browser.get("/accounts/logout/")
    assert "no-store" in page["Cache-Control"]


def test_digits_that_are_not_whole_are_no_failure(client, issue):
    card = issue()
    client.cookies["language"] = "en"
    for typed in ("", "12"):
        told = enter(client, card, typed or " ")
        assert "Type 4 digits." in text(told)
    assert not SignInFailure.objects.exists()


def test_who_is_refused_has_a_way_on(client, issue):
    """Her aidant, the other kind of secret, the code as it is printed, and a way back."""
    card = issue("pictures")
    client.cookies["language"] = "en"
    client.post("/c/", {"code": card.code, "kind": "digits"})
    refused = enter(client, card, "1234")
    assert "or ask your helper" in text(refused)
    assert f'value="{card.code_shown}"' in refused.content.decode()
    other = client.post("/c/secret/", {"code": card.code_shown, "kind": "digits", "other": "pictures"})
    page = text(other)
    assert "Your 4 pictures, in order." in page
    assert "I have 4 digits" in page
    assert 'href="/c/"' in other.content.decode(), "back"
    so_far: list[str] = []
    for name in card.secret:
        form = {"code": card.code_shown, "kind": "pictures", "so_far": " ".join(so_far), "picture": name}
        last = client.post("/c/secret/", form)
        so_far.append(name)
    assert last["Location"] == "/l/"


@pytest.mark.parametrize(
    ("address", "typed", "shown"),
    [("/c/", "wf35qr8", "WF35 QR8"), ("/c/", "wf3", "WF3"), ("/w/", "k7m4t", "K7M 4T")],
)
def test_a_code_that_is_refused_comes_back_as_its_field_is_drawn(client, address, typed, shown):
    page = client.post(address, {"code": typed}).content.decode()
    assert f'value="{shown}"' in page
