"""What pages may weigh, and how they behave: docs/budgets.md has the table.

Bytes, requests and nodes don't flicker, so they are tests; times are measured by bench/.
"""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from tests.browser.visits import LEARNER, Visits
from tests.browser.weighing import Scale, View

pytestmark = pytest.mark.browser

ONE_FLIGHT = 13_500  # what the first flight of a TCP connection carries


@dataclass(frozen=True)
class Budget:
    """At most so many bytes (brotli, with their headers), requests and nodes."""

    html: int
    css: int
    js: int
    first: int
    repeat: int
    requests: int
    shift: float
    nodes: int = 100_000

    def broken(self, name: str, first: View, repeat: View) -> list[str]:
        """What is above the budget, one line each."""
        facts = {
            "HTML": (first.of("Document"), self.html),
            "CSS": (first.of("Stylesheet"), self.css),
            "JS": (first.of("Script"), self.js),
            "first view": (first.total, self.first),
            "repeat view": (repeat.total, self.repeat),
            "requests": (first.requests, self.requests),
            "nodes": (first.nodes, self.nodes),
            "shift": (first.shift, self.shift),
        }
        return [f"{name}: {what} {seen} > {most}" for what, (seen, most) in facts.items() if seen > most]


EXERCISE = Budget(10_000, 0, 6_000, 20_000, 5_000, 3, 0, nodes=400)
SIGN_IN = Budget(8_000, 0, 3_000, 15_000, 5_000, 3, 0, nodes=400)
DESK = Budget(15_000, 8_000, 20_000, 45_000, 15_000, 5, 0.02)
EDITOR = Budget(25_000, 12_000, 26_000, 60_000, 20_000, 12, 0.02)  # two pages: the desk's, and the phone's within it
CARD = {"card code", "unknown card", "room code"}


def over(visits: Visits, persona: str, budget: Budget, *, width: int, only: set[str] | None = None) -> list[str]:
    """Every page of `persona` on the scale: a first view with an empty cache, then the same page again.

    One warm-up first, of the server's templates and the browser's process; its cache is emptied again.
    """
    found = []
    context = visits.context(persona, width=width)
    scale = Scale(context)
    pages = [(name, path) for name, path in visits.ground["pages"][persona] if only is None or name in only]
    scale.weigh(pages[0][1])
    for name, path in pages:
        scale.forget()
        first = scale.weigh(path)
        found += budget.broken(name, first, scale.weigh(path))
    context.close()
    return found


def test_learner_pages(visits: Visits) -> None:
    found = over(visits, LEARNER, EXERCISE, width=360)
    assert not found, "\n".join(found)


def test_sign_in_by_card(visits: Visits) -> None:
    found = over(visits, "", SIGN_IN, width=360, only=CARD)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("persona", ["", "ines", "karim", "joris", "claire", "nadia", "paul"])
def test_desk_pages(visits: Visits, persona: str) -> None:
    names = {name for name, _ in visits.ground["pages"][persona]} - CARD
    phones = {name for name in names if name.startswith("editor")}
    found = over(visits, persona, DESK, width=1280, only=names - phones)
    found += over(visits, persona, EDITOR, width=1280, only=phones) if phones else []
    assert not found, "\n".join(found)


def test_what_paints_an_exercise_is_one_response(visits: Visits) -> None:
    """The HTML carries its style; a script may come later, and nothing else is needed to answer."""
    found = []
    with visits.as_(LEARNER, width=360, script=False) as page:
        needed: list[str] = []
        page.on("request", lambda request: needed.append(request.url))
        for name, path in visits.ground["pages"][LEARNER]:
            page.context.clear_cookies(name="sheet")
            needed.clear()
            response = page.goto(path)
            assert response is not None
            sizes = response.request.sizes()
            weight = sizes["responseHeadersSize"] + sizes["responseBodySize"]
            others = [url for url in needed if not url.endswith((path, ".js")) and url not in prefetched(page)]
            if weight > ONE_FLIGHT or others:
                found.append(f"{name}: {weight} bytes, then {others}")
    assert not found, "\n".join(found)


def prefetched(page: Page) -> list[str]:
    """What the page asks for later, when the browser is idle."""
    return page.locator("link[rel=prefetch]").evaluate_all("links => links.map(link => link.href)")


# --- keyboard

SEEN = """() => {
    const one = document.activeElement, style = getComputedStyle(one), label = one.closest('label')
    const drawn = s => (s.outlineStyle != 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow != 'none'
    const beside = one.nextElementSibling && getComputedStyle(one.nextElementSibling)
    const box = one.getBoundingClientRect()
    return {
        name: one.outerHTML.slice(0, 100),
        main: one.matches('.btn-go'),
        body: one == document.body,
        visible: drawn(style) || (!!beside && drawn(beside)) || (!!label && drawn(getComputedStyle(label))),
        inside: box.bottom > 0 && box.top < innerHeight,
    }
}"""
KEYBOARD = [
    ("", "front", 1280),
    ("", "sign-in", 1280),
    ("", "register", 1280),
    ("", "card code", 360),
    (LEARNER, "home", 360),
    (LEARNER, "exercise choice", 360),
    (LEARNER, "exercise order", 360),
    ("ines", "aidant's home", 1280),
    ("ines", "log help", 360),
    ("ines", "learners", 1280),
    ("ines", "ask", 1280),
    ("", "room code", 360),
    ("", "places near", 360),
    ("karim", "people", 1280),
    ("joris", "a request", 1280),
    ("nadia", "help desk", 1280),
    ("joris", "new action", 1280),
    ("joris", "report", 1280),
]


@pytest.mark.parametrize(("persona", "name", "width"), KEYBOARD)
def test_tab_reaches_the_main_action(visits: Visits, persona: str, name: str, width: int) -> None:
    """Each stop of the Tab key is drawn and in sight, up to the page's one filled button."""
    with visits.as_(persona, width=width) as page:
        page.goto(dict(visits.ground["pages"][persona])[name])
        for _ in range(90):
            page.keyboard.press("Tab")
            stop = page.evaluate(SEEN)
            assert not stop["body"], "the main action is out of reach"
            assert stop["visible"], f"no focus to see: {stop['name']}"
            assert stop["inside"], f"focus out of sight: {stop['name']}"
            if stop["main"]:
                return
    pytest.fail("90 stops, and no main action")


@pytest.mark.parametrize("persona", ["", "ines", "joris"])
def test_the_skip_link_skips(visits: Visits, persona: str) -> None:
    """The first Tab shows it; Enter leads past the menu."""
    with visits.as_(persona) as page:
        page.goto(visits.ground["pages"][persona][0][1])
        page.keyboard.press("Tab")
        assert _focused(page, ".skip")
        box = page.locator(".skip").bounding_box()
        assert box
        assert box["y"] >= 0
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("!!document.activeElement.closest('#main')")


def _focused(page: Page, selector: str) -> bool:
    return page.evaluate("selector => document.activeElement.matches(selector)", selector)
