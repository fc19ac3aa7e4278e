"""Dates and instants, as the packs write them and as the count reads them (docs/counting.md, Time)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from .errors import BadDate, BadInstant

LOCAL = ZoneInfo("Europe/Brussels")
"""The time zone of every local date and of every local time without an offset."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(?::(\d{2})(?:[.,](\d+))?)?(Z|[+-]\d{2}(?::?\d{2})?)?", re.ASCII)


def parse_date(text: str) -> date:
    """A local date written `YYYY-MM-DD`. Anything else, an instant included, raises BadDate."""
    if not _DATE.fullmatch(text):
        raise BadDate(text=text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadDate(text=text) from None


def parse_instant(text: str) -> datetime:
    """An instant, in UTC, from ISO 8601: `2021-03-28T14:05+02:00`, `...Z`, seconds and fractions allowed.

    Without an offset it is a time in Brussels: one that occurs twice is the first of the two; one that the
    clock jumps over is read with the offset before the jump. Finer than a microsecond is cut off. A date
    alone, or anything else, raises BadInstant.
    """
    match = _INSTANT.fullmatch(text)
    if match is None:
        raise BadInstant(text=text)
    minute, second, fraction, offset = match.groups()
    micro = (fraction or "0")[:6].ljust(6, "0")
    written = f"{minute}:{second or '00'}.{micro}{offset or ''}"
    try:
        moment = datetime.fromisoformat(written)
        if moment.tzinfo is None:
            # fold stays 0: the first of two, and for a time that does not exist the offset before the change
            moment = moment.replace(tzinfo=LOCAL)
        moment = moment.astimezone(UTC)
        moment.astimezone(LOCAL)
    except (ValueError, OverflowError):
        raise BadInstant(text=text) from None
    return moment


def local_date(instant: datetime) -> date:
    """The date in Brussels of an aware instant."""
    if instant.tzinfo is None:
        raise BadInstant(text=instant.isoformat())
    return instant.astimezone(LOCAL).date()
