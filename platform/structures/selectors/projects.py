"""Reads about a structure in time: its state, its affiliations, the project that counts its work."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from structures.enums import AffiliationStatus, TalkSide
from structures.models import (
    Affiliation,
    AffiliationMessage,
    AffiliationState,
    CharterAcceptance,
    Partner,
    Project,
    Structure,
    StructureState,
)

IN_PLAY = (AffiliationStatus.APPLIED, AffiliationStatus.AFFILIATED)
"""Who asks or is affiliated has a charter to accept; who was refused or left has not."""


def state_of(structure: Structure, *, on: dt.date | None = None) -> StructureState | None:
    """Name, place and kind of a structure that day (today unless told); the structure must be open."""
    on = on or timezone.localdate()
    return structure.states.filter(since__lte=on).order_by("-since").first()


def states_of(structures: Iterable[Any]) -> dict[int | None, StructureState]:
    """Structure -> its state of today; one query. Structures by key or a query of keys; they must be open."""
    wanted = structures if isinstance(structures, QuerySet) else list(structures)
    rows = StructureState.objects.filter(structure__in=wanted, since__lte=timezone.localdate())
    return {state.structure_id: state for state in rows.order_by("structure_id", "-since").distinct("structure_id")}


def affiliations_of(structure: Structure, *, on: dt.date | None = None) -> list[Any]:
    """Its affiliations with the `status`, `operator_id` and `status_since` in force that day, newest project first.

    Each `with_request`, and with `charter_missing`.
    """
    on = on or timezone.localdate()
    found = list(
        with_request(with_state(Affiliation.objects.filter(structure=structure), on), on)
        .select_related("project")
        .order_by("-project__start", "pk")
    )
    for one in found:
        one.charter_missing = lacks_charter(one.project, one.status, one.charter_version, on)
    return found


def lacks_charter(project: Project, status: str, accepted: int, on: dt.date) -> bool:
    """Whether a structure with that status has a version of the charter to accept; `accepted` is its latest, or 0."""
    return status in IN_PLAY and project.end >= on and accepted < project.charter_version


def current_project(structure: Structure, on: dt.date | None = None) -> Project | None:
    """The project in which what the structure does that day is counted: affiliated, and running.

    None while the request waits for its answer, and once it was refused or the structure left. The structure must
    be open (or the caller works across structures).
    """
    on = on or timezone.localdate()
    found = next(
        (
            affiliation
            for affiliation in with_state(Affiliation.objects.filter(structure=structure), on)
            .select_related("project")
            .order_by("-project__start")
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


def with_request(affiliations: QuerySet[Any], on: dt.date) -> QuerySet[Any]:
    """Annotated with how far the talk about it is.

    waiting_since    the day of the request that waits, whatever operator it went to first; None without one
    asked_at         when the operator last asked for changes; None once the structure has answered or edited
    last_at          the last message, `last_side` who wrote it
    charter_version  the newest version of the charter that the structure accepted, 0 for none
    """
    states = AffiliationState.objects.filter(affiliation=OuterRef("pk"), since__lte=on)
    ended = AffiliationState.objects.filter(
        affiliation=OuterRef("affiliation"), since__lte=on, since__gt=OuterRef("since")
    ).exclude(status=AffiliationStatus.APPLIED)
    waiting = states.filter(~Exists(ended), status=AffiliationStatus.APPLIED).order_by("since")
    written = AffiliationMessage.objects.filter(affiliation=OuterRef("pk")).order_by("-at")
    answer = AffiliationMessage.objects.filter(
        affiliation=OuterRef("affiliation"), side=TalkSide.STRUCTURE, at__gt=OuterRef("at")
    )
    asked = written.filter(~Exists(answer), side=TalkSide.OPERATOR, asks_changes=True)
    accepted = CharterAcceptance.objects.filter(affiliation=OuterRef("pk")).order_by("-version")
    return affiliations.annotate(
        waiting_since=Subquery(waiting.values("since")[:1]),
        asked_at=Subquery(asked.values("at")[:1]),
        last_at=Subquery(written.values("at")[:1]),
        last_side=Subquery(written.values("side")[:1]),
        charter_version=Coalesce(Subquery(accepted.values("version")[:1]), Value(0)),
    )
