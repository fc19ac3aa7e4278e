"""The roles of the wall, the database and its grants (docs/wall.md). Safe to run again and again.

* `halte_owner` owns the database and its tables, and runs the migrations.
* `halte_app` is the application's login: no superuser, no BYPASSRLS, and it does not inherit `halte_across`,
  whose policies therefore hold only after a `SET LOCAL ROLE`.
* `halte_across` can't log in; its policies see all structures.

By hand, or as the one-shot service of the compose file: `python -m config.provision`, with DATABASE_ADMIN_URL
(a role that may create roles and databases), and DATABASE_URL and DATABASE_OWNER_URL as the application will
get them.
"""

import os
import sys
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection as Connection

OWNER, APP, ACROSS = "halte_owner", "halte_app", "halte_across"
EXTENSIONS = ("pg_trgm", "unaccent", "btree_gist")
SERIAL = 0x4A17E  # one provisioning at a time in a cluster: roles are shared by all its databases


@dataclass(frozen=True)
class Passwords:
    """The passwords of the two roles that log in."""

    owner: str
    app: str


@dataclass(frozen=True)
class Urls:
    """What the application gets: `app` for DATABASE_URL, `owner` for DATABASE_OWNER_URL."""

    app: str
    owner: str


def provision(admin_dsn: str, *, passwords: Passwords, database: str = "halte") -> Urls:
    """Make the roles, the database, its extensions and grants; returns the URLs on the same server.

    `admin_dsn` is a URL of a superuser, or of a role with CREATEROLE and CREATEDB. PostgreSQL 15 to 18.
    """
    server = _connect(admin_dsn)
    try:
        with server.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [SERIAL])
        make_roles(server, passwords)
        if not _one(server, "SELECT 1 FROM pg_database WHERE datname = %s", database):
            create_database(server, database)
        grant_connect(server, database)
    finally:
        server.close()
    inside = _connect(admin_dsn, database)
    try:
        _prepare_inside(inside)
    finally:
        inside.close()
    return Urls(
        app=with_login(admin_dsn, APP, passwords.app, database),
        owner=with_login(admin_dsn, OWNER, passwords.owner, database),
    )


def make_roles(server: Connection, passwords: Passwords) -> None:
    """Create or correct the three roles; an attribute that somebody added to the application's role goes."""
    plain = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
    # Only a superuser may mention SUPERUSER, REPLICATION or BYPASSRLS for a role that is there already.
    powers = plain if _is_superuser(server) else "NOCREATEDB NOCREATEROLE"
    for role, login, password in (
        (OWNER, "LOGIN INHERIT", passwords.owner),
        (APP, "LOGIN NOINHERIT", passwords.app),
        (ACROSS, "NOLOGIN INHERIT", None),
    ):
        there = _one(server, "SELECT 1 FROM pg_roles WHERE rolname = %s", role)
        with server.cursor() as cursor:
            cursor.execute(
                sql.SQL("{} ROLE {} {} {}").format(
                    sql.SQL("ALTER" if there else "CREATE"),
                    sql.Identifier(role),
                    sql.SQL(login),
                    sql.SQL(powers if there else plain),
                )
            )
            if password is not None:
                cursor.execute(sql.SQL("ALTER ROLE {} PASSWORD %s").format(sql.Identifier(role)), [password])
    with server.cursor() as cursor:
        inherit = " WITH INHERIT FALSE, SET TRUE" if server.server_version >= 160000 else ""
        cursor.execute(f"GRANT {ACROSS} TO {APP}{inherit}")
        if not _is_superuser(server):  # to make a database that halte_owner owns
            cursor.execute(f"GRANT {OWNER} TO CURRENT_USER")


def create_database(server: Connection, database: str, *, template: str = "template0") -> None:
    """Create a database that halte_owner owns, empty or as a copy of `template`."""
    encoding = sql.SQL(" ENCODING 'UTF8'") if template == "template0" else sql.SQL("")
    with server.cursor() as cursor:
        cursor.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}{}").format(
                sql.Identifier(database), sql.Identifier(OWNER), sql.Identifier(template), encoding
            )
        )


def grant_connect(server: Connection, database: str) -> None:
    """Let the application's role in, and nobody who was not asked."""
    with server.cursor() as cursor:
        name = sql.Identifier(database)
        cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
        cursor.execute(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(name, sql.Identifier(APP)))


def _prepare_inside(inside: Connection) -> None:
    # Default privileges alone: a grant on all tables would give back what append-only ones lost.
    with inside.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_available_extensions")
        available = {name for (name,) in cursor.fetchall()}
        for extension in EXTENSIONS:
            if extension not in available:
                raise SystemExit(f"This PostgreSQL lacks the extension {extension}: install its contrib package.")
            cursor.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APP}, {ACROSS}")
        for kind, rights in (
            ("TABLES", "SELECT, INSERT, UPDATE, DELETE"),
            ("SEQUENCES", "USAGE, SELECT"),
        ):
            cursor.execute(
                f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public "
                f"GRANT {rights} ON {kind} TO {APP}, {ACROSS}"
            )


def with_login(dsn: str, user: str, password: str, database: str) -> str:
    """The same server's URL for another role and database."""
    parts = urlsplit(dsn)
    place = parts.netloc.rpartition("@")[2]
    login = f"{user}:{quote(password, safe='')}"
    return parts._replace(netloc=f"{login}@{place}", path=f"/{database}").geturl()


def password_of(url: str) -> str:
    """The password inside a database URL; raises SystemExit with a plain sentence where there is none."""
    password = urlsplit(url).password
    if not password:
        raise SystemExit("A database URL without a password: halte_app and halte_owner log in with one.")
    return unquote(password)


def _connect(dsn: str, database: str | None = None) -> Connection:
    url = urlsplit(dsn)._replace(scheme="postgresql")
    if database is not None:
        url = url._replace(path=f"/{database}")
    opened = psycopg2.connect(url.geturl(), connect_timeout=30)
    opened.autocommit = True
    return opened


def _one(server: Connection, query: str, *values: object) -> object:
    with server.cursor() as cursor:
        cursor.execute(query, values)
        row = cursor.fetchone()
    return row[0] if row else None


def _is_superuser(server: Connection) -> bool:
    return bool(_one(server, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))


def main() -> int:
    """Provision from the environment; the database's name and the passwords stand in the two URLs."""
    missing = [n for n in ("DATABASE_ADMIN_URL", "DATABASE_URL", "DATABASE_OWNER_URL") if not os.environ.get(n)]
    if missing:
        raise SystemExit(f"Set {', '.join(missing)}.")
    app, owner = os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"]
    if (urlsplit(app).username, urlsplit(owner).username) != (APP, OWNER):
        raise SystemExit(f"DATABASE_URL must log in as {APP}, and DATABASE_OWNER_URL as {OWNER}.")
    database = unquote(urlsplit(app).path.lstrip("/"))
    passwords = Passwords(owner=password_of(owner), app=password_of(app))
    provision(os.environ["DATABASE_ADMIN_URL"], passwords=passwords, database=database)
    sys.stdout.write(f"The database {database} and its roles are ready.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
