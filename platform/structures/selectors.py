"""Reads about places and people: who is where, and what is in force."""

import datetime as dt
import unicodedata
from collections import Counter
from dataclasses import dataclass

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Count, Func, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone

from common.wall import across_structures
from structures.enums import AffiliationStatus, PartnerRole, Role, StructureType
from structures.models import (
    Affiliation,
    AffiliationState,
    Invitation,
    Membership,
    Partner,
    Person,
    Project,
    Structure,
    StructureState,
)
from structures.permissions import May, permissions_of


class Unaccent(Func):
    """The extension's function: é becomes e."""

    function = "unaccent"


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


def structure_place(*, user, slug: str) -> Place | None:
    """The structure of that slug as its member sees it; None for anybody else. Needs `as_person`."""
    memberships = list(Membership.objects.active().filter(user=user, structure__slug=slug).select_related("structure"))
    if not memberships:
        return None
    roles = frozenset(m.role for m in memberships)
    return Place(permissions_of(roles), roles, structure=memberships[0].structure)


def partner_place(*, user, project: str, partner: str) -> Place | None:
    """The partner (codes, any case) for its people, and for the lead of its project."""
    memberships = list(
        Membership.objects.active()
        .filter(user=user, partner__project__code__iexact=project)
        .select_related("partner__project")
    )
    own = [m for m in memberships if m.partner.code.lower() == partner.lower()]
    roles = frozenset(m.role for m in own)
    if own:
        return Place(permissions_of(roles), roles, partner=own[0].partner)
    lead = [m for m in memberships if May.SEE_ALL_PARTNERS in permissions_of([m.role])]
    found = Partner.objects.filter(project__code__iexact=project, code__iexact=partner).first() if lead else None
    if found is None:
        return None
    # The lead reads every partner's figures; what is done in a partner's name stays with its people.
    return Place(frozenset({May.SEE_REPORTS, May.SEE_ALL_PARTNERS}), frozenset(m.role for m in lead), partner=found)


def places_of(*, user) -> list[Membership]:
    """Every place where the person has a role today, structures first. Needs `as_person`."""
    return sorted(
        Membership.objects.active().filter(user=user).select_related("structure", "partner__project", "portal"),
        key=lambda m: (m.structure is None, m.partner is None, str(m.structure or m.partner or m.portal)),
    )


def members_of(*, structure: Structure) -> list[Membership]:
    """The people of a structure today; the structure must be open."""
    return list(
        Membership.objects.active().filter(structure=structure).select_related("user").order_by("user__first_name")
    )


def portal_permissions(*, user) -> frozenset[May]:
    """What the person may do on the portal as a whole (curators, moderators, administrators). Needs `as_person`."""
    return permissions_of(
        Membership.objects.active().filter(user=user, portal__isnull=False).values_list("role", flat=True)
    )
# --- a structure and its project


def state_of(structure: Structure, *, on: dt.date | None = None) -> StructureState | None:
    """Name, place and kind of a structure that day (today unless told); the structure must be open."""
    on = on or timezone.localdate()
    return structure.states.filter(since__lte=on).order_by("-since").first()


def affiliations_of(structure: Structure, *, on: dt.date | None = None) -> list[Affiliation]:
    """Its affiliations with the `status`, `operator_id` and `status_since` in force that day, newest project first."""
    on = on or timezone.localdate()
    return list(
        _with_state(Affiliation.objects.filter(structure=structure), on)
        .select_related("project")
        .order_by("-project__start")
    )


def current_project(structure: Structure, on: dt.date | None = None) -> Project | None:
    """The project in which what the structure does that day is counted: affiliated, and running.

    None while the request waits for its answer, and once it was refused or the structure left. The structure must
    be open (or the caller works across structures).
    """
    on = on or timezone.localdate()
    found = next(
        (
            affiliation
            for affiliation in affiliations_of(structure, on=on)
            if affiliation.status == AffiliationStatus.AFFILIATED
            and affiliation.project.start <= on <= affiliation.project.end
        ),
        None,
    )
    return found.project if found else None


def current_person(user, structure: Structure, on: dt.date | None = None) -> Person | None:
    """The account as the structure's project of that day knows her, merges followed; None if it doesn't."""
    project = current_project(structure, on)
    person = Person.objects.filter(project=project, user=user).first() if project else None
    while person and person.merged_into_id:
        person = person.merged_into
    return person


def _with_state(affiliations, on: dt.date):
    latest = AffiliationState.objects.filter(affiliation=OuterRef("pk"), since__lte=on).order_by("-since")
    return affiliations.annotate(
        status=Subquery(latest.values("status")[:1]),
        status_since=Subquery(latest.values("since")[:1]),
        operator_id=Subquery(latest.values("operator_id")[:1]),
    )


# --- what a coordinator sees of the structures: a register, never what they own


@dataclass(frozen=True, slots=True)
class Affiliated:
    """A line of the register: one affiliation of a project, as it stands today."""

    pk: int
    name: str
    slug: str
    status: str
    since: dt.date | None
    applied_on: dt.date
    country: str
    postcode: str
    commune: str
    type: str
    enterprise_number: str
    operator_id: int | None
    aidants: int
    reason: str = ""

    @property
    def status_label(self) -> str:
        return str(AffiliationStatus(self.status).label) if self.status else ""

    @property
    def type_label(self) -> str:
        return dict(StructureType.choices).get(self.type, self.type)


def register_of(
    *, partner: Partner, unattributed: bool = False, status: str = "", search: str = ""
) -> list[Affiliated]:
    """Structures that this partner refers, with those of no operator if asked: requests first, then by name."""
    with across_structures("a coordinator reads the register of her structures"):
        mine = Q(operator_id=partner.pk) | (Q(operator_id=None) if unattributed else Q(pk=None))
        rows = _register(partner.project).filter(mine)
        if status:
            rows = rows.filter(status=status)
        if search:
            rows = rows.filter(Q(structure__name__unaccent__icontains=search) | Q(postcode__startswith=search))
        found = [_affiliated(row) for row in rows]
    order = {AffiliationStatus.APPLIED: 0, AffiliationStatus.AFFILIATED: 1}
    return sorted(found, key=lambda row: (order.get(row.status, 2), row.name.casefold(), row.pk))


def register_counts(*, partner: Partner, unattributed: bool = False) -> dict[str, int]:
    """How many structures of this partner have each status today; a status without any is absent."""
    with across_structures("a coordinator counts her structures"):
        mine = Q(operator_id=partner.pk) | (Q(operator_id=None) if unattributed else Q(pk=None))
        rows = _with_state(Affiliation.objects.filter(project=partner.project), timezone.localdate()).filter(mine)
        return dict(Counter(rows.values_list("status", flat=True)))


def register_row(*, partner: Partner, pk: int, unattributed: bool = False) -> Affiliated | None:
    """One line of the partner's register, or None: another partner's structure does not exist here."""
    with across_structures("a coordinator opens one line of her register"):
        row = _register(partner.project).filter(pk=pk).first()
        found = _affiliated(row) if row else None
    mine = {partner.pk, None} if unattributed else {partner.pk}
    return found if found and found.operator_id in mine else None


def _register(project: Project):
    today = timezone.localdate()
    place = StructureState.objects.filter(structure=OuterRef("structure"), since__lte=today).order_by("-since")
    reason = AffiliationState.objects.filter(affiliation=OuterRef("pk"), since__lte=today).order_by("-since")
    aidants = (
        Membership.objects.active()
        .filter(structure=OuterRef("structure"))
        .order_by()
        .values("structure")
        .annotate(n=Count("user", distinct=True))
    )
    return (
        _with_state(Affiliation.objects.filter(project=project), today)
        .select_related("structure")
        .annotate(
            country=Subquery(place.values("country")[:1]),
            postcode=Subquery(place.values("postcode")[:1]),
            commune=Subquery(place.values("commune")[:1]),
            type=Subquery(place.values("type")[:1]),
            enterprise_number=Subquery(place.values("enterprise_number")[:1]),
            reason=Subquery(reason.values("reason")[:1]),
            aidants=Coalesce(Subquery(aidants.values("n")[:1]), 0),
        )
    )


def _affiliated(row) -> Affiliated:
    return Affiliated(
        pk=row.pk,
        name=row.structure.name,
        slug=row.structure.slug,
        status=row.status or "",
        since=row.status_since,
        applied_on=timezone.localdate(row.created_at),
        country=row.country or "",
        postcode=row.postcode or "",
        commune=row.commune or "",
        type=row.type or "",
        enterprise_number=row.enterprise_number or "",
        operator_id=row.operator_id,
        aidants=row.aidants,
        reason=row.reason or "",
    )


def affiliated_count() -> int:
    """How many structures are affiliated today to a project that runs: a public figure."""
    today = timezone.localdate()
    with across_structures("the front page shows how many structures there are"):
        rows = _with_state(Affiliation.objects.filter(project__start__lte=today, project__end__gte=today), today)
        return rows.filter(status=AffiliationStatus.AFFILIATED).values("structure").distinct().count()


def coordinators_of(*, partner: Partner) -> list:
    """The accounts that answer for a partner: coordinators and leads. The caller works across structures."""
    return [
        membership.user
        for membership in Membership.objects.active()
        .filter(partner=partner, role__in=[Role.COORDINATOR, Role.LEAD])
        .select_related("user")
        .order_by("pk")
    ]


# --- registration: who could take the new structure, and is it here already?


@dataclass(frozen=True, slots=True)
class OperatorChoice:
    """An operator that takes requests today; `suggested` when the place lies on its side of the border."""

    partner: Partner
    name: str
    suggested: bool


def operators_open(*, versant: str = "", on: dt.date | None = None) -> list[OperatorChoice]:
    """Operators of the running projects, the suggested ones first. `versant` is the side of the place (FR, WAL, VL)."""
    on = on or timezone.localdate()
    partners = (
        Partner.objects.filter(project__in=Project.objects.running(on))
        .select_related("project")
        .prefetch_related("states")
        .order_by("-project__start", "code")
    )
    choices = []
    for partner in partners:
        state = partner.state_on(on)
        if state and state.role == PartnerRole.OPERATOR:
            suggested = bool(versant) and state.territorial_default and state.side == versant
            choices.append(OperatorChoice(partner, state.name, suggested))
    return sorted(choices, key=lambda choice: not choice.suggested)


def operator_by_code(code: str, on: dt.date | None = None) -> Partner | None:
    """The operator of a running project whose invitation code this is, any case; None for any other text."""
    if not code.strip():
        return None
    running = Project.objects.running(on or timezone.localdate())
    return Partner.objects.filter(project__in=running, invitation_code__iexact=code.strip()).first()


@dataclass(frozen=True, slots=True)
class Likeness:
    """A structure that may be the same one, as its public line in the register says."""

    name: str
    postcode: str
    commune: str
    type_label: str
    affiliated: bool


def possible_duplicates(*, name: str = "", country: str, postcode: str, enterprise_number: str = "") -> list[Likeness]:
    """Structures with the same number, or with a like name and the same postcode; at most 3."""
    today = timezone.localdate()
    same_number = Q(enterprise_number=enterprise_number) if enterprise_number else Q(pk=None)
    like_name = Q(country=country, postcode=postcode, likeness__gte=0.35) if name else Q(pk=None)
    latest = StructureState.objects.filter(structure=OuterRef("structure"), since__lte=today).order_by("-since")
    affiliated = (
        AffiliationState.objects.filter(structure=OuterRef("structure"), since__lte=today)
        .order_by("-since")
        .values("status")[:1]
    )
    with across_structures("a registration looks for the same structure in the register"):
        found = (
            StructureState.objects.filter(pk=Subquery(latest.values("pk")[:1]))
            .annotate(
                likeness=TrigramSimilarity(Unaccent(Lower("name")), _without_accents(name)),
                status=Subquery(affiliated),
            )
            .filter(same_number | like_name)
            .order_by("-likeness", "pk")[:3]
        )
        return [
            Likeness(
                state.name,
                state.postcode,
                state.commune,
                str(dict(StructureType.choices).get(state.type, "")),
                state.status == AffiliationStatus.AFFILIATED,
            )
            for state in found
        ]


def _without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))


# --- invitations


def invitation_of(*, token_hash: str) -> Invitation | None:
    """The invitation behind a link, whatever its structure and its state; None for an unknown link."""
    with across_structures("an invitation is found by its link, whatever its structure"):
        return (
            Invitation.objects.select_related("structure", "invited_by").filter(token_hash=token_hash).first()
        )


def invitations_of(*, structure: Structure) -> list[Invitation]:
    """Invitations that wait for an answer, or that ran out of time; the structure must be open."""
    return list(
        Invitation.objects.filter(structure=structure, accepted_at=None, revoked_at=None).order_by("-created_at")
    )
