"""Whose things a public page shows on a portal's host: its own, until its reader asks for those of all portals."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from portals.hosts import portal_of
from structures.models import Portal

ALL = "all"


@dataclass(frozen=True, slots=True)
class Scope:
    """`here` is the host's portal, None for one of no country: it shows all there is, and there is no choice."""

    here: Portal | None = None
    everything: bool = True

    @property
    def portal(self) -> Portal | None:
        """The portal whose things are shown; None: those of all."""
        return None if self.everything else self.here

    def looking_at(self, country: str) -> Scope:
        """The scope of who asks for a place in that country: beyond the border, everything. Empty: no place."""
        beyond = bool(self.portal and country and country != self.portal.country)
        return Scope(self.here, everything=True) if beyond else self


def scope_of(request: HttpRequest) -> Scope:
    """By the host and `?scope=all`."""
    portal = portal_of(request)
    if portal is None or not portal.country:
        return Scope()
    return Scope(portal, everything=request.GET.get("scope") == ALL)
