"""No process works on a login that climbs the wall (docs/wall.md)."""

import psycopg2
import pytest
from celery.signals import beat_init, worker_init
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from psycopg2 import sql

from common.wall import (
    refuse_climbing_role,
)
from config import celery

pytestmark = pytest.mark.django_db


@pytest.fixture
def climber(database_server):
    """A login that bypasses the wall: `climber(attribute)` makes it one way or the other, and gives a connection."""
    admin = psycopg2.connect(database_server.admin_dsn)
    admin.autocommit = True
    role = "halte_test_climber"
    here = connection.settings_dict
    with admin.cursor() as cursor:
        cursor.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))
        cursor.execute(sql.SQL("CREATE ROLE {} LOGIN BYPASSRLS PASSWORD 'climb'").format(sql.Identifier(role)))
        cursor.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(here["NAME"]), sql.Identifier(role))
        )
    other = connection.copy()
    other.settings_dict = {**here, "USER": role, "PASSWORD": "climb"}

    def become(attribute: str):
        with admin.cursor() as cursor:
            cursor.execute(sql.SQL("ALTER ROLE {} " + attribute).format(sql.Identifier(role)))
        return other

    try:
        yield become
    finally:
        other.close()
        with admin.cursor() as cursor:
            cursor.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(role)))
            cursor.execute(
                sql.SQL("REVOKE ALL ON DATABASE {} FROM {}").format(sql.Identifier(here["NAME"]), sql.Identifier(role))
            )
            cursor.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))
        admin.close()


ATTRIBUTES = ["BYPASSRLS NOSUPERUSER", "NOBYPASSRLS SUPERUSER"]


@pytest.mark.parametrize("attribute", ATTRIBUTES)
def test_no_process_works_on_a_login_that_climbs_the_wall(climber, attribute):
    """Web, worker, scheduler, command: whoever opens a connection is refused, the second time too."""
    refuse_climbing_role()  # the application's own role passes
    for _time in range(2):
        with pytest.raises(ImproperlyConfigured, match="halte_test_climber"):
            climber(attribute).cursor()


@pytest.mark.parametrize("attribute", ATTRIBUTES)
@pytest.mark.parametrize("start", [worker_init, beat_init], ids=["worker", "beat"])
def test_a_worker_does_not_start_on_such_a_login(climber, attribute, start, monkeypatch):
    monkeypatch.setattr("common.wall.connection", climber(attribute))
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)  # the test's own stays open
    assert celery.app  # its module has connected the receivers
    with pytest.raises(SystemExit, match="halte_test_climber"):
        start.send(sender=None)
