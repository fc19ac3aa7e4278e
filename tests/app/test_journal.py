"""The journal: sealed in chains, recomputed, read by whom it concerns (docs/wall.md)."""

import contextlib
import datetime as dt
import logging
import threading

import psycopg2
import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from common.wall import across_structures, open_structure
from journal import services as sealing
from journal.selectors import lines_of_person
from journal.tasks import seal_journal, watch_journal
from learners.services import add_learner, archive_learner
from structures import journal
from structures.enums import Role
from structures.models import JournalEntry, JournalSeal
from tests.app.crowd import at_once
from tests.app.doors import committed, signed_in, text
from tests.app.factories import StructureFactory, UserFactory, aidant_of, portal_person, referent_of


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


# --- reading


@pytest.fixture
def epn(db):
    return StructureFactory(slug="epn", name="EPN Tournai")


def test_a_referent_reads_her_structures_journal_and_nothing_of_another(epn):
    referent, other = referent_of(epn, first_name="Rosa"), StructureFactory()
    with open_structure(epn.pk):
        learner = add_learner(structure=epn, alias="Amina", language="fr", by=referent)
        archive_learner(learner=learner, by=referent)
    with open_structure(other.pk):
        add_learner(structure=other, alias="SECRET", language="fr", by=aidant_of(other, first_name="Foreign"))
    client = signed_in(referent)
    page = text(client.get("/s/epn/journal/"))
    assert "Amina" in page
    assert "Rosa" in page
    assert "SECRET" not in page
    assert "Foreign" not in page
    file = client.get("/s/epn/journal/export.csv").content.decode()
    assert file.count("Amina") == 2
    assert file.index("Learner archived") < file.index("Learner added"), "the newest first"
    assert "SECRET" not in file
    assert signed_in(aidant_of(epn)).get("/s/epn/journal/").status_code == 403


def test_the_filters_have_an_address(epn):
    referent, colleague = referent_of(epn, first_name="Rosa"), aidant_of(epn, first_name="Luc")
    with time_machine.travel(dt.datetime(2026, 3, 2, 22, 30, tzinfo=dt.UTC), tick=False), open_structure(epn.pk):
        add_learner(structure=epn, alias="Amina", language="fr", by=referent)
    with time_machine.travel(dt.datetime(2026, 3, 3, 12, 0, tzinfo=dt.UTC), tick=False), open_structure(epn.pk):
        archive_learner(learner=add_learner(structure=epn, alias="Willy", language="fr", by=colleague), by=colleague)
    client = signed_in(referent)

    def rows(query: str) -> int:
        file = client.get(f"/s/epn/journal/export.csv?{query}").content.decode()
        page = client.get(f"/s/epn/journal/?{query}").content.decode()
        assert page.count('role="rowheader"') == file.count("\r\n") - 1, "the page and the file are the same"
        return file.count("\r\n") - 1

    assert rows("") == 3
    assert rows(f"person={colleague.public}") == 2
    assert rows("act=learner_archived") == 1
    assert rows("until=2026-03-02") == 1, "by the local day: 23:30"
    assert rows("since=2026-03-03") == 2
    assert rows("since=2026-03-04") == 0
    assert rows("person=999999&act=nonsense") == 3, "what it does not offer is no filter"
    assert "No line matches" in text(client.get("/s/epn/journal/?since=2026-03-04"))


def test_an_empty_journal_says_so(epn):
    assert "Nothing has been done yet" in text(signed_in(referent_of(epn)).get("/s/epn/journal/"))


def test_many_lines_come_in_pages_with_the_same_number_of_queries(epn, django_assert_max_num_queries):
    referent = referent_of(epn)
    client = signed_in(referent)
    with open_structure(epn.pk):
        for number in range(60):
            add_learner(structure=epn, alias=f"L{number}", language="fr", by=referent)
    with django_assert_max_num_queries(22):
        first = client.get("/s/epn/journal/")
    assert "L59" in text(first)
    assert "L5 " not in text(first)
    assert "L5 " in text(client.get("/s/epn/journal/?page=2"))


def test_a_person_reads_her_own_acts_in_every_structure_and_what_was_done_to_her_account(epn):
    other = StructureFactory(name="Bib Gent")
    ines = aidant_of(epn, first_name="Inès")
    old = UserFactory(merged_into=ines)
    boss = portal_person(Role.ADMINISTRATOR, first_name="Ada")
    for structure, by in ((epn, ines), (other, ines), (other, old), (other, aidant_of(other))):
        with open_structure(structure.pk):
            add_learner(structure=structure, alias="SECRET", language="fr", by=by)
    with open_structure(None):
        journal.record(act="account_changed", by=boss, target=ines)
        journal.record(act="account_changed", by=boss, target=old)
    with across_structures("a test counts"):
        assert lines_of_person(user=ines).count() == 4
    page = text(signed_in(ines).get("/account/journal/"))
    assert page.count("Learner added") >= 3
    assert "Bib Gent" in page
    assert "Ada" in page
    assert "SECRET" not in page, "a learner stays behind the wall"
    assert signed_in(ines).get("/account/journal/export.csv").content.decode().count("\r\n") == 5


def test_an_administrator_reads_the_portals_own_lines_and_no_structures(epn):
    with open_structure(epn.pk):
        add_learner(structure=epn, alias="SECRET", language="fr", by=aidant_of(epn))
    boss = portal_person(Role.ADMINISTRATOR)
    with open_structure(None):
        journal.record(act="topic_closed", by=boss)
    page = text(signed_in(boss).get("/journal/"))
    assert "Topic closed" in page
    assert "Learner added" not in page
    assert "Learner added" not in signed_in(boss).get("/journal/export.csv").content.decode()


def test_an_account_that_is_gone_leaves_its_lines(epn):
    referent = referent_of(epn)
    with open_structure(epn.pk):
        JournalEntry.objects.create(structure=epn, user_id=2_000_000_000, act="learner_added")
        journal.record(act="learner_added", by=None)
    page = text(signed_in(referent).get("/s/epn/journal/"))
    assert "An account that no longer exists" in page
    assert "Halte, by itself" in page
