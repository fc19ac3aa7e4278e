"""What a learner's hand does: plays an exercise of a module by its solution, with a script on the page or without."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from exercises import bare_bundle, load_module

CONTENT = Path(__file__).resolve().parents[2] / "courses" / "content"


@cache
def document(code: str) -> dict[str, Any]:
    """A module as it ships."""
    return load_module(CONTENT / code)


def play(page: Page, exercise: str) -> None:
    """Solve the exercise that the page shows, up to its verdict."""
    facts = document(exercise.split("-", maxsplit=1)[0])["exercises"][exercise]
    if "world" in facts:
        for action in facts["solution"]:
            take(page, action)
    else:
        answer(page, bare_bundle(document(exercise.split("-", maxsplit=1)[0]), exercise, "BE"))
        page.locator('.foot button[value="answer"]').click()
    expect(page.locator(".verdict")).to_be_visible()


def take(page: Page, action: str | dict[str, Any]) -> None:
    """One action of a simulator: a button, an option, or something typed."""
    if isinstance(action, str):
        page.locator(f'[name="do"][value="a.{action}"]').click()
        return
    ((name, value),) = action.items()
    box = page.locator(f'[name="in.{name}"]')
    if not box.count():
        page.locator(f'[name="do"][value="a.{name}:{value}"]').click()
    elif box.evaluate("box => box.matches('select')"):
        box.select_option(value)
    else:
        box.fill(value)
        if (own := page.locator(f'[name="do"][value="in.{name}"]')).count():
            own.click()


def answer(page: Page, facts: dict[str, Any]) -> None:
    """Fill in a question rightly: chosen, ordered, matched or typed."""
    match facts.get("child") or facts["type"]:
        case "choice" | "multiple":
            for option in facts["options"]:
                if option.get("right"):
                    page.locator(f'label[for="{_id_of(page, option["id"])}"]').click()
        case "order":
            for place, one in enumerate(facts["answer"]):
                while _order(page).index(one) > place:
                    page.locator(f'[value="up:{one}"]').click()
        case "match":
            for left, right in facts["answer"].items():
                page.locator(f'[name="m.{left}"]').select_option(right)
        case "fill":
            for part in facts["parts"]:
                page.locator(f'[name="f.{part["id"]}"]').fill(str(part["answer"][0]))


def _id_of(page: Page, option: str) -> str:
    return page.locator(f'[name="r"][value="{option}"]').get_attribute("id") or ""


def _order(page: Page) -> list[str]:
    return page.locator(".order li").evaluate_all("rows => rows.map(row => row.dataset.id)")
