"""Awareness actions and events: AWARE_ACTIONS, EVENTS. Who signed a roll changes neither."""

from __future__ import annotations

from ..attribution import given_place
from ..facts import Action
from ..ledger import EVENT_KINDS, Ledger
from ..units import Counted, Excluded, Unit


def aware_actions(ledger: Ledger) -> Counted:
    """One unit a closed awareness action with an audience of at least 1 and evidence."""
    counted = Counted()
    for key, (action, day, period) in ledger.actions.items():
        if action.kind != "awareness":
            continue
        reason = _not_held(action, period)
        if not reason and (action.audience or 0) < 1:
            reason = "no_audience"
        if not reason and not action.evidence:
            reason = "no_evidence"
        operator = action.operator or None
        if reason or period is None:
            counted.excluded.append(Excluded("AWARE_ACTIONS", reason, period, operator, key))
            continue
        zone = ledger.attribution.flag(ledger.attribution.training_place(action, day))
        counted.units.append(Unit("AWARE_ACTIONS", day, period, operator, zone, 1, key))
    return counted


def events(ledger: Ledger) -> Counted:
    """One unit a closed event. Online it reaches the whole zone, whatever postcode is given."""
    counted = Counted()
    for key, (action, day, period) in ledger.actions.items():
        if action.kind not in EVENT_KINDS:
            continue
        reason = _not_held(action, period)
        operator = action.operator or None
        if reason or period is None:
            counted.excluded.append(Excluded("EVENTS", reason, period, operator, key))
            continue
        place = given_place(action.country, action.postcode)
        zone = "in" if action.online else ledger.attribution.flag(place)
        counted.units.append(Unit("EVENTS", day, period, operator, zone, 1, key))
    return counted


def _not_held(action: Action, period: int | None) -> str:
    if period is None:
        return "outside_project"
    if action.status == "closed":
        return ""
    return "cancelled" if action.status == "cancelled" else "not_closed"
