"""One site and one Chromium for all tests of this folder; they end with it."""

from collections.abc import Iterator

import pytest

from tests.browser.site import Site, running
from tests.browser.visits import Visits, chromium


@pytest.fixture(scope="package")
def site(database_server, tmp_path_factory) -> Iterator[Site]:
    """Halte with the demo's running project, at an address of its own."""
    with running(database_server, tmp_path_factory.mktemp("site")) as site:
        yield site


# Not for the session: while Playwright runs, its event loop would refuse Django's database to the tests after these.
@pytest.fixture(scope="package")
def _visits(site) -> Iterator[Visits]:
    with chromium() as browser:
        yield Visits(browser, site.address, site.ground())


@pytest.fixture
def visits(_visits) -> Iterator[Visits]:
    """Opens pages as anybody; fails the test when a page did what none may do."""
    _visits.problems.clear()
    yield _visits
    assert not _visits.problems, "\n".join(_visits.problems)
