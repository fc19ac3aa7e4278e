"""A journal of 100,000 lines: sealing, recomputing, and the page that a referent reads, beside a tenth of the lines.

    ./run manage shell -c "import bench.journal; bench.journal.main()"

Needs the demo world, and leaves nothing in it: all is written in one transaction that is rolled back. Ten times the
lines should cost about ten times as much to seal and to recompute, and hardly more to read.
"""

import time
from collections.abc import Callable
from unittest import mock

from django.db import connection, transaction
from django.test import Client

from accounts.second_step import TAKEN
from common.wall import across_structures, open_structure
from journal import services as sealing
from structures.enums import Role
from structures.models import JournalEntry, Membership

FEW, MANY = 10_000, 100_000
GROWS, READS = 15.0, 4.0  # at most so many times as long for ten times the lines


def main() -> None:
    """Print seconds and ratios, and say which is above its limit."""
    with transaction.atomic(), mock.patch.object(sealing, "_horizon", _beyond):
        few, many = _measure(FEW), _measure(MANY - FEW)
        transaction.set_rollback(True)
    for name, most in (("seal", GROWS), ("recompute", GROWS), ("page", READS), ("last page", READS)):
        before, after = few[name], many[name] + (few[name] if name == "seal" else 0)
        verdict = "ok" if after <= most * before else "ABOVE"
        print(f"{name}: {after:.2f} s of {MANY:,} lines, {after / before:.1f} x {FEW:,} (at most {most:g}) {verdict}")


def _measure(more: int) -> dict[str, float]:
    """So many more lines in the structure of a referent of the demo."""
    with across_structures("the benchmark looks for a referent"):
        role = Membership.objects.active().filter(role=Role.REFERENT).select_related("user", "structure").earliest("pk")
    assert role.structure is not None
    sealing.seal_lines(whole=True)
    with open_structure(role.structure_id):
        line = {"structure": role.structure, "user": role.user, "act": "card_issued", "object_type": "learners.learner"}
        JournalEntry.objects.bulk_create(
            (JournalEntry(**line, object_id=f"00000000-0000-4000-8000-{number:012}") for number in range(more)), 2_000
        )
    client = Client(SERVER_NAME="localhost")
    client.force_login(role.user, backend="accounts.backend.AccountBackend")
    session = client.session
    session[TAKEN] = role.user.pk
    session.save()
    address = f"/s/{role.structure.slug}/journal/"
    found = {"seal": _seconds(lambda: sealing.seal_lines(whole=True))}
    found["recompute"] = _seconds(lambda: sealing.faults(structure=role.structure_id, everywhere=False))
    found["page"] = min(_seconds(lambda: _read(client, address)) for _ in range(3))
    found["last page"] = min(_seconds(lambda: _read(client, f"{address}?page=999999")) for _ in range(3))
    return found


def _read(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code


def _beyond() -> str:
    """As if the transaction that writes all this had ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (pg_current_xact_id()::text::bigint + 1)::text")
        return cursor.fetchone()[0]


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start
