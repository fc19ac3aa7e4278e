"""Reads for a registration: is this structure here already?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from common.wall import across_structures
from registration.alike import alike
from structures.enums import AffiliationStatus
from structures.kinds import kind_name
from structures.models import AffiliationState, StructureState
from territory.communes import postcodes_beside
from territory.postcodes import communes_for
from territory.words import commune_name

AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Likeness:
    """A structure that may be the same one, as its public line in the register says. `slug` is where to ask to join."""

    slug: str
    name: str
    postcode: str
    commune: str
    type_label: str
    affiliated: bool
    pk: int
    same_number: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of a place that may be here already."""

    name: str = ""
    country: str = ""
    postcode: str = ""
    enterprise_number: str = ""


def possible_duplicates(*, name: str = "", country: str, postcode: str, enterprise_number: str = "") -> list[Likeness]:
    """Structures with the same number, or with a like name in the same municipality; at most 3, the number first."""
    return likely_same([Asked(name, country, postcode, enterprise_number)])[0]


def likely_same(asked: Sequence[Asked]) -> list[list[Likeness]]:
    """The same for many at once, in their order; one query, however many."""
    beside = {(one.country, one.postcode): postcodes_beside(one.country, one.postcode) for one in asked if one.name}
    at: dict[str, set[str]] = {}
    for (country, _postcode), postcodes in beside.items():
        at.setdefault(country, set()).update(postcodes)
    places = Q(enterprise_number__in={one.enterprise_number for one in asked if one.enterprise_number})
    for country, held in at.items():
        places |= Q(country=country, postcode__in=held)
    by_number: dict[str, list[Any]] = {}
    by_postcode: dict[tuple[str, str], list[Any]] = {}
    for state in _register(places):
        by_number.setdefault(state.enterprise_number, []).append(state)
        by_postcode.setdefault((state.country, state.postcode), []).append(state)
    found = []
    for one in asked:
        postcodes = beside.get((one.country, one.postcode), ())
        near = [state for postcode in postcodes for state in by_postcode.get((one.country, postcode), ())]
        same = by_number.get(one.enterprise_number, []) if one.enterprise_number else []
        found.append([_likeness(state, same_number=state in same) for state in _best(one, same, near)])
    return found


def _best(asked: Asked, same: list[Any], near: list[Any]) -> list[Any]:
    names = {name for one in communes_for(asked.country, asked.postcode) for name in (one.fr, one.nl)}
    how = {state: alike(asked.name, state.name, communes=tuple(sorted(names))) for state in near}
    like = sorted((state for state in how if how[state]), key=lambda state: (-how[state], state.pk))
    return list(dict.fromkeys([*same, *like]))[:AT_MOST]


def _register(places: Q) -> list[Any]:
    """The states in force of what is not merged, with the `status` of today."""
    today = timezone.localdate()
    latest = StructureState.objects.filter(structure=OuterRef("structure"), since__lte=today).order_by("-since")
    affiliated = (
        AffiliationState.objects.filter(structure=OuterRef("structure"), since__lte=today)
        .order_by("-since")
        .values("status")[:1]
    )
    with across_structures("the same structure is looked for in the register"):
        found = StructureState.objects.filter(places, structure__merged_into=None)
        found = found.filter(pk=Subquery(latest.values("pk")[:1])).annotate(status=Subquery(affiliated))
        return list(found.select_related("structure").order_by("pk"))


def _likeness(state: Any, *, same_number: bool) -> Likeness:
    return Likeness(
        state.structure.slug,
        state.name,
        state.postcode,
        commune_name(state.country, state.postcode, state.commune),
        kind_name(state.type),
        state.status == AffiliationStatus.AFFILIATED,
        state.structure_id,
        same_number,
    )
