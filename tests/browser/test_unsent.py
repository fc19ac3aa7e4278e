"""An answer that neither the server nor the phone has yet: who leaves has it sent, or is told and decides.

Where the phone keeps answers, nobody is held (tests/browser/test_offline.py); here it keeps none.
"""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.hand import Hand
from tests.browser.visits import LEARNER, Visits

pytestmark = pytest.mark.browser
ANSWERS, EXERCISE = "**/l/answers/", "L06-01"
WAY_OUT = "header a"
NO_STORAGE = "Object.defineProperty(window, 'indexedDB', {value: undefined})"


def answered(visits: Visits, page: Page) -> None:
    page.add_init_script(NO_STORAGE)
    page.goto(visits.first_module(f"x/{EXERCISE}/"))
    Hand(page).play(EXERCISE)


def _expected(visits: Visits) -> None:
    """The browser reports each request that was refused on purpose."""
    visits.problems[:] = [told for told in visits.problems if "ERR_FAILED" not in told]


def unreachable(route: Route) -> None:
    route.abort()


def test_who_leaves_while_nothing_can_be_sent_is_told_and_decides(visits: Visits) -> None:
    with visits.as_(LEARNER, width=360) as page:
        page.route(ANSWERS, unreachable)
        answered(visits, page)
        here = page.url
        page.locator(WAY_OUT).click()
        expect(page.locator("#leave")).to_be_visible()
        assert page.url == here
        with page.expect_navigation():
            page.locator("#leave .side").click()
        assert page.url != here, "leave anyway"
    _expected(visits)


def test_a_server_that_never_answers_holds_nobody(visits: Visits) -> None:
    with visits.as_(LEARNER, width=360) as page:
        page.route(ANSWERS, lambda route: None)
        answered(visits, page)
        page.locator(WAY_OUT).click()
        expect(page.locator("#leave")).to_be_visible(timeout=8000)


def test_what_waits_is_sent_on_the_way_out_as_soon_as_it_can_be(visits: Visits) -> None:
    with visits.as_(LEARNER, width=360) as page:
        page.route(ANSWERS, unreachable)
        answered(visits, page)
        page.locator(WAY_OUT).click()
        expect(page.locator("#leave")).to_be_visible()
        page.unroute(ANSWERS)
        with page.expect_response(ANSWERS) as sent, page.expect_navigation():
            page.locator('#leave [name="do"]').click()
        assert sent.value.ok
    _expected(visits)


def test_an_answer_that_was_sent_stops_nobody(visits: Visits) -> None:
    with visits.as_(LEARNER, width=360) as page:
        with page.expect_response(ANSWERS):
            answered(visits, page)
        with page.expect_navigation():
            page.locator(WAY_OUT).click()
