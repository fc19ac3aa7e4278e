"""Reads for a registration: is this structure here already?"""

from dataclasses import dataclass

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Func, OuterRef, Q, Subquery
from django.db.models.functions import Lower
from django.utils import timezone

from common.languages import without_accents
from common.wall import across_structures
from structures.enums import AffiliationStatus
from structures.kinds import kind_name
from structures.models import AffiliationState, StructureState
from territory.communes import postcodes_beside
from territory.words import commune_name

LIKE = (
    0.35  # of pg_trgm: "Espace numerique du quai" and "EPN du Quai" are not alike, "Maison du Quay" and "...Quai" are
)


class Unaccent(Func):
    """The extension's function: é becomes e."""

    function = "unaccent"


@dataclass(frozen=True, slots=True)
class Likeness:
    """A structure that may be the same one, as its public line in the register says. `slug` is where to ask to join."""

    slug: str
    name: str
    postcode: str
    commune: str
    type_label: str
    affiliated: bool


def possible_duplicates(*, name: str = "", country: str, postcode: str, enterprise_number: str = "") -> list[Likeness]:
    """Structures with the same number, or with a like name in the same municipality; at most 3, the number first."""
    today = timezone.localdate()
    same_number = Q(enterprise_number=enterprise_number) if enterprise_number else Q(pk=None)
    like_name = Q(country=country, postcode__in=postcodes_beside(country, postcode), likeness__gte=LIKE)
    like_name = like_name if name else Q(pk=None)
    latest = StructureState.objects.filter(structure=OuterRef("structure"), since__lte=today).order_by("-since")
    affiliated = (
        AffiliationState.objects.filter(structure=OuterRef("structure"), since__lte=today)
        .order_by("-since")
        .values("status")[:1]
    )
    with across_structures("a registration looks for the same structure in the register"):
        found = (
            StructureState.objects.filter(pk=Subquery(latest.values("pk")[:1]), structure__merged_into=None)
            .select_related("structure")
            .annotate(
                likeness=TrigramSimilarity(Unaccent(Lower("name")), without_accents(name.lower())),
                status=Subquery(affiliated),
            )
            .filter(same_number | like_name)
            .order_by("-likeness", "pk")[:3]
        )
        return [
            Likeness(
                state.structure.slug,
                state.name,
                state.postcode,
                commune_name(state.country, state.postcode, state.commune),
                kind_name(state.type),
                state.status == AffiliationStatus.AFFILIATED,
            )
            for state in found
        ]
