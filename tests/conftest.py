"""What every test stands on. The database's side is in tests/database.py."""

from pathlib import Path

import pytest

from config import catalogues
from tests import database

ROOT = Path(__file__).resolve().parents[1]


def pytest_configure(config: pytest.Config) -> None:
    """Compiled catalogues, whoever starts pytest; once for all its processes."""
    if not hasattr(config, "workerinput"):
        catalogues.compile_all(ROOT)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take long go first (a stable sort): the last minute is for small ones, on all processes."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A skipped test is a hole in the check: it fails the run, with the summary's reasons."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and reporter.stats.get("skipped") and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session", autouse=True)
def _portals_are_read_again():
    """What a process keeps of the portals for a minute goes with each portal that a test writes."""
    from django.db.models.signals import post_save

    from portals.hosts import forget_portals
    from structures.models import Portal

    def forget(**kwargs) -> None:
        forget_portals()

    post_save.connect(forget, sender=Portal)
    yield
    post_save.disconnect(forget, sender=Portal)


@pytest.fixture(autouse=True)
def _no_portal_of_another_test():
    from portals.hosts import forget_portals

    forget_portals()


@pytest.fixture(scope="session")
def database_server():
    """The PostgreSQL server of this run; `.database()` makes one more migrated database on it."""
    with database.Server() as server:
        yield server


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_test_environment, django_db_blocker):
    """Instead of pytest-django's own: a copy of the migrated template, reached as the application's role."""
    server = request.getfixturevalue("database_server")
    from django.db import connections

    from config.settings.base import env

    with server.database() as urls:
        connections["default"].settings_dict.update(env.db_url_config(urls.app, engine="common.db.postgres"))
        yield
        with django_db_blocker.unblock():
            connections.close_all()


def pytest_terminal_summary(terminalreporter) -> None:
    """What the permission matrix and the random input tried, from whichever process ran them."""
    if counted := _told(terminalreporter, "wall"):  # tests/app/figures.py
        urls, people = ({name for one in counted for name in one[part]} for part in (1, 2))
        tries, leaks = (sum(one[part] for one in counted) for part in (3, 4))
        each = {
            part: sum(one[3] for one in counted if one[0] == part) for part in dict.fromkeys(one[0] for one in counted)
        }
        parts = ", ".join(f"{part} {number}" for part, number in sorted(each.items()))
        terminalreporter.write_line(
            f"the wall: {len(urls)} addresses, {len(people)} personas, {tries} pairs tried ({parts}), {leaks} leaks"
        )
    if counted := _told(terminalreporter, "inputs"):  # tests/app/test_random_input.py
        sent, doors, wrong = (sum(one[part] for one in counted) for part in range(3))
        terminalreporter.write_line(f"random input: {sent} inputs at {doors} doors, {wrong} answered wrongly")


def _told(terminalreporter, key: str) -> list:
    """What tests recorded under that name."""
    return [
        value
        for reports in terminalreporter.stats.values()
        for report in reports
        for name, value in getattr(report, "user_properties", [])
        if name == key and report.when == "call"
    ]
