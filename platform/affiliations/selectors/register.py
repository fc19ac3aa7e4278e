"""The register of structures as coordinators and the public see it: never what a structure owns."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone

from common.languages import without_accents
from common.wall import across_structures
from structures.enums import AffiliationStatus
from structures.kinds import StructureType
from structures.models import (
    Affiliation,
    AffiliationState,
    Membership,
    Partner,
    Project,
    StructureLabel,
    StructureState,
)
from structures.selectors.projects import IN_PLAY, lacks_charter, with_request, with_state
from territory.postcodes import Place, resolve
from territory.words import commune_name

NOBODY = "-"
"""Instead of a partner's code: structures that no operator refers."""
CHANGES = "changes"
"""Instead of a status: requests whose structure was asked for changes. For the counting of indicators they are
`applied`; in lists they stand apart, for it is not the operator's turn."""


@dataclass(frozen=True, slots=True)
class Affiliated:
    """A line of the register: one affiliation of a project, as it stands today."""

    pk: int
    public: UUID
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
    address: str = ""
    waiting_since: dt.date | None = None
    asked_at: dt.datetime | None = None
    last_at: dt.datetime | None = None
    last_side: str = ""
    charter_version: int = 0
    charter_missing: bool = False

    @property
    def status_label(self) -> str:
        return str(AffiliationStatus(self.status).label) if self.status else ""

    @property
    def type_label(self) -> str:
        return str(dict(StructureType.choices).get(self.type, self.type))

    @property
    def changes_asked(self) -> bool:
        """The structure has to answer first. For the counting it is `applied` all the same."""
        return self.status == AffiliationStatus.APPLIED and self.asked_at is not None

    @property
    def age(self) -> int | None:
        """How many days the request waits; None for what is answered."""
        return (timezone.localdate() - self.waiting_since).days if self.waiting_since else None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list of the register shows. Empty: everything, requests first, the oldest on top.

    status           an AffiliationStatus, or CHANGES; APPLIED alone is what waits for the operator
    search           a part of the name or of the municipality (any language, without accents), or a postcode's start
    kind, side       a StructureType; FR, WAL or VL, where the postcode lies
    older            requests that wait for more days than that
    label            the code of a label that it holds today
    without_charter  those that have a charter to accept
    sort             one of SORTS
    """

    status: str = ""
    search: str = ""
    kind: str = ""
    side: str = ""
    older: int = 0
    label: str = ""
    without_charter: bool = False
    sort: str = ""


_NAME = Lower("structure__name")
_FIRST = Case(
    When(status=AffiliationStatus.APPLIED, then=Value(0)),
    When(status=AffiliationStatus.AFFILIATED, then=Value(1)),
    default=Value(2),
)
SORTS: dict[str, tuple[Any, ...]] = {
    "": (_FIRST, F("waiting_since").asc(nulls_last=True), _NAME),
    "name": (_NAME,),
    "since": (F("status_since").desc(nulls_last=True), _NAME),
    "place": (F("country").asc(nulls_last=True), F("postcode").asc(nulls_last=True), _NAME),
    "message": (F("last_at").desc(nulls_last=True), _NAME),
}


def register_of(*, reach: Reach, wanted: Wanted | None = None, limit: int | None = None) -> list[Affiliated]:
    """The lines within reach, all of them or the first `limit`."""
    with across_structures("a coordinator reads the register of her structures"):
        return [_affiliated(row, reach.partner.project) for row in _wanted(reach, wanted or Wanted())[:limit]]


def register_page(*, reach: Reach, wanted: Wanted, number: str | int | None, size: int) -> Page:
    """One page of them; a number that is none is the first page, one too high the last."""
    with across_structures("a coordinator reads a page of her register"):
        page = Paginator(_wanted(reach, wanted), size).get_page(number)
        page.object_list = [_affiliated(row, reach.partner.project) for row in page.object_list]
    return page


def register_chosen(*, reach: Reach, chosen: Iterable[UUID]) -> list[Affiliated]:
    """Those of these lines that lie within reach, as register_of has them in order."""
    with across_structures("a coordinator acts on lines of her register"):
        rows = _wanted(reach, Wanted()).filter(public__in=list(chosen))
        return [_affiliated(row, reach.partner.project) for row in rows]


def register_counts(*, reach: Reach) -> dict[str, int]:
    """How many structures within reach have each status today, CHANGES among them; what has none is absent.

    Those that were asked for changes are under CHANGES alone: each structure is counted once.
    """
    today = timezone.localdate()
    with across_structures("a coordinator counts her structures"):
        rows = with_state(_there(reach.partner.project), today).filter(reach.lines())
        counts = Counter(rows.values_list("status", flat=True))
        changes = with_request(rows, today).filter(status=AffiliationStatus.APPLIED, asked_at__isnull=False).count()
    counts[AffiliationStatus.APPLIED] -= changes
    counts[CHANGES] = changes
    return dict(+counts)


def register_row(*, reach: Reach, public: UUID) -> Affiliated | None:
    """One line within reach, or None: what lies beyond does not exist here."""
    with across_structures("a coordinator opens one line of her register"):
        row = _register(reach.partner.project).filter(public=public).first()
        found = _affiliated(row, reach.partner.project) if row else None
    return found if found and reach.includes(found.operator_id) else None


def _wanted(reach: Reach, wanted: Wanted) -> QuerySet[Any]:
    """The lines within reach that are wanted, in order; the caller works across structures."""
    project, today = reach.partner.project, timezone.localdate()
    rows = _register(project).filter(reach.lines())
    if wanted.status == CHANGES:
        rows = rows.filter(status=AffiliationStatus.APPLIED, asked_at__isnull=False)
    elif wanted.status == AffiliationStatus.APPLIED:
        rows = rows.filter(status=AffiliationStatus.APPLIED, asked_at=None)
    elif wanted.status:
        rows = rows.filter(status=wanted.status)
    if wanted.search:
        rows = rows.filter(_found(project, wanted.search))
    if wanted.kind:
        rows = rows.filter(type=wanted.kind)
    if wanted.side:
        rows = rows.filter(_lies(project, lambda place, _commune: place.versant == wanted.side))
    if wanted.older:
        rows = rows.filter(
            status=AffiliationStatus.APPLIED, waiting_since__lt=today - dt.timedelta(min(wanted.older, 10_000))
        )
    if wanted.label:
        held = StructureLabel.objects.filter(structure=OuterRef("structure"), code=wanted.label, since__lte=today)
        rows = rows.filter(Exists(held.filter(Q(until=None) | Q(until__gt=today))))
    if wanted.without_charter:
        open_now = project.end >= today and project.charter_version > 0
        lacking = Q(status__in=IN_PLAY, charter_version__lt=project.charter_version)
        rows = rows.filter(lacking if open_now else Q(pk=None))
    return rows.order_by(*SORTS.get(wanted.sort, SORTS[""]), "pk")


def _found(project: Project, search: str) -> Q:
    """By name, by postcode, by municipality as it was kept or in any of its languages."""
    words = without_accents(search.lower())

    def called(place: Place, kept: str) -> bool:
        names = {name for one in place.communes if kept in {"", one.fr, one.nl} for name in (one.fr, one.nl)}
        return any(words in without_accents(name.lower()) for name in names)

    plain = Q(structure__name__unaccent__icontains=search) | Q(commune__unaccent__icontains=search)
    return plain | Q(postcode__startswith=search) | _lies(project, called)


def _lies(project: Project, test: Callable[[Place, str], bool]) -> Q:
    """Lines whose place passes the test, asked once for each different place that the register holds."""
    known = StructureState.objects.filter(structure__affiliations__project=project).order_by()
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for country, postcode, commune in known.values_list("country", "postcode", "commune").distinct():
        if test(resolve(country, postcode), commune):
            found[country].add((postcode, commune))
    places = Q(pk=None)
    for country, held in found.items():
        places |= Q(country=country, postcode__in={postcode for postcode, _commune in held}) & Q(
            commune__in={commune for _postcode, commune in held}
        )
    return places


def _there(project: Project) -> QuerySet[Affiliation]:
    """What was merged into another structure has no line of its own any more (docs/merging.md)."""
    return Affiliation.objects.filter(project=project, structure__merged_into=None)


def _register(project: Project) -> QuerySet[Any]:
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
        with_request(with_state(_there(project), today), today)
        .select_related("structure")
        .annotate(
            country=Subquery(place.values("country")[:1]),
            postcode=Subquery(place.values("postcode")[:1]),
            commune=Subquery(place.values("commune")[:1]),
            address=Subquery(place.values("address")[:1]),
            type=Subquery(place.values("type")[:1]),
            enterprise_number=Subquery(place.values("enterprise_number")[:1]),
            reason=Subquery(reason.values("reason")[:1]),
            aidants=Coalesce(Subquery(aidants.values("n")[:1]), 0),
        )
    )


def _affiliated(row: Any, project: Project) -> Affiliated:
    return Affiliated(
        pk=row.pk,
        public=row.public,
        name=row.structure.name,
        slug=row.structure.slug,
        status=row.status or "",
        since=row.status_since,
        applied_on=row.waiting_since or timezone.localdate(row.created_at),
        country=row.country or "",
        postcode=row.postcode or "",
        commune=commune_name(row.country or "", row.postcode or "", row.commune or ""),
        type=row.type or "",
        enterprise_number=row.enterprise_number or "",
        operator_id=row.operator_id,
        aidants=row.aidants,
        reason=row.reason or "",
        address=row.address or "",
        waiting_since=row.waiting_since,
        asked_at=row.asked_at,
        last_at=row.last_at,
        last_side=row.last_side or "",
        charter_version=row.charter_version,
        charter_missing=lacks_charter(project, row.status or "", row.charter_version, timezone.localdate()),
    )


def affiliated_count() -> int:
    """How many structures are affiliated today to a project that runs: a public figure."""
    today = timezone.localdate()
    with across_structures("the front page shows how many structures there are"):
        rows = with_state(Affiliation.objects.filter(project__in=Project.objects.running(today)), today)
        return rows.filter(status=AffiliationStatus.AFFILIATED).values("structure").distinct().count()
