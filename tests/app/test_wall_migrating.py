"""What `migrate` makes of the tables, as the role that owns them (docs/wall.md): on a database of one's own."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
from django.db import DatabaseError, connections

from common.db.guards import guard_tables
from config.settings.base import env
from structures.models import JournalEntry

ROOT = Path(__file__).resolve().parents[2]
OURS = "learners_learner"


@pytest.fixture
def owner(database_server, django_db_setup, django_db_blocker):
    """A database of one's own, reached as the role that migrates: the connection."""
    with database_server.database() as urls, django_db_blocker.unblock():
        connections.databases["owner"] = {
            **connections.databases["default"], **env.db_url_config(urls.owner, engine="common.db.postgres"),
        }  # fmt: skip
        try:
            yield connections["owner"]
        finally:
            connections["owner"].close()
            del connections["owner"]
            del connections.databases["owner"]


def policies_in(database, table: str = OURS) -> list[tuple]:
    with database.cursor() as cursor:
        cursor.execute("SELECT * FROM pg_policies WHERE tablename = %s ORDER BY policyname", [table])
        return cursor.fetchall()


@pytest.mark.parametrize(
    "planted",
    [
        "ALTER POLICY home ON learners_learner USING (true)",
        "ALTER POLICY home ON learners_learner WITH CHECK (true)",
        "ALTER POLICY home ON learners_learner TO PUBLIC",
        "DROP POLICY home ON learners_learner",
        "DROP POLICY home ON learners_learner;"
        " CREATE POLICY home ON learners_learner AS RESTRICTIVE FOR SELECT TO halte_app USING (true)",
        "CREATE POLICY wider ON learners_learner FOR SELECT TO halte_app USING (true)",
        "ALTER TABLE learners_learner NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE learners_learner DISABLE ROW LEVEL SECURITY",
    ],
)
def test_migrating_brings_a_policy_that_was_changed_back(owner, planted):
    right = policies_in(owner)
    with owner.cursor() as cursor:
        cursor.execute(planted)
    guard_tables(using="owner")
    assert policies_in(owner) == right
    with owner.cursor() as cursor:
        cursor.execute("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = %s", [OURS])
        assert cursor.fetchone() == (True, True)


def test_migrating_again_changes_nothing_and_takes_no_lock(owner):
    with owner.cursor() as cursor:
        cursor.execute("SELECT max(oid::text::bigint) FROM pg_policy WHERE polrelid = %s::regclass", [OURS])
        [before] = cursor.fetchone()
    with psycopg2_of(owner) as other, other.cursor() as held:
        held.execute("SELECT count(*) FROM learners_learner")
        with owner.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
        guard_tables(using="owner")
    with owner.cursor() as cursor:
        cursor.execute("SELECT max(oid::text::bigint) FROM pg_policy WHERE polrelid = %s::regclass", [OURS])
        assert cursor.fetchone() == (before,)


@contextlib.contextmanager
def psycopg2_of(database):
    """One more session on that database."""
    opened = psycopg2.connect(**database.get_connection_params() | {"cursor_factory": None})
    try:
        yield opened
    finally:
        opened.close()


def test_a_table_in_use_is_tried_again(owner, monkeypatch):
    right = policies_in(owner)
    with psycopg2_of(owner) as other, other.cursor() as held, owner.cursor() as cursor:
        cursor.execute("ALTER POLICY home ON learners_learner USING (true)")
        cursor.execute("SET lock_timeout = '100ms'")
        held.execute("SELECT count(*) FROM learners_learner")
        waited = []
        monkeypatch.setattr("common.db.guards.time.sleep", lambda seconds: (waited.append(seconds), other.rollback()))
        guard_tables(using="owner")
    assert len(waited) == 1
    assert policies_in(owner) == right


def test_a_table_that_stays_in_use_fails_the_migration(owner, monkeypatch):
    with psycopg2_of(owner) as other, other.cursor() as held, owner.cursor() as cursor:
        cursor.execute("ALTER POLICY home ON learners_learner USING (true)")
        cursor.execute("SET lock_timeout = '50ms'")
        held.execute("SELECT count(*) FROM learners_learner")
        monkeypatch.setattr("common.db.guards.time.sleep", lambda seconds: None)
        with pytest.raises(DatabaseError, match="lock timeout"):
            guard_tables(using="owner")


def test_a_new_append_only_table_never_has_the_rights_to_change(owner):
    """Not even between its creation and the end of the migrations."""
    with owner.cursor() as cursor:
        cursor.execute("DROP TABLE structures_journalentry CASCADE")
        with owner.schema_editor() as editor:
            editor.create_model(JournalEntry)
            for right, has in (("INSERT", True), ("UPDATE", False), ("DELETE", False)):
                for role in ("halte_app", "halte_across"):
                    cursor.execute("SELECT has_table_privilege(%s, 'structures_journalentry', %s)", [role, right])
                    assert cursor.fetchone() == (has,), (role, right)


def test_the_owner_waits_for_a_lock_for_seconds_only(database_server):
    with database_server.database() as urls:
        said = as_a_process(urls, "from django.db import connection as c; k = c.cursor();"
                            " k.execute('SHOW lock_timeout'); print(k.fetchone()[0])", HALTE_AS_OWNER="1")  # fmt: skip
    assert said.stdout.split()[-1:] == ["5s"], said.stderr


def as_a_process(urls, code: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", "shell", "-v0", "-c", code],
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
        | {"DATABASE_URL": urls.app, "DATABASE_OWNER_URL": urls.owner, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
