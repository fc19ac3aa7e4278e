"""What `migrate` gives every table: its policy, its append-only rights, its change stamp.

Called after migrations, as the owner. A developer can't forget a policy: a table with a `structure_id` gets it.
A model says more by class attributes:
  wall_person_column  rows are also (or only) visible to the person named in that column
  wall_shared         rows without a structure are everybody's to read, and written only where no structure is open
  follows_merges      (append_only) the owner's function of platform/merging may move its rows to another structure
  append_only         the application's roles may insert and read, never update or delete (from the table's first
                      instant on: common/db/postgres takes the rights in the transaction that creates it)
  erasable            the owner's own functions may delete rows of the structure that is open (privacy/migrations)
  a TransactionIdField named `changed` is stamped again on update
"""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db import OperationalError, connections, models, transaction
from psycopg2.errors import LockNotAvailable

log = logging.getLogger("halte.wall")
APP, OWNER = "halte_app", "halte_owner"
DDL_ATTEMPTS, DDL_PAUSE = 5, 2.0  # seconds between two
HOME = "structure_id = (SELECT nullif(current_setting('app.structure_id', true), '')::bigint)"
SHARED = "structure_id IS NULL"
HOUSE = f"{SHARED} AND (SELECT nullif(current_setting('app.structure_id', true), '')) IS NULL"
OWN_TABLES = """
SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema() AND c.relkind = 'r' AND pg_has_role(c.relowner, 'USAGE')
"""
# Set by the owner's function alone, for the length of its call (docs/merging.md).
MERGING = "current_setting('app.merging', true) = 'on'"
PERSON = "{column} = (SELECT nullif(current_setting('app.user_id', true), '')::bigint)"


def guarded_models() -> list[type[models.Model]]:
    """Every concrete model of Halte that stands behind the wall."""
    return [m for m in apps.get_models(include_auto_created=True) if policies(m)]


def policies(model: type[models.Model]) -> dict[str, str]:
    """Policy name -> SQL predicate for the application's role; empty for a table that needs none."""
    found = {}
    columns = {f.column for f in model._meta.local_concrete_fields}
    if "structure_id" in columns:
        found["home"] = HOME
    person = getattr(model, "wall_person_column", None)
    if person:
        found["person"] = PERSON.format(column=person)
    return found


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy as PostgreSQL's catalogue tells it (pg_policies)."""

    name: str
    permissive: str
    roles: tuple[str, ...]
    command: str
    using: str | None
    check: str | None


def guard_tables(sender=None, using="default", **kwargs) -> None:
    """post_migrate receiver, as the owner; safe to run again, and takes a lock only on a table that lacks something.

    Brings a policy that differs up to date, and drops those that no model asks for. Other roles change nothing:
    tables that are not theirs are left alone.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(OWN_TABLES)
        own = dict(cursor.fetchall())
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if table in own:
            _patiently(connection, lambda cursor, m=model, t=table: _guard(cursor, m, t, forced=own[t]))


def revoke_changes(cursor, table: str) -> None:
    """Take UPDATE, DELETE and TRUNCATE from the application's roles, where they have them."""
    roles = [APP, settings.WALL_ACROSS_ROLE]
    cursor.execute(
        "SELECT count(*) FROM unnest(%s) AS role, unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) AS verb"
        " WHERE has_table_privilege(role, %s, verb)",
        [roles, f'"{table}"'],
    )
    if cursor.fetchone()[0]:
        cursor.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON "{table}" FROM {", ".join(map(_quoted, roles))}')


def _patiently(connection, act: Callable[..., None]) -> None:
    """In a transaction of its own, again when somebody else holds the table for longer than the lock_timeout."""
    for attempt in range(DDL_ATTEMPTS):
        try:
            with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
                act(cursor)
            return
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable) or attempt + 1 == DDL_ATTEMPTS:
                raise
            log.warning("a table is in use; its policies are tried again (%s)", attempt + 1)
            time.sleep(DDL_PAUSE)


def _guard(cursor, model: type[models.Model], table: str, *, forced: bool) -> None:
    if policies(model):
        _wall(cursor, model, table, forced=forced)
    if getattr(model, "append_only", False):
        revoke_changes(cursor, table)
    if any(f.name == "changed" for f in model._meta.local_concrete_fields):
        _stamp(cursor, table)


def _wall(cursor, model: type[models.Model], table: str, *, forced: bool) -> None:
    if not forced:
        cursor.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY')
    there, wanted = _policies_of(cursor, table), _statements(model)
    as_wanted = _as_postgres_words(cursor, table, wanted.values()) if there else {}
    for name, policy in there.items():
        if policy != as_wanted.get(name):
            cursor.execute(f'DROP POLICY {_quoted(name)} ON "{table}"')
    for name, statement in wanted.items():
        if name not in there or there[name] != as_wanted[name]:
            cursor.execute(statement.format(table=f'"{table}"'))


def _statements(model: type[models.Model]) -> dict[str, str]:
    """Policy name -> its CREATE POLICY, with `{table}` to fill in."""
    found = {}
    for name, predicate in policies(model).items():
        checked = f" WITH CHECK ({predicate})" if name == "home" or len(policies(model)) == 1 else ""
        scope = "ALL" if checked else "SELECT"
        found[name] = f"CREATE POLICY {name} ON {{table}} FOR {scope} TO {APP} USING ({predicate}){checked}"
    if getattr(model, "erasable", False):
        found["eraser"] = f"CREATE POLICY eraser ON {{table}} TO {OWNER} USING ({HOME}) WITH CHECK (false)"
    if getattr(model, "wall_shared", False):
        found["shared"] = f"CREATE POLICY shared ON {{table}} FOR SELECT TO {APP} USING ({SHARED})"
        found["house"] = f"CREATE POLICY house ON {{table}} FOR ALL TO {APP} USING ({HOUSE}) WITH CHECK ({HOUSE})"
    role = _quoted(settings.WALL_ACROSS_ROLE)
    found["across"] = f"CREATE POLICY across ON {{table}} TO {role} USING (true) WITH CHECK (true)"
    if getattr(model, "follows_merges", False):
        found["merging_reads"] = f"CREATE POLICY merging_reads ON {{table}} FOR SELECT TO {OWNER} USING ({MERGING})"
        found["merging_moves"] = (
            f"CREATE POLICY merging_moves ON {{table}} FOR UPDATE TO {OWNER} USING ({MERGING}) WITH CHECK ({MERGING})"
        )
    return found


def _as_postgres_words(cursor, table: str, statements: Iterable[str]) -> dict[str, Policy]:
    """The policies as the catalogue would tell them: made on an empty copy of the table, which goes again."""
    cursor.execute(f'CREATE TEMPORARY TABLE halte_probe (LIKE "{table}")')
    for statement in statements:
        cursor.execute(statement.format(table="halte_probe"))
    found = _policies_of(cursor, "halte_probe")
    cursor.execute("DROP TABLE halte_probe")
    return found


def _policies_of(cursor, table: str) -> dict[str, Policy]:
    cursor.execute(
        "SELECT p.policyname, p.permissive, p.roles::text[], p.cmd, p.qual, p.with_check FROM pg_policies p"
        " JOIN pg_class c ON c.oid = %s::regclass AND c.relname = p.tablename"
        " JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = p.schemaname",
        [f'"{table}"'],
    )
    return {name: Policy(name, kind, tuple(roles), *rest) for name, kind, roles, *rest in cursor.fetchall()}


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _stamp(cursor, table: str) -> None:
    cursor.execute("SELECT 1 FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname = 'stamp_change'", [table])
    if cursor.fetchone():
        return
    cursor.execute(
        "CREATE OR REPLACE FUNCTION halte_stamp_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN NEW.changed := pg_current_xact_id(); RETURN NEW; END $$"
    )
    cursor.execute(
        f'CREATE TRIGGER stamp_change BEFORE UPDATE ON "{table}" FOR EACH ROW EXECUTE FUNCTION halte_stamp_change()'
    )
