"""Who is stopped after too many tries, as the library counts them, and how that is taken back before its time."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User

APP = "allauth.account"


@dataclass(frozen=True, slots=True)
class Lock:
    """What she tried too often, and from when she may again (local time)."""

    what: str | Promise
    until: dt.datetime


def locks_of(*, user: User) -> list[Lock]:
    """Those that hold now. Limits of a network address are nobody's, and not among them."""
    found = []
    for what, key, rate in _limits(user):
        hits = [at for at in cache.get(key, []) if at > timezone.now().timestamp() - rate.duration]
        if len(hits) >= rate.amount:  # the newest first: free again once this one is too old to count
            until = dt.datetime.fromtimestamp(hits[rate.amount - 1] + rate.duration, tz=dt.UTC)
            found.append(Lock(what, timezone.localtime(until)))
    return found


def unlock(*, user: User) -> None:
    """She may try again at once."""
    for _what, key, _rate in _limits(user):
        cache.delete(key)


def _limits(user: User) -> Iterator[tuple[str | Promise, str, ratelimit.Rate]]:
    """What is counted for the account or its address: in words, the counter's key, its limit."""
    counted: tuple[tuple[str, dict, Promise], ...] = (
        ("login_failed", {"key": f"mfa-auth-user-{user.pk}"}, _("wrong codes of the app, or spare codes")),
        ("request_login_code", {"key": user.email.lower()}, _("codes asked for to sign in")),
        ("reauthenticate", {"user": user}, _("tries to show once more who it is")),
        ("fresh_code", {"user": user}, _("codes asked for to show once more who it is")),
        ("change_address", {"user": user}, _("changes of the address")),
    )
    for action, whose, words in counted:
        for rate in ratelimit.get_rates(app=APP, action=action):
            if rate.per in whose:
                # No limit of a person is read off the request.
                yield words, ratelimit.get_cache_key(HttpRequest(), app=APP, action=action, rate=rate, **whose), rate
