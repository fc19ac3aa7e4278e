"""Another e-mail address for an account: a code to the new one, a notice to the old one.

The state of a change lies in the session: nobody else can end it, and what is not finished is forgotten with it.
"""

import datetime as dt
import time
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import signing
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from accounts import devices, letters, mail, second_step
from accounts.models import AddressChange, User
from accounts.signals import account_changed
from common.errors import DomainError
from common.wall import across_structures, as_person

STATE = "new_address"
MINUTES, TRIES = 15, 3
UNDO_FOR = dt.timedelta(days=7)
SALT = "accounts.address.undo"


def asked(request: HttpRequest) -> str:
    """The address that waits for its code in this session; "" for none, or too late."""
    state = request.session.get(STATE)
    return state["to"] if state and state["until"] > time.time() else ""


def begin(*, request: HttpRequest, user: User, email: str) -> None:
    """Send the code. An address that has an account gets a letter that says so; the page says the same of both."""
    email = email.strip().lower()
    if email == user.email.lower():
        raise DomainError(_("This is your address already."), field="email")
    code = get_adapter().generate_login_code()
    free = not User.objects.filter(email__iexact=email).exists()
    request.session[STATE] = {
        "to": email, "until": int(time.time()) + MINUTES * 60, "left": TRIES, "code": _hash(code, email) if free else ""
    }  # fmt: skip
    write = letters.address_code if free else letters.address_taken
    mail.send(to=email, language=user.language, letter=lambda: write(code=code, minutes=MINUTES))


def finish(*, request: HttpRequest, user: User, code: str, undo_url: Callable[[str], str]) -> None:
    """The code is right: the account has the new address. Raises DomainError; after three wrong ones it is over.

    undo_url   from the token of the undo to its whole address, for the letter to the old mailbox
    """
    state, email = request.session.get(STATE), asked(request)
    if not email or state is None:
        request.session.pop(STATE, None)
        raise DomainError(_("This code is too old. Ask for a new one."))
    if not constant_time_compare(_hash(_plain(code), email), state["code"]):
        state["left"] -= 1
        request.session[STATE] = state
        if state["left"] <= 0:
            del request.session[STATE]
            raise DomainError(_("That was the third wrong code. Ask for a new one."))
        raise DomainError(_("This code is not right. Check it in the e-mail."), field="code")
    del request.session[STATE]
    _change(user, email, undo_url)


@transaction.atomic
def _change(user: User, email: str, undo_url: Callable[[str], str]) -> None:
    before = {"first_name": user.first_name, "last_name": user.last_name, "email": user.email}
    _write(user, email)
    account_changed.send(sender=User, user=user, before=before)
    with as_person(user.pk):
        change = AddressChange.objects.create(user=user, before=before["email"])
    undo = undo_url(signing.dumps([user.pk, str(change.pk)], salt=SALT))
    _tell(before["email"], user, undo)


def _write(user: User, email: str) -> None:
    try:
        with transaction.atomic():
            User.objects.filter(pk=user.pk).update(email=email, bounced_at=None, bounce_reason="")
    except IntegrityError as error:  # somebody made an account with it in the meantime
        raise DomainError(_("This address has just been taken. Use another one.")) from error
    user.email = email
    EmailAddress.objects.filter(user=user).delete()  # the library signs in by these too


def _tell(to: str, user: User, undo: str = "") -> None:
    mail.send(to=to, language=user.language, letter=lambda: letters.address_changed(name=user.first_name, undo=undo))


def change_behind(*, token: str) -> AddressChange | None:
    """The change that a letter's link takes back, while it may: for 7 days, once; else None."""
    try:
        user, key = signing.loads(token, salt=SALT, max_age=UNDO_FOR)
    except signing.BadSignature:
        return None
    with as_person(user), transaction.atomic():
        found = AddressChange.objects.select_related("user").filter(pk=key, user=user, undone_at=None).first()
    return found if found and found.at > timezone.now() - UNDO_FOR and _there(found.user) else None


def _there(user: User) -> bool:
    return user.erased_at is None and user.merged_into_id is None


@transaction.atomic
def undo(*, token: str) -> User:
    """The old mailbox says that it was not she: the account has that address again, and nobody is signed in to it.

    What was set up as a second step since, or in the 7 days before, goes too, and so do the links of later changes:
    whoever took the account over had both, and could have begun by a passkey. Raises DomainError for a link that is
    unknown, used or too old, and for an address that another account has by now.
    """
    found = change_behind(token=token)
    if found is None:
        raise DomainError(_("This link no longer works. Ask the person who looks after Halte in your organisation."))
    user = User.objects.select_for_update().get(pk=found.user_id)
    with as_person(user.pk):
        since = AddressChange.objects.filter(user=user, at__gte=found.at, undone_at=None)
        if not since.filter(pk=found.pk).update(undone_at=timezone.now()) or not _there(user):
            raise DomainError(_("This link has done its work already."))
        since.update(undone_at=timezone.now())
    before = {"first_name": user.first_name, "last_name": user.last_name, "email": user.email}
    _write(user, found.before)
    Authenticator.objects.filter(user=user, created_at__gte=found.at - UNDO_FOR).delete()
    if not second_step.has_one(user):
        second_step.remove_all(user=user)  # spare codes alone are none
    devices.end_all(user=user)
    account_changed.send(sender=User, user=user, before=before, act="address_put_back")
    _tell(before["email"], user)
    return user


def forget() -> int:
    """Old addresses that nothing puts back any more; returns how many."""
    with across_structures("addresses of past changes are deleted, whosever they were"):
        return AddressChange.objects.filter(at__lt=timezone.now() - UNDO_FOR).delete()[0]


def _plain(code: str) -> str:
    """Without the dash in its middle, or the space that a phone puts there."""
    return "".join(sign for sign in code.upper() if sign.isalnum())


def _hash(code: str, email: str) -> str:
    return salted_hmac("accounts.address", f"{_plain(code)} {email}", algorithm="sha256").hexdigest()
