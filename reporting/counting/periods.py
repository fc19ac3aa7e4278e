"""The periods of a project: whole calendar months from the month of its start (docs/counting.md, Periods)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from .errors import BadProject, PeriodOutsideProject
from .facts import Project
from .times import LOCAL


@dataclass(frozen=True, slots=True)
class Period:
    """A period: its index from 1, its first and last local day, both inside."""

    index: int
    start: date
    end: date

    @property
    def months(self) -> list[int]:
        """The calendar months it touches, as months since year 0 (see `month_number`); clipped ones too."""
        return list(range(month_number(self.start), month_number(self.end) + 1))


class Periods:
    """All periods of a project. Raises BadProject when it ends before it starts, or has empty periods."""

    def __init__(self, project: Project) -> None:
        if project.end < project.start or project.period_months < 1:
            raise BadProject(code=project.code)
        self.project = project
        self._first = month_number(project.start)
        self._step = project.period_months
        self.count = (month_number(project.end) - self._first) // self._step + 1

    def __iter__(self) -> Iterator[Period]:
        return (self.get(index) for index in range(1, self.count + 1))

    def get(self, index: int) -> Period:
        """The period of an index from 1; PeriodOutsideProject when the project has no such period."""
        if not 1 <= index <= self.count:
            raise PeriodOutsideProject(period=index, last=self.count)
        first = self._first + (index - 1) * self._step
        after = _first_of(first + self._step)
        start = max(_first_of(first), self.project.start)
        return Period(index, start, min(after - timedelta(days=1), self.project.end))

    def index_of(self, day: date) -> int | None:
        """The index of the period a local date lies in; None outside the project."""
        if not self.project.start <= day <= self.project.end:
            return None
        return (month_number(day) - self._first) // self._step + 1

    def cut_off(self, index: int) -> datetime:
        """The end of the grace window: the last day plus the grace days, 23:59:59 local, aware."""
        last = self.get(index).end + timedelta(days=self.project.grace_days)
        return datetime.combine(last, time(23, 59, 59), tzinfo=LOCAL)


def month_number(day: date) -> int:
    """Months since year 0, so that neighbours differ by 1."""
    return day.year * 12 + day.month - 1


def _first_of(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)
