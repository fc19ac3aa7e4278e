"""The hours as a form has them: a row a day with two spans, two boxes to tick, and the rest in OSM's syntax."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from directory.hours.parse import APPOINTMENT, DAYS, FULL_DAY, Rule, parse

PER_DAY = 2
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Week:
    """`days`: of each weekday (0 is Monday), at most two spans in minutes. `rest`: what a week can't say."""

    days: dict[int, Spans] = field(default_factory=dict)
    closed_on_holidays: bool = False
    by_appointment: bool = False
    rest: str = ""


def take_apart(text: str) -> Week:
    """What the form's rows can show of the hours; from the first rule on that they can't, all stays in `rest`."""
    rules = parse(text)
    if rules is None:
        return Week(rest=text)
    days: dict[int, Spans] = {}
    holidays = appointment = False
    for at, rule in enumerate(rules):
        spans = _plain(rule)
        if spans and not (set(rule.days) & set(days)) and not (holidays or appointment):
            days |= dict.fromkeys(rule.days, spans)
        elif _is_closed_on_holidays(rule) and not (holidays or appointment):
            holidays = True
        elif _is_by_appointment(rule, at) and not appointment:
            appointment = True
        elif rule.added:
            return Week(rest=text)
        else:
            rest = rules[at:]
            asked = not appointment and len(rest) > 1 and _is_by_appointment(rest[-1], len(rules) - 1)
            return Week(days, holidays, appointment or asked, _rest(rest[:-1] if asked else rest))
    return Week(days, holidays, appointment)


def compose(week: Week) -> str:
    """The hours in OSM's syntax: days with the same spans together, in the order of the week."""
    groups: dict[Spans, list[int]] = {}
    for day in range(7):
        if spans := week.days.get(day, ()):
            groups.setdefault(spans, []).append(day)
    rules = [f"{_names(days)} {','.join(_written(*span) for span in spans)}" for spans, days in groups.items()]
    if week.closed_on_holidays:
        rules.append("PH off")
    said = "; ".join([*rules, *([week.rest] if week.rest else [])])
    if not week.by_appointment:
        return said
    quoted = f'"{APPOINTMENT}"'
    return f"{said} || {quoted}" if said else quoted


def _plain(rule: Rule) -> Spans:
    """The spans of a rule that only names weekdays; none of any other."""
    more = rule.spans or rule.weeks or rule.nth or rule.holidays or rule.school or rule.note or rule.added
    if more or rule.otherwise or not rule.days or len(rule.times) > PER_DAY:
        return ()
    spans = tuple((first, last) for first, last in rule.times if last is not None and last < FULL_DAY)
    return spans if len(spans) == len(rule.times) else ()


def _is_closed_on_holidays(rule: Rule) -> bool:
    return rule.closed and rule.holidays and not (
        rule.days or rule.spans or rule.weeks or rule.school or rule.note or rule.added or rule.otherwise
    )  # fmt: skip


def _is_by_appointment(rule: Rule, at: int) -> bool:
    return rule.by_appointment and rule.always and not (rule.times or rule.closed) and (rule.otherwise or at == 0)


def _rest(rules: tuple[Rule, ...]) -> str:
    written = rules[0].source
    for before, rule in pairwise(rules):
        mark = " || " if rule.otherwise and not before.otherwise else ", " if rule.added else "; "
        written += mark + rule.source
    return written


def _names(days: list[int]) -> str:
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    named = (f"{DAYS[run[0]]}-{DAYS[run[-1]]}" if len(run) > 2 else ",".join(DAYS[day] for day in run) for run in runs)
    return ",".join(named)


def _written(first: int, last: int) -> str:
    return f"{first // 60:02}:{first % 60:02}-{last // 60:02}:{last % 60:02}"
