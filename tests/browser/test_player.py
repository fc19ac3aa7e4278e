"""What an exercise says and lets do on a phone: read aloud, the end of a check, answered again where it stands, what
she typed in another language, what is not sent yet."""

import contextlib
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hand import Hand
from tests.browser.visits import LEARNER, Visits

pytestmark = pytest.mark.browser

# The browser of the tests has no voice: one that remembers what it was asked to say
VOICE = """
window.told = []
window.SpeechSynthesisUtterance = function (text) { this.text = text }
Object.defineProperty(window, 'speechSynthesis', {value: {
    getVoices: () => [{lang: 'fr-BE'}], cancel() {}, speak({text}) { told.push(text) }
}})
"""
LATE = "() => window.HalteLate"


@contextlib.contextmanager
def at(visits: Visits, exercise: str, *, script: bool = True) -> Iterator[Page]:
    """The learner's phone with that exercise of L06 open; nothing that she does there is sent."""
    with visits.as_(LEARNER, width=360, script=script) as page:
        page.add_init_script(VOICE)
        if script:
            page.route("**/l/answers/", lambda route: route.fulfill(status=503, body=""))
        page.goto(visits.first_module(f"x/{exercise}/"))
        if script:
            page.wait_for_function(LATE)
        yield page
    visits.problems[:] = [told for told in visits.problems if "503" not in told]  # the browser reports what was refused


def told(page: Page) -> str:
    """What the voice was asked to say last."""
    return page.evaluate("told.pop() || ''")


def test_the_question_the_card_and_the_choices_are_read_and_so_is_the_verdict(visits: Visits) -> None:
    with at(visits, "L06-14") as page:
        page.locator("form .say:visible").first.click()
        said = told(page)
        assert page.locator("#say").inner_text().split("\n")[0] in said
        for label in page.locator(".pick label").all_inner_texts():
            assert label in said
        page.locator(".pick label").first.click()
        page.locator('.foot [value="answer"]').click()
        page.locator(".verdict .say").click()
        assert "La bonne réponse\xa0: Répondre" in told(page)


def test_of_lists_with_the_same_choices_one_is_read(visits: Visits) -> None:
    with at(visits, "L06-03") as page:
        page.locator("form .say:visible").first.click()
        said = told(page)
        for select in page.locator("select").all():
            assert select.locator("xpath=preceding-sibling::b").inner_text() in said
        choice = page.locator("select option").nth(1).inner_text()
        assert said.count(choice) == 1


@pytest.mark.parametrize("script", [True, False], ids=["script", "form"])
def test_the_check_sends_nobody_back_and_tells_what_is_right(visits: Visits, script: bool) -> None:
    """Its words for another try ("Who must read…?") are not said where there is none."""
    with at(visits, "L06-14", script=script) as page:
        hand = Hand(page, turns=not script)
        hand.tap('.foot [value="skip"]')
        expect(page.locator(".verdict h1")).to_have_text("Ce n’est pas grave. On continue.")
        expect(page.locator(".verdict")).to_contain_text("La bonne réponse : Répondre")
        expect(page.locator(".verdict")).not_to_contain_text("?")
        expect(page.locator(".verdict use").first).to_have_attribute("href", "#i-info")


@pytest.mark.parametrize("script", [True, False], ids=["script", "form"])
def test_in_practice_it_is_answered_again_where_it_stands(visits: Visits, script: bool) -> None:
    """The question stays in sight, with "Check"; after the third mistake it is tried together."""
    with at(visits, "L06-03", script=script) as page:
        hand = Hand(page, turns=not script)
        for attempt in (1, 2):
            page.locator("select").first.select_option(index=attempt % 2 + 1)
            hand.tap('.foot [value="answer"]')
            expect(page.locator(".verdict.bad")).to_be_visible()
            expect(page.locator("form #say")).to_be_visible()
            expect(page.locator('.foot [value="answer"]')).to_be_visible()
            expect(page.locator('.foot [name="again"]')).to_have_count(0)
        hand.tap('.foot [value="answer"]')
        expect(page.locator('.foot [name="again"]')).to_be_visible()
        hand.leave('.foot [name="again"]')
        expect(page.locator("#notes")).to_contain_text(
            "l’e‑mail" if script else "ensemble"
        )  # without a network: the hint
        hand.play("L06-03")
        expect(page.locator(".verdict:not(.bad)")).to_be_visible()


def test_what_she_chose_and_did_comes_along_into_another_language(visits: Visits) -> None:
    with at(visits, "L06-03") as page:
        page.locator("select").first.select_option(index=2)
        chosen = page.locator("select").first.input_value()
        into(page, "nl")
        expect(page.locator("select").first).to_have_value(chosen)
        into(page, "fr")


def test_how_far_she_was_in_a_simulator_comes_along_once(visits: Visits) -> None:
    with at(visits, "L06-02") as page:
        title = page.locator("#sim h2")
        page.locator('#sim [name="do"]:not([value="a.back"])').first.click()
        there = title.inner_text()
        into(page, "nl")
        expect(page.locator('#sim [value="a.back"]')).to_be_visible()
        into(page, "fr")
        expect(title).to_have_text(there)
        page.reload()
        page.wait_for_function(LATE)
        expect(title).not_to_have_text(there)


def into(page: Page, language: str) -> None:
    page.locator(".lang summary").click()
    with page.expect_navigation():
        page.locator(f'.langs [value="{language}"]').click()
    page.wait_for_function(LATE)


def test_what_is_not_sent_yet_covers_nothing(visits: Visits) -> None:
    """It stands in the foot, above its buttons: no control of the page lies under it."""
    with at(visits, "L06-14") as page:
        page.locator(".pick label").first.click()
        page.locator('.foot [value="answer"]').click()
        pill = page.locator("#unsent")
        expect(pill).to_be_visible()
        told, foot = pill.bounding_box(), page.locator(".foot").bounding_box()
        assert told
        assert foot
        assert told["y"] + told["height"] <= foot["y"] + 1
        above = page.locator(".under").bounding_box()
        assert above
        assert above["y"] <= told["y"] < above["y"] + 2, "within the foot, and the page scrolls above it"


def test_labels_stand_above_lists_of_the_same_width(visits: Visits) -> None:
    with at(visits, "L06-03") as page:
        widths = {round(box["width"]) for one in page.locator("select").all() if (box := one.bounding_box())}
        assert len(widths) == 1
        assert min(widths) > 270
