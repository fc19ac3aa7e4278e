"""Guessing a card's secret: many at once, from one place, behind a proxy (docs/sign-in.md)."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from accounts.adapter import AccountAdapter
from common.wall import across_structures, open_structure
from learners import cards, entering, services
from learners.models import Card, SignInFailure
from tests.app.crowd import at_once
from tests.app.factories import LearnerFactory, StructureFactory, aidant_of

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)


def new_card() -> cards.IssuedCard:
    structure = StructureFactory()
    learner = LearnerFactory(structure=structure)
    with open_structure(structure.pk):
        return services.issue_card(learner=learner, by=aidant_of(structure))


def wrong(card: cards.IssuedCard) -> str:
    return "".join("1" if digit == "0" else "0" for digit in card.secret)


def enter(card: cards.IssuedCard, digits: str = "", **headers):
    form = {"code": card.code, "kind": "digits", "digits": digits or "".join(card.secret)}
    return Client(**headers).post("/c/secret/", form, HTTP_ACCEPT_LANGUAGE="en")


@pytest.mark.django_db(transaction=True)
def test_many_guesses_at_once_are_five_guesses(monkeypatch):
    """Each is counted before its secret is looked at: the sixth finds the card locked, even when it is right."""
    card = new_card()
    looked_at: list[str] = []
    real = entering.check_password

    def watched(typed: str, kept: str) -> bool:
        if kept != entering.NOBODY:
            looked_at.append(typed)
        return real(typed, kept)

    monkeypatch.setattr(entering, "check_password", watched)
    answers = at_once(*[lambda: enter(card, wrong(card)) for _ in range(12)])
    assert {answer.status_code for answer in answers} == {422}
    assert len(looked_at) == cards.FAILURES_TO_LOCK
    assert enter(card).status_code == 422, "locked"
    with across_structures("a test looks at what is counted"):
        assert Card.objects.get().failures == cards.FAILURES_TO_LOCK


@pytest.mark.django_db
def test_a_try_while_locked_neither_lengthens_the_wait_nor_counts():
    card = new_card()
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(cards.FAILURES_TO_LOCK):
            enter(card, wrong(card))
        clock.shift(dt.timedelta(minutes=14))
        for _ in range(cards.FAILURES_TO_LOCK):
            assert enter(card, wrong(card)).status_code == 422
        clock.shift(dt.timedelta(minutes=2))
        assert enter(card)["Location"] == "/l/"


@pytest.mark.django_db
def test_a_right_secret_is_no_failure():
    card = new_card()
    for _ in range(cards.FAILURES_TO_RESET + 1):
        assert enter(card)["Location"] == "/l/"
    with across_structures("a test looks at what is counted"):
        assert Card.objects.get().failures == 0
    assert not SignInFailure.objects.exists()


def failed_from(address: str, times: int = cards.ADDRESS_SOFT_LIMIT) -> None:
    SignInFailure.objects.bulk_create(SignInFailure(key=cards.address_hash(address)) for _ in range(times))


@pytest.mark.django_db
def test_an_address_that_fails_often_is_told_to_wait_and_is_never_shut_out():
    card = new_card()
    with time_machine.travel(NOON, tick=False) as clock:
        failed_from("127.0.0.1", cards.ADDRESS_SOFT_LIMIT - 1)
        assert enter(card, wrong(card)).status_code == 422, "not often enough"
        clock.shift(dt.timedelta(seconds=2))
        told = enter(card)
        assert (told.status_code, told["Retry-After"]) == (429, "3")
        assert "Too many tries from here" in told.content.decode()
        assert card.code_shown in told.content.decode(), "she need not type her code again"
        assert enter(card, REMOTE_ADDR="192.0.2.9")["Location"] == "/l/", "elsewhere nobody waits"
        clock.shift(dt.timedelta(seconds=4))
        assert enter(card)["Location"] == "/l/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("proxies", "forwarded", "counted"),
    [
        (0, "198.51.100.7", "10.0.0.1"),  # nobody is trusted: the header is the client's own invention
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.66, 198.51.100.7", "198.51.100.7"),  # what stands further left was sent by the client
        (2, "203.0.113.66, 198.51.100.7, 10.0.0.9", "198.51.100.7"),
        (2, "198.51.100.7", "10.0.0.1"),  # did not come through both
        (1, "nonsense", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "::ffff:198.51.100.7", "198.51.100.7"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),  # all of a /64 is one place
    ],
)
def test_who_is_counted_behind_proxies(settings, rf, proxies: int, forwarded: str, counted: str):
    settings.TRUSTED_PROXIES = proxies
    headers = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": forwarded}
    assert enter(new_card(), "wrong", **headers).status_code == 422
    assert SignInFailure.objects.filter(key=cards.address_hash(counted)).exists()
    assert AccountAdapter().get_client_ip(rf.get("/", **headers)) == counted, "e-mail sign-in counts the same"


def failed_everywhere(times: int) -> None:
    SignInFailure.objects.bulk_create(SignInFailure(key=cards.all_cards_hash()) for _ in range(times))


@pytest.mark.django_db
def test_spraying_many_structures_makes_all_codes_rest_for_an_hour_and_no_qr():
    card = new_card()
    with time_machine.travel(NOON, tick=False) as clock:
        failed_everywhere(cards.ALL_CARDS_FAILURES - 1)
        assert enter(card)["Location"] == "/l/", "one is left"
        assert enter(card, wrong(card)).status_code == 422
        rests = enter(card)
        assert rests.status_code == 422
        assert "That did not work" in rests.content.decode(), "the same words"
        phone = Client()
        phone.get(f"/c/{card.token}/")
        assert phone.post("/c/hello/")["Location"] == "/l/"
        clock.shift(dt.timedelta(minutes=61))
        assert enter(card)["Location"] == "/l/"


@pytest.mark.django_db
def test_codes_at_random_make_nobody_elses_card_rest():
    with time_machine.travel(NOON, tick=False):
        enter(cards.new_card("digits"))
        assert not SignInFailure.objects.filter(key=cards.all_cards_hash()).exists()
        card = new_card()
        enter(card, wrong(card))
        assert SignInFailure.objects.filter(key=cards.all_cards_hash()).count() == 1
