"""A running Halte for the browser: a process of its own, on a database of its own, with the demo's running project.

It is what `./run` serves: the same settings, the same threads for the web and for the work behind it.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests import database

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 60
SERVE = (
    "import sys, time; from config import serving; serving.serve('127.0.0.1', int(sys.argv[1]), started=time.time())"
)


@dataclass(frozen=True)
class Site:
    """An address that answers, and the environment for management commands on the same database."""

    address: str
    environment: dict[str, str]
    log: Path

    def manage(self, *arguments: str) -> str:
        """The output of a management command. RuntimeError, with what it said, when it fails."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"manage {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def ground(self) -> dict:
        """Make what tests/browser/ground.py makes; its addresses and the learner's card."""
        return json.loads(self.manage("shell", "-v0", "-c", "from tests.browser import ground; ground.main()"))


@contextlib.contextmanager
def running(server: database.Server, place: Path) -> Iterator[Site]:
    """Halte on a fresh database of `server`, loaded with the demo's running project; its log lies in `place`."""
    port = _free_port()
    with server.database() as urls:
        site = Site(
            address=f"http://127.0.0.1:{port}",
            environment=os.environ
            | {
                "DJANGO_SETTINGS_MODULE": "config.settings.dev",
                "DATABASE_URL": urls.app,
                "DATABASE_OWNER_URL": urls.owner,
                "MEDIA_ROOT": str(place / "media"),
                "STATIC_ROOT": str(place / "static"),
            },
            log=place / "site.log",
        )
        static = ["collectstatic", "--noinput", "-v0"]
        for command in (
            static,
            ["load_content"],
            ["load_library"],
            ["load_forum_themes"],
            ["load_demo", "--running-only"],
        ):
            site.manage(*command)
        with _process([sys.executable, "-c", SERVE, str(port)], site):
            yield site


@contextlib.contextmanager
def _process(command: list[str], site: Site) -> Iterator[None]:
    with site.log.open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=site.environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait(process, site)
        yield
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)


def _wait(process: subprocess.Popen, site: Site) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(f"{site.address}/healthz/", timeout=5).close()
            return
        time.sleep(0.1)
    raise RuntimeError(f"The server didn't start:\n{site.log.read_text()[-4000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
