"""Which portal an address belongs to: its name, colours, languages and notices are those of the page."""

import time
from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.db import transaction
from django.db.models import F, Func, TextField
from django.db.models.functions import Substr
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString, mark_safe

from accounts import mail
from common.colours import palette
from common.sites import site_of
from structures.models import Portal

KEPT_FOR = 60.0  # seconds: another process learns of a change within this time
_kept: list[tuple[float, tuple[Portal, ...]]] = []
HTMX = "HX-Request"  # the header of a request whose answer is taken into a page that stands


def portal_of(request: HttpRequest) -> Portal | None:
    """The portal that this page belongs to; None while there is none at all."""
    return getattr(request, "portal", None) or None


def portal_at(host: str) -> Portal | None:
    """The portal of that host name; else the one without a host, else the first. Without its logo's bytes."""
    host, portals = split_domain_port(host)[0].lower(), every_portal()
    return next((one for wanted in (host, "") for one in portals if one.host == wanted), next(iter(portals), None))


def every_portal() -> tuple[Portal, ...]:
    """All portals, the first one made first, without their logos' bytes; read once a minute by each process."""
    for until, found in tuple(_kept):
        if time.monotonic() < until:
            return found
    found = _read()
    _kept[:] = [(time.monotonic() + KEPT_FOR, found)]
    return found


def forget_portals() -> None:
    """After a change, in this process."""
    _kept.clear()


def style_of(portal: Portal | None) -> SafeString:
    """The portal's colours as rules that follow the page's sheet; empty for one that keeps ours."""
    if not portal or not (portal.accent and portal.accent_2):
        return SafeString("")
    return mark_safe(palette(portal.accent, portal.accent_2).css())  # noqa: S308 colours that were checked


def _read() -> tuple[Portal, ...]:
    """`logo_version` is in the logo's address, so that a browser may keep it for ever; None without a logo."""
    version = Substr(Func(F("logo"), function="md5", output_field=TextField()), 1, 12)
    with transaction.atomic():
        return tuple(Portal.objects.defer("logo").annotate(logo_version=version).order_by("pk"))


def voice(portal: Portal | None, site: str) -> mail.Voice:
    """The portal in a letter."""
    return mail.Voice(lambda: portal.name, portal.mail_sender, site) if portal else mail.Voice(site=site)


def _of(request: HttpRequest) -> Portal | None:
    try:
        host = request.get_host()
    except DisallowedHost:  # its page of refusal is a page too
        host = ""
    return portal_at(host)


class PortalMiddleware:
    """Gives the request its `portal`, and letters that it causes their sender. Asked when somebody needs it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        portal = SimpleLazyObject(lambda: _of(request))
        request.portal = portal  # type: ignore[attr-defined]
        with mail.spoken_by(lambda: voice(portal_of(request), site_of(request))):
            response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, [HTMX])  # an answer to htmx is without the colours (templatetags/portals.py)
        return response
