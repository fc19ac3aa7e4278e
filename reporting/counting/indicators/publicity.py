"""What is said and published: NEWS_READERS, PRESS, CONTENT_PUB. None of them has a territory."""

from __future__ import annotations

from datetime import date

from ..facts import Press
from ..ledger import Ledger
from ..units import Counted, Excluded, Unit


def news_readers(ledger: Ledger) -> Counted:
    """One unit an operator and period: its latest reading inside the project by the period's end."""
    counted = Counted()
    readings: dict[str, dict[date, int]] = {}
    for row in ledger.facts.newsletters:
        if ledger.periods.index_of(row.on) is None:
            key = f"{row.operator}|{row.on}"
            counted.excluded.append(Excluded("NEWS_READERS", "outside_project", None, row.operator, key))
        else:
            readings.setdefault(row.operator, {})[row.on] = row.readers
    counted.excluded = sorted(set(counted.excluded), key=lambda row: row.key)
    for operator in sorted(readings):
        for period in ledger.periods:
            on = max((day for day in readings[operator] if day <= period.end), default=None)
            if on is not None:
                key = f"{operator}|{on}"
                value = readings[operator][on]
                counted.units.append(Unit("NEWS_READERS", on, period.index, operator or None, None, value, key))
    return counted


def press(ledger: Ledger) -> Counted:
    """One unit a published item, for the operator of its earliest row; institutional ones are none."""
    counted = Counted()
    rows = sorted(set(ledger.facts.press), key=_order)
    seen: set[str] = set()
    for row in rows:
        key = press_key(row)
        period = ledger.periods.index_of(row.on)
        operator = row.operator or None
        reason = ""
        if period is None:
            reason = "outside_project"
        elif row.kind == "institutional":
            reason = "institutional"
        elif key in seen:
            reason = "duplicate"
        if reason or period is None:
            counted.excluded.append(Excluded("PRESS", reason, period, operator, key))
            continue
        seen.add(key)
        counted.units.append(Unit("PRESS", row.on, period, operator, None, 1, key))
    return counted


def _order(row: Press) -> tuple[date, bool, str, str, str, str, str]:
    return row.on, not row.operator, row.operator, row.url, row.medium, row.title, row.kind


def press_key(row: Press) -> str:
    """What makes two rows one published item.

    The address without scheme, leading `www.`, fragment, `utm_` parameters and the path's final `/`, its
    host in lower case; without an address the medium, the date and the title, case-folded.
    """
    address = _bare_address(row.url)
    if address:
        return address
    return "\x1f".join((row.medium.casefold(), row.on.isoformat(), row.title.casefold()))


def _bare_address(url: str) -> str:
    rest = url.strip().partition("#")[0]
    scheme, separator, after = rest.partition("://")
    if separator and not set("/?") & set(scheme):
        rest = after
    rest = rest.removeprefix("//")
    rest, _, query = rest.partition("?")
    host, slash, path = rest.partition("/")
    host = host.lower().removeprefix("www.")
    path = (slash + path).removesuffix("/")
    kept = [part for part in query.split("&") if part and not part.lower().startswith("utm_")]
    return host + path + ("?" + "&".join(kept) if kept else "")


def content_pub(ledger: Ledger) -> Counted:
    """One unit a row of published content."""
    counted = Counted()
    by_id = {row.id: row for row in ledger.facts.contents}
    for key in sorted(by_id):
        row = by_id[key]
        period = ledger.periods.index_of(row.published_on)
        operator = row.operator or None
        if period is None:
            counted.excluded.append(Excluded("CONTENT_PUB", "outside_project", None, operator, key))
        else:
            counted.units.append(Unit("CONTENT_PUB", row.published_on, period, operator, None, 1, key))
    return counted
