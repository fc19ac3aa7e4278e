"""What a rule of retention is, what it finds past its time, and the rules whose rows are just deleted."""

import calendar
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Model, QuerySet, UUIDField
from django.utils import timezone
from django.utils.functional import Promise

Words = str | Promise


def months_ago(months: int, *, now: datetime) -> datetime:
    """The same local day and hour so many months earlier; the last day of a shorter month."""
    local = timezone.localtime(now)
    year, month = divmod(local.year * 12 + local.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return timezone.make_aware(local.replace(tzinfo=None, year=year, month=month + 1, day=min(local.day, last)))


@dataclass(frozen=True, slots=True)
class Due:
    """One line of what a rule finds: no name, for who reads it may not be of the place.

    what    the kind of row, as the developers call it
    number  its public number; empty for rows that have none, which are one line a kind
    on      the day its time counts from
    rows    how many rows the line stands for
    kept    why it stays all the same; "" for what goes
    """

    what: str
    number: str
    on: date
    rows: int = 1
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """What is kept, until when, and what becomes of it then."""

    key: str
    what: Words
    period: Words
    then: Words
    months: int | None = None
    days: int | None = None
    find: Callable[["Rule", datetime], Iterable[Due]] | None = None
    remove: Callable[["Rule", datetime], int] | None = None
    opens: bool = False  # it opens what it needs of the wall by itself

    def limit(self, now: datetime) -> datetime:
        """What is older is past its time."""
        return months_ago(self.months, now=now) if self.months else now - timedelta(days=self.days or 0)


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule finds: the lines, and how many rows would go by kind."""

    rule: Rule
    lines: list[Due]

    @property
    def count(self) -> int:
        return sum(line.rows for line in self.lines if not line.kept)

    @property
    def kinds(self) -> Counter[str]:
        return Counter({line.what: line.rows for line in self.lines if not line.kept})


@dataclass(frozen=True, slots=True)
class Old:
    """The rows of a table whose time counts from that column."""

    model: type[Model]
    column: str

    def rows(self, limit: datetime) -> QuerySet:
        return self.model._base_manager.filter(**{f"{self.column}__lt": limit})

    def lines(self, limit: datetime) -> list[Due]:
        """A line a row where a row has a number that says nothing; else one line for all of them."""
        rows, what = self.rows(limit), self.model._meta.label
        if isinstance(self.model._meta.pk, UUIDField):
            return [
                Due(what, str(pk), timezone.localdate(at))
                for pk, at in rows.order_by(self.column).values_list("pk", self.column)
            ]
        found = rows.aggregate(first=Min(self.column), count=Count("pk"))
        return [Due(what, "", timezone.localdate(found["first"]), found["count"])] if found["count"] else []


def deleted(*tables: Old) -> dict[str, Any]:
    """A rule whose rows are just deleted."""

    def find(rule: Rule, now: datetime) -> list[Due]:
        return [line for table in tables for line in table.lines(rule.limit(now))]

    def remove(rule: Rule, now: datetime) -> int:
        return sum(table.rows(rule.limit(now)).delete()[0] for table in tables)

    return {"find": find, "remove": remove}
