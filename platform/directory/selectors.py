"""Reads of the directory. What is public crosses the wall by name, and only rows that are published come out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import override

from common.wall import across_structures
from directory import vocabulary
from directory.mednum import FIELDS, Fields
from directory.models import DirectoryUpload, Entry
from directory.near import Near, Spot, nearest_first
from directory.texts import tamed
from directory.where import Where
from structures.enums import AffiliationStatus
from structures.models import Affiliation, Partner, Portal, Project, Structure, StructureState
from structures.selectors import state_of, states_of, with_state
from territory.postcodes import communes_for, resolve
from territory.words import commune_name

AT_HOME = "en"
"""The language in which structures.registration names a municipality as it is called at home."""
REASON = "anybody may know where there is help, as far as the places themselves say it"
PER_PAGE = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """What the finder looks for: from where, and values of closed lists (empty: any)."""

    where: Where | None = None
    service: str = ""
    language: str = ""
    kind: str = ""
    portal: Portal | None = None
    """Only the places in its country, and those of structures that registered on it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of places as the public sees them, nearest first, each with how near it is."""

    total: int
    page: int
    pages: int
    entries: list[tuple[Entry, Near]] = field(default_factory=list)


def find(*, asked: Asked, page: int = 1) -> Found:
    """Published places that fit, a page of them; three queries, however many places there are."""
    with across_structures(REASON):
        states = states_of(Entry.objects.filter(published=True).exclude(structure=None).values("structure"))
        spots = [_spot(row, states, asked.portal) for row in _lines(asked)]
        order = nearest_first(_of_kind(spots, asked.kind), asked.where)
        pages = max(1, -(-len(order) // PER_PAGE))
        page = min(max(1, page), pages)
        shown = order[(page - 1) * PER_PAGE : page * PER_PAGE]
        entries = _in_order(shown, states)
    return Found(len(order), page, pages, entries)


def public_entry(*, pk: Any) -> Entry | None:
    """One published place, as the public sees it; None for any other."""
    with across_structures(REASON):
        entry = published().select_related("structure").filter(pk=pk).first()
        return seen(entry, state_of(entry.structure) if entry.structure else None) if entry else None


def exported(*, project: str = "", partner: str = "") -> list[Fields]:
    """All published places for a file, by their code; those of one project, or of one partner of it.

    Municipalities have the name that they have at home, whatever the language of the page.
    """
    with across_structures(REASON), override(AT_HOME):
        rows = published().select_related("structure")
        if project or partner:
            rows = rows.filter(_of_operators(_partners(project, partner)))
        entries = list(rows)
        states = states_of(entry.structure_id for entry in entries if entry.structure_id)
        found = [fields_of(seen(entry, states.get(entry.structure_id))) for entry in entries]
    return sorted(found, key=lambda fields: (fields["code"], fields["name"]))


def partner_exists(*, project: str, partner: str = "") -> bool:
    """Whether there is such a project, and such a partner of it: codes are public."""
    return _partners(project, partner).exists()


def sheet_of(*, structure: Structure) -> Entry | None:
    """The structure's own entry, shown or not, as it is stored; the structure must be open."""
    return Entry.objects.filter(structure=structure).first()


def version_of(entry: Entry | None) -> str:
    """What differs as soon as the sheet says something else; of a sheet that nobody has kept yet, always the same."""
    said = sorted(fields_of(entry).items()) if entry else []
    return hashlib.sha256(repr([one for one in said if one[0] != "updated_on"]).encode()).hexdigest()[:16]


def own_entry(*, structure: Structure) -> Entry | None:
    """The structure's own entry as the public would see it; the structure must be open."""
    entry = sheet_of(structure=structure)
    if entry is None:
        return None
    entry.structure = structure
    return seen(entry, state_of(structure))


def may_be_shown(*, structure: Structure) -> bool:
    """Whether it is affiliated today: only then does the directory show it. The structure must be open."""
    rows = with_state(Affiliation.objects.filter(structure=structure), timezone.localdate())
    return rows.filter(status=AffiliationStatus.AFFILIATED).exists()


def brought_by(*, partner: Partner, search: str = "") -> list[Entry]:
    """The places that came with the partner's files, shown or not, by name."""
    with across_structures("an operator sees the places that its own files brought"):
        rows = Entry.objects.filter(partner=partner, structure=None)
        if search:
            rows = rows.filter(
                Q(name__unaccent__icontains=search) | Q(postcode__startswith=search) | Q(commune__icontains=search)
            )
        return list(rows.only("pk", "name", "country", "postcode", "commune", "published", "updated_on"))


def upload_of(*, user, partner: Partner, pk: Any) -> DirectoryUpload | None:
    """Her own upload for that partner; None for any other."""
    return DirectoryUpload.objects.filter(user=user, partner=partner, pk=pk).first()


def fields_of(entry: Entry) -> Fields:
    """What a file says of an entry."""
    return {name: getattr(entry, name) for name in FIELDS}


def seen(entry: Entry, state: StructureState | None) -> Entry:
    """The entry with what comes from its structure's state: name, country, postcode, kind, number, street if none."""
    if entry.structure_id and state:
        entry.name = tamed(state.name)
        entry.country, entry.postcode = _place(state)
        entry.commune = commune_name(state.country, state.postcode, state.commune)
        entry.commune_code = _code_of(state)
        entry.street = entry.street or tamed(state.address)
        entry.pivot = state.enterprise_number
        kind = vocabulary.kind_of(state.type)
        entry.kinds = [kind] if kind else []
    return entry


def published() -> QuerySet[Entry]:
    """Rows that anybody may read: said to be shown, and of no structure, or of one that is affiliated today."""
    affiliated = with_state(Affiliation.objects.all(), timezone.localdate()).filter(status=AffiliationStatus.AFFILIATED)
    return Entry.objects.filter(published=True).filter(
        Q(structure=None) | Q(structure__merged_into=None, structure__in=affiliated.values("structure"))
    )


COLUMNS = (
    "pk", "title", "country", "postcode", "latitude", "longitude", "structure_id", "structure__portal_id", "fits",
    "of_kind",
)  # fmt: skip


def _lines(asked: Asked) -> Iterable[tuple]:
    fits = Q()
    if asked.service:
        fits &= Q(services__contains=[asked.service])
    if asked.language:
        fits &= Q(languages__contains=[asked.language])
    return (
        published()
        .order_by()
        .annotate(
            fits=ExpressionWrapper(fits, BooleanField()) if fits else Value(True, output_field=BooleanField()),
            title=Coalesce("structure__name", "name"),
            of_kind=ExpressionWrapper(Q(kinds__contains=[asked.kind]), BooleanField()),
        )
        .values_list(*COLUMNS)
    )


def _spot(row: tuple, states: dict[int | None, StructureState], portal: Portal | None) -> tuple[Spot, str | None, bool]:
    """A line as a spot; for a structure, its kind; else whether its kinds have the one that is looked for."""
    pk, name, country, postcode, latitude, longitude, structure_id, portal_id, fits, of_kind = row
    state = states.get(structure_id) if structure_id else None
    if state:
        country, postcode = _place(state)
    fits = fits and (portal is None or portal_id == portal.pk or country == portal.country)
    kind = vocabulary.kind_of(state.type) if state else None
    return Spot(pk, name, country, postcode, latitude, longitude, fits), kind, of_kind


def _of_kind(lines: list[tuple[Spot, str | None, bool]], kind: str) -> list[Spot]:
    if not kind:
        return [spot for spot, _kind, _of in lines]
    return [
        spot if (of_kind if own is None else own == kind) else spot._replace(fits=False) for spot, own, of_kind in lines
    ]


def _in_order(shown: list[Near], states: dict[int | None, StructureState]) -> list[tuple[Entry, Near]]:
    by_key: dict[object, Entry] = {
        entry.pk: entry
        for entry in Entry.objects.filter(pk__in=[near.key for near in shown]).select_related("structure")
    }
    return [(seen(entry, states.get(entry.structure_id)), near) for near in shown if (entry := by_key.get(near.key))]


def _place(state: StructureState) -> tuple[str, str]:
    place = resolve(state.country, state.postcode)
    return place.country, place.postcode or state.postcode


def _code_of(state: StructureState) -> str:
    found = {one.code for one in communes_for(state.country, state.postcode) if state.commune in {"", one.fr, one.nl}}
    return found.pop() if len(found) == 1 else ""


def _partners(project: str, partner: str) -> QuerySet[Partner]:
    rows = Partner.objects.filter(project__in=Project.objects.filter(code__iexact=project))
    return rows.filter(code__iexact=partner) if partner else rows


def _of_operators(partners: QuerySet[Partner]) -> Q:
    affiliated = with_state(Affiliation.objects.all(), timezone.localdate()).filter(
        status=AffiliationStatus.AFFILIATED, operator_id__in=partners.values("pk")
    )
    return Q(partner__in=partners.values("pk")) | Q(structure__in=affiliated.values("structure"))
