"""One frozen dataclass per file: typed cells in the order of the columns, then the line in the file.

Field names are the columns' names, `from` is `since`. Instants are aware and in UTC, dates are local
dates, several values in a cell are a tuple, text that isn't given is "" and any other value None (flags
and the columns with a default take that default: docs/activity-packs.md). Two rows are equal when their
cells are: the line is not compared.
"""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


def _line() -> Any:
    return field(compare=False)


@dataclass(frozen=True, slots=True)
class ProjectRow:
    code: str
    name: str
    programme: str
    number: str
    start: dt.date
    end: dt.date
    period_months: int
    zone: str
    held_against_target: str
    target_scope: str
    grace_days: int
    line: int = _line()


@dataclass(frozen=True, slots=True)
class PartnerRow:
    code: str
    since: dt.date
    name: str
    role: str
    side: str
    country: str
    postcode: str
    territorial_default: bool
    line: int = _line()


@dataclass(frozen=True, slots=True)
class TargetRow:
    indicator: str
    partner: str
    value: int | None
    line: int = _line()


@dataclass(frozen=True, slots=True)
class StructureRow:
    id: str
    since: dt.date
    name: str
    country: str
    postcode: str
    type: str
    enterprise_number: str
    operator: str
    status: str
    line: int = _line()


@dataclass(frozen=True, slots=True)
class PersonRow:
    id: str
    structure: str
    kind: str
    first_name: str
    last_name: str
    email: str
    language: str
    confirmed_at: dt.datetime | None
    invited_by: str
    objects_to_statistics: bool
    line: int = _line()


@dataclass(frozen=True, slots=True)
class MergeRow:
    kept: str
    merged: str
    at: dt.datetime
    line: int = _line()


@dataclass(frozen=True, slots=True)
class ActionRow:
    id: str
    kind: str
    core: bool
    title: str
    operator: str
    joint: tuple[str, ...]
    starts_at: dt.datetime
    ends_at: dt.datetime | None
    dates: tuple[dt.date, ...]
    country: str
    postcode: str
    online: bool
    audience: int | None
    status: str
    evidence: str
    line: int = _line()


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    action: str
    person: str
    status: str
    validated_at: dt.datetime | None
    line: int = _line()


@dataclass(frozen=True, slots=True)
class AccompanimentRow:
    id: str
    structure: str
    person: str
    date: dt.date
    mode: str
    place: str
    country: str
    postcode: str
    minutes: int | None
    themes: tuple[str, ...]
    learners: tuple[str, ...]
    anonymous: int
    status: str
    line: int = _line()

    @property
    def number(self) -> int:
        """Heads helped: different pseudonyms and the anonymous ones (docs/counting.md, ACCOMP_DECLARED)."""
        return len(set(self.learners)) + self.anonymous


@dataclass(frozen=True, slots=True)
class ActivityRow:
    user: str
    structure: str
    at: dt.datetime
    line: int = _line()


@dataclass(frozen=True, slots=True)
class CoefficientRow:
    version: str
    since: dt.date
    value: Decimal
    n: int | None
    mean: Decimal | None
    low: Decimal | None
    high: Decimal | None
    source: str
    line: int = _line()


@dataclass(frozen=True, slots=True)
class NewsletterRow:
    operator: str
    on: dt.date
    readers: int
    line: int = _line()


@dataclass(frozen=True, slots=True)
class PressRow:
    operator: str
    on: dt.date
    medium: str
    title: str
    url: str
    kind: str
    line: int = _line()


@dataclass(frozen=True, slots=True)
class ContentRow:
    id: str
    published_on: dt.date
    operator: str
    kind: str
    line: int = _line()


@dataclass(frozen=True, slots=True)
class DiagnosticRow:
    id: str
    structure: str
    completed_at: dt.datetime
    line: int = _line()
