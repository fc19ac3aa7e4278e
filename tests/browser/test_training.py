"""A helper's own training in a browser: an exercise played by its script, the timer of a workshop."""

import pytest
from playwright.sync_api import expect

from tests.browser.visits import Visits

pytestmark = pytest.mark.browser


def test_an_answer_is_sent_at_once_and_continue_waits_for_it(visits: Visits) -> None:
    """A case: something must be chosen; then all options are weighed, and the answer is there."""
    with visits.as_("ines", language="en") as page:
        page.goto(dict(visits.ground["pages"]["ines"])["training exercise case"])
        page.locator(".foot .btn-go").click()
        expect(page.locator("#notes")).to_contain_text("Choose an answer first.")
        page.locator(".pick label").first.click()
        with page.expect_response(lambda reply: reply.url.endswith("/answers/")) as sent:
            page.locator(".foot .btn-go").click()
        assert sent.value.status == 200
        expect(page.locator("#end")).to_contain_text("The expert’s choice")
        expect(page.locator("#kept")).to_be_hidden()
        here = page.url
        page.locator(".foot .go-on").click()
        page.wait_for_url(lambda url: url != here)


def test_an_answer_outlives_the_session(visits: Visits) -> None:
    """Signed out in another tab: the page says so, keeps the answer, and sends it once she is back."""
    with visits.as_("ines", language="en") as page:
        page.goto(dict(visits.ground["pages"]["ines"])["training exercise case"])
        here, jar = page.url, page.context.cookies()
        page.context.clear_cookies()
        page.locator(".pick label").first.click()
        page.locator(".foot .btn-go").click()
        expect(page.locator("#kept")).to_contain_text("Sign in again")
        page.locator(".foot .go-on").click()
        expect(page.locator("#kept")).to_contain_text("Sign in again")
        assert page.url == here, "Continue waits"
        page.context.add_cookies(jar)
        with page.expect_response(lambda reply: reply.url.endswith("/answers/")) as sent:
            page.locator(".foot .go-on").click()
        assert sent.value.status == 200
        page.wait_for_url(lambda url: url != here)
    visits.problems[:] = [told for told in visits.problems if "401" not in told]  # the browser reports what was refused


def test_the_timer_runs_stands_and_stays_over_a_reload(visits: Visits) -> None:
    """Hidden without its script; a step's minutes, the next step's, kept in the tab."""
    with visits.as_("ines", language="en") as page:
        page.goto(dict(visits.ground["pages"]["ines"])["workshop kit"])
        steps = page.locator("[data-minutes]")
        clock, run = page.locator('[data-spot="clock"]'), page.locator('[data-spot="run"]')
        expect(clock).to_have_text(f"{steps.nth(0).get_attribute('data-minutes')}:00")
        run.click()
        expect(run).to_have_text("Pause")
        expect(clock).not_to_have_text(f"{steps.nth(0).get_attribute('data-minutes')}:00")
        run.click()
        page.locator('[data-spot="next"]').click()
        page.reload()
        expect(clock).to_have_text(f"{steps.nth(1).get_attribute('data-minutes')}:00")
        expect(page.locator(".stops > .now")).to_have_count(1)
