"""The real thing on loopback, for the tests of this folder: Redis, gunicorn, a Celery worker and beat."""

import contextlib
import os
import secrets
import shutil
import socket
import sys
from collections.abc import Iterator

import pytest

from config import preparing
from tests.services.harness import Production, free_port, healthy, process, wait_for


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
            "SECOND_STEP_KEYS": secrets.token_urlsafe(40),
            "OPENBADGES_KEY": secrets.token_urlsafe(40),
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
