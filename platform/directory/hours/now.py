"""Whether it is open at a moment, in the time of Brussels, with the public holidays of Belgium and of France."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from directory.hours.parse import FULL_DAY, Rule, parse

ZONE = ZoneInfo("Europe/Brussels")
_FIXED = {
    "BE": ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)),
    "FR": ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)),
}
_AFTER_EASTER = (1, 39, 50)  # Easter Monday, Ascension Day, Whit Monday: in both countries


@dataclass(frozen=True, slots=True)
class Now:
    """`open`, `closed` or `unknown` at a moment; `until`: when it closes, in minutes after midnight of that day."""

    state: Literal["open", "closed", "unknown"]
    until: int | None = None


def now(text: str, *, country: str, at: dt.datetime) -> Now:
    """What the hours say of that moment (aware). Unknown: hours that we can't read or that depend on school holidays,

    by appointment, with a note, open-ended, or on a public holiday of which they say nothing.
    """
    rules = parse(text)
    if not rules or any(rule.school for rule in rules):
        return Now("unknown")
    local = at.astimezone(ZONE)
    minute = local.hour * 60 + local.minute
    today = _on(rules, local.date(), country)
    before = _on(rules, local.date() - dt.timedelta(days=1), country)
    for _first, last in before or ():
        if last is not None and last > FULL_DAY and minute < last - FULL_DAY:
            return Now("open", last - FULL_DAY)
    if today is None:
        return Now("unknown")
    for first, last in today:
        if last is None and minute >= first:
            return Now("unknown")
        if last is not None and first <= minute < last:
            return Now("open", last % FULL_DAY)
    return Now("closed")


def _on(rules: tuple[Rule, ...], day: dt.date, country: str) -> tuple[tuple[int, int | None], ...] | None:
    """The times of a day; None where it can't be told."""
    holiday = day in public_holidays(country, day.year)
    speaking = [rule for rule in rules if not rule.otherwise and _in_season(rule, day)]
    of_holidays = [rule for rule in speaking if rule.holidays]
    matching = of_holidays if holiday and of_holidays else [rule for rule in speaking if _on_weekday(rule, day)]
    times: tuple[tuple[int, int | None], ...] = ()
    unsure = False
    for rule in matching:
        sure = not rule.note
        times = times + rule.times if rule.added else rule.times
        unsure = not sure or (rule.added and unsure)
    if holiday and not of_holidays and times:
        return None
    if not times and any(rule.otherwise for rule in rules):
        return None
    return None if unsure else times


def _in_season(rule: Rule, day: dt.date) -> bool:
    if rule.weeks and day.isocalendar().week not in rule.weeks:
        return False
    at = (day.month, day.day)
    return not rule.spans or any(
        (first <= at <= last) if first <= last else (at >= first or at <= last) for first, last in rule.spans
    )


def _on_weekday(rule: Rule, day: dt.date) -> bool:
    if not rule.days:
        return not (rule.holidays or rule.school)
    if day.weekday() not in rule.days:
        return False
    return not rule.nth or (day.day - 1) // 7 + 1 in rule.nth or (-1 in rule.nth and _is_last(day))


def _is_last(day: dt.date) -> bool:
    return (day + dt.timedelta(days=7)).month != day.month


@lru_cache(maxsize=64)
def public_holidays(country: str, year: int) -> frozenset[dt.date]:
    """The legal public holidays of Belgium (BE) or France (FR, without those of Alsace and Moselle); else none."""
    if country not in _FIXED:
        return frozenset()
    easter = _easter(year)
    moving = {easter + dt.timedelta(days=days) for days in _AFTER_EASTER}
    return frozenset(moving | {dt.date(year, month, day) for month, day in _FIXED[country]})


def _easter(year: int) -> dt.date:
    """Easter Sunday of the Gregorian calendar: golden number, century's corrections, Sunday after the full moon."""
    golden, century = year % 19, year // 100
    moon = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon -= (moon // 28) * (1 - (29 // (moon + 1)) * ((21 - golden) // 11))
    sunday = moon - (year + year // 4 + moon + 2 - century + century // 4) % 7
    month = 3 + (sunday + 40) // 44
    return dt.date(year, month, sunday + 28 - 31 * (month // 4))
