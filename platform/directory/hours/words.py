"""Opening hours in words of the page's language, a line a rule."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.languages import date_in_words
from directory.hours.parse import FULL_DAY, MonthDay, Rule, parse

_LEAP = 2024  # a year that has 29 February
_ODD, _EVEN = frozenset(range(1, 54, 2)), frozenset(range(2, 54, 2))


@dataclass(frozen=True, slots=True)
class Line:
    """“Monday to Friday”, “9:00 to 12:00”. `when` may be empty: it holds always."""

    when: str
    what: str


def in_words(text: str) -> list[Line] | None:
    """A line a rule; None for hours that we can't read: show them as they are."""
    rules = parse(text)
    if rules is None:
        return None
    return [Line(_capital(_when(rule)), _what(rule)) for rule in rules]


def clock(minutes: int) -> str:
    """A time of day: “9:00”, “9 h”, “13.30”."""
    hour, minute = divmod(minutes, 60)
    if minute:
        return _("%(hour)d:%(minute)s") % {"hour": hour, "minute": f"{minute:02}"}
    return pgettext("a full hour", "%(hour)d:00") % {"hour": hour}


def joined(parts: list[str]) -> str:
    """“a, b and c”."""
    if len(parts) < 2:
        return "".join(parts)
    return pgettext("a list", "%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _when(rule: Rule) -> str:
    parts = []
    if rule.otherwise:
        parts.append(_("at other times"))
    if rule.days:
        parts.append(_days(rule))
    if rule.holidays:
        parts.append(_("public holidays"))
    if rule.school:
        parts.append(_("school holidays"))
    named = joined(parts) if not rule.otherwise else ", ".join(parts)
    season = joined([_span(first, last) for first, last in rule.spans])
    return ", ".join(part for part in (named, season, _weeks(rule.weeks)) if part)


def _days(rule: Rule) -> str:
    names = [str(WEEKDAYS[day]) for day in rule.days]
    if rule.nth:
        words = {
            1: pgettext("of the month", "first"),
            2: pgettext("of the month", "second"),
            3: pgettext("of the month", "third"),
            4: pgettext("of the month", "fourth"),
            5: pgettext("of the month", "fifth"),
            -1: pgettext("of the month", "last"),
        }
        return _("%(which)s %(day)s of the month") % {
            "which": joined([words[number] for number in rule.nth]), "day": names[0],
        }  # fmt: skip
    if len(rule.days) == 7:
        return _("every day")
    if len(rule.days) > 2 and rule.days[-1] - rule.days[0] == len(rule.days) - 1:
        return pgettext("days of the week", "%(first)s to %(last)s") % {"first": names[0], "last": names[-1]}
    return joined(names)


def _span(first: MonthDay, last: MonthDay) -> str:
    if first[1] == 1 and last[1] == 31:
        names = [str(MONTHS[first[0]]), str(MONTHS[last[0]])]
        if first[0] == last[0]:
            return pgettext("a month", "in %(month)s") % {"month": names[0]}
        return pgettext("months", "from %(first)s to %(last)s") % {"first": names[0], "last": names[1]}
    if first == last:
        return pgettext("a day", "on %(day)s") % {"day": _day(first)}
    return pgettext("days", "from %(first)s to %(last)s") % {"first": _day(first), "last": _day(last)}


def _day(at: MonthDay) -> str:
    try:
        return date_in_words(dt.date(_LEAP, *at))
    except ValueError:  # 31 June: as it was written
        return f"{at[1]} {MONTHS[at[0]]}"


def _weeks(weeks: frozenset[int]) -> str:
    if not weeks:
        return ""
    if weeks <= _ODD and len(weeks) > 20:
        return _("odd weeks")
    if weeks <= _EVEN and len(weeks) > 20:
        return _("even weeks")
    ordered = sorted(weeks)
    if ordered == list(range(ordered[0], ordered[-1] + 1)) and len(ordered) > 1:
        return _("weeks %(first)d to %(last)d") % {"first": ordered[0], "last": ordered[-1]}
    return _("weeks %(numbers)s") % {"numbers": joined([str(week) for week in ordered])}


def _what(rule: Rule) -> str:
    if rule.closed:
        said = pgettext("a place", "closed")
    elif rule.times == ((0, FULL_DAY),):
        said = _("day and night")
    else:
        said = joined([_time(first, last) for first, last in rule.times])
    note = _("by appointment") if rule.by_appointment else rule.note
    return ", ".join(part for part in (said, note) if part)


def _time(first: int, last: int | None) -> str:
    if last is None:
        return _("from %(time)s on") % {"time": clock(first)}
    ends = clock(FULL_DAY if last == FULL_DAY else last % FULL_DAY)
    return pgettext("opening hours", "%(first)s to %(last)s") % {"first": clock(first), "last": ends}
