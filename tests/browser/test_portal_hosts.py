"""A portal with colours of its own, on its host: its pages keep the content policy, taken in pieces too."""

import pytest

from tests.browser.visits import Visits

pytestmark = pytest.mark.browser

COLOUR = "getComputedStyle(document.documentElement).getPropertyValue('--petrol')"
BELGIAN = "#7a1f3d"


def test_a_filter_and_the_way_back_on_a_portals_host(visits: Visits) -> None:
    """The list is taken out of an answer whose nonce is another one; coming back, the colours are still there."""
    portal = Visits(visits.browser, visits.address.replace("127.0.0.1", "belgique.localhost"), visits.ground)
    with portal.as_(language="nl") as page:
        page.goto("/calendar/")
        assert page.evaluate(COLOUR) == BELGIAN
        page.locator('label:has(input[name="kind"][value="webinar"])').click()
        page.wait_for_url("**kind=webinar*")
        page.goto("/forum/")
        page.go_back()
        page.wait_for_url("**kind=webinar*")
        assert page.evaluate(COLOUR) == BELGIAN
    assert not portal.problems, "\n".join(portal.problems)
