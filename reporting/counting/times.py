"""Local dates of instants (docs/counting.md, Time)."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from .errors import BadInstant

LOCAL = ZoneInfo("Europe/Brussels")
"""The time zone of every local date and of every local time without an offset."""


def local_date(instant: datetime) -> date:
    """The date in Brussels of an aware instant."""
    if instant.tzinfo is None:
        raise BadInstant(text=instant.isoformat())
    return instant.astimezone(LOCAL).date()
