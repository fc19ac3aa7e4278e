"""The calendar as a page shows it: days with their actions, and the small months beside them."""

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR

from community.events.models import Action, ActionStatus, Attendance
from community.events.permissions import may_register
from structures.models import Structure

FEW = 3  # free places worth a word


@dataclass(frozen=True, slots=True)
class Entry:
    """One action for one reader. `homes` are her structures that make her eligible."""

    action: Action
    attendance: Attendance | None
    homes: list[Structure]

    @property
    def status(self) -> str:
        return self.attendance.status if self.attendance else ""

    @property
    def cancelled(self) -> bool:
        return self.action.status == ActionStatus.CANCELLED

    @property
    def open(self) -> bool:
        return may_register(self.action)

    @property
    def left(self) -> int | None:
        """Free places; None where there is no limit."""
        if self.action.capacity is None:
            return None
        return max(self.action.capacity - self.action.taken, 0)  # type: ignore[attr-defined]

    @property
    def few(self) -> bool:
        return self.left is not None and 0 < self.left <= FEW


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of a small month; `date` is None outside it."""

    date: dt.date | None
    busy: bool
    today: bool


@dataclass(frozen=True, slots=True)
class Month:
    first: dt.date
    weeks: list[list[Cell]]


def entries(actions: Iterable[Action], mine: Mapping, homes: Mapping[int, list[Structure]]) -> list[Entry]:
    """`mine`: action id -> attendance; `homes`: project id -> structures (selectors of the same names)."""
    return [Entry(action, mine.get(action.pk), homes.get(action.project_id, [])) for action in actions]


def by_day(found: Iterable[Entry]) -> list[tuple[dt.date, list[Entry]]]:
    """Local date -> what starts on it; the entries come in order."""
    return [(day, list(same)) for day, same in groupby(found, key=lambda one: timezone.localdate(one.action.starts_at))]


def months(first: dt.date, count: int, busy: set[dt.date]) -> list[Month]:
    """`count` months from that of `first`, weeks from Monday."""
    today, found = timezone.localdate(), []
    for _n in range(count):
        weeks = [
            [Cell(day if day.month == first.month else None, day in busy, day == today) for day in week]
            for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
        ]
        found.append(Month(first, weeks))
        first = next_month(first)
    return found


def next_month(day: dt.date) -> dt.date:
    """The first day of the month after."""
    return (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def month_before(day: dt.date) -> dt.date:
    """The first day of the month before."""
    return (day.replace(day=1) - dt.timedelta(days=1)).replace(day=1)


def weekdays() -> list[str]:
    """Short names from Monday, in the page's language."""
    return [str(WEEKDAYS_ABBR[number]) for number in range(7)]


def read_month(text: str | None) -> dt.date:
    """The first day of the month written `2026-11`; this month for anything else."""
    try:
        found = dt.datetime.strptime(text or "", "%Y-%m").date()  # noqa: DTZ007  a month has no time zone
    except ValueError:
        found = timezone.localdate().replace(day=1)
    return found if 2000 <= found.year <= 2200 else timezone.localdate().replace(day=1)
