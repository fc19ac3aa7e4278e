"""An open session is not enough: what takes an account over, or ends it, asks once more that it is she."""

import datetime as dt
import time
from urllib.parse import quote

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import signing
from django.core.cache import cache
from django.utils import timezone

from accounts import address
from accounts.models import AddressChange, User
from common.wall import across_structures, as_person
from structures.models import JournalEntry, Person
from tests.app.doors import by_one_step, code_in, left_open, letters_to, link_in, send, signed_in, text, visitor
from tests.app.factories import PersonFactory, UserFactory
from tests.app.test_second_step import digits

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_attempts")]
ASKED = "/accounts/reauthenticate/mail/"
ADDRESS, CODE, ERASE = "/account/email/", "/account/email/code/", "/account/privacy/erase/"
APP, PASSKEY = "/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/"
OLD, NEW = "old@place.example", "thief@else.example"


@pytest.fixture(autouse=True)
def _calm():
    cache.clear()


@pytest.fixture
def user() -> User:
    return UserFactory(email=OLD, first_name="Inès", language="en")


def prove(client, onward: str):
    """The code of the letter, on the page that asks."""
    assert (
        send(client, ASKED, {"act": "send", "next": onward}).headers["Location"]
        == f"{ASKED}?next={quote(onward, safe='')}"
    )
    return send(client, ASKED, {"code": code_in(letters_to(OLD)[-1]), "next": onward})


@pytest.mark.parametrize("page", [ADDRESS, APP, PASSKEY])
def test_a_session_that_was_left_open_is_asked_for_a_code_to_the_old_address(user, page):
    client = left_open(user)
    for method in ("get", "post"):
        assert getattr(client, method)(page).headers["Location"] == f"{ASKED}?next={quote(page, safe='')}"
    assert "Send me the code" in text(client.get(f"{ASKED}?next={page}"))
    assert not letters_to(OLD), "a page that is looked at sends nothing"
    assert prove(client, page).status_code in {200, 302}
    assert client.get(page).status_code == 200
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=11)):
        assert client.get(page).status_code == 302, "for ten minutes"


def test_who_has_just_signed_in_by_a_code_is_not_asked_again(user):
    client = visitor()
    send(client, "/accounts/login/", {"email": OLD})
    send(client, "/accounts/login/code/", {"code": code_in(letters_to(OLD)[0])})
    for page in (ADDRESS, APP, PASSKEY):
        assert client.get(page).status_code == 200


def test_a_thief_s_app_and_address_get_nowhere(user):
    client = left_open(user)
    client.get(APP)
    session = client.session
    secret = session["mfa.totp.secret"] = generate_totp_secret()
    session.save()
    assert send(client, APP, {"code": digits(secret)}).headers["Location"].startswith(ASKED)
    assert not Authenticator.objects.exists()
    assert send(client, ADDRESS, {"email": NEW}).headers["Location"].startswith(ASKED)
    assert not letters_to(NEW)


def test_five_wrong_codes_end_one_and_one_for_another_address_is_none(user):
    client = left_open(user)
    send(client, ASKED, {"act": "send"})
    right = code_in(letters_to(OLD)[0])
    for _try in range(5):
        assert client.post(ASKED, {"code": "AAAA-AAAA"}).status_code == 422
    cache.clear()
    assert "no longer works" in text(client.post(ASKED, {"code": right}))
    assert client.get(ADDRESS).status_code == 302
    send(client, ASKED, {"act": "send"})
    User.objects.filter(pk=user.pk).update(email="changed@place.example")
    assert client.post(ASKED, {"code": code_in(letters_to(OLD)[1])}).status_code == 422


def test_a_proof_is_of_this_account_and_this_address(user):
    client = left_open(user)
    session = client.session
    for held in ({"user": user.pk + 1, "email": OLD}, {"user": user.pk, "email": NEW}):
        session["fresh"] = held | {"at": time.time()}
        session.save()
        assert client.get(ADDRESS).status_code == 302
    session["fresh"] = {"user": user.pk, "email": OLD, "at": time.time()}
    session.save()
    assert client.get(ADDRESS).status_code == 200


def test_with_an_app_a_mailed_code_is_no_proof(user):
    """Neither the one of the sign-in, nor one that was asked for before the app was set up."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    client = by_one_step(user)
    session = client.session
    session["fresh"] = {"user": user.pk, "email": OLD, "at": time.time()}
    session.save()
    for page in (ADDRESS, PASSKEY):
        assert client.get(page).headers["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert client.get(ASKED).headers["Location"].startswith("/accounts/2fa/reauthenticate/")


@pytest.mark.parametrize("second", [False, True])
def test_an_erasure_asks_last_and_goes_on_with_what_was_sent(user, second):
    client, secret = left_open(user), generate_totp_secret()
    if second:
        TOTP.activate(user, secret)
    assert client.get(ERASE).status_code == 200, "what goes and what stays can be read"
    assert "not the address" in text(send(client, ERASE, {"typed": NEW}))
    asked = send(client, ERASE, {"typed": f" {OLD.upper()} "})
    way = "/accounts/2fa/reauthenticate/" if second else ASKED
    assert asked.headers["Location"] == f"{way}?next={quote(ERASE, safe='')}"
    assert User.objects.get(pk=user.pk).is_active
    done = send(client, way, {"code": digits(secret), "next": ERASE}) if second else prove(client, ERASE)
    assert done.headers["Location"].startswith("/privacy/receipt/")
    assert not User.objects.get(pk=user.pk).is_active
    assert client.get("/account/").status_code == 302


# --- the way back from an address that was taken over


def taken_over(user, client=None) -> str:
    """The link in the letter to the old mailbox."""
    client = client or signed_in(user)
    send(client, ADDRESS, {"email": NEW})
    send(client, CODE, {"code": code_in(letters_to(NEW)[-1])})
    assert User.objects.get(pk=user.pk).email == NEW
    return link_in(letters_to(OLD)[-1], "/account/email/undo/")


def test_the_old_mailbox_puts_the_address_back_without_signing_in(user):
    thief = signed_in(user)
    person = PersonFactory(user=user, email=OLD)
    link = taken_over(user, thief)
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    assert NEW not in letters_to(OLD)[-1].body
    owner = visitor()
    page = owner.get(link)
    assert OLD in text(page)
    assert User.objects.get(pk=user.pk).email == NEW, "looking changes nothing"
    assert f"Your address is {OLD} again" in text(send(owner, link))
    assert User.objects.get(pk=user.pk).email == OLD
    assert Person.objects.get(pk=person.pk).email == OLD
    assert thief.get("/account/").status_code == 302, "all sessions have ended"
    assert not Authenticator.objects.filter(user=user).exists(), "what was set up since is gone"
    assert "has another e-mail address" in letters_to(NEW)[-1].body.replace("\n", " ").replace("now ", "")
    with across_structures("a test reads the journal"):
        assert JournalEntry.objects.filter(act="address_put_back", object_id=str(user.pk)).count() == 1
    assert owner.get(link).status_code == 410
    assert send(owner, link).status_code == 410, "once"


def test_an_app_from_before_stays(user):
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    Authenticator.objects.update(created_at=timezone.now() - dt.timedelta(days=8))
    client = signed_in(user)
    send(client, "/accounts/2fa/reauthenticate/", {"code": digits(secret)})
    send(visitor(), taken_over(user, client))
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_a_second_change_is_no_way_around(user):
    client = signed_in(user)
    first = taken_over(user, client)
    session = client.session
    session["fresh"] = {"user": user.pk, "email": NEW, "at": time.time()}
    session.save()
    send(client, ADDRESS, {"email": "further@else.example"})
    send(client, CODE, {"code": code_in(letters_to("further@else.example")[-1])})
    later = link_in(letters_to(NEW)[-1], "/account/email/undo/")
    send(visitor(), first)
    assert User.objects.get(pk=user.pk).email == OLD
    assert send(visitor(), later).status_code == 410, "the thief's own mailbox puts nothing back"
    assert User.objects.get(pk=user.pk).email == OLD


def test_a_passkey_that_was_set_up_just_before_the_change_goes_too(user):
    """Whoever takes an account over may add one first, and change the address then; an older one is hers."""
    now = timezone.now()
    with time_machine.travel(now - dt.timedelta(days=30), tick=False):
        hers = Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "hers"})
    with time_machine.travel(now - dt.timedelta(days=2), tick=False):
        Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "the thief's"})
    with as_person(user.pk):
        made = AddressChange.objects.create(user=user, before=OLD)
    User.objects.filter(pk=user.pk).update(email=NEW)
    link = f"/account/email/undo/{signing.dumps([user.pk, str(made.pk)], salt=address.SALT)}/"
    owner = visitor()
    assert "or in the 7 days before" in text(owner.get(link))
    send(owner, link)
    assert list(Authenticator.objects.filter(user=user)) == [hers]


def test_after_seven_days_or_with_a_made_up_link_nothing_moves(user):
    link = taken_over(user)
    with time_machine.travel(timezone.now() + dt.timedelta(days=7, minutes=1)):
        assert send(visitor(), link).status_code == 410
    assert send(visitor(), link[:-3] + "x/").status_code == 410
    assert send(visitor(), "/account/email/undo/nonsense/").status_code == 410
    assert User.objects.get(pk=user.pk).email == NEW


def test_an_address_that_somebody_else_has_by_now_is_said(user):
    link = taken_over(user)
    UserFactory(email=OLD)
    answer = send(visitor(), link)
    assert answer.status_code == 409
    assert "has just been taken" in text(answer)
    with across_structures("a test looks"):
        assert AddressChange.objects.get().undone_at is None
