"""Reads about people: who is where, with which role."""

from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from accounts.models import User
from common.wall import across_structures
from structures.enums import Role
from structures.models import Membership, Partner, Portal, Project, Structure
from structures.permissions import May, permissions_of

ANSWER_FOR_A_PARTNER = (Role.COORDINATOR, Role.LEAD)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a signed-in person works in this request, and what she may do there."""

    permissions: frozenset[May]
    roles: frozenset[str]
    structure: Structure | None = None
    partner: Partner | None = None

    @property
    def project(self) -> Project | None:
        return self.partner.project if self.partner else None

    def may(self, permission: str) -> bool:
        return permission in self.permissions


@dataclass(frozen=True, slots=True, kw_only=True)
class StructurePlace(Place):
    """A place at a structure."""

    structure: Structure


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerPlace(Place):
    """A place at a partner of a project."""

    partner: Partner


# As Membership.objects.active() has it. Written once: every page of a structure asks, and building it takes the ORM
# six times as long as the database needs to answer (bench/server.py).
ROLES = """
SELECT m.role, s.id, s.slug, s.name, s.created_at
FROM structures_membership m JOIN structures_structure s ON s.id = m.structure_id
WHERE m.user_id = %(user)s AND s.slug = %(slug)s
  AND m.since <= %(today)s AND (m.until IS NULL OR m.until > %(today)s)
"""


def structure_place(*, user, slug: str) -> StructurePlace | None:
    """The structure of that slug as its member sees it; None for anybody else. Needs `as_person`."""
    with connection.cursor() as cursor:
        cursor.execute(ROLES, {"user": user.pk, "slug": slug, "today": timezone.localdate()})
        rows = cursor.fetchall()
    if not rows:
        return None
    roles = frozenset(row[0] for row in rows)
    structure = Structure.from_db("default", ["id", "slug", "name", "created_at"], rows[0][1:])
    return StructurePlace(permissions_of(roles), roles, structure=structure)


# The lead reads every partner's figures and lets its people in; what is done in its name stays with them.
AT_EVERY_PARTNER = frozenset({May.SEE_REPORTS, May.SEE_ALL_PARTNERS, May.MANAGE_PARTNER_PEOPLE})


def partner_place(*, user, project: str, partner: str) -> PartnerPlace | None:
    """The partner (codes, any case) for its people, and for the lead of its project."""
    memberships = list(
        Membership.objects.active()
        .filter(user=user, partner__project__code__iexact=project)
        .select_related("partner__project")
    )
    own = [m for m in memberships if m.partner and m.partner.code.lower() == partner.lower()]
    if own and own[0].partner:
        roles = frozenset(m.role for m in own)
        return PartnerPlace(permissions_of(roles), roles, partner=own[0].partner)
    lead = [m for m in memberships if May.SEE_ALL_PARTNERS in permissions_of([m.role])]
    found = Partner.objects.filter(project__code__iexact=project, code__iexact=partner).first() if lead else None
    if found is None:
        return None
    return PartnerPlace(AT_EVERY_PARTNER, frozenset(m.role for m in lead), partner=found)


def imports_for(*, user, project: Project) -> frozenset[str] | None:
    """The codes of the partners for which the person may import activity today; None: for the whole project.

    Needs `as_person`.
    """
    roles = [
        (partner, permissions_of([role]))
        for partner, role in Membership.objects.active()
        .filter(user=user, partner__project=project)
        .values_list("partner__code", "role")
    ]
    if any({May.IMPORT_ACTIVITY, May.SEE_ALL_PARTNERS} <= permissions for _, permissions in roles):
        return None
    return frozenset(partner for partner, permissions in roles if May.IMPORT_ACTIVITY in permissions)


def places_of(*, user) -> list[Membership]:
    """Every place where the person has a role today, structures first; two queries. Needs `as_person`."""
    held = Membership.objects.active().filter(user=user).select_related("structure", "partner__project", "portal")
    return sorted(
        held.defer("portal__logo").prefetch_related("partner__states"),
        key=lambda m: (m.structure is None, m.partner is None, str(m.structure or m.partner or m.portal)),
    )


@dataclass(frozen=True, slots=True)
class EndedPlace:
    """A structure where the person has no role any more, and the names of those who can invite her again."""

    name: str
    referents: tuple[str, ...]


def ended_places_of(*, user) -> list[EndedPlace]:
    """The structures that she worked for and may no longer open, the last one first. Needs `as_person`."""
    today = timezone.localdate()
    open_now = Membership.objects.active(today).filter(user=user, structure__isnull=False).values("structure")
    ended = (
        Membership.objects.filter(user=user, structure__isnull=False, until__lte=today)
        .exclude(structure__in=open_now)
        .select_related("structure")
        .order_by("-until", "pk")
    )
    structures = list(dict.fromkeys(one.structure for one in ended if one.structure))
    with across_structures("who lost her access is told whom to ask"):
        return [
            EndedPlace(one.name, tuple(filter(None, (who.full_name for who in referents_of(structure=one)))))
            for one in structures
        ]


# --- who answers for a place: those who get its letters. Never a closed account.


def referents_of(*, structure: Structure | int) -> list[User]:
    """Who answers for a structure, the one who asked first; it is open, or the caller works across structures."""
    return _who(role=Role.REFERENT, structure=structure)


def referents_behind(*, affiliation_id: int) -> list[User]:
    """Who answers for the structure of a request. The caller may answer it."""
    with across_structures("who answers a request sees who asks"):
        return _who(role=Role.REFERENT, structure__affiliations=affiliation_id)


def coordinators_of(*, partner: Partner) -> list[User]:
    """Who answers for a partner: its coordinators and leads. The caller works across structures."""
    return _who(role__in=ANSWER_FOR_A_PARTNER, partner=partner)


def leads_of(*, project: Project) -> list[User]:
    """Who answers for a project. The caller works across structures."""
    return _who(role=Role.LEAD, partner__project=project)


def administrators_of(*, portal: Portal | None = None) -> list[User]:
    """Who administers that portal; any of them unless told. The caller works across structures."""
    return _who(role=Role.ADMINISTRATOR, **({"portal": portal} if portal else {}))


def _who(**where) -> list[User]:
    """Each once."""
    found = Membership.objects.active().filter(user__is_active=True, **where).select_related("user")
    return list(dict.fromkeys(membership.user for membership in found.order_by("since", "pk")))


def portal_permissions(*, user) -> frozenset[May]:
    """What the person may do on the portal as a whole (curators, moderators, administrators). Needs `as_person`."""
    return permissions_of(
        Membership.objects.active().filter(user=user, portal__isnull=False).values_list("role", flat=True)
    )
