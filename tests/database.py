"""PostgreSQL for the tests: one embedded cluster, one migrated template, one copy for each process that tests.

The cluster lies in var/test and starts with the first process that needs it; the last one out stops it. The
template is made anew when a migration, a model or the wall changes, and copied in a tenth of a second. Tests connect as
`halte_app`, so that row-level security is as real in each of them as in production.

DATABASE_ADMIN_URL: a PostgreSQL server kept for tests alone, to use instead of the embedded one.
"""

import contextlib
import fcntl
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg2

from config import provision
from config.embedded import Cluster
from config.preparing import digest_of

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / "var" / "test"
PASSWORDS = provision.Passwords(owner="tests-owner", app="tests-app")
KEPT_TEMPLATES = 3
MADE_FROM = [
    "requirements.lock",
    "*/migrations/*.py",
    "*/*/migrations/*.py",
    "*/models.py",
    "*/*/models.py",
    "*/models/*.py",
    "*/*/models/*.py",
    "platform/common/db/**/*.py",
    "platform/config/provision.py",
    "tests/database.py",
]


class Server:
    """The server that the tests use, for the length of a `with` block."""

    def __init__(self) -> None:
        HOME.mkdir(parents=True, exist_ok=True)
        given = os.environ.get("DATABASE_ADMIN_URL")
        self.cluster = None if given else Cluster(HOME, throw_away=True)
        self.admin_dsn = given or ""

    def __enter__(self) -> "Server":
        if self.cluster is not None:
            self.cluster.join()
            self.admin_dsn = self.cluster.admin_dsn()
        return self

    def __exit__(self, *exc: object) -> None:
        if self.cluster is not None:
            self.cluster.leave()

    @contextlib.contextmanager
    def database(self) -> Iterator[provision.Urls]:
        """A migrated, empty database of one's own: its URLs as production has them. Dropped afterwards."""
        # The name tells whose it is, so that the next run can drop what a killed one left.
        name = f"halte_test_{os.getpid()}_{uuid.uuid4().hex[:8]}"
        with _one_at_a_time(), self._admin() as admin:
            _drop_left_behind(admin)
            provision.create_database(admin, name, template=self._template(admin))
            provision.grant_connect(admin, name)
        try:
            yield self._urls(name)
        finally:
            with self._admin() as admin:
                _drop(admin, name)

    def _template(self, admin) -> str:
        name = f"halte_template_{digest_of(MADE_FROM)[:16]}"
        making = f"{name}_making"
        templates = _names(admin, "halte_template_%")
        if name in templates:
            return name
        for half_made in (t for t in templates if t.endswith("_making")):
            _drop(admin, half_made)
        provision.provision(self.admin_dsn, passwords=PASSWORDS, database=making)
        urls = self._urls(making)
        self._migrate(urls)
        with contextlib.closing(psycopg2.connect(_dsn(urls.owner))) as owner, owner, owner.cursor() as cursor:
            # For the tests that commit: Django empties all tables after each of them.
            cursor.execute(f"GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {provision.APP}")
        with admin.cursor() as cursor:
            cursor.execute(f'ALTER DATABASE "{making}" RENAME TO "{name}"')
            cursor.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        for old in [t for t in templates if not t.endswith("_making")][:-KEPT_TEMPLATES]:
            _drop(admin, old)
        return name

    def _migrate(self, urls: provision.Urls) -> None:
        done = subprocess.run(
            [sys.executable, ROOT / "manage.py", "migrate", "-v0"],
            env=os.environ
            | {
                "DJANGO_SETTINGS_MODULE": "config.settings.test",
                "DATABASE_URL": urls.app,
                "DATABASE_OWNER_URL": urls.owner,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"The migrations failed:\n{done.stdout}{done.stderr}")

    def _urls(self, database: str) -> provision.Urls:
        return provision.Urls(
            app=provision.with_login(self.admin_dsn, provision.APP, PASSWORDS.app, database),
            owner=provision.with_login(self.admin_dsn, provision.OWNER, PASSWORDS.owner, database),
        )

    @contextlib.contextmanager
    def _admin(self) -> Iterator:
        connection = psycopg2.connect(_dsn(self.admin_dsn))
        connection.autocommit = True
        try:
            yield connection
        finally:
            connection.close()


def _drop_left_behind(admin) -> None:
    for name in _names(admin, "halte_test_%"):
        owner = re.fullmatch(r"halte_test_(\d+)_\w+", name)
        if owner and not Path(f"/proc/{owner[1]}").exists():
            _drop(admin, name)


def _names(admin, pattern: str) -> list[str]:
    """Databases whose name matches, the oldest first."""
    with admin.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY oid", [pattern])
        return [name for (name,) in cursor.fetchall()]


def _drop(admin, name: str) -> None:
    with admin.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _dsn(url: str) -> str:
    return url.replace("postgres://", "postgresql://", 1)


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    with (HOME / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
