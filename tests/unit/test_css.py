"""The design system keeps its promises: weight, contrast, one set of tokens, no class or pictogram without a
drawing. Contrast is WCAG 2.2's; pairs are those of docs/design-system.md."""

import re
from pathlib import Path

import brotli
import pytest
import yaml

from common import colours
from common.templatetags import halte

ROOT = Path(__file__).resolve().parents[2]
CSS = ROOT / "static" / "css"
NAMES = ("learner", "player", "room", "training", "desk", "author", "print")
SHEETS = {name: (CSS / f"{name}.css").read_text(encoding="utf-8") for name in NAMES}
TEMPLATES = [
    *(file for file in sorted((ROOT / "templates").rglob("*.html")) if not {"mail", "email"} & set(file.parts)),
    *sorted((ROOT / "tests" / "design").glob("*.html")),
]  # letters have no sheet: mail readers want their styles in place

# What is sent: the learner's sheets are minified into the page, the desk's is served as it is.
INSIDE = {"learner", "player", "room", "training"}
SENT = {name: halte.minified(sheet) if name in INSIDE else sheet for name, sheet in SHEETS.items()}
BUDGET = {"learner": 3_000, "player": 850, "room": 200, "training": 1_300, "desk": 8_000}
BUDGET |= {"author": 2_000, "print": 8_000}

GROUNDS = ["paper", "card", "sand", "petrol-tint", "saffron-tint", "leaf-tint", "brick-tint"]
TEXT_PAIRS = [
    *[("ink", ground) for ground in GROUNDS],
    *[("ink-2", ground) for ground in ("paper", "card", "sand")],
    *[("petrol", ground) for ground in ("paper", "card", "petrol-tint", "saffron-tint")],
    ("paper", "petrol"),
    ("paper", "petrol-dark"),
    ("paper", "ink"),
    ("card", "leaf"),
    ("leaf", "leaf-tint"),
    ("leaf", "card"),
    ("brick", "brick-tint"),
    ("brick", "card"),
]
CONTROL_PAIRS = [
    ("edge-strong", "paper"),
    ("edge-strong", "card"),
    ("edge-strong", "sand"),
    ("petrol", "card"),
    ("petrol", "sand"),
    ("ink", "saffron"),
    ("ink", "pic"),
]


def tokens(sheet: str, dark: bool) -> dict[str, str]:
    """Custom properties with a colour, light ones overlaid by the dark ones."""
    blocks = re.findall(r"(@media \(prefers-color-scheme:dark\)\{)?:root\{(.*?)\}", sheet, re.DOTALL)
    found: dict[str, str] = {}
    for media, block in blocks:
        if not media or dark:
            found |= dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{3,6}|var\(--[a-z-]+\))", block))
    return {name: found[value[6:-1]] if value.startswith("var") else value for name, value in found.items()}


def contrast(one: str, other: str) -> float:
    """As common.colours has it, for three digits too."""
    whole = ("#" + "".join(sign * 2 for sign in one[1:]) if len(one) == 4 else one for one in (one, other))
    return colours.contrast(*whole)


def test_contrast_is_that_of_the_standard():
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("name", SENT)
def test_a_sheet_weighs_what_it_may(name):
    weight = len(brotli.compress(SENT[name].encode(), quality=11))
    assert weight <= BUDGET[name], f"{name}.css: {weight} bytes"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["learner", "desk"])
def test_text_and_controls_stand_out(name, dark):
    found = tokens(SHEETS[name], dark)
    faint = []
    for pairs, least in ((TEXT_PAIRS, 4.5), (CONTROL_PAIRS, 3.0)):
        for front, back in pairs:
            if front in found and back in found and not (dark and (front, back) == ("ink", "saffron")):
                ratio = contrast(found[front], found[back])
                if ratio < least:
                    faint.append(f"{front} on {back}: {ratio:.2f}")
    assert not faint
    assert contrast("#13262b", found["saffron"]) >= 4.5, "the Listen button"


def test_both_sides_share_their_tokens():
    for dark in (False, True):
        learner, desk = tokens(SHEETS["learner"], dark), tokens(SHEETS["desk"], dark)
        shared = learner.keys() & desk.keys()
        assert len(shared) > 12
        assert {name: learner[name] for name in shared} == {name: desk[name] for name in shared}


def classes_of_sheet(name: str) -> set[str]:
    sheet = re.sub(r"/\*.*?\*/", "", SHEETS[name], flags=re.DOTALL)
    selectors = re.findall(r"([^{}]+)\{", sheet)
    return {found for selector in selectors for found in re.findall(r"\.([a-z][a-z0-9-]*)", selector)}


def sheets_of(html: str) -> list[str]:
    """The sheets a template is drawn with: its base says which. A piece (no base) may be used on any side."""
    base = re.search(r'\{% extends "([^"]+)"', html)
    if not base:
        return list(SHEETS)
    named = re.findall(r"\{% (?:inline|kept)_css (.*?) %\}", html)
    own = [name for names in named for name in re.findall(r'"css/([\w-]+)\.css"', names)]
    own += re.findall(r'href="\{% static "css/(\w+)\.css" %\}"', html)
    own = [part for name in own for part in name.split("-")]  # a built sheet is named for its parts
    return [{"base/learner.html": "learner", "base/print.html": "print"}.get(base[1], "desk"), *own]


def classes_of(html: str) -> set[str]:
    """Classes a template writes out; what a tag or variable puts in is dropped."""
    found: set[str] = set()
    for value in re.findall(r'\bclass="((?:[^"{]|\{[%{].*?[%}]\})*)"', html):
        found |= set(re.sub(r"\{[%{].*?[%}]\}", " ", value).split())
    for tag in re.findall(r"\{%\s*(?:icon|picture)\b[^%]*css=[\"']([a-z0-9 -]+)[\"']", html):
        found |= set(tag.split())
    return {name for name in found if re.fullmatch(r"[a-z][a-z0-9-]*", name)}


def test_a_template_is_read_as_it_is_written():
    assert classes_of('<p class="a{% if b == "c" %} d{% endif %} {{ e }}">{% icon "x" css="f" %}') == {"a", "d", "f"}


def test_no_template_uses_a_class_without_a_rule():
    known = {name: classes_of_sheet(name) for name in SHEETS}
    lost = set()
    for path in TEMPLATES:
        html = path.read_text(encoding="utf-8")
        rules = set().union(*(known[name] for name in sheets_of(html)))
        lost |= {f"{path.relative_to(ROOT)}: {name}" for name in classes_of(html) - rules}
    assert not lost


def test_no_rule_is_left_without_a_use():
    """Every class of a sheet is written in a template, a view, a script or the style guide."""
    places = [*TEMPLATES, *(ROOT / "static/js").rglob("*.js"), *(ROOT / "platform").rglob("*.py")]
    places += [
        file for room in ("courses", "assessments", "community", "reporting") for file in (ROOT / room).rglob("*.py")
    ]
    places += sorted((ROOT / "static/img").rglob("*.svg"))
    words = set(re.findall(r"[a-z][a-z0-9-]*", " ".join(file.read_text(encoding="utf-8") for file in places)))
    unused = {name: classes_of_sheet(name) - words for name in SHEETS}
    assert unused == {name: set() for name in SHEETS}


def policy_breaks(html: str) -> list[str]:
    """Styles and handlers in place; what stands inside a template's tag (`with one=row`) is no attribute."""
    return re.findall(r"\sstyle=|\son[a-z]+=|javascript:", re.sub(r"\{%.*?%\}", "", html))


def test_a_handler_is_told_from_a_variable():
    assert policy_breaks('<a{% if x %} onclick="f"{% endif %} style="a">{% include "b" with one=c %}') == [
        " onclick=",
        " style=",
    ]


def test_no_template_breaks_the_content_policy():
    bad = {
        f"{path.relative_to(ROOT)}: {found}"
        for path in TEMPLATES
        for found in policy_breaks(path.read_text(encoding="utf-8"))
    }
    assert not bad


def test_every_pictogram_named_is_drawn():
    drawn = {file.stem for file in (ROOT / "static/img/picto").glob("*.svg")}
    named = {name for path in TEMPLATES for name in re.findall(r'\{% icon "([^"]+)"', path.read_text(encoding="utf-8"))}
    for path in (ROOT / "courses/content").glob("*/**/*.yaml"):
        named |= set(re.findall(r"^\s*-?\s*picto:\s*([a-z-]+)", path.read_text(encoding="utf-8"), re.MULTILINE))
    assert not named - drawn


def test_a_pictogram_is_a_small_clean_drawing():
    files = list((ROOT / "static/img").glob("*/*.svg"))
    assert len(files) > 50
    for file in files:
        inside = file.read_text(encoding="utf-8")
        assert len(inside) < 700, file.name
        assert not re.search(r"<(?!path|circle|rect)|style=|fill=|stroke=", inside), file.name


def test_every_picture_of_a_story_exists():
    pictures = 0
    for path in (ROOT / "courses/content").glob("*/module.yaml"):
        module = yaml.safe_load(path.read_text(encoding="utf-8"))
        for persona in module.get("personas", {}).values():
            if "picture" in persona:
                picture = path.parent / "pictures" / persona["picture"]["file"]
                assert picture.is_file(), picture
                assert len(brotli.compress(picture.read_bytes())) < 1_500, picture
                pictures += 1
    assert pictures, "the stories have pictures"
