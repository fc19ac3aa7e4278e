"""Pages that no address brings, for a form must be sent first: a room's names and pads, a viewing, a merge undone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import too_wide, violations
from tests.browser.visits import Visits

pytestmark = pytest.mark.browser


def look(page: Page) -> None:
    """axe, and reflow at 320 px where the page is a narrow one."""
    assert violations(page) == []
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 740})
    assert too_wide(page) == []
    page.set_viewport_size(size)


def send(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.locator(button).first.click()


@pytest.mark.parametrize(("language", "dark"), [("fr", False), ("nl", True), ("en", False)])
def test_a_learner_comes_in_by_the_room(visits: Visits, language: str, dark: bool) -> None:
    """The code of all, her name, her digits; a wrong pad says so."""
    digits = visits.ground["card"]["secret"]
    with visits.as_(language=language, width=360, dark=dark) as page:
        page.goto("/w/")
        page.locator("#code").fill("222222")
        send(page, ".foot .btn-go")
        look(page)
        page.locator("#code").fill(visits.ground["room"])
        send(page, ".foot .btn-go")
        assert page.url.endswith("/w/names/")
        look(page)
        send(page, 'button[name="learner"]')
        look(page)
        page.locator('[name="digits"]').fill(digits[::-1] if digits != digits[::-1] else "0000")
        send(page, ".foot .btn-go")
        expect(page.locator(".note.bad")).to_be_visible()
        look(page)
        page.locator('[name="digits"]').fill(digits)
        send(page, ".foot .btn-go")
        page.wait_for_url("**/l/")
        expect(page.locator("h1")).to_contain_text("Zoé")


def test_an_aidant_opens_a_room_and_closes_it(visits: Visits) -> None:
    """The page with the square, and the learner's page once the room is closed."""
    with visits.as_("ines", language="nl", dark=True) as page:
        page.goto(dict(visits.ground["pages"]["ines"])["rooms"])
        send(page, "main form.card .btn-go")
        look(page)
        code = page.locator("b.code").inner_text()
        with visits.as_(language="nl", width=360) as phone:
            phone.goto("/w/")
            phone.locator("#code").fill(code)
            send(phone, ".foot .btn-go")
            look(phone)
            send(page, 'form[action$="/close/"] button')
            look(page)
            phone.reload()
            expect(phone.locator('[name="learner"]')).to_have_count(0)
            look(phone)


def test_an_administrator_sees_what_a_helper_sees(visits: Visits) -> None:
    """The banner is on every page until she stops; without a reason nothing begins."""
    with visits.as_("nadia", language="en") as page:
        page.goto(dict(visits.ground["pages"]["nadia"])["a person"])
        send(page, 'form[action$="/view-as/"] button')
        look(page)
        page.locator('[name="reason"]').fill("Her group is gone, she says")
        send(page, 'form[action$="/view-as/"] button')
        look(page)
        page.goto(dict(visits.ground["pages"]["ines"])["learners"])
        look(page)
        send(page, 'form[action="/help-desk/stop/"] button')
        look(page)
        expect(page.locator('form[action="/help-desk/stop/"]')).to_have_count(0)


def test_a_coordinator_merges_two_places_and_takes_it_back(visits: Visits) -> None:
    with visits.as_("joris", language="nl", dark=True) as page:
        page.goto(dict(visits.ground["pages"]["joris"])["what a merge would do"])
        send(page, 'main form[method="post"] button[type="submit"]')
        look(page)
        send(page, 'form[action$="/undo/"] button')
        look(page)
        expect(page.locator('form[action$="/undo/"]')).to_have_count(0)
