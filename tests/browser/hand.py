"""What a learner's hand does: plays exercises by their solutions, with a script on the page or without."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from exercises import bare_bundle, load_module
from exercises.answers import BEST
from exercises.bundles import filled_in

ROOT = Path(__file__).resolve().parents[2]
START = ROOT / "assessments" / "content" / "start"


@cache
def document(folder: Path) -> dict[str, Any]:
    """A module, or the skills check, as it ships."""
    return load_module(folder)


def module(exercise: str) -> dict[str, Any]:
    """The module of an exercise: L06 of L06-02."""
    return document(ROOT / "courses" / "content" / exercise[:3])


@dataclass
class Hand:
    """A hand on a page. `turns`: each tap is a form that brings a new page, as without a script."""

    page: Page
    turns: bool = False

    def play(self, exercise: str) -> None:
        """Solve an exercise of a module, up to its verdict."""
        if not self.solve(module(exercise), exercise):
            self.tap('.foot button[value="answer"]')
        expect(self.page.locator(".verdict")).to_be_visible()

    def solve(self, facts: dict[str, Any], exercise: str) -> bool:
        """Do what the exercise asks; returns whether that ends it (a simulator), or a button must be tapped still."""
        bundle = bare_bundle(facts, exercise, "BE")
        if "actions" not in bundle:
            self._answer(bundle)
            return False
        for action in filled_in(facts["exercises"][exercise]["solution"], bundle["card"]):
            self._take(action)
        return True

    def tap(self, selector: str) -> None:
        """Tap a button; where that sends a form, wait for the page that comes back."""
        if self.turns:
            self.leave(selector)
        else:
            self.page.locator(selector).click()

    def leave(self, selector: str) -> None:
        """Tap what leads to another page, and wait for it."""
        with self.page.expect_navigation():
            self.page.locator(selector).click()

    def _take(self, action: str | dict[str, Any]) -> None:
        if isinstance(action, str):
            self._do(f"a.{action}")
            return
        ((name, value),) = action.items()
        box, option = self.page.locator(f'[name="in.{name}"]'), self.page.locator(f'[value="a.{name}:{value}"]')
        expect(box.or_(option)).to_be_visible()
        if option.count():
            self._do(f"a.{name}:{value}")
        elif box.evaluate("box => box.matches('select')"):
            box.select_option(value)
        else:
            box.fill(value)
            if self.page.locator(f'[value="in.{name}"]').count():
                self._do(f"in.{name}")

    def _do(self, value: str) -> None:
        # A gesture's own button does it by a gesture; the one after it, by a tap
        self.tap(f'[name="do"][value="{value}"]:not([data-press])')

    def _answer(self, bundle: dict[str, Any]) -> None:
        """Fill in a question rightly: chosen, ordered, matched or typed."""
        match bundle.get("child") or bundle["type"]:
            case "case" if bundle.get("write"):
                self.page.locator('[name="write"]').fill("Je demande.")
            case "choice" | "multiple" | "hotspot" | "case":
                for option in bundle["options"]:
                    if option.get("right") or option.get("rating") == BEST:
                        self.page.locator(f'[name="r"][value="{option["id"]}"] + label').click()
            case "order":
                for place, one in enumerate(bundle["answer"]):
                    while self._order().index(one) > place:
                        self._do(f"up:{one}")
            case "match":
                for part in bundle["parts"]:
                    self.page.locator(f'[name="m.{part["id"]}"]').select_option(part["answer"][0])
            case "fill" | "keyboard":
                for part in bundle["parts"]:
                    self.page.locator(f'[name="f.{part["id"]}"]').fill(str(part["answer"][0]))

    def _order(self) -> list[str]:
        return self.page.locator(".order li").evaluate_all("rows => rows.map(row => row.dataset.id)")
