"""The compose file and the image's recipe: no container engine is needed to see that they hold together."""

import os
import re
import shlex
import subprocess
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SECRETS = {
    "POSTGRES_PASSWORD": "aa11",
    "HALTE_OWNER_PASSWORD": "bb22",
    "HALTE_APP_PASSWORD": "cc33",
    "SECRET_KEY": "dd44",
    "CARD_CODE_KEY": "ee55",
    "SECOND_STEP_KEYS": "ff66",
    "OPENBADGES_KEY": "gg77",
    "ALLOWED_HOSTS": "halte.example",
    "EMAIL_URL": "smtp://mail.example",
    "DEFAULT_FROM_EMAIL": "bonjour@halte.example",
}
OURS = {"provision", "migrate", "web", "worker", "beat"}


def config(environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """What Debian's docker-compose makes of the file; it validates the schema and fills in the variables."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = ["docker-compose", "-f", str(ROOT / "docker-compose.yml"), "config"]
    return subprocess.run(command, env=kept | environment, cwd="/", capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def services() -> dict[str, dict]:
    done = config(SECRETS)
    assert done.returncode == 0, done.stderr
    return yaml.safe_load(done.stdout)["services"]


@pytest.mark.parametrize("name", SECRETS)
def test_a_missing_secret_stops_it(name):
    done = config({k: v for k, v in SECRETS.items() if k != name})
    assert done.returncode != 0
    assert name in done.stderr


def test_the_engines(services):
    assert set(services) == OURS | {"database", "redis"}
    assert services["database"]["image"] == "postgres:17"
    assert services["redis"]["image"] == "redis:7"


def test_what_lasts_has_a_health_check_and_comes_back(services):
    for name in ("database", "redis", "web", "worker", "beat"):
        assert services[name]["healthcheck"]["test"], name
        assert services[name]["restart"] == "unless-stopped"


def test_our_containers_can_do_little(services):
    for name in OURS:
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in services[name]["security_opt"]
    recipe = (ROOT / "Dockerfile").read_text()
    assert re.findall(r"^USER (\S+)$", recipe, re.M) == ["halte"]


def test_only_those_who_need_the_owner_know_it(services):
    """The web, the worker and the scheduler log in as the application's role, and know no other."""
    for name in OURS - {"provision", "migrate"}:
        text = yaml.safe_dump(services[name])
        assert "halte_owner" not in text and "DATABASE_ADMIN_URL" not in text, name
        assert services[name]["environment"]["DATABASE_URL"].startswith("postgres://halte_app:cc33@")
    assert "HALTE_DEMO" not in yaml.safe_dump(services)


def test_neither_database_nor_queue_is_seen_from_outside(services):
    for name in ("database", "redis"):
        assert "ports" not in services[name]
        assert list(services[name]["networks"]) == ["inside"]


def test_the_order_of_the_first_start(services):
    assert services["migrate"]["depends_on"]["provision"]["condition"] == "service_completed_successfully"
    for name in ("web", "worker", "beat"):
        assert services[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_commands_and_checks_name_what_exists(services):
    for service in (services[name] for name in OURS if "command" in services[name]):
        words = service["command"]
        for before, module in pairwise(words):
            if before == "-m":
                assert find_spec(module), module
    for name in ("web", "beat"):
        assert (ROOT / services[name]["healthcheck"]["test"][3]).exists()
    command = re.search(r"^CMD (\[.*\])$", (ROOT / "Dockerfile").read_text(), re.M)[1]
    assert find_spec(yaml.safe_load(command)[2].removeprefix("python:"))


def test_the_image_gets_the_code_and_nothing_else():
    lines = (ROOT / ".dockerignore").read_text().split()
    taken = {line[1:] for line in lines if line.startswith("!")}
    assert lines[0] == "*"
    assert {name for name in taken if not (ROOT / name).exists()} == set()
    folders = [p for p in ROOT.iterdir() if p.is_dir() and not p.name.startswith(".")]
    packages = {p.name for p in folders if any(p.rglob("*.py"))} - {"tests", "bench", "var"}
    assert packages <= taken


def test_the_image_installs_the_lock_by_its_hashes():
    recipe = shlex.split((ROOT / "Dockerfile").read_text(), comments=True)
    assert "--require-hashes" in recipe
