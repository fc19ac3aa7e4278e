"""Usage sessions, cut out of signed-in activity (docs/counting.md, SESSIONS_ZONE).

One user in one structure: a gap of strictly more than 30 minutes opens a new session, and so does an
activity strictly more than 12 hours after the session's start. Time is elapsed time, so nothing happens at
midnight or when the clocks change.

Both rules read only the activity since the last longer gap. A *chain* is the longest run of activity without
such a gap; the 12-hour guard may cut it into several sessions that lie next to each other. One more activity
can move every cut of its chain, and join two chains, but can't touch another chain. So stored sessions are
put right by cutting the touched chains again from their activity; the intervals of the stored sessions are
enough to find the chains, not to cut them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from .facts import Activity, Session
from .people import People

LONGEST_GAP = timedelta(minutes=30)
LONGEST_SESSION = timedelta(hours=12)


class Span(NamedTuple):
    """From a first to a last activity, both inside, aware; of a session or of a chain of sessions."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """What makes the stored sessions of one user in one structure equal to a full recount."""

    delete: list[Span]
    insert: list[Span]


def cut(instants: Iterable[datetime]) -> list[Span]:
    """The sessions of one user in one structure, in order, from all of their activity, in any order."""
    found: list[Span] = []
    start = last = None
    for instant in sorted(_utc(instant) for instant in instants):
        if start is None or last is None:
            start = instant
        elif instant - last > LONGEST_GAP or instant - start > LONGEST_SESSION:
            found.append(Span(start, last))
            start = instant
        last = instant
    if start is not None and last is not None:
        found.append(Span(start, last))
    return found


def touched_chains(stored: Iterable[Span], new: Iterable[datetime]) -> list[Span]:
    """The chains that new activity lies in, in order, as they are with it.

    `stored` are the stored sessions of the same user and structure: all of them, or at least every chain
    that comes within 30 minutes of a new instant, whole.
    """
    spans = [(Span(_utc(span.start), _utc(span.end)), False) for span in stored]
    spans += [(Span(_utc(instant), _utc(instant)), True) for instant in new]
    chains: list[Span] = []
    chain: Span | None = None
    touched = False
    for span, is_new in sorted(spans):
        if chain is not None and span.start - chain.end <= LONGEST_GAP:
            chain = Span(chain.start, max(chain.end, span.end))
            touched = touched or is_new
            continue
        if chain is not None and touched:
            chains.append(chain)
        chain, touched = span, is_new
    if chain is not None and touched:
        chains.append(chain)
    return chains


def recut(stored: Iterable[Span], new: Iterable[datetime], activity: Iterable[datetime]) -> Change:
    """Which stored sessions to delete and which to insert once `new` activity has come in.

    `activity`: the recorded activity of the same user and structure, at least all of it inside
    `touched_chains(stored, new)`; the new instants may be in it or not, and more than that does no harm.
    Late rows that bridge two sessions, and rows already known, are fine.
    """
    kept = [Span(_utc(span.start), _utc(span.end)) for span in stored]
    fresh = [_utc(instant) for instant in new]
    known = sorted({_utc(instant) for instant in activity} | set(fresh))
    before: list[Span] = []
    after: list[Span] = []
    for chain in touched_chains(kept, fresh):
        before += [span for span in kept if chain.start <= span.start <= chain.end]
        after += cut(instant for instant in known if chain.start <= instant <= chain.end)
    standing = set(before) & set(after)
    return Change(
        delete=sorted(span for span in before if span not in standing),
        insert=[span for span in after if span not in standing],
    )


def sessions_of(activity: Iterable[Activity], people: People) -> list[Session]:
    """All sessions of a project's activity, in the order of structure, user and start.

    Merged accounts are one user. The activity of staff, of test people and of people who object makes none,
    whatever its date. Outside the project's dates it does: a session is cut first and dated afterwards.
    """
    instants: dict[tuple[str, str], list[datetime]] = {}
    user_of: dict[str, str | None] = {}
    for row in activity:
        if row.user not in user_of:
            user_of[row.user] = people.user_key(row.user) if people.in_statistics(row.user) else None
        user = user_of[row.user]
        if user is not None:
            instants.setdefault((row.structure, user), []).append(row.at)
    return [
        Session(user, structure, span.start, span.end)
        for (structure, user), found in sorted(instants.items())
        for span in cut(found)
    ]


def _utc(instant: datetime) -> datetime:
    # elapsed time: two aware values of one local zone would subtract as wall clock
    return instant if instant.tzinfo is UTC else instant.astimezone(UTC)
