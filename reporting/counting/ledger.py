"""A project's records, indexed once for all indicators, and the presences made out of the rolls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from .attribution import Attribution
from .facts import Action, ProjectFacts
from .people import People
from .periods import Periods
from .times import local_date

SERIES_KINDS = frozenset({"training", "coaching"})
EVENT_KINDS = frozenset({"webinar", "conference", "community", "launch", "other"})


class DatedAction(NamedTuple):
    """An action with the local date it counts on, and that date's period (None: outside the project)."""

    action: Action
    date: date
    period: int | None


class Presence(NamedTuple):
    """A person's validated presence at a closed action, inside the project. Sorts by which came first."""

    date: date
    starts_at: datetime
    action_id: str
    person: str
    """Key of the person, after merges."""
    period: int
    action: Action


class Refused(NamedTuple):
    """A row of a roll that says "present" and makes no presence."""

    action: DatedAction
    person: str
    reason: str


class Ledger:
    """The facts of one project, indexed. Raises BadProject and MergeCircle."""

    def __init__(self, facts: ProjectFacts) -> None:
        self.facts = facts
        self.project = facts.project
        self.periods = Periods(facts.project)
        self.people = People(facts.people, facts.merges)
        self.attribution = Attribution(facts.structures, facts.partners, facts.project.zone)

    @cached_property
    def actions(self) -> dict[str, DatedAction]:
        """Actions by id, sorted by it, with their date.

        A training or coaching: the last of its start and its further dates. Any other: its start.
        """
        by_id = {action.id: action for action in self.facts.actions}
        return {key: self._dated(by_id[key]) for key in sorted(by_id)}

    def _dated(self, action: Action) -> DatedAction:
        day = local_date(action.starts_at)
        if action.kind in SERIES_KINDS:
            day = max(day, *action.dates) if action.dates else day
        return DatedAction(action, day, self.periods.index_of(day))

    @cached_property
    def _rolls(self) -> tuple[list[Presence], list[Refused]]:
        rows = {(row.action, row.person): row for row in self.facts.attendances}
        presences: dict[tuple[str, str], Presence] = {}
        refused: list[Refused] = []
        for key in sorted(rows):
            row, dated = rows[key], self.actions.get(key[0])
            if dated is None or row.status != "present":
                continue
            person = self.people.key(row.person)
            reason = self._why_not(dated, person, row.validated)
            if not reason and (row.action, person) in presences:
                reason = "merged"
            if reason:
                refused.append(Refused(dated, row.person, reason))
                continue
            presences[row.action, person] = Presence(
                dated.date, dated.action.starts_at, row.action, person, dated.period or 0, dated.action
            )
        return sorted(presences.values(), key=lambda presence: presence[:4]), refused

    def _why_not(self, dated: DatedAction, person: str, validated: bool) -> str:
        if dated.period is None:
            return "outside_project"
        if dated.action.status != "closed":
            return "cancelled" if dated.action.status == "cancelled" else "not_closed"
        if not self.people.counts(person):
            return "staff_or_test"
        return "" if validated else "not_validated"

    @property
    def presences(self) -> list[Presence]:
        """All presences, the first one first: by date, then start, then action id by code points."""
        return self._rolls[0]

    def refused(self, kinds: frozenset[str]) -> Iterator[Refused]:
        """The roll rows that say "present" at an action of these kinds and make no presence."""
        return (row for row in self._rolls[1] if row.action.action.kind in kinds)

    @cached_property
    def first_core(self) -> dict[str, Presence]:
        """Each trained person's first presence at a core training, by the person's key."""
        return self._first(lambda action: action.kind == "training" and action.core)

    @cached_property
    def first_coaching(self) -> dict[str, Presence]:
        """Each coached person's first presence at a coaching, by the person's key."""
        return self._first(lambda action: action.kind == "coaching")

    def _first(self, wanted: Callable[[Action], bool]) -> dict[str, Presence]:
        first: dict[str, Presence] = {}
        for presence in self.presences:
            if wanted(presence.action):
                first.setdefault(presence.person, presence)
        return first
