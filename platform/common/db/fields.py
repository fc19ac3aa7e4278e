"""Database types that Django lacks."""

import uuid

from django.db import models
from django.db.models.expressions import Func


class PublicIdField(models.UUIDField):
    """The random number by which addresses and forms name a row whose key is a sequence.

    A sequence tells how many rows there are, and which was next: nobody outside sees it. PostgreSQL gives a number to
    rows that are written without one, by SQL or by the version of the code before this column.
    """

    description = "Random public identifier"

    def __init__(self, *args, **kwargs):
        kwargs.update(
            default=uuid.uuid4,
            db_default=Func(function="gen_random_uuid", output_field=models.UUIDField()),
            unique=True,
            editable=False,
        )
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for key in ("default", "db_default", "unique", "editable"):
            kwargs.pop(key, None)
        return name, path, args, kwargs


class TransactionIdField(models.Field):
    """The transaction that last wrote the row, as `xid8`: set by default on insert, by a trigger on update.

    A roll-up that follows ids or times loses rows that commit late. It reads below
    `pg_snapshot_xmin(pg_current_snapshot())` instead: whatever has an older number is committed or gone.
    """

    description = "PostgreSQL transaction id (xid8)"

    def __init__(self, *args, **kwargs):
        kwargs.update(editable=False, db_default=Func(function="pg_current_xact_id", output_field=models.TextField()))
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for key in ("editable", "db_default"):
            kwargs.pop(key, None)
        return name, path, args, kwargs

    def db_type(self, connection) -> str:
        return "xid8"

    def get_prep_value(self, value):
        # Expressions (the default) pass through; a number goes as text, which PostgreSQL reads as xid8.
        value = super().get_prep_value(value)
        return str(value) if isinstance(value, int) else value

    def from_db_value(self, value, expression, connection) -> int | None:
        return None if value is None else int(value)
