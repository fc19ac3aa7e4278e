"""Structures and accounts: STRUCT_AFF, AIDANT_ACCOUNTS."""

from __future__ import annotations

from datetime import date, timedelta

from ..facts import StructureState
from ..ledger import Ledger
from ..times import local_date
from ..units import Counted, Excluded, Unit


def struct_aff(ledger: Ledger) -> Counted:
    """One unit a structure, on the first local date it is affiliated and has a confirmed account.

    Excluded as `no_aidant`: in each period, a structure affiliated on its last day that has no such account
    by then.
    """
    counted = Counted()
    confirmed = _first_confirmed(ledger)
    where = ledger.attribution
    for structure, states in where.structure_states().items():
        account_since = confirmed.get(structure)
        day = first_date(states, account_since)
        counted.excluded += _without_aidant(ledger, structure, account_since)
        if day is None:
            continue
        period = ledger.periods.index_of(day)
        if period is None:
            counted.excluded.append(Excluded("STRUCT_AFF", "outside_project", None, None, structure))
            continue
        place = where.structure_place(structure, day)
        operator = where.operator_of(day, structure=structure, place=place)
        counted.units.append(Unit("STRUCT_AFF", day, period, operator, where.flag(place), 1, structure))
    return counted


def first_date(states: list[StructureState], account_since: date | None) -> date | None:
    """The first day on which a structure, its states oldest first, is affiliated and has an account."""
    if account_since is None:
        return None
    ends = [state.since for state in states[1:]] + [date.max]
    for state, end in zip(states, ends, strict=True):
        day = max(state.since, account_since)
        if state.status == "affiliated" and (day < end or end == date.max):
            return day
    return None


def _first_confirmed(ledger: Ledger) -> dict[str, date]:
    """By structure, the first local date on which an account of it that counts is confirmed."""
    first: dict[str, date] = {}
    for account in ledger.people.accounts():
        if not account.structure or account.confirmed_at is None:
            continue
        if ledger.people.merged_away(account.id) or not ledger.people.counts(account.id):
            continue
        day = local_date(account.confirmed_at)
        first[account.structure] = min(day, first.get(account.structure, day))
    return first


def _without_aidant(ledger: Ledger, structure: str, account_since: date | None) -> list[Excluded]:
    rows = []
    where = ledger.attribution
    for period in ledger.periods:
        state = where.structure_at(structure, period.end)
        if state is None or state.status != "affiliated":
            continue
        if account_since is None or account_since >= period.end + timedelta(days=1):
            place = where.structure_place(structure, period.end)
            operator = where.operator_of(period.end, structure=structure, place=place)
            rows.append(Excluded("STRUCT_AFF", "no_aidant", period.index, operator, structure))
    return rows


def aidant_accounts(ledger: Ledger) -> Counted:
    """One unit a kept account, on the local date of its own confirmation."""
    counted = Counted()
    where = ledger.attribution
    for account in ledger.people.accounts():
        if account.confirmed_at is None:
            continue
        day = local_date(account.confirmed_at)
        period = ledger.periods.index_of(day)
        place = where.structure_place(account.structure, day)
        operator = where.operator_of(day, structure=account.structure, place=place, invited_by=account.invited_by)
        reason = ""
        if period is None:
            reason = "outside_project"
        elif ledger.people.merged_away(account.id):
            reason = "merged"
        elif not ledger.people.counts(account.id):
            reason = "staff_or_test"
        if reason or period is None:
            counted.excluded.append(Excluded("AIDANT_ACCOUNTS", reason, period, operator, account.id))
            continue
        zone = where.flag(place)
        counted.units.append(Unit("AIDANT_ACCOUNTS", day, period, operator, zone, 1, account.id))
    return counted
