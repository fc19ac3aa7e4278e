"""What the pages of a helper's own training share."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.requests import SignedInRequest
from common.sites import site_of
from courses.learning import content
from courses.learning.progress import Stop
from courses.training.selectors import Way, way_of
from courses.training.services import Issuer
from portals.hosts import portal_of


def way_or_404(request: SignedInRequest, code: str) -> Way:
    """How far she is in that module."""
    found = way_of(request.user, code, portal_of(request))
    if found is None:
        raise Http404
    return found


def stop_url(code: str, stop: Stop | None) -> str:
    """The address of a stop; of the module's page when there is none."""
    if stop is None:
        return reverse("training:module", args=[code])
    if stop.exercise:
        return reverse("training:exercise", args=[code, stop.exercise])
    return reverse("training:step", args=[code, stop.step])


def crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    """Where the page stands below her training; the last of `more` is the page itself."""
    return [{"label": label, "url": url} for label, url in ((_("My training"), reverse("training:home")), *more)]


def below(way: Way, label: str) -> list[dict[str, str]]:
    """The same for a page of a module."""
    return crumbs((way.module.title, reverse("training:module", args=[way.module.code])), (label, ""))


def key_of(text: str | None) -> uuid.UUID:
    """The key that the form carries; a new one for a form without."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return uuid.uuid4()


def scene(way: Way, facts: dict[str, Any], persona: str) -> dict[str, Any] | None:
    """The picture of a persona with its description, when it is drawn."""
    picture = facts["personas"].get(persona, {}).get("picture")
    path = content.picture_of(way.module.code, picture["file"]) if picture else None
    return {"path": path, "alt": picture["alt"]} if picture and path else None


def issuer_name(request: HttpRequest) -> str:
    """Who attests: the portal under whose address the page was asked."""
    portal = portal_of(request)
    return portal.name if portal else "Halte"


def issuer_of(request: SignedInRequest) -> Issuer:
    """Who attests what she masters here, by its name in her language."""
    with translation.override(request.user.language):
        return Issuer(site_of(request), issuer_name(request))


def who(user: User) -> str:
    """What a page calls her: enough to see that another person has signed in meanwhile."""
    return user.public.hex[:12]
