"""The trial's database: shared by several processes, stopped by the last one, recovered after a kill."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest

from config import servers
from config.embedded import Cluster, DatabaseUnavailable

pytestmark = pytest.mark.services
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def home():
    """A folder that the server's account can reach (pytest's own are closed to others)."""
    path = ROOT / "var" / f"embedded-{os.getpid()}"
    yield path
    cluster = Cluster(path)
    cluster.join()
    cluster.leave()
    for left in {cluster.root, path}:
        shutil.rmtree(left)


def ask(cluster: Cluster, query: str):
    connection = psycopg2.connect(cluster.admin_dsn().replace("postgres:", "postgresql:", 1))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        connection.close()


def gone(pid: int) -> bool:
    deadline = time.monotonic() + 10
    while servers.is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not servers.is_alive(pid)


def test_the_last_one_out_stops_it(home):
    first, second = Cluster(home).join(), Cluster(home).join()
    pid = first.postmaster()
    assert pid == second.postmaster()
    first.leave()
    assert ask(second, "SELECT 1") == 1
    second.leave()
    assert gone(pid)
    assert second.postmaster() is None


def test_nobody_without_its_word_gets_in(home):
    with Cluster(home) as cluster, pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(cluster.url("postgres", "wrong", "postgres").replace("postgres:", "postgresql:", 1))


def test_it_listens_on_no_network(home):
    with Cluster(home) as cluster:
        assert ask(cluster, "SHOW listen_addresses") == ""


def test_a_killed_user_leaves_it_to_the_next(home):
    """`./run` killed with -9: its database lives on, and the next start takes it over and stops it in the end."""
    script = "import sys, time; from pathlib import Path; from config.embedded import Cluster\n"
    script += "c = Cluster(Path(sys.argv[1])).join(); print(c.postmaster(), flush=True); time.sleep(60)"
    user = subprocess.Popen([sys.executable, "-c", script, str(home)], stdout=subprocess.PIPE, text=True)
    pid = int(user.stdout.readline())
    user.kill()
    user.wait()
    user.stdout.close()
    with Cluster(home) as cluster:
        assert cluster.postmaster() == pid
        assert ask(cluster, "SELECT 1") == 1
    assert gone(pid)


def test_a_killed_server_comes_back_with_what_was_committed(home):
    cluster = Cluster(home).join()
    ask(cluster, "CREATE TABLE kept AS SELECT 42 AS answer")
    ask(cluster, "CHECKPOINT")
    pid = cluster.postmaster()
    os.kill(pid, signal.SIGKILL)
    assert gone(pid)
    with Cluster(home) as again:
        assert again.postmaster() not in {None, pid}
        assert ask(again, "SELECT answer FROM kept") == 42
    cluster.leave()


def test_an_old_lock_file_with_the_id_of_another_process(home):
    """After a power cut the id in the lock file may be anybody's: it is neither believed nor killed."""
    with Cluster(home) as cluster:
        lines = (cluster.data / "postmaster.pid").read_text().splitlines()
    bystander = subprocess.Popen(["sleep", "60"])
    try:
        (cluster.data / "postmaster.pid").write_text("\n".join([str(bystander.pid), *lines[1:]]) + "\n")
        with Cluster(home) as again:
            assert again.postmaster() != bystander.pid
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_a_server_that_can_not_start_says_why(home):
    with Cluster(home) as cluster:
        settings = cluster.data / "postgresql.conf"
    kept = settings.read_text()
    settings.write_text(kept + "\nno_such_setting = 1\n")
    try:
        with pytest.raises(DatabaseUnavailable, match="no_such_setting"):
            Cluster(home).join()
    finally:
        settings.write_text(kept)
