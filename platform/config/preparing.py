"""Between a database that answers and a Halte that serves: tables, catalogues, files, content, demo world.

Each step is done when what it is made from has changed; a mark in the database remembers (schema `setup`).
"""

import contextlib
import ctypes
import enum
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2

from config import catalogues

ROOT = Path(__file__).resolve().parents[2]
# Never `*/static`: the trial's collected files are in var/static, and would make each start collect again.
STATIC_SOURCES = ["static/**/*", "platform/*/static/**/*", "requirements.lock"]
PDF_LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
PDF_FONTS = "fonts-dejavu-core"
COMMANDS_OF_A_DEVELOPER = {
    "check",
    "collectstatic",
    "compilemessages",
    "help",
    "makemessages",
    "makemigrations",
    "migrate",
    "showmigrations",
    "sqlmigrate",
}


class NotPrepared(Exception):
    """A step failed; the message says which, in words for the person who typed ./run."""


class Demo(enum.Enum):
    """What to do about the demo world."""

    WANTED = "wanted"
    DECLINED = "declined"
    UNLESS_DECLINED = "unless declined"
    LATER = "later"


def prepare(*, demo: Demo, quiet: bool = False) -> None:
    """Bring the database and the files up to date; where nothing changed, in a fraction of a second."""
    catalogues.compile_all(ROOT)
    with Marks() as marks:
        static = _start_collecting()
        try:
            _when_changed(marks, "tables", ["*/migrations/*.py", "*/*/migrations/*.py"], "migrate", quiet)
        finally:
            _finish_collecting(static)
        _when_changed(
            marks,
            "content",
            ["courses/content/**/*", "community/forums/data/*"],
            "load_shipped",
            quiet,
        )
        _demo(marks, demo)


def manage(*arguments: str) -> int:
    """Run a management command in a process of its own, on our terminal; returns its exit code."""
    signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is for the command, which shares our terminal
    child = subprocess.Popen([sys.executable, str(ROOT / "manage.py"), *arguments])
    try:
        return child.wait()
    except SystemExit:
        child.terminate()
        child.wait()
        raise


class Marks:
    """What was done to this database, remembered in that database: a copy tells by itself."""

    def __init__(self) -> None:
        url = os.environ["DATABASE_OWNER_URL"].replace("postgres://", "postgresql://", 1)
        try:
            self.connection = psycopg2.connect(url, connect_timeout=30)
        except psycopg2.OperationalError as error:
            raise NotPrepared(f"The database doesn't answer: {error}") from error
        self.connection.autocommit = True
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('setup.mark')")
            if cursor.fetchone() == (None,):
                cursor.execute(
                    "CREATE SCHEMA IF NOT EXISTS setup; CREATE TABLE IF NOT EXISTS setup.mark"
                    " (name text PRIMARY KEY, value text NOT NULL, at timestamptz NOT NULL DEFAULT now())"
                )
            # One preparation at a time, whoever starts it; the lock goes with the connection.
            cursor.execute("SELECT pg_advisory_lock(hashtext('halte setup'))")

    def __enter__(self) -> "Marks":
        return self

    def __exit__(self, *exc: object) -> None:
        self.connection.close()

    def get(self, name: str) -> str | None:
        """The mark's value, or None where the step was never done."""
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT value FROM setup.mark WHERE name = %s", [name])
            row = cursor.fetchone()
        return row[0] if row else None

    def put(self, name: str, value: str) -> None:
        """Remember that a step was done."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO setup.mark (name, value) VALUES (%s, %s)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value, at = now()",
                [name, value],
            )


@contextlib.contextmanager
def pdf_libraries() -> Iterator[None]:
    """See that PDF files can be made: as root on Debian or Ubuntu, install it while the rest goes on."""
    lacking = [package for library, package in PDF_LIBRARIES.items() if not _loads(library)]
    if not lacking:
        yield
        return
    packages = " ".join([*lacking, PDF_FONTS])
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        say(f"PDF files need a few system libraries: sudo apt-get install {packages}. All else works without.")
        yield
        return
    say(f"Installing the libraries that PDF files need, meanwhile: {packages}")
    install = f"apt-get -q update && apt-get -q -y --no-install-recommends install {packages}"
    with subprocess.Popen(
        ["/bin/sh", "-c", install],
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C must not stop it halfway: leaving waits for it
    ) as installing:
        yield
        if installing.wait():
            say(f"The libraries for PDF files couldn't be installed. By hand: apt-get install {packages}")


def say(sentence: str) -> None:
    """A line for the person at the terminal, at once."""
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


def _when_changed(marks: Marks, name: str, patterns: list[str], command: str, quiet: bool) -> None:
    digest = digest_of(patterns)
    if marks.get(name) == digest:
        return
    _step(f"Preparing: {name}", command, quiet)
    marks.put(name, digest)


def _demo(marks: Marks, demo: Demo) -> None:
    done = marks.get("demo")
    if demo is Demo.LATER or done == "loaded":
        return
    if demo is Demo.DECLINED or (demo is Demo.UNLESS_DECLINED and done == "declined"):
        marks.put("demo", "declined")
        return
    _step("Preparing: the demo world", "load_demo", quiet=False)
    marks.put("demo", "loaded")


def _step(what: str, command: str, quiet: bool) -> None:
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotPrepared(f"{what} failed (manage {command}):\n{done.stdout[-4000:]}")
    if not quiet:
        say(f"{what} ({time.monotonic() - started:.0f} s)")


def collect_static() -> None:
    """The static files, hashed and compressed in STATIC_ROOT; nothing to do where they are as before.

    One process at a time: two would clear each other's files away.
    """
    root = _static_root()
    root.parent.mkdir(parents=True, exist_ok=True)
    with open(root.with_name(f"{root.name}.lock"), "w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        _finish_collecting(_start_collecting())


def _start_collecting() -> "tuple[subprocess.Popen[str], str] | None":
    """Hash and compress the static files, beside the migrations: two processors, two jobs."""
    digest = digest_of(STATIC_SOURCES)
    mark = _static_root() / "made-from"
    if mark.exists() and mark.read_text() == digest:
        return None
    # The development settings, whoever asks: the tests' own would leave the files without their hashed names.
    command = [sys.executable, str(ROOT / "manage.py"), "collectstatic", "--settings=config.settings.dev"]
    command += ["--noinput", "--clear", "-v0"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True), digest


def _finish_collecting(collecting: "tuple[subprocess.Popen[str], str] | None") -> None:
    if collecting is None:
        return
    process, digest = collecting
    said, _ = process.communicate()
    if process.returncode:
        raise NotPrepared(f"Collecting the static files failed:\n{said[-4000:]}")
    (_static_root() / "made-from").write_text(digest)


def _static_root() -> Path:
    """Where the settings have it: config/launch.py names a folder of the installation, else the checkout's own."""
    return Path(os.environ.get("STATIC_ROOT") or ROOT / "staticfiles")


def digest_of(patterns: list[str]) -> str:
    """One word for the names and contents of all files that match, below the checkout."""
    digest = hashlib.sha256()
    for path in sorted({p for pattern in patterns for p in ROOT.glob(pattern) if p.is_file()}):
        if "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(ROOT)}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
