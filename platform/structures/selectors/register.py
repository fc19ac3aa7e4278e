"""The register of structures as coordinators and the public see it: never what a structure owns."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from common.wall import across_structures
from structures.enums import AffiliationStatus, StructureType
from structures.models import Affiliation, AffiliationState, Membership, Partner, Project, StructureState
from structures.selectors.projects import with_state


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
        return str(dict(StructureType.choices).get(self.type, self.type))


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
    order: dict[str, int] = {AffiliationStatus.APPLIED: 0, AffiliationStatus.AFFILIATED: 1}
    return sorted(found, key=lambda row: (order.get(row.status, 2), row.name.casefold(), row.pk))


def register_counts(*, partner: Partner, unattributed: bool = False) -> dict[str, int]:
    """How many structures of this partner have each status today; a status without any is absent."""
    with across_structures("a coordinator counts her structures"):
        mine = Q(operator_id=partner.pk) | (Q(operator_id=None) if unattributed else Q(pk=None))
        rows = with_state(Affiliation.objects.filter(project=partner.project), timezone.localdate()).filter(mine)
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
        with_state(Affiliation.objects.filter(project=project), today)
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
        rows = with_state(Affiliation.objects.filter(project__start__lte=today, project__end__gte=today), today)
        return rows.filter(status=AffiliationStatus.AFFILIATED).values("structure").distinct().count()


@dataclass(frozen=True, slots=True)
class PublicPlace:
    """A place of help, as anybody may know it."""

    name: str
    postcode: str
    commune: str
    type: str

    @property
    def type_label(self) -> str:
        return str(dict(StructureType.choices).get(self.type, ""))


def affiliated_places(
    *, country: str = "", postcode: str = "", nuts3: Iterable[str] = (), limit: int = 5
) -> list[PublicPlace]:
    """Structures affiliated to a running project, at a postcode or in NUTS 3 units, by name: the public register."""
    today = timezone.localdate()
    latest = StructureState.objects.filter(structure=OuterRef("structure"), since__lte=today).order_by("-since")
    with across_structures("anybody may know where there is help"):
        affiliated = with_state(
            Affiliation.objects.filter(project__start__lte=today, project__end__gte=today), today
        ).filter(status=AffiliationStatus.AFFILIATED)
        states = StructureState.objects.filter(
            pk=Subquery(latest.values("pk")[:1]), structure__in=affiliated.values("structure")
        )
        states = states.filter(country=country, postcode=postcode) if postcode else states.filter(nuts3__in=nuts3)
        return [PublicPlace(s.name, s.postcode, s.commune, s.type) for s in states.order_by("name", "pk")[:limit]]
