"""Figures as each language writes them (CLDR): 1 142 and 48,8 % in French, 1.142 and 48,8% in Flemish Dutch."""

import datetime as dt
from decimal import Decimal

from django.utils import timezone, translation

from common.languages import date_in_words, time_in_words

THOUSANDS = {"fr": "\u202f", "nl": ".", "en": ","}
POINT = {"fr": ",", "nl": ",", "en": "."}
PERCENT = {"fr": "\u00a0%", "nl": "%", "en": "%"}


def number(value: int | str | Decimal | None, language: str) -> str:
    """A whole number, or a decimal string of the report ("40042.3"); an en dash for nothing."""
    if value is None:
        return "–"
    whole, _, digits = str(value).partition(".")
    sign, whole = ("\u2212", whole[1:]) if whole.startswith("-") else ("", whole)
    groups: list[str] = []
    while len(whole) > 3:
        whole, group = whole[:-3], whole[-3:]
        groups.insert(0, group)
    text = sign + THOUSANDS[language].join([whole, *groups])
    return f"{text}{POINT[language]}{digits}" if digits else text


def rate(value: str | None, language: str, *, none: str) -> str:
    """A rate of the report ("48.8") with its sign; `none` where there is no target."""
    return none if value is None else number(value, language) + PERCENT[language]


def day(value: dt.date, language: str) -> str:
    """A date in words."""
    with translation.override(language):
        return date_in_words(value, "DATE_FORMAT")


def moment(value: dt.datetime, language: str, *, seconds: bool = False) -> str:
    """A local date and time; to the second where the second matters, as in a cut-off."""
    local = timezone.localtime(value)
    with translation.override(language):
        at = f"{local:%H:%M:%S}" if seconds else time_in_words(local)
    return f"{day(local.date(), language)}, {at}"
