"""Where an account is signed in: one row a session, with the device in words. No address of the network is kept."""

import re
import time
from collections import OrderedDict
from datetime import timedelta

from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import Device, User
from accounts.session_store import SessionStore
from common import cookies
from common.wall import across_structures, as_person

SEEN_EVERY = 600.0  # seconds: "last seen" is as exact as that
REMEMBERED = 5  # accounts that one browser is known for
KNOWN = "known"  # the cookie
KNOWN_FOR = 60 * 60 * 24 * 365

# The first that fits: Edge, Opera and Samsung's browser call themselves Chrome too, and Chrome calls itself Safari.
BROWSERS = (
    ("Edge", r"Edg(?:e|A|iOS)?/"), ("Opera", r"OPR/|Opera"), ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"), ("Chrome", r"Chrome/|CriOS/|Chromium/"), ("Safari", r"Safari/"),
)  # fmt: skip
SYSTEMS = (
    ("Android", r"Android"), ("iPhone", r"iPhone|iPod"), ("iPad", r"iPad"), ("Windows", r"Windows"),
    ("ChromeOS", r"CrOS"), ("macOS", r"Mac OS X|Macintosh"), ("Linux", r"Linux|X11"),
)  # fmt: skip

_seen: OrderedDict[str, float] = OrderedDict()


def in_words(agent: str) -> tuple[str, str]:
    """Browser and system by the names that people know, from what a browser says of itself; "" for an unknown one."""
    return _first(BROWSERS, agent), _first(SYSTEMS, agent)


def _first(names: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for name, sign in names if re.search(sign, agent)), "")


def note(request: HttpRequest, user: User) -> Device:
    """The row of this session, made or seen again."""
    if not request.session.session_key:  # who signs in over somebody else begins an empty session
        request.session.save()
    browser, system = in_words(request.META.get("HTTP_USER_AGENT", ""))
    values = {"user": user, "browser": browser, "system": system, "seen_at": timezone.now()}
    with as_person(user.pk), transaction.atomic():
        device, _new = Device.objects.update_or_create(session_key=request.session.session_key, defaults=values)
    return device


def saw(request: HttpRequest) -> None:
    """Once in ten minutes a session and process: no page pays a statement for it otherwise."""
    key, now = request.session.session_key, time.monotonic()
    if not key or now - _seen.get(key, -SEEN_EVERY) < SEEN_EVERY:
        return
    _seen[key] = now
    _seen.move_to_end(key)
    if len(_seen) > 10_000:
        _seen.popitem(last=False)
    with as_person(request.user.pk), transaction.atomic():
        if not Device.objects.filter(session_key=key).update(seen_at=timezone.now()):
            note(request, request.user)  # type: ignore[arg-type]


def open_devices(*, user: User) -> QuerySet[Device]:
    """Those whose session still works, the last seen first. Needs `as_person`."""
    alive = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=timezone.now())
    return Device.objects.filter(Exists(alive), user=user).order_by("-seen_at", "-since")


def end(*, device: Device) -> None:
    """The next request of that session finds nobody signed in. Needs `as_person`."""
    SessionStore().delete(device.session_key)
    device.delete()


@transaction.atomic
def end_all(*, user: User, but: HttpRequest | None = None) -> None:
    """Every session of the account ends at its next request, those that no row tells of too.

    but   a request whose session stays
    """
    # The hash that each session carries is of the password, which nobody has: a new one shuts them all.
    user.set_unusable_password()
    user.save(update_fields=["password"])
    stays = but.session.session_key if but else None
    with as_person(user.pk):
        for device in Device.objects.filter(user=user).exclude(session_key=stays):
            end(device=device)
    if but is not None:
        but.session[HASH_SESSION_KEY] = user.get_session_auth_hash()


def forget() -> int:
    """Rows whose session is over; returns how many."""
    alive = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=timezone.now())
    with across_structures("rows of sessions that are over are deleted, whosever they were"):
        old = Device.objects.filter(~Exists(alive), seen_at__lt=timezone.now() - timedelta(hours=1))
        return old.delete()[0]


# --- the browser that has been here before: a cookie of one short hash an account, which says nothing of its own


def handle(user: User) -> str:
    """What the cookie says of the account: only the server can tell whose it is."""
    return salted_hmac("accounts.devices", str(user.pk), algorithm="sha256").hexdigest()[:24]


def is_known(request: HttpRequest, user: User) -> bool:
    """Whether this browser has signed in to the account before."""
    return any(constant_time_compare(one, handle(user)) for one in _known(request))


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """This browser is known from now on, for a year."""
    mine = handle(user)
    kept = [mine, *(one for one in _known(request) if one != mine)][:REMEMBERED]
    cookies.keep(response, KNOWN, ".".join(kept), seconds=KNOWN_FOR)


def _known(request: HttpRequest) -> list[str]:
    return [one for one in cookies.read(request, KNOWN).split(".") if one.isascii()][:REMEMBERED]
