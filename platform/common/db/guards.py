"""What `migrate` gives every table: its policy, its append-only rights, its change stamp.

Called after migrations, as the owner. A developer can't forget a policy: a table with a `structure_id` gets it.
A model says more by class attributes:
  wall_person_column  rows are also (or only) visible to the person named in that column
  append_only         the application's roles may insert and read, never update or delete
  a TransactionIdField named `changed` is stamped again on update
"""

from django.apps import apps
from django.conf import settings
from django.db import connections, models

APP = "halte_app"
HOME = "structure_id = (SELECT nullif(current_setting('app.structure_id', true), '')::bigint)"
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


def guard_tables(sender=None, using="default", **kwargs) -> None:
    """post_migrate receiver; safe to run again, and takes a lock only on a table that lacks something."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if table not in existing:
                continue
            if policies(model):
                _wall(cursor, model, table)
            if getattr(model, "append_only", False):
                roles = f'{APP}, "{settings.WALL_ACROSS_ROLE}"'
                cursor.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON "{table}" FROM {roles}')
            if any(f.name == "changed" for f in model._meta.local_concrete_fields):
                _stamp(cursor, table)


def _wall(cursor, model, table: str) -> None:
    cursor.execute("SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", [table])
    if not cursor.fetchone()[0]:
        cursor.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY')
    cursor.execute("SELECT policyname FROM pg_policies WHERE tablename = %s", [table])
    there = {row[0] for row in cursor.fetchall()}
    for name, predicate in policies(model).items():
        if name not in there:
            checked = f"WITH CHECK ({predicate})" if name == "home" or len(policies(model)) == 1 else ""
            scope = "ALL" if checked else "SELECT"
            cursor.execute(f'CREATE POLICY {name} ON "{table}" FOR {scope} TO {APP} USING ({predicate}) {checked}')
    if "across" not in there:
        role = f'"{settings.WALL_ACROSS_ROLE}"'
        cursor.execute(f'CREATE POLICY across ON "{table}" TO {role} USING (true) WITH CHECK (true)')


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
