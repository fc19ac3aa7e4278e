"""Django's PostgreSQL backend, which also tells each transaction for whom it works (common/wall.py)."""

from django.apps import apps
from django.db.backends.postgresql import base
from django.db.backends.postgresql.schema import DatabaseSchemaEditor
from psycopg2 import extensions

from common import wall
from common.db.guards import revoke_changes


class SchemaEditor(DatabaseSchemaEditor):
    """Creates an append-only table without the rights that it must not have, not even until the migrations end."""

    def create_model(self, model) -> None:
        super().create_model(model)
        # A migration's model has no class attributes: the code's own says.
        ours = apps.all_models.get(model._meta.app_label, {}).get(model._meta.model_name)
        if getattr(ours, "append_only", False) and not self.collect_sql:
            with self.connection.cursor() as cursor:
                revoke_changes(cursor, model._meta.db_table)


class DatabaseWrapper(base.DatabaseWrapper):
    """Writes the wall's settings just after BEGIN, local to the transaction.

    A session-level setting would survive in a pooler's connection and be read by the next client.
    """

    SchemaEditorClass = SchemaEditor
    _wall_written = ("", "")

    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]  # private, so not in the stubs
        self._wall_written = ("", "")
        if not autocommit:
            self.write_wall()

    def write_wall(self) -> None:
        """Bring the running transaction's settings in line with the context; nothing to do outside one."""
        values = wall.wall_settings()
        if self.connection is None or self.autocommit_now() or values == self._wall_written:
            return
        if self.connection.info.transaction_status == extensions.TRANSACTION_STATUS_INERROR:
            return  # a rollback is coming, and it takes the settings back by itself
        with self.connection.cursor() as cursor:
            cursor.execute(wall.SET_WALL, values)
        self._wall_written = values

    def autocommit_now(self) -> bool:
        return bool(self.connection.autocommit)

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]  # private, so not in the stubs
        # The savepoint's rollback undid settings written after it: write them again.
        self._wall_written = ("?", "?")
        self.write_wall()
