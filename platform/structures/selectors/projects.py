"""Reads about a structure in time: its state, its affiliations, the project that counts its work."""

import datetime as dt
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from structures.enums import AffiliationStatus
from structures.models import Affiliation, AffiliationState, Partner, Project, Structure, StructureState


def state_of(structure: Structure, *, on: dt.date | None = None) -> StructureState | None:
    """Name, place and kind of a structure that day (today unless told); the structure must be open."""
    on = on or timezone.localdate()
    return structure.states.filter(since__lte=on).order_by("-since").first()


def affiliations_of(structure: Structure, *, on: dt.date | None = None) -> list[Any]:
    """Its affiliations with the `status`, `operator_id` and `status_since` in force that day, newest project first."""
    on = on or timezone.localdate()
    return list(
        with_state(Affiliation.objects.filter(structure=structure), on)
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


def partners_by_name(project: Project) -> list[Partner]:
    """All the partners of a project, each with its states, in the order of today's names: two queries."""
    partners = Partner.objects.filter(project=project).prefetch_related("states")
    return sorted(partners, key=lambda partner: (partner.name.casefold(), partner.pk))


def with_state(affiliations: QuerySet[Affiliation], on: dt.date) -> QuerySet[Any]:
    """Annotated with `status`, `status_since` and `operator_id` as in force that day."""
    latest = AffiliationState.objects.filter(affiliation=OuterRef("pk"), since__lte=on).order_by("-since")
    return affiliations.annotate(
        status=Subquery(latest.values("status")[:1]),
        status_since=Subquery(latest.values("since")[:1]),
        operator_id=Subquery(latest.values("operator_id")[:1]),
    )
