"""Trainings and their presences: PART_TRAINED, TRAIN_PARTICIPATIONS, COMPLETIONS, TRAIN_ACTIONS."""

from __future__ import annotations

from ..ledger import EVENT_KINDS, Ledger, Presence
from ..units import Counted, Excluded, Unit

TRAINING = frozenset({"training"})
COACHING = frozenset({"coaching"})


def part_trained(ledger: Ledger) -> Counted:
    """One unit a person: the first core presence, for that training's operator."""
    counted = Counted()
    for presence in ledger.presences:
        if presence.action.kind != "training":
            continue
        if presence is ledger.first_core.get(presence.person):
            counted.units.append(_unit(ledger, "PART_TRAINED", presence, presence.person))
        else:
            reason = "already_counted" if presence.action.core else "not_core"
            counted.excluded.append(_left_out("PART_TRAINED", presence, reason))
    return counted


def train_participations(ledger: Ledger) -> Counted:
    """One unit a presence at a training, core or not: once per action and person."""
    return _participations(ledger, "TRAIN_PARTICIPATIONS", TRAINING)


def webinar_attend(ledger: Ledger) -> Counted:
    """One unit a presence at an event. The territory is the person's structure's alone."""
    return _participations(ledger, "WEBINAR_ATTEND", EVENT_KINDS)


def completions(ledger: Ledger) -> Counted:
    """One unit a person with a core presence and a coaching presence, in either order.

    Date and place of the later one, operator of the core workshop.
    """
    counted = Counted()
    for person, core in sorted(ledger.first_core.items()):
        coaching = ledger.first_coaching.get(person)
        if coaching is not None:
            later = max(core, coaching, key=lambda presence: presence[:3])
            unit = _unit(ledger, "COMPLETIONS", later, person)
            counted.units.append(unit._replace(operator=core.action.operator or None))
    counted.excluded += _refused(ledger, "COMPLETIONS", COACHING)
    return counted


def train_actions(ledger: Ledger) -> Counted:
    """One unit a closed training, a series being one, with a presence of somebody who counts."""
    counted = Counted()
    attended = {presence.action_id for presence in ledger.presences}
    for key, (action, day, period) in ledger.actions.items():
        if action.kind != "training":
            continue
        operator = action.operator or None
        reason = ""
        if period is None:
            reason = "outside_project"
        elif action.status != "closed":
            reason = "cancelled" if action.status == "cancelled" else "not_closed"
        elif key not in attended:
            reason = "no_presence"
        if reason or period is None:
            counted.excluded.append(Excluded("TRAIN_ACTIONS", reason, period, operator, key))
            continue
        zone = ledger.attribution.flag(ledger.attribution.training_place(action, day))
        counted.units.append(Unit("TRAIN_ACTIONS", day, period, operator, zone, 1, key))
    return counted


def _participations(ledger: Ledger, code: str, kinds: frozenset[str]) -> Counted:
    counted = Counted()
    for presence in ledger.presences:
        if presence.action.kind in kinds:
            key = f"{presence.action_id}|{presence.person}"
            counted.units.append(_unit(ledger, code, presence, key))
    counted.excluded += _refused(ledger, code, kinds)
    return counted


def _unit(ledger: Ledger, code: str, presence: Presence, key: str) -> Unit:
    structure = ledger.people.get(presence.person).structure
    where = ledger.attribution
    if presence.action.kind in EVENT_KINDS:
        place = where.structure_place(structure, presence.date)
    else:
        place = where.presence_place(structure, presence.action, presence.date)
    operator = presence.action.operator or None
    return Unit(code, presence.date, presence.period, operator, where.flag(place), 1, key)


def _left_out(code: str, presence: Presence, reason: str) -> Excluded:
    key = f"{presence.action_id}|{presence.person}"
    return Excluded(code, reason, presence.period, presence.action.operator or None, key)


def _refused(ledger: Ledger, code: str, kinds: frozenset[str]) -> list[Excluded]:
    return [
        Excluded(
            code,
            row.reason,
            row.action.period,
            row.action.action.operator or None,
            f"{row.action.action.id}|{row.person}",
        )
        for row in ledger.refused(kinds)
    ]
