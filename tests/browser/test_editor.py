"""The curators' editor in a browser: a text, a picture with its words, both on the phone beside it, played, undone."""

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.visits import PATIENCE, Visits
from tests.media_files import picture

pytestmark = pytest.mark.browser
CURATOR = "paul"
MODULE = "/author/L24/"
WORDS = "A tram beside a house."


def phone(page: Page) -> FrameLocator:
    return page.frame_locator("#phone")


def begun(page: Page) -> None:
    """The draft of the module, begun if need be."""
    page.goto(MODULE)
    begin = page.locator('button[value="begin"]')
    if begin.count():
        begin.click()
        page.wait_for_load_state()
    expect(page.locator("form[data-autosave]")).to_be_attached()


def test_a_text_and_a_picture_reach_the_phone_and_come_back(visits: Visits) -> None:
    with visits.as_(CURATOR, language="en") as page:
        begun(page)
        # a text: a pause in the typing keeps it, and the phone shows it
        page.goto(MODULE + "exercise/L24-01/?look=en-BE")
        field = page.locator('[name="v.instruction.en"]')
        before = field.input_value()
        field.fill("Which tram comes first?")
        expect(page.locator("#status[data-state=kept]")).not_to_be_empty(timeout=PATIENCE)
        expect(phone(page).locator("h1").first).to_contain_text("Which tram comes first?")

        # a picture: made small, described, chosen, seen
        page.goto(MODULE + "media/")
        page.locator("#id_file").set_input_files({"name": "tram.png", "mimeType": "image/png", "buffer": picture()})
        page.locator("#id_alt_fr").fill("Un tram à côté d’une maison.")
        page.locator("#id_alt_en").fill(WORDS)
        page.locator('button[value="add"]').click()
        thumb = page.locator("img.thumb")
        expect(thumb).to_be_visible()
        assert thumb.evaluate("one => one.decode().then(() => one.naturalWidth)") == 720
        expect(page.locator(".tag.bad", has_text="NL").first).to_be_visible()
        name = page.locator("#h-g ~ ul .small").first.inner_text()

        page.goto(MODULE + "step/why/")
        person = page.locator('[name="v.screens.0.picture"]').input_value()
        page.goto(MODULE + "?look=en-BE")
        chosen = page.locator(f'select[name="v.personas.{person}.picture.file"]')
        for language in ("fr", "nl", "en"):
            page.locator(f'[name="v.personas.{person}.picture.alt.{language}"]').fill("")
        chosen.select_option(name)
        page.locator('button.btn-go[value="save"]').first.click()
        page.goto(MODULE + "step/why/?look=en-BE")
        seen = phone(page).locator(f'svg[aria-label="{WORDS}"] image')
        expect(seen).to_be_visible()

        # played in the phone, and the undo of the text
        page.goto(MODULE + "exercise/L24-01/?look=en-BE")
        phone(page).get_by_role("button", name="I don’t know").click()
        expect(phone(page).locator(".verdict, [role=status]").first).to_be_visible()
        page.goto(MODULE)
        with page.expect_navigation():
            page.locator("#undo button").click()
        page.goto(MODULE + "step/why/?look=en-BE")
        expect(phone(page).locator(f'svg[aria-label="{WORDS}"]')).to_have_count(0)
        page.goto(MODULE + "history/")
        with page.expect_navigation():
            page.locator('form[action$="/back/"] button').last.click()
        page.goto(MODULE + "exercise/L24-01/")
        expect(page.locator('[name="v.instruction.en"]')).to_have_value(before)


def test_on_a_narrow_screen_the_form_comes_first_and_the_parts_at_a_touch(visits: Visits) -> None:
    with visits.as_(CURATOR, language="en", width=360) as page:
        page.goto(MODULE + "exercise/L24-01/")
        outline = page.locator("#outline")
        expect(outline).to_be_hidden()
        box = page.locator("section.card h2").first.bounding_box()
        assert box and box["y"] < 740, "the form is on the first screen"
        page.get_by_label("Show the parts of the module").check()
        expect(outline).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    with visits.as_(CURATOR, language="en", script=False) as page:
        page.goto(MODULE + "exercise/L24-01/")
        expect(page.locator("#outline")).to_be_visible()


def test_what_is_typed_survives_leaving_no_network_and_a_sign_in_that_ended(visits: Visits) -> None:
    with visits.as_(CURATOR, language="en") as page:
        begun(page)
        page.on("dialog", lambda one: one.accept())
        page.goto(MODULE + "exercise/L24-02/")
        field, status = page.locator('[name="v.instruction.en"]'), page.locator("#status")
        before = field.input_value()

        # leaving within the pause
        field.fill("Typed and left.")
        expect(status).to_have_text("Not kept yet")
        page.locator("#outline a").first.click()
        page.wait_for_url("**" + MODULE)
        page.goto(MODULE + "exercise/L24-02/")
        expect(field).to_have_value("Typed and left.")
        expect(page.locator("#undo button")).to_contain_text("L24-02")

        # without a network: said where one looks, and kept once it is back
        page.context.set_offline(True)
        field.fill("Typed in a tunnel.")
        expect(status).to_contain_text("no network", timeout=PATIENCE)
        expect(status).to_be_in_viewport()
        page.context.set_offline(False)
        expect(page.locator("#status[data-state=kept]")).to_be_attached(timeout=PATIENCE)

        # the sign-in has ended: the words wait in the tab
        cookies = page.context.cookies()
        session = next(one["name"] for one in cookies if "session" in one["name"])
        page.context.clear_cookies(name=session)
        field.fill("Typed too late.")
        expect(status.get_by_role("link")).to_be_visible(timeout=PATIENCE)
        page.goto(MODULE + "exercise/L24-02/")
        assert "/accounts/" in page.url
        page.context.add_cookies(cookies)
        page.goto(MODULE + "exercise/L24-02/")
        expect(field).to_have_value("Typed too late.")
        expect(page.locator("#status[data-state=kept]")).to_be_attached(timeout=PATIENCE)
        page.reload()
        expect(field).to_have_value("Typed too late.")
        field.fill(before)
        page.locator('.keep button[value="save"]').click()
        expect(field).to_have_value(before)
    meant = ("ERR_INTERNET_DISCONNECTED", "401")
    visits.problems[:] = [one for one in visits.problems if not any(word in one for word in meant)]
