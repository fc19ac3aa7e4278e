"""Which portal speaks in a letter: that of the place it is about, wherever it is written, be it a page or a task.

A structure's is the one where it registered. A partner's is that of its country, for a project spans them all, else
its project's. An account's is that of the place where it works, structures before partners before portals.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port
from django.utils import timezone

from accounts.mail import Voice
from accounts.models import User
from common.wall import across_structures
from portals.hosts import every_portal, portal_at, voice
from structures.models import Membership, Partner, Portal, Project, Structure

Whom = Structure | Partner | Project | Portal | User


def voice_of(whom: Whom, site: str = "") -> Voice:
    """Name, sender and address of the portal that speaks to the people of `whom`.

    `site` is the address of the page that is asked, or of the page that a job was asked on; a task that nobody asked
    for has none.
    """
    portal = portal_speaking_for(whom)
    return voice(portal, _site(portal, site))


def portal_speaking_for(whom: Whom) -> Portal | None:
    """None while there is no portal at all."""
    match whom:
        case Portal():
            return _with(whom.pk)
        case Structure():
            return _with(whom.portal_id)
        case Partner():
            state = whom.state_on(timezone.localdate())
            return portal_of_country(state.country if state else "", whom.project.portal_id)
        case Project():
            return _with(whom.portal_id)
        case User():
            return _of_account(whom)


def portal_of_country(country: str, otherwise: int | None) -> Portal | None:
    """The country's portal, where it has one alone, or the one of number `otherwise` among several; else that one."""
    there = [one for one in every_portal() if country and one.country == country]
    if len(there) == 1:
        return there[0]
    return _with(otherwise)


def _of_account(user: User) -> Portal | None:
    with across_structures("a letter comes from the portal of the place where its reader works"):
        held = list(
            Membership.objects.active()
            .filter(user=user)
            .select_related("structure", "partner__project", "portal")
            .defer("portal__logo")
            .order_by("since", "pk")
        )
    structures, partners = [one.structure for one in held], [one.partner for one in held]
    places: list[Structure | Partner | Portal | None] = [*structures, *partners, *(one.portal for one in held)]
    place = next((one for one in places if one), None)
    return portal_speaking_for(place) if place else _with(None)


def _with(pk: int | None) -> Portal | None:
    """The portal of that number; without one, what an unknown host gets."""
    return next((one for one in every_portal() if one.pk == pk), None) or portal_at("")


def _site(portal: Portal | None, site: str) -> str:
    """Where the portal is: as `site` has it, which knows the scheme and the port, with the portal's host."""
    scheme, asked = urlsplit(site).scheme or "https", urlsplit(site).netloc
    host, port = split_domain_port(asked)
    if portal and portal.host:
        if host == portal.host:
            return site
        return _trusted(portal.host) or f"{scheme}://{portal.host}{f':{port}' if port else ''}"
    if site and not any(one.host == host for one in every_portal()):
        return site
    return _own(f":{port}" if port else "", scheme)


def _trusted(host: str) -> str:
    """The origin of that host as the settings have it."""
    return next((one for one in settings.CSRF_TRUSTED_ORIGINS if urlsplit(one).hostname == host), "")


def _own(port: str, scheme: str) -> str:
    """The address of the portal without a host: the first origin, else the first host, that is no portal's."""
    others = {one.host for one in every_portal()}
    for origin in settings.CSRF_TRUSTED_ORIGINS:
        if urlsplit(origin).hostname not in others and "*" not in origin:
            return origin.rstrip("/")
    for host in settings.ALLOWED_HOSTS:
        if host not in others and not host.startswith((".", "*")):
            return f"{scheme}://{host}{port}"
    return f"{scheme}://localhost{port}"
