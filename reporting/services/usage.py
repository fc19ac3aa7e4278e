"""Usage sessions, kept equal to what a full recount would give (docs/counting.md, SESSIONS_ZONE).

New activity is read by transaction number, never by id or time: a row that commits late is still read. Few new rows
put right the chains they touch; many, or a change in who counts, cut everything again.
"""

import hashlib
from collections import defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg2.extras import execute_values

from learners.models import Learner
from reporting.counting.facts import Session
from reporting.counting.people import LEARNER_PREFIX, People
from reporting.counting.sessions import Span, recut, sessions_of, touched_chains
from reporting.models import Activity, RollUp, UsageSession
from reporting.selectors import facts as read
from structures.models import Affiliation, Person, Project

RECUT_ALL_ABOVE = 5_000
User = tuple[int | None, UUID | None]  # (person pk, learner pk): one of them is None


def people_of(project: Project) -> tuple[People, str]:
    """Who is who, and a fingerprint that changes when whose activity counts does."""
    codes = dict(Affiliation.objects.filter(project=project).values_list("structure_id", "code"))
    everybody, merges = read.people(project, codes), read.merges(project)
    text = repr(
        (
            sorted(
                (one.id, one.kind, one.objects) for one in everybody if one.kind in {"staff", "test"} or one.objects
            ),
            sorted((merge.kept, merge.merged) for merge in merges),
        )
    )
    return People(everybody, merges), hashlib.sha256(text.encode()).hexdigest()


def refresh_sessions(*, project: Project, seen_below: str, people: People, everything: bool) -> None:
    """Bring the stored sessions up to date with activity of transactions from `seen_below` on.

    project     its sessions only; needs `across_structures`
    everything  cut all of it again
    """
    new = Activity.objects.filter(project=project)
    if below := carried_below(project):
        new = new.filter(at__gte=below)  # what comes late for a time that is a number only changes nothing
    if not everything:
        new = new.filter(changed__gte=int(seen_below))
        everything = new[:RECUT_ALL_ABOVE].count() >= RECUT_ALL_ABOVE
    if everything:
        _recut_all(project, people)
    else:
        _recut_touched(project, people, new)


def full_sessions(*, project: Project, people: People) -> list[Session]:
    """The sessions as a full recount of the activity gives them, storing nothing."""
    codes = dict(Affiliation.objects.filter(project=project).values_list("structure_id", "code"))
    below = carried_below(project)
    found = sessions_of(read.activity(project, codes), people)
    return [one for one in found if below is None or one.started_at >= below]


def carried_below(project: Project) -> datetime | None:
    """Sessions that began before are numbers without detail (reporting/services/carrying.py); None: there are none."""
    return RollUp.objects.filter(project=project).values_list("carried_below", flat=True).first()


def _recut_all(project: Project, people: People) -> None:
    structures = dict(Affiliation.objects.filter(project=project).values_list("code", "structure_id"))
    persons = dict(Person.objects.filter(project=project).values_list("code", "pk"))
    learners = {
        (structure, pseudonym): pk
        for pk, structure, pseudonym in Learner.objects.filter(structure__in=structures.values()).values_list(
            "pk", "structure_id", "pseudonym"
        )
    }
    rows = []
    for session in full_sessions(project=project, people=people):
        structure = structures[session.structure]
        person, learner = persons.get(session.user), None
        if session.user.startswith(LEARNER_PREFIX):
            person, learner = None, learners[structure, session.user.removeprefix(LEARNER_PREFIX)]
        rows.append((structure, person, learner, session.started_at, session.ended_at))
    UsageSession.objects.filter(project=project).delete()
    _insert(project, rows)


def _recut_touched(project: Project, people: People, new) -> None:
    keys = dict(Person.objects.filter(project=project).values_list("pk", "code"))
    persons = {code: pk for pk, code in keys.items()}
    touched: dict[tuple[int, User], list[datetime]] = defaultdict(list)
    for structure, person, learner, at in new.values_list("structure_id", "person_id", "learner_id", "at"):
        if person is not None and not people.in_statistics(keys[person]):
            continue
        kept = persons[people.key(keys[person])] if person is not None else None
        touched[structure, (kept, learner)].append(at)
    merged: dict[int, list[int]] = defaultdict(list)
    for pk, code in keys.items():
        merged[persons[people.key(code)]].append(pk)
    for (structure, user), instants in touched.items():
        _recut_user(project, structure, user, instants, merged)


def _recut_user(project: Project, structure: int, user: User, instants: list[datetime], merged) -> None:
    person, learner = user
    whose: dict[str, Any] = {"person_id": person, "learner_id": learner}  # None is IS NULL: the index has both
    stored = UsageSession.objects.filter(project=project, structure_id=structure, **whose)
    spans = [Span(*row) for row in stored.values_list("started_at", "ended_at")]
    chains = touched_chains(spans, instants)
    known = Activity.objects.filter(
        project=project, structure_id=structure, at__gte=chains[0].start, at__lte=chains[-1].end
    )
    acts: dict[str, Any] = {"learner_id": learner} if person is None else {"person_id__in": merged[person]}
    change = recut(spans, instants, known.filter(**acts).values_list("at", flat=True))
    stored.filter(started_at__in=[span.start for span in change.delete]).delete()
    _insert(project, [(structure, person, learner, span.start, span.end) for span in change.insert])


def _insert(project: Project, rows: list[tuple]) -> None:
    if not rows:
        return
    values = [
        (project.pk, structure, person, learner and str(learner), *span) for structure, person, learner, *span in rows
    ]
    with connection.cursor() as cursor:
        execute_values(
            cursor.cursor,
            "INSERT INTO reporting_usagesession (project_id, structure_id, person_id, learner_id, started_at, ended_at)"
            " VALUES %s",
            values,
            template="(%s, %s, %s, %s::uuid, %s, %s)",
            page_size=5_000,
        )
