"""The journal's hash chains: made every minute, recomputed every night (docs/wall.md).

One chain a structure, and one for the acts that belong to none. Each seal is over the seal before it and one line.
"""

import hashlib
import json
import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from common.wall import across_structures, open_structure
from journal import letters
from journal.selectors import administrators
from structures import journal
from structures.models import JournalEntry, JournalSeal, Structure

log = logging.getLogger("halte.journal")
FIRST = "0" * 64  # what stands before the first seal of a chain
AT_ONCE = 2_000  # lines in one transaction
LATE = timedelta(hours=1)  # a line that is older and has no seal came in beside the sealing
APART = timedelta(hours=1)  # a line whose instant is further from the database's clock was dated by somebody
LOCK = 0x4A4F5552  # one sealing at a time, of all chains: "JOUR"

COLUMNS = "e.id, e.structure_id, e.user_id, e.act, e.object_type, e.object_id, e.detail::text, e.at, e.noted"
# Whatever is below the horizon is committed or gone, so nothing can still appear before what is sealed now. The mark
# is where the last sealing stood; the seals themselves say what was done, so a line is sealed once.
WAITING = f"""
SELECT {COLUMNS} FROM structures_journalentry e
WHERE (%(whole)s OR e.written >= (
    SELECT coalesce((
        SELECT m.written FROM structures_journalseal s JOIN structures_journalentry m ON m.id = s.line_id
        ORDER BY s.id DESC LIMIT 1
    ), '0'::xid8)
))
AND e.written < %(below)s::xid8
AND NOT EXISTS (SELECT 1 FROM structures_journalseal s WHERE s.line_id = e.id)
ORDER BY e.written, e.id LIMIT %(limit)s
"""  # noqa: S608  our own columns
HEADS = """
SELECT DISTINCT ON (structure_id) structure_id, number, digest FROM structures_journalseal
WHERE structure_id = ANY(%s) OR (%s AND structure_id IS NULL) ORDER BY structure_id, number DESC
"""
ENDS = """
SELECT DISTINCT ON (structure_id) structure_id, number, digest FROM structures_journalseal
ORDER BY structure_id, number DESC
"""
CHAINS = f"""
SELECT s.structure_id, s.number, s.digest, s.line_id, {COLUMNS}
FROM structures_journalseal s LEFT JOIN structures_journalentry e ON e.id = s.line_id
WHERE %(all)s OR s.structure_id IS NOT DISTINCT FROM %(structure)s
ORDER BY s.structure_id NULLS FIRST, s.number
"""  # noqa: S608  our own columns
BESIDE = """
SELECT e.structure_id, e.id FROM structures_journalentry e
WHERE (%(all)s OR e.structure_id IS NOT DISTINCT FROM %(structure)s)
AND coalesce(e.noted, e.at) < %(before)s AND e.written < %(below)s::xid8
AND NOT EXISTS (SELECT 1 FROM structures_journalseal s WHERE s.line_id = e.id)
ORDER BY e.id LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing that is wrong in a chain.

    `what`: "changed", "missing", "number", "dated" (its instant is not the one at which the database took it in) or
    "beside" (never sealed).

    `structure` is an id, None in the chain of the portal; `line` is the id of the journal's line.
    """

    structure: int | None
    number: int | None
    line: int
    what: str


def seal_lines(*, whole: bool = False) -> int:
    """Seal what waits; returns how many lines. Of two workers at once the second finds nothing to do.

    `whole`: look at every line, not only from where the last sealing stood. For a database that was restored into
    another cluster, whose transactions are counted from the beginning: an act of a person, never of the schedule,
    for it takes in what somebody may have slipped in.
    """
    sealed, below = 0, _horizon()
    while True:
        with across_structures("the journal of every structure is sealed in one go"):
            found = _seal_some(below=below, whole=whole)
        sealed += found
        if found < AT_ONCE:
            return sealed


def _horizon() -> str:
    """The oldest transaction that is still open; whatever is read later shows all that is older."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
        return cursor.fetchone()[0]


@transaction.atomic
def _seal_some(*, below: str, whole: bool) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(WAITING, {"whole": whole, "below": below, "limit": AT_ONCE})
        lines = cursor.fetchall()
        chains = {line[1] for line in lines}
        cursor.execute(HEADS, [[one for one in chains if one is not None], None in chains])
        heads = {structure: (number, digest) for structure, number, digest in cursor.fetchall()}
    seals = []
    for line in lines:
        number, digest = heads.get(line[1], (0, FIRST))
        heads[line[1]] = number + 1, digest_of(digest, line)
        seals.append(JournalSeal(structure_id=line[1], number=number + 1, line_id=line[0], digest=heads[line[1]][1]))
    JournalSeal.objects.bulk_create(seals)
    return len(lines)


def digest_of(before: str, line: tuple) -> str:
    """SHA-256, in hexadecimal, over the digest before and the line as canonical JSON.

    `line`: id, structure, user, act, type and id of the object, detail as JSON text, instant, instant by the database's
    clock (None for the oldest lines). Instants count in microseconds since 1970, UTC; keys are sorted and nothing is
    spaced, so that the same line is the same text.
    """
    pk, structure, user, act, object_type, object_id, detail, at, noted = line
    content = {
        "id": pk, "structure": structure, "user": user, "act": act, "object_type": object_type,
        "object_id": object_id, "detail": json.loads(detail), "at": _microseconds(at),
    }  # fmt: skip
    if noted is not None:
        content["noted"] = _microseconds(noted)
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256((before + text).encode()).hexdigest()


def _microseconds(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def faults(*, structure: int | None = None, everywhere: bool = True) -> list[Fault]:
    """Recompute the chains: the first fault of each. `everywhere`, or the chain of one structure (None: the portal's).

    A chain whose last seals were taken away together with their lines looks whole: see `ends_digest`.
    """
    asked = {"all": everywhere, "structure": structure, "below": _horizon()}
    with across_structures("the journal of every structure is recomputed"):
        found = list(_broken_chains(asked))
        with connection.cursor() as cursor:
            cursor.execute(BESIDE, {**asked, "before": timezone.now() - LATE})
            found += [Fault(chain, None, line, "beside") for chain, line in cursor.fetchall()]
    return found


def _broken_chains(asked: dict) -> Iterator[Fault]:
    chain: object = object()  # no structure yet
    number, digest, broken = 0, FIRST, False
    for structure, sealed_number, sealed, line, *entry in _rows(CHAINS, asked):
        if structure != chain:
            chain, number, digest, broken = structure, 0, FIRST, False
        if broken:
            continue
        number += 1
        what = ""
        if sealed_number != number:
            what = "number"
        elif entry[0] is None:
            what = "missing"
        else:
            digest = digest_of(digest, tuple(entry))
            what = "" if digest == sealed and entry[1] == structure else "changed"
            what = what or _dated(entry[-2], entry[-1])
        if what:
            broken = True
            yield Fault(structure, sealed_number, line, what)


def _dated(at: datetime, noted: datetime | None) -> str:
    return "dated" if noted is not None and abs(noted - at) > APART else ""


def _rows(sql: str, values: dict) -> Iterator[tuple]:
    """Row by row, from a cursor of the server: a journal need not fit into memory."""
    with connection.connection.cursor(name="journal_chains") as cursor:
        cursor.itersize = AT_ONCE
        cursor.execute(sql, values)
        yield from cursor


def ends_digest() -> tuple[int, str]:
    """(seals, one SHA-256 over the last digest of every chain). Kept outside, it proves that no end was cut off."""
    with across_structures("the ends of all chains, as one number"), connection.cursor() as cursor:
        cursor.execute(ENDS)
        ends = cursor.fetchall()
    text = json.dumps(ends, separators=(",", ":"))
    return sum(number for _structure, number, _digest in ends), hashlib.sha256(text.encode()).hexdigest()


def watch_journal() -> list[Fault]:
    """Every night: what is wrong goes to the log, without a word about anybody, and once to the administrators."""
    found = faults()
    for fault in found:
        log.error("the journal is not whole: %s", fault)
    seals, digest = ends_digest()
    log.info("journal: %s seals, ends %s, faults %s", seals, digest, len(found))
    for fault in found:
        _tell_once(fault)
    return found


@transaction.atomic
def _tell_once(fault: Fault) -> None:
    detail = {name: value for name, value in asdict(fault).items() if value is not None}
    with across_structures("the portal's own journal says what its administrators were told"):
        if JournalEntry.objects.filter(structure=None, act="journal_broken", detail=detail).exists():
            return
        place = Structure.objects.filter(pk=fault.structure or 0).values_list("name", flat=True).first() or ""
    with open_structure(None):
        journal.record(act="journal_broken", by=None, **detail)
    for person in administrators():
        letters.journal_broken(to=person, line=fault.line, place=place)
