"""The real thing on loopback: Redis, gunicorn, a Celery worker and beat, under the production settings."""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from config import preparing, provision

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 60


@dataclass(frozen=True)
class Production:
    """A running installation. `mail` is a folder with a file for each message that was sent."""

    address: str
    environment: dict[str, str]
    urls: provision.Urls
    broker: str
    mail: Path
    logs: Path

    def manage(self, *arguments: str) -> str:
        """Run a management command as production would; its output."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def log(self, name: str) -> str:
        """What a process has said so far."""
        return (self.logs / f"{name}.log").read_text()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what: str, ready: Callable[[], object], seconds: float = READY_SECONDS):
    """Poll until `ready()` gives something true, and give it back; fails with `what` after `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = ready()
        if found:
            return found
        time.sleep(0.1)
    pytest.fail(f"Waited {seconds} s in vain: {what}")


@contextlib.contextmanager
def process(command: list[str], log: Path, environment: dict[str, str]) -> Iterator[subprocess.Popen]:
    """A process for the length of a block: ended by its own id, and its children with it."""
    with log.open("wb") as out:
        started = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        yield started
    finally:
        started.send_signal(signal.SIGTERM)
        try:
            started.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(started.pid, signal.SIGKILL)
            started.wait(5)


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory) -> Iterator[str]:
    """A Redis of our own, empty, that keeps nothing."""
    program = shutil.which("redis-server")
    assert program, "redis-server is missing: apt-get install redis-server"
    place, port = tmp_path_factory.mktemp("redis"), free_port()
    options = {"port": str(port), "bind": "127.0.0.1", "save": "", "appendonly": "no", "dir": str(place)}
    command = [program, *(part for name, value in options.items() for part in (f"--{name}", value))]

    def answers() -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as line:
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
        return False

    with process(command, place / "redis.log", dict(os.environ)):
        wait_for("Redis", answers)
        yield f"redis://127.0.0.1:{port}/0"


@pytest.fixture(scope="session")
def production(database_server, redis_url, tmp_path_factory) -> Iterator[Production]:
    """gunicorn, worker and beat, ready; on a migrated, empty database of their own."""
    place, port = tmp_path_factory.mktemp("production"), free_port()
    mail = place / "mail"
    mail.mkdir()
    with database_server.database() as urls:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings.prod",
            "SECRET_KEY": secrets.token_urlsafe(40),
            "CARD_CODE_KEY": secrets.token_urlsafe(40),
            "ALLOWED_HOSTS": "127.0.0.1",
            "HTTPS": "0",
            "DATABASE_URL": urls.app,
            "DATABASE_OWNER_URL": urls.owner,
            "REDIS_URL": redis_url,
            "MEDIA_ROOT": str(place / "media"),
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(mail),
            "BIND": f"127.0.0.1:{port}",
        }
        preparing.collect_static()
        python = sys.executable
        celery = [python, "-m", "celery", "-A", "config"]
        scheduler = "django_celery_beat.schedulers:DatabaseScheduler"
        with contextlib.ExitStack() as running:
            for name, command in {
                "web": [python, "-m", "gunicorn", "-c", "python:config.web", "config.wsgi"],
                "worker": [*celery, "worker", "--concurrency=1", "--loglevel=info"],
                "beat": [*celery, "beat", f"--scheduler={scheduler}", "--loglevel=info", "--pidfile="],
            }.items():
                running.enter_context(process(command, place / f"{name}.log", environment))
            made = Production(
                address=f"http://127.0.0.1:{port}",
                environment=environment,
                urls=urls,
                broker=redis_url,
                mail=mail,
                logs=place,
            )
            wait_for("gunicorn", lambda: healthy(made))
            wait_for("the worker", lambda: "ready." in made.log("worker"))
            wait_for("beat", lambda: "beat: Starting" in made.log("beat"))
            yield made


def healthy(made: Production) -> bool:
    try:
        with urllib.request.urlopen(f"{made.address}/healthz/", timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False
