"""A learner's phone in the hand of a test: comes in, keeps a module, answers, and says what it shows."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.hand import Hand
from tests.browser.wire import Wire, until

PATHS = "caches.open('halte-%s').then(cache => cache.keys()).then(keys => keys.map(key => new URL(key.url).pathname))"
KEPT, FILES = PATHS % "pages", PATHS % "files"
LOG = """new Promise(yes => { indexedDB.open('halte').onsuccess = ({target: {result}}) =>
    result.transaction('log').objectStore('log').getAll().onsuccess = ({target: {result}}) => yes(result) })"""
PUT = """([send, count]) => {
    const keep = HalteKeep()
    return Promise.all([...Array(count).keys()].map(n => keep.put({...send, value: null, n2: n})))
}"""
# What waits for more than 10 seconds waits for a part of that
HURRY = (
    "{ const wait = setTimeout; window.setTimeout = (f, ms, ...more) => wait(f, ms >= 1e4 ? ms / 20 : ms, ...more) }"
)


@dataclass
class Phone:
    """A phone in somebody's hand: a browser of its own, behind the wire."""

    context: BrowserContext
    wire: Wire
    learner: dict[str, Any]
    rows: Callable[[str, list], list[tuple]]
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        self.page = self.context.new_page()

    def comes_in(self, learner: dict[str, Any] | None = None, *, own: bool = True, page: Page | None = None) -> None:
        """By the card's QR, and says whether the phone is hers."""
        page, self.learner = page or self.page, learner or self.learner
        page.goto(f"/c/{self.learner['token']}/")
        if own:
            page.locator("label[for=own]").click()
        page.locator(".foot .btn-go").click()
        page.wait_for_url("**/l/")

    def path(self, rest: str = "", module: str = "L06") -> str:
        return f"/l/{self.learner['modules'][module]}/{rest}"

    def keeps(self, module: str = "L06") -> None:
        """Opens a module's first page, and waits until all of it is on the phone."""
        self.page.goto(self.path("why/", module))
        until(lambda: self.path("kept/", module) in self.page.evaluate(KEPT))
        until(lambda: self.page.evaluate("!!navigator.serviceWorker.controller"))

    def answers(self, count: int, page: Page | None = None) -> None:
        """So many answers through the page's own queue, faster than a hand."""
        send = {"assignment": self.learner["modules"]["L06"], "version": 1, "step": "guided", "exercise": "L06-01"}
        (page or self.page).evaluate(PUT, [send, count])

    def plays(self, exercise: str = "L06-03") -> None:
        self.page.goto(self.path(f"x/{exercise}/", exercise[:3]))
        Hand(self.page).play(exercise)

    def stored(self, learner: dict[str, Any] | None = None) -> int:
        """How many answers of hers the server has."""
        sql = "SELECT count(*), count(DISTINCT key) FROM courses_answer WHERE learner_id = %s"
        [(count, keys)] = self.rows(sql, [(learner or self.learner)["id"]])
        assert count == keys
        return count

    def unsent(self) -> int:
        """What the page says; some must be unsent."""
        pill = self.page.locator("#unsent")
        expect(pill).to_contain_text(re.compile(r"\d"))
        return int(re.sub(r"\D", "", pill.inner_text()))

    def goes_on(self) -> None:
        """One page further, by the one button of the page; an exercise is left with "I don't know"."""
        page = self.page
        if "/x/" in page.url:
            page.locator("[value=skip]").click()
            expect(page.locator(".verdict")).to_be_visible()
        for choice in ("[name=r] + label", "[name=how][value=alone] + label"):
            if page.locator(choice).count() and "/x/" not in page.url:
                page.locator(choice).first.click()
        way = ".foot .go-on, .foot .btn-go" if page.locator(".foot .go-on, .foot .btn-go").count() else ".do"
        with page.expect_navigation():
            page.locator(way).first.click()
