"""The roles of the wall, as `config.provision` makes them on a real server."""

from urllib.parse import urlsplit

import psycopg2
import pytest
from django.db import connection

from config import provision
from tests import database

pytestmark = pytest.mark.django_db


def rows(query: str, *values):
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def test_the_tests_themselves_run_as_the_application():
    """Else row-level security would be untested everywhere."""
    assert rows("SELECT current_user, session_user") == [("halte_app", "halte_app")]


def test_no_role_of_ours_can_climb_the_wall():
    found = rows(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin FROM pg_roles"
        " WHERE rolname LIKE 'halte%%' ORDER BY 1"
    )
    assert found == [
        ("halte_across", False, False, False, False, False),
        ("halte_app", False, False, False, False, True),
        ("halte_owner", False, False, False, False, True),
    ]


def test_the_application_takes_the_other_role_and_does_not_inherit_it():
    assert rows("SELECT pg_has_role('halte_across', 'USAGE'), pg_has_role('halte_across', 'MEMBER')") == [(False, True)]
    assert rows("SELECT pg_has_role('halte_owner', 'MEMBER')") == [(False,)]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE halte_across")
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("halte_across",)
        cursor.execute("RESET ROLE")


def test_tables_belong_to_the_owner_and_the_application_makes_none():
    assert rows("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'") == [("halte_owner",)]
    assert rows("SELECT has_schema_privilege('public', 'CREATE')") == [(False,)]


def test_others_can_not_connect():
    assert rows("SELECT count(*) FROM pg_roles WHERE rolname = 'pg_monitor'") == [(1,)]
    assert rows("SELECT has_database_privilege('pg_monitor', current_database(), 'CONNECT')") == [(False,)]


def test_again_changes_nothing_and_gives_no_right_back(database_server):
    """An append-only table lost its UPDATE after provisioning: the next `./run` must not restore it."""
    with database_server.database() as urls:
        name = urlsplit(urls.app).path.lstrip("/")
        with psycopg2.connect(urls.owner.replace("postgres:", "postgresql:", 1)) as owner, owner.cursor() as cursor:
            cursor.execute("CREATE TABLE journal_like (a int); REVOKE UPDATE, DELETE ON journal_like FROM halte_app")
        owner.close()
        again = provision.provision(database_server.admin_dsn, passwords=database.PASSWORDS, database=name)
        assert again == urls
        with psycopg2.connect(urls.app.replace("postgres:", "postgresql:", 1)) as app, app.cursor() as cursor:
            cursor.execute("INSERT INTO journal_like VALUES (1)")
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute("UPDATE journal_like SET a = 2")
        app.close()


def test_a_role_that_somebody_widened_is_set_right(database_server):
    with database_server.database() as urls:
        name = urlsplit(urls.app).path.lstrip("/")
        admin = psycopg2.connect(database_server.admin_dsn.replace("postgres:", "postgresql:", 1))
        admin.autocommit = True
        with admin.cursor() as cursor:
            cursor.execute("ALTER ROLE halte_app CREATEDB CREATEROLE")
            provision.provision(database_server.admin_dsn, passwords=database.PASSWORDS, database=name)
            cursor.execute("SELECT rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = 'halte_app'")
            assert cursor.fetchone() == (False, False)
        admin.close()


def test_from_the_environment_only_the_right_logins_are_taken(monkeypatch):
    monkeypatch.setenv("DATABASE_ADMIN_URL", "postgres://postgres:x@localhost/postgres")
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgres://halte_owner:x@localhost/halte")
    monkeypatch.setenv("DATABASE_URL", "postgres://postgres:x@localhost/halte")
    with pytest.raises(SystemExit, match="halte_app"):
        provision.main()
    monkeypatch.delenv("DATABASE_OWNER_URL")
    with pytest.raises(SystemExit, match="DATABASE_OWNER_URL"):
        provision.main()
