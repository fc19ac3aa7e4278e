"""What happens on the platforms: SESSIONS_ZONE, DIAGNOSTICS."""

from __future__ import annotations

from collections.abc import Iterable

from ..facts import Session
from ..ledger import Ledger
from ..people import LEARNER_PREFIX
from ..sessions import sessions_of
from ..times import local_date
from ..units import Counted, Excluded, Unit


def sessions_zone(ledger: Ledger) -> Counted:
    """One unit a usage session, on the local date of its start, where the structure was that day.

    Excluded as `objected`: in each period, the people who object to usage statistics, a person being one;
    their activity makes no session of any date. Learners who object too, one a structure and pseudonym: theirs was
    not recorded from then on.
    """
    counted = Counted()
    where = ledger.attribution
    people = ledger.people
    for session in _sessions(ledger):
        day = local_date(session.started_at)
        period = ledger.periods.index_of(day)
        is_learner = session.user.startswith(LEARNER_PREFIX)
        key = f"{session.structure}|{session.user}|{session.started_at.isoformat()}"
        if period is None:
            counted.excluded.append(Excluded("SESSIONS_ZONE", "outside_project", None, None, key))
            continue
        place = where.structure_place(session.structure, day)
        invited_by = "" if is_learner else people.get(session.user).invited_by
        operator = where.operator_of(day, structure=session.structure, place=place, invited_by=invited_by)
        counted.units.append(Unit("SESSIONS_ZONE", day, period, operator, where.flag(place), 1, key))
    counted.excluded += _objections(ledger)
    return counted


def _sessions(ledger: Ledger) -> Iterable[Session]:
    facts, people = ledger.facts, ledger.people
    if facts.sessions is None:
        return sessions_of(facts.activity, people)
    stored = {}
    for session in facts.sessions:
        if people.in_statistics(session.user):
            user = people.user_key(session.user)
            stored[session.structure, user, session.started_at] = Session(
                user, session.structure, session.started_at, session.ended_at
            )
    return [stored[key] for key in sorted(stored)]


def _objections(ledger: Ledger) -> list[Excluded]:
    rows = []
    where = ledger.attribution
    for key in sorted(ledger.people.objecting):
        person = ledger.people.get(key)
        if not ledger.people.counts(key):
            continue
        for period in ledger.periods:
            place = where.structure_place(person.structure, period.end)
            operator = where.operator_of(
                period.end, structure=person.structure, place=place, invited_by=person.invited_by
            )
            rows.append(Excluded("SESSIONS_ZONE", "objected", period.index, operator, key))
    for structure, pseudonym in sorted(set(ledger.facts.objecting_learners)):
        for period in ledger.periods:
            place = where.structure_place(structure, period.end)
            operator = where.operator_of(period.end, structure=structure, place=place)
            key = f"{structure}|{LEARNER_PREFIX}{pseudonym}"
            rows.append(Excluded("SESSIONS_ZONE", "objected", period.index, operator, key))
    return rows


def diagnostics(ledger: Ledger) -> Counted:
    """One unit a completed skills check, where its structure was that day."""
    counted = Counted()
    where = ledger.attribution
    by_id = {row.id: row for row in ledger.facts.diagnostics}
    for key in sorted(by_id):
        day = local_date(by_id[key].completed_at)
        period = ledger.periods.index_of(day)
        if period is None:
            counted.excluded.append(Excluded("DIAGNOSTICS", "outside_project", None, None, key))
            continue
        structure = by_id[key].structure
        place = where.structure_place(structure, day)
        operator = where.operator_of(day, structure=structure, place=place)
        counted.units.append(Unit("DIAGNOSTICS", day, period, operator, where.flag(place), 1, key))
    return counted
