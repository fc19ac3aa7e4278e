"""Roles that belong to no structure: of partners and portals. Each read crosses the wall with its reason."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from common.wall import across_structures
from structures.models import Invitation, Membership, Partner, Portal
from team.selectors import teams
from team.selectors.teams import Host, Waiting, at, named, with_letters

WHY = "roles of a partner or a portal belong to no structure"


@dataclass(frozen=True, slots=True)
class Hosts:
    """Every portal, and every partner with its project."""

    portals: list[Portal]
    partners: list[Partner]


def hosts() -> Hosts:
    """What an administrator may give roles at."""
    partners = Partner.objects.select_related("project").prefetch_related("states").order_by("project__code", "code")
    return Hosts(list(Portal.objects.defer("logo").order_by("name", "pk")), list(partners))


def people_of(*, host: Host) -> dict[str, Any]:
    """`members` today, `former` and the `invitations` that wait, of one partner. The caller may manage them."""
    with across_structures(WHY):
        return {
            "members": list(teams.team_of(host=host)),
            "former": teams.former_of(host=host),
            "invitations": with_letters(teams.waiting(host=host)[:100]),
        }


def everybody(*, search: str = "", role: str = "") -> list[Membership]:
    """Roles of portals and partners in force today, by name. The caller is an administrator."""
    found = Membership.objects.active().filter(named(search), structure=None)
    if role:
        found = found.filter(role=role)
    found = found.select_related("user", "portal", "partner__project").prefetch_related("partner__states")
    with across_structures(WHY):
        return list(found.order_by("user__first_name", "user__last_name", "pk"))


def every_invitation() -> list[Waiting]:
    """Those to portals and partners that wait, the latest first, 100 at most. The caller is an administrator."""
    found = Invitation.objects.filter(structure=None, accepted_at=None, revoked_at=None)
    found = found.select_related("portal", "partner__project").prefetch_related("partner__states")
    with across_structures(WHY):
        return with_letters(found.order_by("-created_at", "pk")[:100])


def membership(*, public: UUID, host: Host | None = None, active: bool = True) -> Membership | None:
    """A role of that host (any partner or portal without one); None for a foreign one, or a structure's."""
    found = Membership.objects.active() if active else Membership.objects.all()
    found = found.filter(structure=None, **(at(host) if host else {})).select_related("user", "partner", "portal")
    with across_structures(WHY):
        return found.filter(public=public).first()


def invitation(*, pk, host: Host | None = None) -> Invitation | None:
    """An invitation to that host (any partner or portal without one); None for a foreign one, or a structure's."""
    found = Invitation.objects.filter(structure=None, **(at(host) if host else {}))
    with across_structures(WHY):
        return found.select_related("partner__project", "portal", "invited_by").filter(pk=pk).first()
