"""What one cell may hold: each parser takes a trimmed, non-empty cell and returns a value or raises BadCell.

Source of the rules: docs/activity-packs.md (Cells).
"""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from reporting.counting.facts import Press
from reporting.counting.indicators import publicity

LOCAL = ZoneInfo("Europe/Brussels")

# Far longer than any id in use, and short enough for a database index over two of them.
LONGEST_ID = 500

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?"
    r"(Z|[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?)?"
)
_WHOLE = re.compile(r"[0-9]{1,9}")
_DECIMAL = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,18})?")


Parser = Callable[[str], Any]


class BadCell(Exception):
    """A cell that doesn't hold what its column takes. `reason` is a key of problems.REASONS."""

    def __init__(self, reason: str, **params: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.params = params


def text(cell: str) -> str:
    """Any text."""
    return cell


def identifier(cell: str) -> str:
    """The sender's own text, kept as it is."""
    if len(cell) > LONGEST_ID:
        raise BadCell("long_id", limit=str(LONGEST_ID))
    return cell


def user(cell: str) -> str:
    """A person's id, or `learner:` and a pseudonym."""
    if cell.startswith("learner:") and not cell[len("learner:") :].strip():
        raise BadCell("no_pseudonym")
    return identifier(cell)


def day(cell: str) -> dt.date:
    """A local date, YYYY-MM-DD."""
    if _DATE.fullmatch(cell):
        try:
            return dt.date.fromisoformat(cell)
        except ValueError:
            raise BadCell("not_a_date") from None
    raise BadCell("instant_for_date" if _INSTANT.fullmatch(cell) else "not_a_date")


def instant(cell: str) -> dt.datetime:
    """An instant, aware, in UTC. Without an offset the time is local.

    A local time that occurs twice is the first of the two; one that doesn't exist is read with the offset
    before the change (docs/counting.md, Periods and time): both are what `fold=0` means.
    """
    shape = _INSTANT.fullmatch(cell)
    if shape is None:
        raise BadCell("date_for_instant" if _DATE.fullmatch(cell) else "not_an_instant")
    try:
        moment = dt.datetime.fromisoformat(cell)
        if shape[1] is None:
            moment = moment.replace(tzinfo=LOCAL)
        moment = moment.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise BadCell("not_an_instant") from None
    # At the very ends of the calendar an instant can't be turned into local time.
    if not 1 < moment.year < 9999:
        raise BadCell("not_an_instant")
    return moment


def whole(cell: str) -> int:
    """A whole number: digits only, at most 9."""
    if not _WHOLE.fullmatch(cell):
        raise BadCell("not_whole")
    return int(cell)


def decimal(cell: str) -> Decimal:
    """A decimal number with a point, whatever the file's separator."""
    if not _DECIMAL.fullmatch(cell):
        raise BadCell("not_decimal")
    return Decimal(cell)


def positive_decimal(cell: str) -> Decimal:
    """A decimal number of 0 or more."""
    number = decimal(cell)
    if number < 0:
        raise BadCell("not_decimal")
    return number


def flag(cell: str) -> bool:
    """0 or 1."""
    if cell not in ("0", "1"):
        raise BadCell("not_a_flag")
    return cell == "1"


def choice(*allowed: str) -> Parser:
    """One of a list, written exactly so."""
    values = frozenset(allowed)
    shown = ", ".join(allowed)

    def parse(cell: str) -> str:
        if cell not in values:
            raise BadCell("not_listed", allowed=shown)
        return cell

    return parse


def several(parse: Parser) -> Parser:
    """Values joined by `|`; each trimmed, empty ones dropped. A tuple in the order given."""

    def parse_all(cell: str) -> tuple[Any, ...]:
        return tuple(parse(part) for part in map(str.strip, cell.split("|")) if part)

    return parse_all


def press_row(url: str, medium: str, on: dt.date, title: str) -> str:
    """What makes two rows of one pack the same row: the address as it is written, else medium, date and title.

    Narrower than `press_key`: the same item told with another address (with `www.`, with `utm_`) is no bad row. It is
    another row of the same item, and the count takes the earliest (docs/counting.md, PRESS).
    """
    return url or "\x1f".join((medium, on.isoformat(), title))


def press_key(url: str, medium: str, on: dt.date, title: str) -> str:
    """What makes two press items the same one: the count's own key (docs/counting.md, PRESS)."""
    return publicity.press_key(Press(on, medium, title, url))
