"""Which partner a unit is counted for, and on which side of the zone's line (docs/counting.md, Partner and
Territory)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from typing import Generic, TypeVar

from territory.postcodes import Place, ZoneFlag, resolve

from .facts import Action, PartnerState, StructureState

State = TypeVar("State", PartnerState, StructureState)


class _History(Generic[State]):
    """The dated states of one structure or partner: the latest that began on or before a day holds."""

    def __init__(self, states: Iterable[State]) -> None:
        self.states: list[State] = sorted(states, key=lambda state: state.since)
        self._since: list[date] = [state.since for state in self.states]

    def at(self, day: date) -> State | None:
        position = bisect_right(self._since, day)
        return self.states[position - 1] if position else None


class Attribution:
    """The dated structures and partners of a project, asked where a unit goes."""

    def __init__(self, structures: Iterable[StructureState], partners: Iterable[PartnerState], zone: str) -> None:
        self._zone = zone
        by_structure: dict[str, dict[date, StructureState]] = {}
        for structure_state in structures:
            by_structure.setdefault(structure_state.id, {})[structure_state.since] = structure_state
        by_partner: dict[str, dict[date, PartnerState]] = {}
        for partner_state in partners:
            by_partner.setdefault(partner_state.code, {})[partner_state.since] = partner_state
        self._structures = {key: _History(states.values()) for key, states in by_structure.items()}
        self._partners = {key: _History(states.values()) for key, states in by_partner.items()}
        self.partner_codes = sorted(self._partners)
        self._by_side: dict[tuple[str, date], str | None] = {}

    def structure_states(self) -> dict[str, list[StructureState]]:
        """Each structure's states, oldest first; structures by id."""
        return {key: self._structures[key].states for key in sorted(self._structures)}

    def structure_at(self, structure: str, day: date) -> StructureState | None:
        """The structure's state on a day; None before its first row, or without a structure."""
        history = self._structures.get(structure)
        return history.at(day) if history else None

    def structure_place(self, structure: str, day: date) -> Place | None:
        """Where the structure was on a day; None when no postcode is given for that day."""
        state = self.structure_at(structure, day)
        return given_place(state.country, state.postcode) if state else None

    def partner_place(self, partner: str, day: date) -> Place | None:
        """Where a partner sits on a day; None when no postcode is given for that day."""
        history = self._partners.get(partner)
        state = history.at(day) if history else None
        return given_place(state.country, state.postcode) if state else None

    def training_place(self, action: Action, day: date) -> Place | None:
        """Of a training or awareness action: its postcode; online without one, its organiser's that day."""
        place = given_place(action.country, action.postcode)
        if place is None and action.online:
            place = self.partner_place(action.operator, day)
        return place

    def presence_place(self, structure: str, action: Action, day: date) -> Place | None:
        """Of a presence: the person's structure that day, else the action's postcode."""
        return self.structure_place(structure, day) or given_place(action.country, action.postcode)

    def flag(self, place: Place | None) -> ZoneFlag:
        """`in`, `out` or `unknown` in the project's zone; no place at all is unknown."""
        return place.flag(self._zone) if place else "unknown"

    def operator_of(self, day: date, *, structure: str, place: Place | None, invited_by: str = "") -> str | None:
        """The partner of a unit without an action; None: unattributed.

        The structure's operator that day, else the partner that invited the unit's person, else the one that
        takes what the place's side leaves. `place` is the one that gives the unit its zone.
        """
        state = self.structure_at(structure, day)
        if state and state.operator:
            return state.operator
        return invited_by or self.territorial_default(place, day)

    def territorial_default(self, place: Place | None, day: date) -> str | None:
        """The one partner that takes by territory on the place's side that day; None for none, or two."""
        side = place.versant if place else ""
        if not side:
            return None
        key = (side, day)
        if key not in self._by_side:
            claims = [
                code
                for code, history in self._partners.items()
                if (state := history.at(day)) and state.territorial_default and state.side == side
            ]
            self._by_side[key] = claims[0] if len(claims) == 1 else None
        return self._by_side[key]


def given_place(country: str, postcode: str) -> Place | None:
    """The place of two cells, or None when no postcode is given: a country alone decides nothing."""
    place = resolve(country, postcode)
    return place if place.given else None
