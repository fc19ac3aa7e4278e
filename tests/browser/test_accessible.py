"""Every page, for everybody: axe in light and dark, wide and narrow, in three languages; reflow at 320 px; large text.

Each page is read twice: in French, light, 1280 px; and in Dutch or English by turns, dark, 360 px.
"""

import itertools

import pytest
from playwright.sync_api import Page

from tests.browser.looking import too_wide, violations
from tests.browser.visits import Visits

pytestmark = pytest.mark.browser

ANSWERS = {"404": 404, "403": 403, "unknown card": 404, "closed invitation": 410}  # any other page: 200
PERSONAS = ["", "learner", "ines", "karim", "joris", "claire", "greet", "an", "nadia", "paul"]


@pytest.mark.parametrize("persona", PERSONAS)
def test_wide_and_light_in_french(visits: Visits, persona: str) -> None:
    """axe, and text at 200 %: it grows, and nothing moves out of sight."""
    found = []
    with visits.as_(persona, language="fr") as page:
        for name, path in visits.ground["pages"][persona]:
            answered(page, name, path)
            assert page.locator("html").get_attribute("lang") == "fr", name
            found += [f"{name}: {line}" for line in violations(page)]
            before = page.locator("h1").first.bounding_box()
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            after = page.locator("h1").first.bounding_box()
            found += [f"{name}, 200 %: {line}" for line in too_wide(page)]
            if not before or not after or after["height"] < 1.5 * before["height"]:
                found.append(f"{name}: the text doesn't grow")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("persona", PERSONAS)
def test_narrow_and_dark_in_dutch_or_english(visits: Visits, persona: str) -> None:
    """axe at 360 px; and at 320 px nothing scrolls sideways."""
    found = []
    with visits.as_(persona, width=360, dark=True) as page:
        for (name, path), language in zip(visits.ground["pages"][persona], itertools.cycle(["nl", "en"]), strict=False):
            visits.speak(page.context, language)
            page.set_viewport_size({"width": 360, "height": 740})
            answered(page, name, path)
            assert page.locator("html").get_attribute("lang") == language, name
            found += [f"{name}, {language}: {line}" for line in violations(page)]
            found += [f"{name}, 360 px: {line}" for line in too_wide(page)]
            page.set_viewport_size({"width": 320, "height": 740})
            found += [f"{name}, 320 px: {line}" for line in too_wide(page)]
    assert not found, "\n".join(found)


def answered(page: Page, name: str, path: str) -> None:
    """Open a page; it must be the one that is meant, and not a refusal."""
    response = page.goto(path)
    assert response is not None
    assert response.status == ANSWERS.get(name, 200), f"{name}: {response.status}"
