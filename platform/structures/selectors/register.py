"""The register of structures as coordinators and the public see it: never what a structure owns."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from common.wall import across_structures
from structures.enums import AffiliationStatus, StructureType
from structures.models import Affiliation, AffiliationState, Membership, Partner, Project, StructureState
from structures.registration import commune_name, town_name
from structures.selectors.projects import with_state
from structures.territory import Place, resolve

NOBODY = "-"
"""Instead of a partner's code: structures that no operator refers."""


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


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose lines of a project's register are meant: those of `partner`, and more for its lead.

    unattributed  also those of no operator, whom the lead answers
    everyone      the whole project's; `operator` is then the code of one partner, or NOBODY, to see that one's alone
    """

    partner: Partner
    unattributed: bool = False
    everyone: bool = False
    operator: str = ""

    def lines(self) -> Q:
        """On affiliations `with_state`."""
        if self.everyone and not self.operator:
            return Q()
        if self.everyone and self.operator == NOBODY:
            return Q(operator_id=None)
        if self.everyone:
            named = Partner.objects.filter(project=self.partner.project_id, code__iexact=self.operator)
            return Q(operator_id__in=named.values("pk"))
        return Q(operator_id=self.partner.pk) | (Q(operator_id=None) if self.unattributed else Q(pk=None))

    def includes(self, operator_id: int | None) -> bool:
        """Whether a line of that operator lies within."""
        return self.everyone or operator_id in ({self.partner.pk, None} if self.unattributed else {self.partner.pk})


def register_of(*, reach: Reach, status: str = "", search: str = "") -> list[Affiliated]:
    """The lines within reach: requests first, then by name."""
    with across_structures("a coordinator reads the register of her structures"):
        rows = _register(reach.partner.project).filter(reach.lines())
        if status:
            rows = rows.filter(status=status)
        if search:
            rows = rows.filter(Q(structure__name__unaccent__icontains=search) | Q(postcode__startswith=search))
        found = [_affiliated(row) for row in rows]
    order: dict[str, int] = {AffiliationStatus.APPLIED: 0, AffiliationStatus.AFFILIATED: 1}
    return sorted(found, key=lambda row: (order.get(row.status, 2), row.name.casefold(), row.pk))


def register_counts(*, reach: Reach) -> dict[str, int]:
    """How many structures within reach have each status today; a status without any is absent."""
    with across_structures("a coordinator counts her structures"):
        rows = with_state(Affiliation.objects.filter(project=reach.partner.project_id), timezone.localdate())
        return dict(Counter(rows.filter(reach.lines()).values_list("status", flat=True)))


def register_row(*, reach: Reach, pk: int) -> Affiliated | None:
    """One line within reach, or None: what lies beyond does not exist here."""
    with across_structures("a coordinator opens one line of her register"):
        row = _register(reach.partner.project).filter(pk=pk).first()
        found = _affiliated(row) if row else None
    return found if found and reach.includes(found.operator_id) else None


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
        commune=commune_name(row.country or "", row.postcode or "", row.commune or ""),
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
        rows = with_state(Affiliation.objects.filter(project__in=Project.objects.running(today)), today)
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


def places_near(*, place: Place, limit: int = 5) -> tuple[list[PublicPlace], str]:
    """Structures affiliated to a running project, the nearest to `place` first, and how near all of them are.

    How near: `postcode`, else `arrondissement` (NUTS 3), else `region` (NUTS 2), else `country`; empty without any.
    Only the nearest of these circles that has a structure is read; in it, the postcodes nearest in number come first.
    """
    with across_structures("anybody may know where there is help"):
        states = _affiliated_states()
        sorted_out = _circles(place, states.order_by().values_list("country", "postcode").distinct())
        if not sorted_out:
            return [], ""
        circle, postcodes = sorted_out
        at = Q(country__in=["", place.country], postcode__in=[written for written, _distance in postcodes])
        found = list(states.filter(at).order_by("name", "pk"))
    distances = dict(postcodes)
    found.sort(key=lambda state: distances[state.postcode])
    return [_public_place(state) for state in found[:limit]], circle


CIRCLES = ("postcode", "arrondissement", "region", "country")


def _circles(place: Place, known: Iterable[tuple[str, str]]) -> tuple[str, list[tuple[str, int]]] | None:
    """The narrowest circle around a place that holds a known postcode, and those it holds with their distance."""
    held: dict[str, list[tuple[str, int]]] = defaultdict(list)
    regions = {unit[:-1] for unit in place.nuts3}
    for country, written in known:
        other = resolve(country, written)
        if other.country != place.country or not other.communes:
            continue
        if other.postcode == place.postcode:
            circle = "postcode"
        elif other.nuts3 & place.nuts3:
            circle = "arrondissement"
        elif regions & {unit[:-1] for unit in other.nuts3}:
            circle = "region"
        else:
            circle = "country"
        held[circle].append((written, abs(int(other.postcode) - int(place.postcode))))
    return next(((circle, held[circle]) for circle in CIRCLES if held[circle]), None)


def _affiliated_states() -> QuerySet[StructureState]:
    """Of each structure that is affiliated to a running project today, its state of today."""
    today = timezone.localdate()
    latest = StructureState.objects.filter(structure=OuterRef("structure"), since__lte=today).order_by("-since")
    affiliated = with_state(Affiliation.objects.filter(project__in=Project.objects.running(today)), today).filter(
        status=AffiliationStatus.AFFILIATED
    )
    return StructureState.objects.filter(
        pk=Subquery(latest.values("pk")[:1]), structure__in=affiliated.values("structure")
    )


def _public_place(state: StructureState) -> PublicPlace:
    town = town_name(state.country, state.postcode, state.commune)
    return PublicPlace(state.name, state.postcode, town, state.type)
