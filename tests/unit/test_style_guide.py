"""The style guide draws every component with the real templates; its pages hold together."""

import os
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import brotli
import pytest

ROOT = Path(__file__).resolve().parents[2]
REFERENCES = {"for", "aria-describedby", "aria-labelledby", "form", "data-say"}


class Page(HTMLParser):
    """Ids, references to them, and the elements with their attributes."""

    def __init__(self, html: str):
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.refers: set[str] = set()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.elements.append((tag, found))
        if found.get("id"):
            self.ids[found["id"]] += 1
        for name in REFERENCES & found.keys():
            self.refers |= set((found[name] or "").split())
        if tag == "a" and (found.get("href") or "").startswith("#"):
            self.refers |= {found["href"][1:]} - {""}

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]


@pytest.fixture(scope="module")
def guide(tmp_path_factory) -> dict[str, str]:
    out = tmp_path_factory.mktemp("guide")
    path = f"{ROOT}{os.pathsep}{ROOT / 'platform'}"
    command = [sys.executable, "-m", "tests.design.render", str(out), "--no-pictures"]
    subprocess.run(command, cwd=ROOT, check=True, env={**os.environ, "PYTHONPATH": path}, capture_output=True)
    return {file.stem: file.read_text(encoding="utf-8") for file in out.glob("*.html")}


def test_ids_are_unique_and_references_lead_somewhere(guide):
    assert len(guide) >= 10
    for name, html in guide.items():
        page = Page(html)
        twice = {found for found, count in page.ids.items() if count > 1}
        # The guide shows the same form twice, once with errors; a real page has one.
        assert {found for found in twice if not found.startswith("id_")} == set(), name
        assert page.refers - page.ids.keys() - {"t", "list"} == set(), name


def test_an_error_is_said_in_place_and_in_the_summary(guide):
    page = Page(guide["desk"])
    assert {"id_day_error", "id_structure_error"} <= page.ids.keys()
    wrong = [attrs for attrs in page.all("input") if attrs.get("aria-invalid") == "true"]
    assert any("id_day_error" in (attrs["aria-describedby"] or "").split() for attrs in wrong)
    assert 'href="#id_day"' in guide["desk"]


def test_a_message_carries_its_undo_as_a_post(guide):
    forms = [attrs for attrs in Page(guide["desk"]).all("form") if attrs.get("action") == "/x/"]
    assert [attrs["method"] for attrs in forms] == ["post"]


def test_languages_are_buttons_of_a_post_form(guide):
    for name in ("desk", "learner", "path"):
        buttons = [attrs for attrs in Page(guide[name]).all("button") if attrs.get("name") == "language"]
        assert [attrs["value"] for attrs in buttons] == ["fr", "nl", "en"]
        assert [attrs["value"] for attrs in buttons if "aria-current" in attrs] == ["en"]


def test_paging_keeps_the_address(guide):
    assert {"?page=1", "?page=3"} <= {attrs.get("href") for attrs in Page(guide["desk"]).all("a")}


@pytest.mark.parametrize(
    ("name", "most"), [("learner", 10_000), ("answer", 10_000), ("signin", 8_000), ("more", 15_000)]
)
def test_a_page_weighs_what_it_may(guide, name, most):
    assert len(brotli.compress(guide[name].encode(), quality=5)) <= most
    assert len(Page(guide[name]).elements) <= (400 if most < 15_000 else 1_500)
