"""A learner's session: short on a shared phone, longer on her own (docs/sign-in.md)."""

import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from learners.cards import IDLE_MINUTES
from learners.entering import SignedIn

KEY = "learner"
OWN_PHONE_SECONDS = 60 * 60 * 24 * 30
TOUCH_EVERY_SECONDS = 60


def start(request: HttpRequest, found: SignedIn, *, own_phone: bool) -> None:
    """Begin afresh: whoever was signed in on this phone no longer is."""
    request.session.flush()
    request.session[KEY] = {
        "learner": found.learner,
        "structure": found.structure,
        "generation": found.generation,
        "seen": int(time.time()),
        "own": own_phone,
    }
    if found.room:
        request.session[KEY]["room"] = found.room
    request.session.set_expiry(OWN_PHONE_SECONDS if own_phone else 0)


def welcome(found: SignedIn) -> HttpResponse:
    """To her home, in her language."""
    response = redirect("/l/")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, found.language, max_age=settings.LANGUAGE_COOKIE_AGE, samesite="Lax"
    )
    return response


def held(request: HttpRequest) -> dict | None:
    """What the session holds, unless it was idle for too long on a phone that isn't hers."""
    found = request.session.get(KEY)
    if not found:
        return None
    idle = time.time() - found["seen"]
    if not found["own"] and idle > IDLE_MINUTES * 60:
        end(request)
        return None
    if idle > TOUCH_EVERY_SECONDS:
        found["seen"] = int(time.time())
        request.session.modified = True
    return found


def end(request: HttpRequest) -> None:
    """Nothing of her stays in the session."""
    request.session.flush()


def forget(request: HttpRequest) -> None:
    """She is taken out of a session that goes on for somebody else, and so is how long hers would have lasted."""
    if request.session.pop(KEY, None) is not None:
        request.session.set_expiry(None)
