"""PostgreSQL for a trial and for the tests: a cluster in a folder, reached by a Unix socket alone.

Nothing here runs on import. `run` and the test set-up make a `Cluster` and `join()` it; whoever leaves last
stops the server, so that `./run manage` beside a serving `./run` shares its database and stops nothing under
its feet. A cluster left behind by a killed process is taken over by the next one that joins.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from config import servers

READY_SECONDS = 90  # a crash recovery of a trial's database takes a few seconds at most
STOP_SECONDS = 60
SOCKET_ROOT = Path("/tmp")  # noqa: S108 - a socket's whole path must stay below 108 bytes; ours is checked
OUT_OF_REACH = Path("/var/lib/halte")
TRIAL = {
    "shared_buffers": "128MB",
    "max_connections": "60",
    "max_wal_size": "1GB",
    "synchronous_commit": "off",  # a power cut may cost a trial its last half second, never its consistency
    "jit": "off",
}
THROW_AWAY = {"fsync": "off", "full_page_writes": "off", "wal_level": "minimal", "max_wal_senders": "0"}

_children: list[subprocess.Popen[bytes]] = []


class DatabaseUnavailable(Exception):
    """The cluster can't be made or started; the message says why and what to do."""


class Cluster:
    """One PostgreSQL data folder under `home`, and the server on it.

    As root the server runs as `nobody` (PostgreSQL refuses root). Where `nobody` can't reach `home`, the
    cluster lies in /var/lib/halte instead, in a folder that `home`/secrets.json leads to.
    """

    def __init__(self, home: Path, *, throw_away: bool = False) -> None:
        self.home = home.resolve()
        self.home.mkdir(parents=True, exist_ok=True)
        self.as_root = os.geteuid() == 0
        account = pwd.getpwnam("nobody") if self.as_root else pwd.getpwuid(os.geteuid())
        self.uid, self.gid = account.pw_uid, account.pw_gid
        self.options = TRIAL | (THROW_AWAY if throw_away else {})
        # A word of this folder, not its path: a fresh checkout at an old path must not find the old one's database.
        name = hashlib.sha256(self.secret("place").encode()).hexdigest()[:12]
        self.root = self.home if self._can_reach(self.home) else OUT_OF_REACH / name
        self.data = self.root / "postgres"
        self.log = self.home / "postgres.log"
        self._socket_dir = SOCKET_ROOT / f"halte-{name}"
        self._users: int | None = None
        self._child: subprocess.Popen[bytes] | None = None

    # --- joining and leaving

    def join(self) -> "Cluster":
        """Be one of the cluster's users; make and start it first where needed. Raises DatabaseUnavailable."""
        with self._gate():
            if self.postmaster() is None:
                self._make()
                self._start()
            self._users = os.open(self.home / "postgres.users", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._users, fcntl.LOCK_SH)
        return self

    def leave(self) -> None:
        """Stop being a user; the last one out stops the server."""
        if self._users is None:
            return
        with self._gate():
            alone = True
            try:
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                alone = False
            os.close(self._users)
            self._users = None
            if alone:
                self._stop()

    def __enter__(self) -> "Cluster":
        return self.join()

    def __exit__(self, *exc: object) -> None:
        self.leave()

    def admin_dsn(self, database: str = "postgres") -> str:
        """The superuser's URL: for provisioning and for the tests' databases, never for the application."""
        return self.url("postgres", self.secret("postgres"), database)

    def url(self, user: str, password: str, database: str) -> str:
        """A URL that libpq and django-environ both read: the socket's folder stands in the query."""
        return f"postgres://{quote(user)}:{quote(password)}@/{quote(database)}?host={self._live_socket_dir()}"

    def secret(self, name: str) -> str:
        """A random word kept in `home`/secrets.json (readable by its owner alone), made on first use."""
        path = self.home / "secrets.json"
        with self._locked("secrets.lock"):
            kept = json.loads(path.read_text()) if path.exists() else {}
            if name not in kept:
                kept[name] = secrets.token_urlsafe(32)
                fresh = path.with_suffix(".new")
                fresh.touch(mode=0o600)
                fresh.write_text(json.dumps(kept, indent=1))
                fresh.replace(path)
        return str(kept[name])

    def postmaster(self) -> int | None:
        """The process id of the server on our data folder; None where the id is another process's by now."""
        lines = self._pid_file()
        if not lines or not lines[0].strip("-").isdigit():
            return None
        pid = abs(int(lines[0]))
        return pid if servers.works_in(pid, self.data) else None

    # --- making

    def _make(self) -> None:
        self._check_owner()
        if (self.data / "PG_VERSION").exists():
            return
        bin_dir = self._bin_dir(None)
        fresh = self.data.with_name("postgres.new")
        shutil.rmtree(fresh, ignore_errors=True)
        self.root.mkdir(parents=True, exist_ok=True)
        fresh.mkdir(mode=0o700)
        words = self.root / "postgres.words"
        words.touch(mode=0o600)
        words.write_text(self.secret("postgres"))
        for path in (fresh, words):
            os.chown(path, self.uid, self.gid)
        command = [bin_dir / "initdb", "-D", fresh, "-U", "postgres", f"--pwfile={words}", "--no-sync"]
        command += ["-A", "scram-sha-256", "-E", "UTF8"]
        try:
            done = self._run([*command, "--locale=C.UTF-8"])
            if done.returncode and "locale" in done.stdout:  # a system without C.UTF-8
                done = self._run([*command, "--no-locale"])
        finally:
            words.unlink()
        if done.returncode:
            raise DatabaseUnavailable(f"The database's folder couldn't be made:\n{done.stdout}")
        fresh.rename(self.data)

    def _check_owner(self) -> None:
        if self.data.exists() and self.data.stat().st_uid != self.uid:
            owner = pwd.getpwuid(self.data.stat().st_uid).pw_name
            raise DatabaseUnavailable(
                f"{self.data} belongs to '{owner}': another user or root made it. Start as that user, "
                "or name another folder with HALTE_DATA."
            )

    def _bin_dir(self, major: int | None) -> Path:
        found = servers.find(major)
        if found is None:
            version = f" {major}" if major else ""
            raise DatabaseUnavailable(
                f"No PostgreSQL{version} server is at hand: the packaged one has no build for this machine, "
                "and none is installed. Install one (Debian, Ubuntu: apt-get install postgresql), or set "
                "DATABASE_URL."
            )
        if self.as_root and self._run([found / "postgres", "--version"]).returncode:
            return servers.copy_for_all(found, self.root / "server")
        return found

    # --- starting

    def _start(self) -> None:
        self._clear_what_was_killed()
        major = int((self.data / "PG_VERSION").read_text().split(".")[0])
        bin_dir = self._bin_dir(major)
        self._socket_dir = self._make_socket_dir()
        command: list[str | Path] = [bin_dir / "postgres", "-D", self.data, "-k", self._socket_dir]
        for name, value in {
            "listen_addresses": "",
            "unix_socket_permissions": "0700",
            **self.options,
        }.items():
            command += ["-c", f"{name}={value}"]
        with self.log.open("ab") as log:
            before = log.tell()
            self._child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,  # Ctrl-C in the terminal must not reach it before the application
                **self._as_server(),
            )
        _children.append(self._child)  # it may outlive this object, for its other users
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline and self._child.poll() is None:
            lines = self._pid_file()
            if len(lines) >= 8 and lines[7].strip() == "ready" and int(lines[0]) == self._child.pid:
                return
            time.sleep(0.02)
        said = self.log.read_bytes()[before:].decode(errors="replace")[-2000:]
        self._stop()
        raise DatabaseUnavailable(f"The database on {self.data} didn't start:\n{said}")

    def _clear_what_was_killed(self) -> None:
        """After a kill -9: end backends that outlived their server, drop its lock file."""
        orphans = servers.all_in(self.data)
        for sign in (signal.SIGTERM, signal.SIGKILL):
            for pid in orphans:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, sign)
            deadline = time.monotonic() + 5
            while orphans and time.monotonic() < deadline:
                time.sleep(0.05)
                orphans = servers.all_in(self.data)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _make_socket_dir(self) -> Path:
        """A folder of the server's own below /tmp; one that somebody else put there is not used."""
        path = self._socket_dir
        with contextlib.suppress(FileExistsError):
            path.mkdir(mode=0o700)
            os.chown(path, self.uid, self.gid)
        seen = path.lstat()
        if stat.S_ISDIR(seen.st_mode) and seen.st_uid == self.uid and not seen.st_mode & 0o077:
            for left in path.glob(".s.PGSQL.*"):  # of a server that was killed: we know that ours does not run
                left.unlink()
            return path
        fresh = Path(tempfile.mkdtemp(prefix="halte-", dir=SOCKET_ROOT))
        os.chown(fresh, self.uid, self.gid)
        return fresh

    def _live_socket_dir(self) -> Path:
        lines = self._pid_file()
        return Path(lines[4].strip()) if len(lines) > 4 and lines[4].strip() else self._socket_dir

    # --- stopping

    def _stop(self) -> None:
        pid = self.postmaster()
        socket_dir = self._live_socket_dir()
        for sign, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 10)):
            if pid is None:
                break
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, sign)
            deadline = time.monotonic() + seconds
            while pid is not None and time.monotonic() < deadline:
                time.sleep(0.02)
                pid = self.postmaster()
        if self._child is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(5)
        with contextlib.suppress(OSError):
            socket_dir.rmdir()

    # --- small things

    def _pid_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _as_server(self) -> dict:
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.as_root else {}

    def _run(self, command: list) -> "subprocess.CompletedProcess[str]":
        try:
            return subprocess.run(
                [str(part) for part in command],
                cwd="/",
                text=True,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                check=False,
                **self._as_server(),
            )
        except PermissionError as error:
            return subprocess.CompletedProcess(command, 126, str(error))

    def _can_reach(self, path: Path) -> bool:
        return not self._run(["/bin/sh", "-c", 'cd "$1"', "sh", path]).returncode

    def _gate(self) -> "contextlib.AbstractContextManager[None]":
        return self._locked("postgres.gate")

    @contextlib.contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        handle = os.open(self.home / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)
