"""Help given: ACCOMP_DECLARED, ACCOMP_ESTIMATED, PERSONS_BENEFIT."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from ..attribution import given_place
from ..facts import Accompaniment, Coefficient
from ..ledger import Ledger
from ..periods import month_number
from ..units import MAIN, OTHER, Counted, Excluded, Unit
from .trainings import part_trained


def heads(record: Accompaniment) -> int:
    """How many people one accompaniment helped: its different pseudonyms and its anonymous heads."""
    return len(set(record.learners) - {""}) + record.anonymous


def accomp_declared(ledger: Ledger) -> Counted:
    """One unit an accompaniment, worth its heads; `other` when its helper was not trained by its date."""
    counted = Counted()
    where = ledger.attribution
    first_core = ledger.first_core
    for record in _records(ledger):
        day = record.date
        period = ledger.periods.index_of(day)
        helper = ledger.people.get(record.person)
        place = given_place(record.country, record.postcode) or where.structure_place(record.structure, day)
        operator = where.operator_of(day, structure=record.structure, place=place, invited_by=helper.invited_by)
        value = heads(record)
        reason = _why_not(ledger, record, period)
        if not reason and not value:
            reason = "no_learner"
        if reason or period is None:
            counted.excluded.append(Excluded("ACCOMP_DECLARED", reason, period, operator, record.id))
            continue
        core = first_core.get(helper.id)
        column = MAIN if core is not None and core.date <= day else OTHER
        counted.units.append(
            Unit("ACCOMP_DECLARED", day, period, operator, where.flag(place), value, record.id, column)
        )
    return counted


def persons_benefit(ledger: Ledger) -> Counted:
    """One unit a pseudonym of a structure, at its first accompaniment; anonymous heads are none."""
    counted = Counted()
    where = ledger.attribution
    first: dict[tuple[str, str], date] = {}
    for record in _records(ledger):
        if _why_not(ledger, record, ledger.periods.index_of(record.date)):
            continue
        for learner in set(record.learners) - {""}:
            key = (record.structure, learner)
            first[key] = min(record.date, first.get(key, record.date))
    for (structure, learner), day in sorted(first.items()):
        place = where.structure_place(structure, day)
        operator = where.operator_of(day, structure=structure, place=place)
        period = ledger.periods.index_of(day) or 0
        name = f"{structure}|{learner}"
        counted.units.append(Unit("PERSONS_BENEFIT", day, period, operator, where.flag(place), 1, name))
    return counted


def accomp_estimated(ledger: Ledger) -> Counted:
    """One unit a trained person and period, worth that person's active months, in halves.

    The roll-up adds the months of a period, partner and territory and multiplies them by the period's
    coefficient. Partner and territory are those of the PART_TRAINED unit.
    """
    counted = Counted()
    for trained in part_trained(ledger).units:
        for period in ledger.periods:
            months = active_months(trained.date, period.months)
            if months:
                counted.units.append(
                    trained._replace(code="ACCOMP_ESTIMATED", date=period.end, period=period.index, value=months)
                )
    return counted


def active_months(trained_on: date, months: list[int]) -> Decimal:
    """A trained person's active months among `months`: the later ones whole, the training's one half."""
    training = month_number(trained_on)
    halves = sum(2 if month > training else 1 if month == training else 0 for month in months)
    return Decimal(halves) / 2


def coefficient_on(coefficients: Iterable[Coefficient], day: date) -> Coefficient | None:
    """The version with the latest date on or before a period's last day; of equal dates, the last name."""
    held = [coefficient for coefficient in coefficients if coefficient.since <= day]
    return max(held, key=lambda coefficient: (coefficient.since, coefficient.version), default=None)


def _records(ledger: Ledger) -> list[Accompaniment]:
    by_id = {record.id: record for record in ledger.facts.accompaniments}
    return [by_id[key] for key in sorted(by_id)]


def _why_not(ledger: Ledger, record: Accompaniment, period: int | None) -> str:
    if period is None:
        return "outside_project"
    if record.status == "cancelled":
        return "cancelled"
    return "" if ledger.people.counts(record.person) else "staff_or_test"
