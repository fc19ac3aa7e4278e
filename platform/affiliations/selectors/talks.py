"""Reads behind one affiliation: the thread of messages, what was in force when, what was signed, who acted last."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User
from common.wall import across_structures
from structures.enums import AffiliationStatus
from structures.labels import label_name
from structures.models import (
    Affiliation,
    AffiliationMessage,
    AffiliationState,
    CharterAcceptance,
    JournalEntry,
    Partner,
    Project,
    Structure,
    StructureLabel,
    StructureState,
)
from structures.selectors.people import coordinators_of, leads_of

ENDS = ("affiliation_left", "affiliation_ended")
DECISIONS = (
    *ENDS, "affiliation_approved", "affiliation_refused", "affiliation_message", "affiliation_kept",
    "affiliation_operator_changed", "affiliation_requested",
)  # fmt: skip
"""The journal's words for what one side reads before it decides."""


@dataclass(frozen=True, slots=True)
class Step:
    """One row of an affiliation's history."""

    since: dt.date
    status: str
    status_label: str
    operator: str
    reason: str
    planned: bool


@dataclass(frozen=True, slots=True)
class Label:
    """A label that a structure holds or held; `until` is the first day without."""

    code: str
    name: str
    since: dt.date
    until: dt.date | None
    planned: bool
    ended: bool


@dataclass(frozen=True, slots=True)
class Dossier:
    """All there is to read about one affiliation. Messages oldest first, the rest newest first."""

    messages: list[AffiliationMessage]
    steps: list[Step]
    facts: list[StructureState]
    labels: list[Label]
    charters: list[CharterAcceptance]
    version: str
    undo: str = ""
    """The act that can still be undone today by who did it: one of ENDS, or empty."""

    @property
    def planned(self) -> list[Step]:
        """What is decided and begins later, soonest first."""
        return [step for step in reversed(self.steps) if step.planned]


def dossier_of(affiliation: Affiliation) -> Dossier:
    """The structure must be open, or the caller works across structures."""
    today = timezone.localdate()
    rows = list(
        AffiliationState.objects.filter(affiliation=affiliation).prefetch_related("operator__states").order_by("-since")
    )
    ended = undoable(affiliation, rows[0]) if rows else None
    return Dossier(
        messages=list(AffiliationMessage.objects.filter(affiliation=affiliation).select_related("author")),
        steps=[_step(row, today) for row in rows],
        facts=facts_of(affiliation.structure),
        labels=labels_of(affiliation.structure),
        charters=list(CharterAcceptance.objects.filter(affiliation=affiliation).select_related("by")),
        version=version_of(affiliation),
        undo=ended.act if ended else "",
    )


def dossier_behind(*, affiliation_id: int) -> tuple[Affiliation, Dossier]:
    """The same for a coordinator, who may read that line of her register."""
    with across_structures("a coordinator reads what was said and what was in force"):
        affiliation = Affiliation.objects.select_related("structure", "project").get(pk=affiliation_id)
        return affiliation, dossier_of(affiliation)


def version_of(affiliation: Affiliation) -> str:
    """Changes with each decision and each message; the structure is open, or the caller works across structures."""
    return _versions([affiliation.pk])[affiliation.pk]


def versions_behind(*, affiliations: Iterable[int]) -> dict[int, str]:
    """The same for a list of her register, by affiliation; two queries, however many."""
    with across_structures("a coordinator's list carries the versions that it shows"):
        return _versions(list(affiliations))


def _versions(affiliations: list[int]) -> dict[int, str]:
    states: dict[int, list[tuple]] = {pk: [] for pk in affiliations}
    rows = AffiliationState.objects.filter(affiliation__in=affiliations).order_by("since")
    for pk, *row in rows.values_list("affiliation", "since", "status", "operator", "reason"):
        states[pk].append(tuple(row))
    written = AffiliationMessage.objects.filter(affiliation__in=affiliations).order_by("affiliation", "-at")
    last = dict(written.distinct("affiliation").values_list("affiliation", "pk"))
    return {pk: hashlib.sha256(repr((found, last.get(pk))).encode()).hexdigest()[:16] for pk, found in states.items()}


def undoable(affiliation: Affiliation, newest: AffiliationState) -> JournalEntry | None:
    """The journal's line of the end in its newest row, while it may be undone: that day, or before it begins."""
    if newest.status != AffiliationStatus.LEFT:
        return None
    line = last_act(affiliation, (*ENDS, "affiliation_kept", "affiliation_requested"))
    if line is None or line.act not in ENDS:
        return None
    today = timezone.localdate()
    return line if newest.since > today or timezone.localdate(line.at) == today else None


def _step(row: AffiliationState, today: dt.date) -> Step:
    operator = row.operator.name if row.operator else ""
    label = str(AffiliationStatus(row.status).label)
    return Step(row.since, row.status, label, operator, row.reason, row.since > today)


def facts_of(structure: Structure) -> list[StructureState]:
    """Its dated facts, newest first, those to come too; the structure must be open."""
    return list(StructureState.objects.filter(structure=structure).order_by("-since"))


def labels_of(structure: Structure) -> list[Label]:
    """Its labels, those in force first; the structure must be open."""
    today = timezone.localdate()
    found = [
        Label(
            row.code,
            label_name(row.code),
            row.since,
            row.until,
            row.since > today,
            row.until is not None and row.until <= today,
        )
        for row in StructureLabel.objects.filter(structure=structure).order_by("-since", "pk")
    ]
    return sorted(found, key=lambda label: label.ended)


def last_act(affiliation: Affiliation, acts: tuple[str, ...]) -> JournalEntry | None:
    """The journal's last line of one of these acts on it; the caller works across structures, or has it open."""
    lines = JournalEntry.objects.filter(object_type=affiliation._meta.label_lower, object_id=str(affiliation.pk))
    return lines.filter(act__in=acts).select_related("user").order_by("-at", "-pk").first()


def answerers_of(*, project: Project, operator: Partner | None) -> list[User]:
    """Who answers a structure: its operator's coordinators; without one, the project's leads. Across structures."""
    if operator is not None:
        return coordinators_of(partner=operator)
    return leads_of(project=project)
