"""That it is still she: asked before what would take an account over, or end it (docs/sign-in.md).

Who has an app or a passkey shows it again: the library asks. Who has none types a code that was mailed to the address
that the account has now, here or to sign in, a few minutes ago: a session that somebody left open is no proof.
"""

import time
from collections.abc import Callable
from functools import wraps

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate, get_reauthentication_flows
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts import letters, mail
from accounts.models import User

CODE, PROVEN = "fresh_code", "fresh"  # in the session: the code on its way; whose address was proven, and when
MINUTES, TRIES = 15, 5


def is_fresh(request: HttpRequest) -> bool:
    """Whether she showed a moment ago (`ACCOUNT_REAUTHENTICATION_TIMEOUT`) that it is she, by the best that she has."""
    if not request.user.is_authenticated:
        return False
    if get_reauthentication_flows(request.user):
        return did_recently_reauthenticate(request)
    return max(_proven_at(request), _signed_in_at(request)) > time.time() - app_settings.REAUTHENTICATION_TIMEOUT


def require(request: HttpRequest) -> None:
    """Raises ReauthenticationRequired, by which the library leads to the page that asks, and back afterwards."""
    if not is_fresh(request):
        raise ReauthenticationRequired


def fresh_required(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The page opens to who has just shown that it is she."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        require(request)
        return view(request, *args, **kwargs)

    return guarded


def note_mailed_proof(request: HttpRequest, user: User) -> None:
    """She has just come in by something that only her mailbox had: a link that made the account, the demo's click."""
    record_authentication(request, user, method="code", email=user.email)


def send_code(request: HttpRequest, user: User) -> None:
    """A new code to the address that the account has, which ends the one before. The session keeps its keyed hash."""
    code = get_adapter().generate_login_code()
    until = int(time.time()) + MINUTES * 60
    request.session[CODE] = {"code": _hash(user, code), "until": until, "left": TRIES}
    mail.send(to=user.email, language=user.language, letter=lambda: letters.proof_code(code=code, minutes=MINUTES))


def waits(request: HttpRequest) -> bool:
    """Whether a code is on its way that still counts."""
    held = request.session.get(CODE)
    return bool(held and held["until"] > time.time() and held["left"] > 0)


def prove(request: HttpRequest, user: User, typed: str) -> bool:
    """Whether that is the code; then she is fresh. Five wrong ones end a code."""
    if not waits(request):
        return False
    held = request.session[CODE]
    if not constant_time_compare(_hash(user, typed), held["code"]):
        request.session[CODE] = held | {"left": held["left"] - 1}
        return False
    del request.session[CODE]
    request.session[PROVEN] = {"user": user.pk, "email": user.email, "at": time.time()}
    return True


def _proven_at(request: HttpRequest) -> float:
    held = request.session.get(PROVEN) or {}
    hers = held.get("user") == request.user.pk and held.get("email") == request.user.email  # type: ignore[union-attr]
    return held["at"] if hers else 0.0


def _signed_in_at(request: HttpRequest) -> float:
    """When she last typed a code to sign in that was mailed to the address of today."""
    user = request.user
    assert isinstance(user, User)
    records = get_authentication_records(request, user)
    times = [one["at"] for one in records if one["method"] == "code" and _same(one.get("email"), user.email)]
    return max(times, default=0.0)


def _same(email: str | None, other: str) -> bool:
    return bool(email) and str(email).lower() == other.lower()


def _hash(user: User, code: str) -> str:
    """Of this account, for the address that it has now: a code that was sent to an earlier one is none."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return salted_hmac("accounts.fresh", f"{plain} {user.pk} {user.email}", algorithm="sha256").hexdigest()
