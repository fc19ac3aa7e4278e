"""One shape a language: days, times of day, somebody's own words."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.formats import get_format

from common.languages import LANGUAGES, date_in_words, time_in_words
from common.sentences import quoted
from common.templatetags.halte import date, time

ROOT = Path(__file__).resolve().parents[3]
ROOMS = ("platform", "community", "courses", "assessments", "reporting")
SHAPES = ("DATE_FORMAT", "TIME_FORMAT", "DATETIME_FORMAT", "SHORT_DATE_FORMAT", "SHORT_DATETIME_FORMAT")
AT = dt.datetime(2026, 11, 2, 7, 58)
SHOWN = {
    "fr": ("2 novembre 2026", "7 h 58", "2 novembre 2026, 7 h 58", "02/11/2026", "02/11/2026, 7 h 58"),
    "nl": ("2 november 2026", "7.58 uur", "2 november 2026, 7.58 uur", "02/11/2026", "02/11/2026, 7.58 uur"),
    "en": ("2 November 2026", "7:58", "2 November 2026, 7:58", "02/11/2026", "02/11/2026, 7:58"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_named_shape_is_ours(language: str) -> None:
    with translation.override(language):
        for name, shown in zip(SHAPES, SHOWN[language], strict=True):
            assert date_in_words(AT, name).replace("\u00a0", " ") == shown, name
            assert date(AT, name).replace("\u00a0", " ") == shown, name
        assert time(AT.time(), "TIME_FORMAT") == time_in_words(AT)
        assert get_format("FIRST_DAY_OF_WEEK") == 1
        assert "%m/%d/%Y" not in get_format("DATE_INPUT_FORMATS")


@pytest.mark.parametrize(("language", "shown"), [("fr", "14\u00a0h"), ("nl", "14\u00a0uur"), ("en", "14:00")])
def test_a_full_hour(language: str, shown: str) -> None:
    with translation.override(language):
        full = AT.replace(hour=14, minute=0)
        assert time_in_words(full) == time(full, "TIME_FORMAT") == shown
        assert date_in_words(full, "DATETIME_FORMAT").endswith(f" 2026, {shown}")
        assert time_in_words(full.replace(minute=10)) != shown


def test_no_page_and_no_letter_writes_a_time_in_a_shape_of_its_own() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {found}"
        for path in (ROOT / "templates").rglob("*.html")
        for found in re.findall(r'\|(?:date|time):"[^"]*[GHgPf][^"]*"', path.read_text())
        if "_FORMAT" not in found
    ]
    allowed = {"languages.py", "drawing.py"}
    wrong += [
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if path.name not in allowed and re.search(r"\b(date|time)_format\(", path.read_text())
    ]
    assert wrong == []


def test_each_template_with_a_date_has_our_filters() -> None:
    """Django's own `date` knows no “1er” and no full hour."""
    templates = [
        path for path in (ROOT / "templates").rglob("*.html") if re.search(r"\|(date|time)\b", path.read_text())
    ]
    assert len(templates) > 20
    loaded = re.compile(r"{% load [^%]*\bhalte\b")
    assert [str(path.relative_to(ROOT)) for path in templates if not loaded.search(path.read_text())] == []


@pytest.mark.parametrize(
    ("language", "shown"), [("fr", "«\u00a0Trop tard\u00a0»"), ("nl", "“Trop tard”"), ("en", "“Trop tard”")]
)
def test_words_are_quoted_as_the_language_does(language: str, shown: str) -> None:
    with translation.override(language):
        assert quoted("Trop tard") == shown
        page = Template("{% load halte %}{{ words|quoted }}").render(Context({"words": "Trop <b>tard"}))
    assert page == shown.replace("tard", "&lt;b&gt;tard")


def test_no_quotation_mark_is_written_beside_the_function() -> None:
    marks = re.compile(r"""f"[«“]|«.?{{|«.?{\w|}.?»""")
    allowed = {"sentences.py", "texts.py"}
    files = [path for room in ROOMS for path in (ROOT / room).rglob("*.py") if path.name not in allowed]
    files += (ROOT / "templates").rglob("*.html")
    assert [str(path.relative_to(ROOT)) for path in files if marks.search(path.read_text())] == []
