"""The journal: sealed in chains, recomputed, read by whom it concerns (docs/wall.md)."""

import contextlib
import datetime as dt
import logging
import threading

import psycopg2
import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from common.wall import across_structures, open_structure
from journal import services as sealing
from journal.tasks import seal_journal, watch_journal
from structures import journal
from structures.enums import Role
from structures.models import JournalEntry, JournalSeal
from tests.app.crowd import at_once
from tests.app.doors import committed
from tests.app.factories import StructureFactory, portal_person


def write(structure, act: str = "learner_added", by=None, **detail) -> None:
    with open_structure(structure.pk if structure else None), transaction.atomic():
        journal.record(act=act, by=by, **detail)


def seals() -> list[tuple]:
    with across_structures("a test looks at the chains"):
        return list(JournalSeal.objects.order_by("pk").values_list("structure_id", "number", "line_id"))


def entries() -> list[int]:
    with across_structures("a test looks at the lines"):
        return list(JournalEntry.objects.order_by("pk").values_list("pk", flat=True))


@pytest.fixture(autouse=True)
def one_database(monkeypatch):
    """The horizon as if this database were alone on its server: transactions are counted for all of them together."""

    def own() -> str:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT coalesce((SELECT min(backend_xid::text::bigint) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()),"
                " pg_snapshot_xmax(pg_current_snapshot())::text::bigint)"
            )
            return str(cursor.fetchone()[0])

    monkeypatch.setattr(sealing, "_horizon", own)


# --- sealing


@pytest.mark.django_db(transaction=True)
def test_every_structure_has_its_chain_and_the_portal_one():
    here, there = StructureFactory(), StructureFactory()
    for structure in (here, there, None, here):
        write(structure)
    seal_journal()
    assert [(structure, number) for structure, number, _line in seals()] == [
        (here.pk, 1), (there.pk, 1), (None, 1), (here.pk, 2),
    ]  # fmt: skip
    assert sealing.faults() == []
    write(here)
    assert sealing.seal_lines() == 1
    assert sealing.seal_lines() == 0
    assert seals()[-1][:2] == (here.pk, 3)
    assert sealing.faults() == []


@pytest.mark.django_db(transaction=True)
def test_a_line_that_commits_late_is_sealed_and_none_twice():
    """The trap: a job that follows ids, or instants, has passed the late line's number when it appears."""
    here = StructureFactory()
    begun, go_on = threading.Event(), threading.Event()

    def late() -> None:
        with open_structure(here.pk), transaction.atomic():
            journal.record(act="learner_added", by=None, which="late")
            begun.set()
            go_on.wait(20)
        connection.close()

    thread = threading.Thread(target=late)
    thread.start()
    assert begun.wait(20)
    write(here, which="later, and committed before")
    assert sealing.seal_lines() == 0, "nothing is sealed past a line that may still appear"
    go_on.set()
    thread.join(20)
    assert sealing.seal_lines() == 2
    lines = [line for _structure, _number, line in seals()]
    assert sorted(lines) == entries()
    assert len(lines) == len(set(lines)) == 2
    with across_structures("a test looks at what was sealed first"):
        assert JournalEntry.objects.get(pk=lines[0]).detail == {"which": "late"}


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_seal_each_line_once(monkeypatch):
    monkeypatch.setattr(sealing, "AT_ONCE", 3)
    here = StructureFactory()
    for _ in range(20):
        write(here)
    found = at_once(*[sealing.seal_lines] * 4)
    sealing.seal_lines()
    assert all(isinstance(one, int) for one in found), found
    assert sorted(line for _structure, _number, line in seals()) == entries()
    assert [number for _structure, number, _line in seals()] == list(range(1, 21))
    assert sealing.faults() == []


@pytest.mark.django_db(transaction=True)
def test_acts_do_not_wait_for_the_sealing():
    """While a sealing is under way another act is written, and is sealed next time."""
    here = StructureFactory()
    write(here)
    below = sealing._horizon()
    with across_structures("the test holds a sealing half done"):
        assert sealing._seal_some(below=below, whole=False) == 1
        thread = threading.Thread(target=lambda: (write(here), connection.close()))
        thread.start()
        thread.join(10)
        assert not thread.is_alive()
    assert sealing.seal_lines() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_thousand_lines_are_sealed_and_recomputed_in_seconds():
    here = StructureFactory()
    with open_structure(here.pk), transaction.atomic():
        JournalEntry.objects.bulk_create(
            JournalEntry(structure=here, act="card_issued", object_id=str(number)) for number in range(10_000)
        )
    began = dt.datetime.now(dt.UTC)
    assert sealing.seal_lines() == 10_000
    assert sealing.faults() == []
    assert (dt.datetime.now(dt.UTC) - began).total_seconds() < 30


# --- recomputing: what somebody did beside the application


@pytest.fixture
def sealed(transactional_db, tampering):
    here, there = StructureFactory(slug="epn"), StructureFactory(slug="bib")
    for structure in (here, here, here, there, None):
        write(structure)
    sealing.seal_lines()
    return here, there


@pytest.fixture
def tampering(database_server):
    """SQL with the rights that nobody of the application has: those of the server's own administrator."""

    def run(statement: str, *values) -> None:
        dsn = database_server.admin_dsn.replace("postgres://", "postgresql://", 1)
        name = connection.settings_dict["NAME"]
        with contextlib.closing(psycopg2.connect(dsn, dbname=name)) as raw, raw, raw.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")  # no constraint looks
            cursor.execute(statement, values)

    return run


def verify(*args) -> int:
    try:
        call_command("verify_journal", *args)
    except CommandError as error:
        return error.returncode
    return 0


def test_a_whole_journal_is_said_so(sealed, capsys):
    assert verify() == 0
    assert "5 seals, ends " in capsys.readouterr().out
    assert verify("--structure", "no-such") == 2


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("UPDATE structures_journalentry SET act = 'card_issued' WHERE id = %s", "is not what was sealed"),
        ("UPDATE structures_journalentry SET at = at - interval '1 s' WHERE id = %s", "is not what was sealed"),
        ("UPDATE structures_journalentry SET user_id = 999 WHERE id = %s", "is not what was sealed"),
        ("UPDATE structures_journalentry SET structure_id = NULL WHERE id = %s", "is not what was sealed"),
        ("DELETE FROM structures_journalentry WHERE id = %s", "is gone"),
        ("DELETE FROM structures_journalseal WHERE line_id = %s", "a seal before it is gone"),
        ("UPDATE structures_journalseal SET digest = repeat('a', 64) WHERE line_id = %s", "is not what was sealed"),
    ],
)
def test_the_first_line_that_is_wrong_is_named(sealed, tampering, capsys, act, said):
    second = entries()[1]
    tampering(act, second)
    assert verify() == 1
    told = capsys.readouterr().err
    assert said in told
    assert told.count("line ") == 1, "the first of the chain, and nothing of the others"
    if "gone" not in said or said == "is gone":
        assert f"line {second} " in told
    assert verify("--structure", "bib") == 0
    assert verify("--structure", "epn") == 1


def test_a_line_that_was_slipped_in_beside_the_chain_is_named(sealed, tampering, capsys):
    here, _there = sealed
    tampering(
        "INSERT INTO structures_journalentry (structure_id, act, object_type, object_id, detail, at, written)"
        " VALUES (%s, 'learner_added', '', '', '{}', now() - interval '2 days', '3'::xid8)",
        here.pk,
    )
    assert sealing.seal_lines() == 0, "the schedule does not make it look right"
    assert verify() == 1
    assert "never sealed" in capsys.readouterr().err
    assert verify("--seal") == 0, "a person takes it in, by name"


FORGED = (
    "INSERT INTO structures_journalentry (structure_id, act, object_type, object_id, detail, at, written)"
    " VALUES (%s, 'learner_added', '', '', '{}', now() - interval %s, %s::xid8)"
)


@pytest.mark.django_db(transaction=True)
def test_the_application_can_not_date_a_line_back(capsys):
    """By SQL as the application's own role: the line is sealed, and verifying says what is wrong with it."""
    here = StructureFactory()
    with open_structure(here.pk), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FORGED, [here.pk, "2 years", "3"])
    assert sealing.seal_lines() == 1
    assert verify() == 1
    assert "another time" in capsys.readouterr().err


@pytest.mark.django_db(transaction=True)
def test_the_application_can_not_say_which_transaction_wrote_a_line():
    """A line of the last transaction there can be would never be sealed, and a seal on it would stop all others."""
    here = StructureFactory()
    with open_structure(here.pk), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FORGED, [here.pk, "0 seconds", "18446744073709551615"])
    write(here)
    assert sealing.seal_lines() == 2
    assert sealing.faults() == []


@pytest.mark.django_db(transaction=True)
def test_the_application_can_neither_change_nor_delete_a_seal():
    write(StructureFactory())
    sealing.seal_lines()
    for statement in ("UPDATE structures_journalseal SET number = 9", "DELETE FROM structures_journalseal"):
        for role in ("NONE", "halte_across"):
            with (
                pytest.raises(DatabaseError, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(f"SET LOCAL ROLE {role}")
                cursor.execute(statement)


def test_administrators_are_told_once_and_the_log_names_nobody(sealed, tampering, caplog):
    boss = portal_person(Role.ADMINISTRATOR, email="boss@place.example", first_name="Ada")
    tampering("UPDATE structures_journalentry SET act = 'x' WHERE id = %s", entries()[0])
    mail.outbox.clear()
    with caplog.at_level(logging.INFO, "halte.journal"):
        for _night in range(2):
            with committed():
                watch_journal()
    assert [message.to for message in mail.outbox] == [[boss.email]]
    with across_structures("a test reads the portal's own lines"):
        assert JournalEntry.objects.filter(structure=None, act="journal_broken").count() == 1
    assert "journal" in mail.outbox[0].subject
    assert [record.levelname for record in caplog.records].count("ERROR") == 2
    assert "Ada" not in caplog.text
    assert "boss" not in caplog.text


def test_a_cut_off_end_changes_what_was_noted_outside(sealed, tampering):
    before = sealing.ends_digest()
    last = entries()[2]
    tampering("DELETE FROM structures_journalseal WHERE line_id = %s", last)
    tampering("DELETE FROM structures_journalentry WHERE id = %s", last)
    assert sealing.faults() == []
    assert sealing.ends_digest() != before
