"""On a phone: gestures by a finger, a place in a picture, a text that is read aloud. The sample module has them."""

from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.looking import too_wide, violations
from tests.browser.visits import Visits

pytestmark = pytest.mark.browser


class Finger:
    """One finger on a page: real touches, as the browser's own driver makes them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.driver: CDPSession = page.context.new_cdp_session(page)

    def _send(self, kind: str, *points: dict[str, float]) -> None:
        self.driver.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    def at(self, selector: str, across: float = 0.5, down: float = 0.5) -> dict[str, float]:
        """A point of what the selector finds, in shares of its width and height."""
        box = self.page.locator(selector).bounding_box()
        assert box is not None
        return {"x": box["x"] + across * box["width"], "y": box["y"] + down * box["height"]}

    def touch(self, point: dict[str, float], *, hold: int = 30, slide: int = 0) -> None:
        self._send("touchStart", point)
        if slide:
            self._send("touchMove", {"x": point["x"] + slide, "y": point["y"]})
        self.page.wait_for_timeout(hold)
        self._send("touchEnd")


@pytest.fixture
def phone(visits: Visits) -> Any:
    """A page with a touch screen, in French, of somebody who may try exercises."""
    context = visits.browser.new_context(
        base_url=visits.address,
        viewport={"width": 360, "height": 740},
        has_touch=True,
        is_mobile=True,
        locale="fr",
        storage_state=visits._state("ines"),
    )
    visits.speak(context, "fr")
    visits.watch(context)
    yield context.new_page()
    context.close()


def opened(visits: Visits, page: Page, exercise: str) -> Finger:
    page.goto(f"{visits.ground['sample']}{exercise}/")
    expect(page.locator("h1")).to_be_visible()
    return Finger(page)


def told(phone: Page, finger: "Finger", where: str, words: str) -> None:
    """One tap, and what it says. A busy browser may take a touch for the end of the one before: then once more."""
    for _ in range(4):
        finger.touch(finger.at(where))
        phone.wait_for_timeout(1500)  # longer than two taps may lie apart
        if words in (phone.locator("#notes").text_content() or ""):
            return
    expect(phone.locator("#notes")).to_contain_text(words)


def test_a_gesture_does_what_a_tap_does_not(visits: Visits, phone: Page) -> None:
    finger = opened(visits, phone, "T01-01")
    title = phone.locator("#sim h2")
    unlock = '[data-press="swipe"]'
    finger.touch(finger.at(unlock))
    expect(phone.locator("#notes")).to_contain_text("puis glissez")
    finger.touch(finger.at(unlock, across=0.2), slide=120)
    expect(title).to_have_text("La photo")
    phone.wait_for_timeout(700)  # the browser takes a touch right after a swipe for its end

    double = '[data-press="double"]'
    told(phone, finger, double, "deux fois")
    for _ in range(2):
        finger.touch(finger.at(double))
    expect(phone.locator("#sim")).not_to_contain_text("La photo est petite.")

    hold = '[data-press="long"]'
    phone.wait_for_timeout(700)
    told(phone, finger, hold, "Gardez le doigt dessus.")
    finger.touch(finger.at(hold), hold=700)
    expect(phone.locator(".verdict h1")).to_have_text("C’est fait.")


def test_the_keyboard_and_the_second_button_need_no_gesture(visits: Visits, phone: Page) -> None:
    finger = opened(visits, phone, "T01-01")
    phone.locator('[data-press="swipe"]').press("Enter")
    expect(phone.locator("#sim h2")).to_have_text("La photo")
    finger.touch(finger.at('.lnk[value="a.zoom"]'))
    finger.touch(finger.at('.lnk[value="a.hold"]'))
    expect(phone.locator(".verdict")).to_be_visible()


def test_a_place_in_a_picture_is_chosen_by_touching_it(visits: Visits, phone: Page) -> None:
    finger = opened(visits, phone, "T01-02")
    chosen = phone.locator("[name=r]:checked")
    finger.touch(finger.at(".spot svg", across=0.44, down=0.6))
    assert chosen.input_value() == "phone"
    frame = phone.locator(".spot rect.at")
    box, picture = frame.bounding_box(), phone.locator(".spot svg").bounding_box()
    assert box is not None
    assert picture is not None
    assert (box["x"] - picture["x"]) / picture["width"] == pytest.approx(0.34, abs=0.02)
    finger.touch(finger.at(".spot svg", across=0.98, down=0.97))
    expect(phone.locator("#notes")).to_contain_text("rien à choisir")
    assert chosen.input_value() == "phone", "a touch beside everything takes nothing back"
    phone.locator('[value="head"] + label').click()
    moved = frame.bounding_box()
    assert moved is not None
    assert moved["x"] < box["x"], "the list moves the frame"
    finger.touch(finger.at(".spot svg", across=0.44, down=0.6))
    phone.locator('.foot [value="answer"]').click()
    expect(phone.locator(".verdict h1")).to_have_text("C’est fait.")


def test_they_are_accessible_and_fit(visits: Visits, phone: Page) -> None:
    """As they open, and after an answer: the cases with the expert's words, the letters that differ."""
    found = []
    for exercise, answer in (
        ("T01-01", None),
        ("T01-02", lambda: phone.locator('[value="stop"] + label').click()),
        ("T01-03", lambda: phone.locator('[name="f.name"]').fill("Milan Petters")),
        ("T01-04", None),
        ("T01-05", lambda: phone.locator('[value="show"] + label').click()),
        ("T01-06", lambda: phone.locator('[name="write"]').fill("Bonjour.")),
    ):
        opened(visits, phone, exercise)
        found += [f"{exercise}: {one}" for one in violations(phone) + too_wide(phone)]
        if answer:
            answer()
            phone.locator('.foot [value="answer"]').click()
            expect(phone.locator(".verdict")).to_be_visible()
            found += [f"{exercise}, answered: {one}" for one in violations(phone) + too_wide(phone)]
    assert not found, "\n".join(found)


VOICE = """
Object.defineProperty(window, 'speechSynthesis', {value: {
    getVoices: () => [{lang: 'fr-BE'}], cancel() {}, speak: told => { window.told = told }
}})
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text } }
"""
MARKED = "[...(CSS.highlights.get('say') || [])].map(range => range.toString())"


def test_the_word_that_is_spoken_is_marked(visits: Visits, phone: Page) -> None:
    phone.add_init_script(VOICE)
    opened(visits, phone, "T01-04")
    phone.locator("[data-say]").first.click()
    text = phone.evaluate("told.text")
    assert text.startswith("Activez le Wi-Fi.")
    for word in ("Activez", "Confirmez"):
        phone.evaluate(
            "([at, long]) => told.onboundary({charIndex: at, charLength: long})", [text.index(word), len(word)]
        )
        assert phone.evaluate(MARKED) == [word]
    phone.evaluate("told.onend()")
    assert phone.evaluate(MARKED) == []


def test_a_recording_wins_over_the_voice(visits: Visits, phone: Page) -> None:
    phone.add_init_script(VOICE + "HTMLMediaElement.prototype.play = async function () { window.played = this.src }")
    opened(visits, phone, "T01-04")
    there = phone.locator("script[src]").first.evaluate("script => script.src")  # any that is there
    phone.locator("[data-say]").first.evaluate("(button, file) => button.dataset.sound = file", there)
    phone.locator("[data-say]").first.click()
    assert phone.evaluate("played") == there
    assert phone.evaluate("typeof told") == "undefined"


def test_a_recording_that_can_not_be_had_leaves_the_word_to_the_voice(visits: Visits, phone: Page) -> None:
    phone.add_init_script(
        VOICE + "HTMLMediaElement.prototype.play = async function () { throw new Error('no network') }"
    )
    opened(visits, phone, "T01-04")
    button = phone.locator("[data-say]").first
    button.evaluate("button => button.dataset.sound = '/static/img/app.svg'")
    button.click()
    phone.wait_for_function("typeof told != 'undefined' && told.text")


def test_without_a_voice_only_a_recording_has_a_button(visits: Visits, phone: Page) -> None:
    phone.add_init_script(VOICE.replace("{lang: 'fr-BE'}", ""))
    opened(visits, phone, "T01-04")
    button = phone.locator("[data-say]").first
    expect(button).to_be_hidden()
    button.evaluate("button => button.dataset.sound = '/static/voice.mp3'")
    expect(button).to_be_visible()
