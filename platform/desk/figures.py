"""What the front page shows to everybody: numbers and public names, never a person."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from affiliations.selectors.register import affiliated_count
from community.events.models import Action
from structures.enums import PersonKind
from structures.models import Person, Project


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
    return PublicFigures(affiliated_count(), helpers.count(), Action.objects.coming().count())


def coming_actions(limit: int) -> QuerySet[Action]:
    """The next planned trainings and events."""
    return Action.objects.coming().select_related("operator").order_by("starts_at")[:limit]
