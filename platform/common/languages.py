"""The three languages, and what Django doesn't know of them."""

import re
import unicodedata

from django.utils.translation import get_language

LANGUAGES = ("fr", "nl", "en")
# As French shortens them; Django's “b” has “jui” and “fév”.
_SHORT_MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
_SHORT_MONTH = re.compile(r"(?<!\\)[bMN]")
_FIRST = re.compile(r"\b1 (?=[^\W\d]{3})")  # before the name of a month


def page_language() -> str:
    """The language of the page or the task under way, as contents and reports know it: two letters."""
    return (get_language() or LANGUAGES[0])[:2]


def first_of_month(shown: str, language: str) -> str:
    """A date in words, as French says it: “1er décembre”. Django's formats can't."""
    return _FIRST.sub("1er ", shown) if language == "fr" else shown


def short_months(shape: str, month: int, language: str) -> str:
    """A shape of Django's `date` with `b`, `M` or `N` written out for that month (1 to 12), as French shortens it."""
    if language != "fr":
        return shape
    escaped = "".join(f"\\{sign}" for sign in _SHORT_MONTHS[month - 1])
    return _SHORT_MONTH.sub(lambda _found: escaped, shape)


def without_accents(text: str) -> str:
    """The letters alone, each sign of compatibility as the letters that it stands for. Case stays."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
