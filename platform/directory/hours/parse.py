"""Reads opening hours into rules. A text beyond the part that we know gives None, never half a truth."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FULL_DAY = 24 * 60
LONGEST = 500
APPOINTMENT = "by appointment"

_DAY = {day.lower(): at for at, day in enumerate(DAYS)}
_MONTH = {month.lower(): at for at, month in enumerate(MONTHS, start=1)}
_TOKEN = re.compile(r'"[^"]*"|24/7|\d{1,2}:\d{2}|\d+|[A-Za-z]+|[-–,;:+/\[\]]|\|\|')
# As people write it into OSM's quotes; anything else between quotes stays as it is.
_BY_APPOINTMENT = re.compile(
    r"(?:only )?(?:by|on|with) appointments?(?: only)?|(?:uniquement |seulement )?sur (?:rendez-vous|rdv|rendez vous)"
    r"|(?:enkel |alleen )?(?:op|na|volgens) afspraak",
    re.IGNORECASE,
)

MonthDay = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: when it holds, and what it then says.

    spans     (month, day) to (month, day), both included; may run over the new year; none: the whole year
    weeks     ISO weeks; none: all
    days      0 is Monday; `nth`: which of them in the month, -1 the last; `holidays`, `school`: PH, SH
    times     minutes after midnight, the second past 1440 where it ends on the next day, None where it is open-ended
    closed    “off”
    note      what stands between quotes; `by_appointment` where it says that
    added     after a comma: adds to what the rules before it say of that day; `otherwise`: after “||”
    source    the rule as written
    """

    spans: tuple[tuple[MonthDay, MonthDay], ...] = ()
    weeks: frozenset[int] = frozenset()
    days: tuple[int, ...] = ()
    nth: tuple[int, ...] = ()
    holidays: bool = False
    school: bool = False
    times: tuple[tuple[int, int | None], ...] = ()
    closed: bool = False
    note: str = ""
    by_appointment: bool = False
    added: bool = False
    otherwise: bool = False
    source: str = ""

    @property
    def always(self) -> bool:
        """No day, month or week is named."""
        return not (self.spans or self.weeks or self.days or self.holidays or self.school)


class _NotKnownError(Exception):
    pass


@lru_cache(maxsize=2000)
def parse(text: str) -> tuple[Rule, ...] | None:
    """The rules in their order; None for a text that we can't read whole, or that is too long; () for an empty one."""
    written = text.strip().rstrip(";").strip()
    if len(written) > LONGEST:
        return None
    found = list(_TOKEN.finditer(written))
    if "".join(_TOKEN.sub("", written).split()):
        return None
    reader = _Reader([token[0].replace("–", "-") for token in found], [token.span() for token in found], written)
    try:
        return tuple(reader.rules())
    except (_NotKnownError, ValueError):
        return None


class _Reader:
    def __init__(self, tokens: list[str], places: list[tuple[int, int]], text: str) -> None:
        self.tokens, self.places, self.text, self.at = tokens, places, text, 0

    def peek(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self.tokens[at] if at < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.peek()
        if not token or (wanted and token != wanted):
            raise _NotKnownError
        self.at += 1
        return token

    def rules(self) -> list[Rule]:
        found: list[Rule] = []
        added = otherwise = False
        while self.peek():
            begin = self.places[self.at][0]
            rule = self._rule()
            end = self.places[self.at - 1][1]
            found.append(replace(rule, added=added, otherwise=otherwise, source=self.text[begin:end]))
            mark = self.peek()
            if not mark:
                break
            self.take()
            if mark not in {";", ",", "||"} or not self.peek():
                raise _NotKnownError
            added = mark == ","
            otherwise = otherwise or mark == "||"
        return found

    def _rule(self) -> Rule:
        before = self.at
        if self.peek() == "24/7":
            self.take()
            return Rule(times=((0, FULL_DAY),), days=tuple(range(7)), **self._note())
        spans = self._list(self._span) if self.peek().lower() in _MONTH else ()
        weeks = self._weeks() if self.peek().lower() == "week" else frozenset()
        if self.peek() == ":":
            self.take()
        days, nth, holidays, school = self._days()
        times, closed = self._what()
        rule = Rule(spans, weeks, days, nth, holidays, school, times, closed, **self._note())
        if self.at == before or not (rule.times or rule.closed or rule.note):
            raise _NotKnownError
        return rule

    def _list(self, one) -> tuple:
        found = [one()]
        while self.peek() == "," and self.peek(1).lower() in _MONTH:
            self.take()
            found.append(one())
        return tuple(found)

    def _span(self) -> tuple[MonthDay, MonthDay]:
        first = self._month()
        day = self._day_number()
        if self.peek() != "-":
            return ((first, day), (first, day)) if day else ((first, 1), (first, 31))
        self.take()
        if self.peek().lower() in _MONTH:
            last = self._month()
            last_day = self._day_number()
            if bool(day) != bool(last_day):
                raise _NotKnownError
            return (first, day or 1), (last, last_day or 31)
        last_day = self._day_number()
        if not (day and last_day >= day):
            raise _NotKnownError
        return (first, day), (first, last_day)

    def _month(self) -> int:
        month = _MONTH.get(self.take().lower())
        if month is None:
            raise _NotKnownError
        return month

    def _day_number(self) -> int:
        """A day of the month, 0 where none follows."""
        if not self.peek().isdigit():
            return 0
        day = int(self.take())
        if not 1 <= day <= 31:
            raise _NotKnownError
        return day

    def _weeks(self) -> frozenset[int]:
        self.take()
        found: set[int] = set()
        while True:
            first = last = int(self.take())
            step = 1
            if self.peek() == "-":
                self.take()
                last = int(self.take())
                if self.peek() == "/":
                    self.take()
                    step = int(self.take())
            if not (1 <= first <= last <= 53 and step > 0):
                raise _NotKnownError
            found |= set(range(first, last + 1, step))
            if not (self.peek() == "," and self.peek(1).isdigit()):
                return frozenset(found)
            self.take()

    def _days(self) -> tuple[tuple[int, ...], tuple[int, ...], bool, bool]:
        days: list[int] = []
        nth: tuple[int, ...] = ()
        holidays = school = False
        while True:
            word = self.peek().lower()
            if word == "ph":
                self.take()
                holidays = True
            elif word == "sh":
                self.take()
                school = True
            elif word in _DAY:
                some, which = self._some_days()
                if (which and (days or nth)) or nth:
                    raise _NotKnownError  # “Mo,We[1]”: two rules would say it
                days, nth = [*days, *some], which
            else:
                if days or holidays or school:
                    raise _NotKnownError
                return (), (), False, False
            if not (self.peek() == "," and self.peek(1).lower() in {*_DAY, "ph", "sh"}):
                return tuple(sorted(set(days))), nth, holidays, school
            self.take()

    def _some_days(self) -> tuple[list[int], tuple[int, ...]]:
        first = last = _DAY[self.take().lower()]
        if self.peek() == "-" and self.peek(1).lower() in _DAY:
            self.take()
            last = _DAY[self.take().lower()]
        if self.peek() == "[" and first == last:
            return [first], self._nth()
        return [(first + step) % 7 for step in range((last - first) % 7 + 1)], ()

    def _nth(self) -> tuple[int, ...]:
        self.take("[")
        found = []
        while True:
            sign = -1 if self.peek() == "-" and self.take() else 1
            number = sign * int(self.take())
            if number not in {1, 2, 3, 4, 5, -1}:
                raise _NotKnownError
            found.append(number)
            if self.take() == "]":
                return tuple(found)

    def _what(self) -> tuple[tuple[tuple[int, int | None], ...], bool]:
        if self.peek().lower() in {"off", "closed"}:
            self.take()
            return (), True
        times: list[tuple[int, int | None]] = []
        while ":" in self.peek() and self.peek() != ":":
            times.append(self._time_span())
            if not (self.peek() == "," and ":" in self.peek(1) and self.peek(1) != ":"):
                break
            self.take()
        return tuple(times), False

    def _time_span(self) -> tuple[int, int | None]:
        first = self._time()
        if first >= FULL_DAY:
            raise _NotKnownError
        if self.peek() == "+":
            self.take()
            return first, None
        self.take("-")
        last = self._time()
        if last == first:
            raise _NotKnownError
        return first, last if last > first else last + FULL_DAY

    def _time(self) -> int:
        token = self.take()
        if ":" not in token or token == ":":
            raise _NotKnownError
        hour, minute = map(int, token.split(":"))
        if hour > 24 or minute > 59 or (hour == 24 and minute):
            raise _NotKnownError
        return hour * 60 + minute

    def _note(self) -> dict:
        if not self.peek().startswith('"'):
            return {"note": "", "by_appointment": False}
        note = self.take().strip('"').strip()
        plain = bool(_BY_APPOINTMENT.fullmatch(note))
        return {"note": APPOINTMENT if plain else note, "by_appointment": plain}
