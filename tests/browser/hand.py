"""What a learner's hand does: plays exercises by their solutions, with a script on the page or without."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from exercises import bare_bundle, load_module
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


def play(page: Page, exercise: str) -> None:
    """Solve an exercise of a module, up to its verdict."""
    if not solve(page, module(exercise), exercise):
        page.locator('.foot button[value="answer"]').click()
    expect(page.locator(".verdict")).to_be_visible()


def solve(page: Page, facts: dict[str, Any], exercise: str) -> bool:
    """Do what the exercise asks; returns whether that ends it (a simulator), or a button must be tapped still."""
    bundle = bare_bundle(facts, exercise, "BE")
    if "actions" not in bundle:
        answer(page, bundle)
        return False
    for action in filled_in(facts["exercises"][exercise]["solution"], bundle["card"]):
        take(page, action)
    return True


def take(page: Page, action: str | dict[str, Any]) -> None:
    """One action of a simulator: a button, an option, or something typed."""
    if isinstance(action, str):
        _tap(page, f"a.{action}")
        return
    ((name, value),) = action.items()
    box = page.locator(f'[name="in.{name}"]')
    option = page.locator(f'[name="do"][value="a.{name}:{value}"]')
    expect(box.or_(option)).to_be_visible()
    if not box.count():
        _tap(page, f"a.{name}:{value}")
    elif box.evaluate("box => box.matches('select')"):
        box.select_option(value)
    else:
        box.fill(value)
        if page.locator(f'[name="do"][value="in.{name}"]').count():
            _tap(page, f"in.{name}")


def _tap(page: Page, value: str) -> None:
    """Without a script a tap is a form: wait for the page that comes back."""
    button = page.locator(f'[name="do"][value="{value}"]')
    before = page.locator("html").element_handle()
    button.click()
    if not _scripted(page):
        before.wait_for_element_state("hidden")


def _scripted(page: Page) -> bool:
    return page.locator("#play").count() > 0


def answer(page: Page, bundle: dict[str, Any]) -> None:
    """Fill in a question rightly: chosen, ordered, matched or typed."""
    match bundle.get("child") or bundle["type"]:
        case "choice" | "multiple":
            for option in bundle["options"]:
                if option.get("right"):
                    page.locator(f'label[for="{_id_of(page, option["id"])}"]').click()
        case "order":
            for place, one in enumerate(bundle["answer"]):
                while _order(page).index(one) > place:
                    _tap(page, f"up:{one}")
        case "match":
            for part in bundle["parts"]:
                page.locator(f'[name="m.{part["id"]}"]').select_option(part["answer"][0])
        case "fill":
            for part in bundle["parts"]:
                page.locator(f'[name="f.{part["id"]}"]').fill(str(part["answer"][0]))


def _id_of(page: Page, option: str) -> str:
    return page.locator(f'[name="r"][value="{option}"]').get_attribute("id") or ""


def _order(page: Page) -> list[str]:
    return page.locator(".order li").evaluate_all("rows => rows.map(row => row.dataset.id)")
