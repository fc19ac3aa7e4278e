"""A first-time learner goes through two modules on her own phone; from the second page on there is no network.

One language in the check, or those of HALTE_WALK ("fr nl en"); HALTE_SHOTS is a folder for a picture of each page.
"""

import json
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hand import Hand, module
from tests.browser.looking import too_wide, violations
from tests.browser.site import Site
from tests.browser.visits import Visits
from tests.browser.wire import until, wired

pytestmark = pytest.mark.browser

LANGUAGES = os.environ.get("HALTE_WALK", "nl").split()
SHOTS = os.environ.get("HALTE_SHOTS", "")
MODULES = ("L06", "L11")
KEPT = "caches.open('halte-pages').then(pages => pages.keys()).then(keys => keys.length)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_modules_from_the_second_page_on_without_a_network(site: Site, _visits: Visits, language: str) -> None:
    made = f"from tests.browser import phones; phones.main('Amina:{language}')"
    learner = json.loads(site.manage("shell", "-v0", "-c", made))[0]
    with wired(site.address) as wire:
        context = _visits.browser.new_context(
            base_url=wire.address, viewport={"width": 360, "height": 740}, locale=language, reduced_motion="reduce"
        )
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.goto(f"/c/{learner['token']}/")
        page.locator("label[for=own]").click()
        page.locator(".foot .btn-go").click()
        page.wait_for_url("**/l/")
        for number, code in enumerate(MODULES):
            # Her home leads into the module; its first page is the last one that comes from the network
            look(page, language, f"{code}-home")
            with page.expect_navigation():
                page.locator(".foot .btn-go").click()
            assert learner["modules"][code] in page.url
            until(lambda number=number: page.evaluate(KEPT) == number + 1)
            until(lambda: page.evaluate("!!navigator.serviceWorker.controller"))
            wire.breaks()
            through(page, code, language)
            page.goto("/l/")
            look(page, language, f"{code}-home-after")
            wire.mends()
            before = wire.sent()
            page.reload()
            until(lambda before=before: wire.sent() > before)
            expect(page.locator("#unsent")).to_be_hidden()
        page.goto("/l/")
        look(page, language, "end")
        expect(page.locator("h1")).to_contain_text("Amina")
        expect(page.locator(".path .done")).to_have_count(len(MODULES))
        context.close()


def through(page: Page, code: str, language: str) -> None:
    """From the first page of a module to "well done", by the one button of each page, each exercise solved."""
    played = 0
    for step in range(60):
        look(page, language, f"{code}-{step:02}")
        if "/finished/" in page.url:
            break
        if found := re.search(r"/x/([A-Z0-9]+-\d+)/", page.url):
            Hand(page).play(found[1])
            played += 1
            look(page, language, f"{code}-{step:02}-end")
        elif page.url.endswith("?tasks"):
            page.locator("[name=task] + label").first.click()
            page.locator("[name=how][value=alone] + label").click()
        elif page.locator("[name=r]").count():
            page.locator("[name=r] + label").first.click()
        way = ".foot .btn-go" if page.locator(".foot .btn-go").count() else ".do"
        with page.expect_navigation():
            page.locator(way).first.click()
    assert "/finished/" in page.url
    expect(page.locator("#unsent")).to_be_visible()
    needed = [step for step in module(code)["module"]["steps"] if step.get("exercises")]
    assert played == sum(one.get("choose", {}).get("at_least", len(one["exercises"])) for one in needed)


def look(page: Page, language: str, name: str) -> None:
    """In her language, within the screen; axe looks at what the phone draws by itself."""
    assert page.locator("html").get_attribute("lang") == language
    assert too_wide(page) == []
    if SHOTS:
        folder = Path(SHOTS) / language
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png")
    elif name.endswith(("-end", "-home-after")):
        assert violations(page) == []
