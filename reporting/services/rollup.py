"""The roll-up: from records to cells, for one project at a time.

Idempotent, and incremental by transaction number: what was written by transactions below `RollUp.counted_below` is in
the cells. Anything newer makes the project's records be counted again, whole: the count takes seconds, and a rule such
as "the first presence" can move a figure of any earlier period.
"""

import logging
from dataclasses import dataclass, replace

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from psycopg2.errors import SerializationFailure

from accompaniments.models import Accompaniment
from assessments.models import SkillsCheck
from common.wall import across_structures
from community.events.models import Action, Attendance
from reporting.counting import Cells, cells
from reporting.models import (
    Activity,
    Cell,
    Coefficient,
    ContentItem,
    Excluded,
    NewsletterReading,
    PressItem,
    RollUp,
)
from reporting.selectors.cells import stored_cells
from reporting.selectors.facts import carried_sessions, load_facts
from reporting.services import usage
from structures.models import Affiliation, AffiliationState, Partner, PartnerState, Person, Project, StructureState

log = logging.getLogger("halte.rollup")
NONE = ""
SERIAL_ATTEMPTS = 3
ALTERED = "the stored figures were not those of the last roll-up: something else had changed them"
DIGEST = """
SELECT md5(coalesce(string_agg(line, E'\n' ORDER BY line), ''))
FROM (SELECT ROW(code, period, operator_id, zone, "column", value)::text AS line
      FROM reporting_cell WHERE project_id = %s) AS cells
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a roll-up did: whether it counted, and how many cells there are."""

    counted: bool
    cells: int


def roll_up(*, project: Project, everything: bool = False) -> Ran:
    """Bring the project's cells up to date; with `everything`, from the raw activity on.

    Two at once wait for each other. Frozen periods will be skipped here once periods can be frozen. Figures that
    something else changed since the last time are counted again too, and the log says so.
    """
    with across_structures("a roll-up counts a project over all its structures"):
        _one_at_a_time(project)
        state, _ = RollUp.objects.get_or_create(project=project)
        if not everything and state.ran_at and not _newer(project, int(state.counted_below)):
            return Ran(False, Cell.objects.filter(project=project).count())
        if _altered(state):
            log.error("project %s: %s", project.pk, ALTERED)
        return _count(project, state, everything=everything)


def recount(*, project: Project) -> list[str]:
    """Count everything again from the raw records, and say what differs from the figures that the roll-up keeps.

    The nightly proof that the incremental way gives the same numbers: sessions one by one, cells one by one. All of
    it is read on one snapshot, the roll-up included, so that what people do meanwhile makes no difference (in a
    transaction of the caller: on that one's). Stored figures that are not the roll-up's own are told too.
    """
    for attempt in range(SERIAL_ATTEMPTS):
        try:
            with transaction.atomic():
                _one_snapshot()
                with across_structures("a recount reads a project over all its structures"):
                    return _recount(project)
        except OperationalError as error:
            # Another roll-up committed between this one's snapshot and its first write.
            late = isinstance(error.__cause__, SerializationFailure) and not connection.in_atomic_block
            if not late or attempt + 1 == SERIAL_ATTEMPTS:
                raise
    raise AssertionError("the loop returns or raises")


def _recount(project: Project) -> list[str]:
    _one_at_a_time(project)
    state, _ = RollUp.objects.get_or_create(project=project)
    differences = []
    newer = not state.ran_at or _newer(project, int(state.counted_below))
    if newer:
        # Newer records change the cells: which of them something else changed can no longer be told.
        differences += [ALTERED] if _altered(state) else []
        _count(project, state, everything=False)
    facts = load_facts(project=project)
    people, _ = usage.people_of(project)
    codes = dict(Affiliation.objects.filter(project=project).values_list("structure_id", "code"))
    fresh = [*usage.full_sessions(project=project, people=people), *carried_sessions(project, codes)]
    differences += _sessions_apart(facts.sessions or [], fresh)
    again = cells(_with_sessions(facts, fresh))
    stored = stored_cells(project=project)
    for key in sorted(again.values.keys() | stored.values.keys(), key=str):
        if again.values.get(key, 0) != stored.values.get(key, 0):
            differences.append(f"{key}: {stored.values.get(key, 0)} stored, {again.values.get(key, 0)} recounted")
    state.differences = differences[:200]
    if not differences:
        state.checked_at = timezone.now()
    state.save()
    return differences


def _count(project: Project, state: RollUp, *, everything: bool) -> Ran:
    horizon = _horizon()
    people, fingerprint = usage.people_of(project)
    usage.refresh_sessions(
        project=project,
        seen_below=state.counted_below,
        people=people,
        everything=everything or state.people_seen != fingerprint,
    )
    found = cells(load_facts(project=project))
    _store(project, found)
    state.counted_below, state.people_seen, state.ran_at = str(horizon), fingerprint, timezone.now()
    state.stored_digest = _digest(project)
    state.save()
    return Ran(True, len(found.values))


def _altered(state: RollUp) -> bool:
    """Whether the stored figures are others than those that the last roll-up stored."""
    return bool(state.stored_digest) and state.stored_digest != _digest(state.project)


def _digest(project: Project) -> str:
    """One word for all stored cells of a project, computed by the database from what it holds."""
    with connection.cursor() as cursor:
        cursor.execute(DIGEST, [project.pk])
        return cursor.fetchone()[0]


def _one_snapshot() -> None:
    """What the transaction reads from here on is as of one instant; a caller's transaction stays as it is."""
    if len(connection.atomic_blocks) == 1:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _with_sessions(facts, sessions):
    return replace(facts, sessions=sessions)


def _sessions_apart(stored, fresh) -> list[str]:
    def plain(rows):
        return {(row.user, row.structure, row.started_at, row.ended_at) for row in rows}

    return [f"session {row}: only stored" for row in sorted(plain(stored) - plain(fresh), key=str)] + [
        f"session {row}: only in the recount" for row in sorted(plain(fresh) - plain(stored), key=str)
    ]


def _store(project: Project, found: Cells) -> None:
    partners = dict(Partner.objects.filter(project=project).values_list("code", "pk"))
    Cell.objects.filter(project=project).delete()
    Cell.objects.bulk_create(
        Cell(
            project=project,
            code=key.code,
            period=key.period,
            operator_id=partners.get(key.operator or NONE),
            zone=key.zone or NONE,
            column=key.column,
            value=value,
        )
        for key, value in found.values.items()
    )
    Excluded.objects.filter(project=project).delete()
    Excluded.objects.bulk_create(
        Excluded(
            project=project,
            code=key.code,
            period=key.period,
            operator_id=partners.get(key.operator or NONE),
            reason=key.reason,
            count=count,
        )
        for key, count in found.excluded.items()
    )


def _one_at_a_time(project: Project) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [0x48A17E, project.pk])


def _horizon() -> int:
    """Every transaction below this is committed or gone: what it wrote can be read now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
        return int(cursor.fetchone()[0])


def _newer(project: Project, below: int) -> bool:
    """Whether any record of the project was written by a transaction that the cells may not hold."""
    newer = {"changed__gte": below}
    return any(
        queryset.filter(**newer).exists()
        for queryset in (
            Project.objects.filter(pk=project.pk),
            PartnerState.objects.filter(partner__project=project),
            StructureState.objects.filter(structure__affiliations__project=project),
            AffiliationState.objects.filter(affiliation__project=project),
            Person.objects.filter(project=project),
            Action.objects.filter(project=project),
            Attendance.objects.filter(action__project=project),
            Accompaniment.objects.filter(project=project),
            SkillsCheck.objects.filter(project=project),
            Coefficient.objects.filter(project=project),
            NewsletterReading.objects.filter(project=project),
            PressItem.objects.filter(project=project),
            ContentItem.objects.filter(project=project),
            Activity.objects.filter(project=project),
        )
    )
