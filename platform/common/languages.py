"""The three languages, and what Django doesn't know of them."""

import datetime as dt
import re
import unicodedata
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language

LANGUAGES = ("fr", "nl", "en")
# As French shortens them; Django's “b” has “jui” and “fév”.
_SHORT_MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
_SHORT_MONTH = re.compile(r"(?<!\\)[bMN]")
_FIRST = re.compile(r"\b1 (?=[^\W\d]{3})")  # before the name of a month
_FULL_HOUR = {"fr": re.compile(r"(?<=\d\u00a0h)\u00a000\b"), "nl": re.compile(r"(?<=\d)\.00(?=\u00a0uur)")}


def page_language() -> str:
    """The language of the page or the task under way, as contents and reports know it: two letters."""
    return (get_language() or LANGUAGES[0])[:2]


def first_of_month(shown: str, language: str) -> str:
    """A date in words, as French says it: “1er décembre”. Django's formats can't."""
    return _FIRST.sub("1er ", shown) if language == "fr" else shown


def full_hours(shown: str, language: str) -> str:
    """Times of day without the zeros of a full hour: “9 h”, “9 uur”; English keeps “9:00”. Django's formats can't."""
    return _FULL_HOUR[language].sub("", shown) if language in _FULL_HOUR else shown


def spelt(shape: str, value: Any) -> str:
    """A shape of Django's `date` as the page's language writes short months: “3 juil.”, and no capital in “13 nov”.

    The name of a format (DATE_FORMAT) stays, and so does the shape of what is no date.
    """
    language, month = page_language(), getattr(value, "month", None)
    if "_" in shape or language == "en":
        return shape
    shape = shape.replace("M", "b")
    if language != "fr" or month is None:
        return shape
    escaped = "".join(f"\\{sign}" for sign in _SHORT_MONTHS[month - 1])
    return _SHORT_MONTH.sub(lambda _found: escaped, shape)


def date_in_words(day: dt.date, shape: str = "j F") -> str:
    """“24 November”, “1er décembre”, “3 juil.”: Django's `date_format` as each of the three languages writes it.

    `shape` may be the name of a format (config/formats): with a time of day in it, `day` is a local moment.
    """
    language = page_language()
    return full_hours(first_of_month(date_format(day, spelt(shape, day)), language), language)


def time_in_words(moment: dt.datetime) -> str:
    """A local time of day: “9:30”, “9 h 30”, “9.30 uur”."""
    return date_in_words(moment, "TIME_FORMAT")


def without_accents(text: str) -> str:
    """The letters alone, each sign of compatibility as the letters that it stands for. Case stays."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
