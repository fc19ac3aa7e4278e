"""The wall between structures: who the transaction works for, told to PostgreSQL (docs/wall.md).

Two context variables say for which structure and which person the current request or task works. The database
backend (`common.db.postgres`) writes them into the transaction just after BEGIN, and the policies of row-level
security compare each row with them. Outside a transaction nothing is written, so nothing is seen.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

_structure: ContextVar[int | None] = ContextVar("structure", default=None)
_person: ContextVar[int | None] = ContextVar("person", default=None)

SET_WALL = "SELECT set_config('app.structure_id', %s, true), set_config('app.user_id', %s, true)"


def current_structure_id() -> int | None:
    """The structure whose rows the current request or task may see, or None."""
    return _structure.get()


def wall_settings() -> tuple[str, str]:
    """(structure id, person id) as PostgreSQL's settings take them: text, empty for none."""
    return str(_structure.get() or ""), str(_person.get() or "")


@contextmanager
def open_structure(structure_id: int | None) -> Iterator[None]:
    """Work for one structure. Inside a running transaction it takes effect at once; closing restores."""
    with _told(_structure, structure_id):
        yield


@contextmanager
def as_person(user_id: int | None) -> Iterator[None]:
    """Work for one signed-in person: the rows that are hers wherever they are (memberships, her jobs)."""
    with _told(_person, user_id):
        yield


@contextmanager
def across_structures(reason: str) -> Iterator[None]:
    """Work across structures, for roll-ups and coordinators' counts: hand on numbers, never learners.

    Takes the role `halte_across`, which has its own policy, for the length of one (sub)transaction. `reason` is
    for the reader of the calling line: every call says why it leaves the structure.
    """
    if not reason:
        raise ValueError("Say why this work leaves the structure.")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role')")
        before = cursor.fetchone()[0]
        cursor.execute(f'SET LOCAL ROLE "{settings.WALL_ACROSS_ROLE}"')
        yield
        cursor.execute(f'SET LOCAL ROLE "{before}"' if before != "none" else "SET LOCAL ROLE NONE")


def refuse_climbing_role(using=None) -> None:
    """Raise ImproperlyConfigured for a login that bypasses row-level security: it would make the wall a drawing.

    `using` is a connection, the default one unless given.
    """
    with (using or connection).cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = session_user AND (rolsuper OR rolbypassrls)")
        found = cursor.fetchone()
    if found:
        raise ImproperlyConfigured(
            f"DATABASE_URL signs in as {found[0]!r}, which bypasses row-level security. "
            "Use the application's role (docs/wall.md)."
        )


_looked_at: set[tuple[str, ...]] = set()


def look_at_login(sender=None, *, connection, **kwargs) -> None:
    """Receiver of `connection_created`: no process works on a login that climbs, be it web, worker or command.

    Looks once a process at each login. Only the owner, who migrates, may be anything.
    """
    login = tuple(str(connection.settings_dict[name]) for name in ("HOST", "PORT", "NAME", "USER"))
    if login in _looked_at or os.environ.get("HALTE_AS_OWNER") == "1":
        return
    try:
        refuse_climbing_role(connection)
    except ImproperlyConfigured:
        connection.close()
        raise
    _looked_at.add(login)


@contextmanager
def _told(variable: ContextVar[int | None], value: int | None) -> Iterator[None]:
    token = variable.set(value)
    try:
        connection.write_wall()  # type: ignore[attr-defined]
        yield
    finally:
        variable.reset(token)
        connection.write_wall()  # type: ignore[attr-defined]
