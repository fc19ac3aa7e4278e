"""Another e-mail address for an account: a code to the new one, a notice to the old one.

The state of a change lies in the session: nobody else can end it, and what is not finished is forgotten with it.
"""

import time

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from accounts import letters, mail
from accounts.models import User
from accounts.signals import account_changed
from common.errors import DomainError

STATE = "new_address"
MINUTES, TRIES = 15, 3


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


def finish(*, request: HttpRequest, user: User, code: str) -> None:
    """The code is right: the account has the new address. Raises DomainError; after three wrong ones it is over."""
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
    _change(user, email)


@transaction.atomic
def _change(user: User, email: str) -> None:
    before = {"first_name": user.first_name, "last_name": user.last_name, "email": user.email}
    try:
        with transaction.atomic():
            User.objects.filter(pk=user.pk).update(email=email, bounced_at=None, bounce_reason="")
    except IntegrityError as error:  # somebody made an account with it in the meantime
        raise DomainError(_("This address has just been taken. Use another one.")) from error
    user.email = email
    EmailAddress.objects.filter(user=user).delete()  # the library signs in by these too
    account_changed.send(sender=User, user=user, before=before)
    mail.send(to=before["email"], language=user.language, letter=lambda: letters.address_changed(name=user.first_name))


def _plain(code: str) -> str:
    return "".join(code.split()).upper()


def _hash(code: str, email: str) -> str:
    return salted_hmac("accounts.address", f"{_plain(code)} {email}", algorithm="sha256").hexdigest()
