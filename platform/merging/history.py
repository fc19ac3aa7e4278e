"""Dated rows of two that become one."""

import datetime as dt
from collections.abc import Iterable
from typing import Protocol, TypeVar


class Dated(Protocol):
    """A row that holds from a day on, until the next one."""

    since: dt.date


Row = TypeVar("Row", bound=Dated)


def one_history(kept: Iterable[Row], gone: Iterable[Row]) -> list[Row]:
    """The kept one's rows; before its first one, those of the one that goes. Both oldest first."""
    own = list(kept)
    first = min((row.since for row in own), default=dt.date.max)
    return [row for row in gone if row.since < first] + own
