"""The migration that gives a table its PublicIdField, while its rows go on being read and written.

A column with a random default rewrites the table under a lock that nobody passes. So it is done in steps, each with a
lock of an instant or none: the column without a value, the default for new rows, the old rows in batches, the index
beside the traffic, NOT NULL by a check that was validated before. Each step looks whether it was done: a migration that
stops half-way is started again.
"""

from typing import Any

from django.db import migrations

from common.db.fields import PublicIdField

BATCH = 2_000  # rows of one transaction
FORCED = "SELECT relforcerowsecurity FROM pg_class WHERE oid = %s::regclass"
MADE = "SELECT convalidated FROM pg_constraint WHERE conrelid = %s::regclass AND conname = %s"
FILL = (
    'UPDATE "{table}" SET public = gen_random_uuid()'
    ' WHERE id IN (SELECT id FROM "{table}" WHERE public IS NULL ORDER BY id LIMIT %s)'
)
VALID = "SELECT 1 FROM pg_index WHERE indexrelid = to_regclass(%s) AND indisvalid"


class AddPublicId(migrations.AddField):
    """`AddPublicId("membership")`, in a migration with `atomic = False`: an AddField in the database's own steps."""

    def __init__(self, model_name: str) -> None:
        super().__init__(model_name, "public", PublicIdField())

    def deconstruct(self):
        return self.__class__.__qualname__, [self.model_name], {}

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            with schema_editor.connection.cursor() as cursor:
                give_public_id(cursor, model._meta.db_table)


def give_public_id(cursor: Any, table: str) -> None:
    """The steps, outside a transaction: as the owner of the table, whose key is `id`."""
    index = f"{table}_public_uniq"
    cursor.execute(f'ALTER TABLE "{table}" ADD COLUMN IF NOT EXISTS public uuid')
    cursor.execute(f'ALTER TABLE "{table}" ALTER COLUMN public SET DEFAULT gen_random_uuid()')
    _fill(cursor, table)
    if not _one(cursor, MADE, table, index):
        if not _one(cursor, VALID, index):
            cursor.execute(f'DROP INDEX CONCURRENTLY IF EXISTS "{index}"')
            cursor.execute(f'CREATE UNIQUE INDEX CONCURRENTLY "{index}" ON "{table}" (public)')
        cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{index}" UNIQUE USING INDEX "{index}"')
    filled = f"{table}_public_there"
    cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{filled}"')
    cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{filled}" CHECK (public IS NOT NULL) NOT VALID')
    cursor.execute(f'ALTER TABLE "{table}" VALIDATE CONSTRAINT "{filled}"')
    cursor.execute(f'ALTER TABLE "{table}" ALTER COLUMN public SET NOT NULL')
    cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{filled}"')


def _fill(cursor: Any, table: str) -> None:
    """The rows that were there. The owner too sees no row behind the wall: meanwhile it holds for all but the owner."""
    forced = _one(cursor, FORCED, table)
    if forced:
        cursor.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
    try:
        while True:
            cursor.execute(FILL.format(table=table), [BATCH])
            if not cursor.rowcount:
                return
    finally:
        if forced:
            cursor.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')


def _one(cursor: Any, sql: str, *values: str) -> Any:
    cursor.execute(sql, values)
    row = cursor.fetchone()
    return row[0] if row else None
