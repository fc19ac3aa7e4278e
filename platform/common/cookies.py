"""Our own cookies: one way to name them, to keep them, and to let them go.

Over HTTPS each is called `__Host-…`: a browser takes such a name from this very host alone, for all of its pages, so
that no neighbour under the same domain can write one. The language's is not: it says nothing, and a portal reads it.
"""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpRequest, HttpResponse


def named(name: str, *, secure: bool) -> str:
    """The name of a cookie. A browser refuses the prefix without HTTPS: no prefix then."""
    return f"__Host-{name}" if secure else name


def keep(response: HttpResponse, name: str, value: str, *, seconds: int, signed: bool = False) -> None:
    """A cookie for this host, which no script reads; `signed`: what comes back is what was kept."""
    put = response.set_signed_cookie if signed else response.set_cookie
    secure = settings.SESSION_COOKIE_SECURE
    put(named(name, secure=secure), value, max_age=seconds, path="/", httponly=True, samesite="Lax", secure=secure)


def read(request: HttpRequest, name: str) -> str:
    """What was kept; "" for nothing."""
    return request.COOKIES.get(named(name, secure=settings.SESSION_COOKIE_SECURE), "")


def read_signed(request: HttpRequest, name: str, *, seconds: int) -> str:
    """What was kept and signed; "" for nothing, for what is too old, and for what is not ours."""
    found = request.get_signed_cookie(named(name, secure=settings.SESSION_COOKIE_SECURE), default="", max_age=seconds)
    return found or ""


def drop(response: HttpResponse, name: str) -> None:
    """Let it go."""
    response.delete_cookie(named(name, secure=settings.SESSION_COOKIE_SECURE), path="/", samesite="Lax")


class _CookieMessages(CookieStorage):
    """What the next page says, in a cookie that is named like the others."""

    @property
    def cookie_name(self) -> str:  # type: ignore[override]  # Django has a constant
        return named("messages", secure=settings.SESSION_COOKIE_SECURE)


class Messages(FallbackStorage):
    """Django's way: in a cookie, and in the session where they are long."""

    storage_classes = (_CookieMessages, SessionStorage)
