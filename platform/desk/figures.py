"""What the front page shows to everybody: numbers and public names, never a person."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from community.events.models import Action
from structures import selectors
from structures.enums import PersonKind
from structures.models import Person, Project
from structures.registration import commune_name
from structures.territory import Place

NEAR = 5


@dataclass(frozen=True, slots=True)
class PublicFigures:
    """The network today: affiliated structures, confirmed helpers of running projects, planned actions."""

    structures: int
    helpers: int
    actions: int


def public_figures() -> PublicFigures:
    """Counted now; staff and test accounts left out."""
    today = timezone.localdate()
    helpers = Person.objects.filter(
        project__in=Project.objects.running(today), confirmed_at__isnull=False, merged_into=None
    ).exclude(kind__in=[PersonKind.STAFF, PersonKind.TEST])
    return PublicFigures(selectors.affiliated_count(), helpers.count(), Action.objects.coming().count())


def coming_actions(limit: int) -> QuerySet[Action]:
    """The next planned trainings and events."""
    return Action.objects.coming().select_related("operator").order_by("starts_at")[:limit]


@dataclass(frozen=True, slots=True)
class Near:
    """Places of help at a postcode, or else in the same arrondissement."""

    place: Place
    commune: str
    exact: bool
    structures: list


def places_near(place: Place) -> Near:
    """Affiliated structures at that postcode; without any, those of the same NUTS 3 units."""
    label = f"{place.postcode} {commune_name(place.country, place.postcode)}".strip()
    here = selectors.affiliated_places(country=place.country, postcode=place.postcode, limit=NEAR)
    if here:
        return Near(place, label, True, here)
    return Near(place, label, False, selectors.affiliated_places(nuts3=place.nuts3, limit=NEAR))
