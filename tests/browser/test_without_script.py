"""A phone without JavaScript: signing in by card, and exercises of both sorts up to their verdict."""

import pytest
from playwright.sync_api import expect

from exercises import in_type
from tests.browser.hand import Hand, module
from tests.browser.visits import LEARNER, Visits

pytestmark = pytest.mark.browser


def test_signing_in_by_code_and_secret(visits: Visits) -> None:
    card = visits.ground["card"]
    with visits.as_(width=360, script=False) as page:
        page.goto("/c/")
        page.locator("#code").fill(card["code"].lower())
        page.locator(".foot .btn-go").click()
        page.locator('[name="digits"]').fill(card["secret"])
        page.locator(".foot .btn-go").click()
        page.wait_for_url("**/l/")
        expect(page.locator("h1")).to_contain_text("Zoé")


def test_signing_in_by_the_square_of_the_card(visits: Visits) -> None:
    """Its address asks who is there; only the answer signs in, and the token is gone from the address by then."""
    token = visits.ground["card"]["token"]
    with visits.as_(width=360, script=False) as page:
        page.goto(f"/c/{token}/")
        assert token not in page.url
        expect(page.locator("h1")).to_contain_text("Zoé")
        question = page.url
        page.goto("/l/")
        assert not page.url.endswith("/l/"), "looking at the card must not sign in"
        page.goto(question)
        page.locator(".foot .btn-go").click()
        page.wait_for_url("**/l/")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("exercise", ["L06-01", "L06-02", "L06-04", "L11-02", "L11-09", "L16-06"])
def test_exercises_end_the_same_with_a_script_and_without(visits: Visits, exercise: str, script: bool) -> None:
    """Solved by the same taps, the verdict has the same words, and the way on is open."""
    facts = module(exercise)["exercises"][exercise]
    with visits.as_(LEARNER, width=360, script=script) as page:
        page.goto(f"/l/{visits.ground['modules'][exercise[:3]]}/x/{exercise}/")
        hand = Hand(page, turns=not script)
        hand.play(exercise)
        words = in_type(facts["feedback"]["success"]["fr"].split("\n")[0], "fr")
        expect(page.locator(".verdict h1")).to_have_text(words)
        hand.leave(".foot .btn-go")
        assert exercise not in page.url
