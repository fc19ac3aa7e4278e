"""`./run` from a person's side: it serves, shares, stops all that it started, and comes back after a kill -9."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from config.embedded import Cluster
from tests.services.harness import free_port, wait_for

pytestmark = [pytest.mark.services, pytest.mark.long]
ROOT = Path(__file__).resolve().parents[2]
BACKGROUND = """
from accounts.models import User
from common.jobs import enqueue
from common.models import Job
from common.wall import across_structures
from config.background import Background
import time

with Background():
    user = User.objects.create_user(email="thread@halte.example")
    job = enqueue(kind="nobody.does_this", title="x", user=user, args={}, language="nl", place="")
    for _ in range(200):
        with across_structures("a test looks at a job"):
            job = Job.objects.get(pk=job.pk)
        if job.over:
            break
        time.sleep(0.1)
print("job", job.status)
"""


class Trial:
    """An installation of its own below var/, without the demo world."""

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, free_port()
        self.environment = os.environ | {
            "HALTE_DATA": str(home),
            "PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        }
        for name in (
            "DATABASE_URL",
            "DATABASE_OWNER_URL",
            "REDIS_URL",
            "SECRET_KEY",
            "CARD_CODE_KEY",
            "SECOND_STEP_KEYS",
            "OPENBADGES_KEY",
            "STATIC_ROOT",
        ):
            self.environment.pop(name, None)
        self.command = [sys.executable, "-m", "config.launch"]

    def call(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [*self.command, *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, cwd="/")

    @contextlib.contextmanager
    def serving(self):
        """The server in a session of its own, as in a terminal of its own; killed in the end if it still runs."""
        with (self.home / "run.log").open("w") as log:
            process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            wait_for("the page", lambda: process.poll() is not None or self.answers())
            assert process.poll() is None, self.said()
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz/", timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def said(self) -> str:
        return (self.home / "run.log").read_text()

    def database(self) -> int | None:
        """The process id of its database server, or None."""
        return Cluster(self.home).postmaster()


@pytest.fixture(scope="module")
def trial():
    home = ROOT / "var" / f"trial-{os.getpid()}"
    made = Trial(home)
    done = made.call("setup", "--empty")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "demo" not in done.stdout
    yield made
    cluster = Cluster(home)
    cluster.join()
    cluster.leave()
    for left in {cluster.root, home}:
        shutil.rmtree(left)


def test_setting_up_ends_with_nothing_running(trial):
    assert trial.database() is None


def test_its_static_files_are_its_own(trial):
    """Two installations of one checkout collect apart: neither clears what the other serves."""
    assert (trial.home / "static" / "staticfiles.json").exists()
    made = trial.home / "static" / "made-from"
    before = made.stat().st_mtime_ns
    assert trial.call("setup", "--empty").returncode == 0
    assert made.stat().st_mtime_ns == before, "nothing changed, and yet they were collected again"


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_stops_all_that_it_started(trial, sign):
    with trial.serving() as process:
        assert trial.database() is not None
        os.killpg(process.pid, sign)
        process.wait(30)
        assert "Traceback" not in trial.said()
    assert trial.database() is None


def test_a_command_shares_the_running_services(trial):
    with trial.serving() as process:
        database = trial.database()
        done = trial.call(
            "manage", "shell", "-v0", "-c", "from accounts.models import User; print(User.objects.count())"
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip().isdecimal()
        assert trial.database() == database
        assert trial.answers()
        os.killpg(process.pid, signal.SIGINT)
        process.wait(30)


def test_a_command_alone_starts_and_stops_the_database(trial):
    done = trial.call("manage", "shell", "-v0", "-c", "from django.db import connection as c; c.ensure_connection()")
    assert done.returncode == 0, done.stderr
    assert trial.database() is None


def test_a_command_gives_its_exit_code(trial):
    assert trial.call("manage", "no_such_command").returncode != 0


def test_killed_it_comes_back(trial):
    with trial.serving() as process:
        process.kill()
        process.wait()
    left = trial.database()
    assert left is not None
    with trial.serving() as process:
        assert trial.database() == left
        os.killpg(process.pid, signal.SIGINT)
        process.wait(30)
    assert trial.database() is None


def test_all_killed_it_comes_back(trial):
    with trial.serving() as process:
        os.kill(trial.database(), signal.SIGKILL)
        process.kill()
        process.wait()
    with trial.serving() as process:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(30)
    assert trial.database() is None


def test_a_taken_port_is_said_at_once(trial):
    with trial.serving() as process:
        again = trial.call()
        assert again.returncode == 1
        assert str(trial.port) in again.stderr and "PORT=" in again.stderr
        assert trial.answers()
        os.killpg(process.pid, signal.SIGINT)
        process.wait(30)


def test_a_wrong_word_gives_the_three_forms(trial):
    done = trial.call("serve", "please")
    assert done.returncode == 2
    assert "./run setup" in done.stdout


def test_a_job_is_done_by_the_thread_beside_the_server(trial):
    done = trial.call("manage", "shell", "-v0", "-c", BACKGROUND)
    assert "job failed" in done.stdout, done.stdout + done.stderr
