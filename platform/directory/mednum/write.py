"""Entries as a MedNum file, byte for byte the same for the same entries; and the rows that were refused."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence

from common.tables import neutralise
from directory import vocabulary
from directory.mednum import columns
from directory.mednum.columns import COLUMN_OF, COLUMNS, Fields

BETWEEN = "|"


def write(entries: Iterable[Fields]) -> bytes:
    """UTF-8, commas, CR LF, “|” between values: the 32 columns, then ours that hold something, then unknown ones.

    Nothing is put before a cell to tame it for a spreadsheet: a file for machines would be wrong by it. What could act
    as a formula is refused where it comes in (docs/directory.md).
    """
    rows = [_cells(entry) for entry in entries]
    more = {name for cells in rows for name in cells} - set(COLUMNS)
    ours = [name for name in (columns.LANGUAGES, *columns.BESIDE) if name in more]
    header = [*COLUMNS, *ours, *sorted(more - set(ours))]
    return _table(header, ([cells.get(name, "") for name in header] for cells in rows))


def refused_file(header: Sequence[str], rows: Iterable[tuple[int, dict[str, str], Sequence[str]]]) -> bytes:
    """The refused rows as they were written, with their line and the reasons first: to correct and send again.

    For a spreadsheet, so its cells are tamed; reading takes the apostrophe off again. `rows`: (line, cells, reasons).
    """
    lines = (
        [str(line), " ".join(reasons), *(neutralise(cells.get(name, "")) for name in header)]
        for line, cells, reasons in rows
    )
    return "\ufeff".encode() + _table([columns.LINE, columns.REASON, *header], lines)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()


def _cells(entry: Fields) -> dict[str, str]:
    """Column -> cell; of the columns beside the 32, those that have something."""
    cells = {column: _cell(entry, field) for column, field in COLUMNS.items()}
    unknown = entry.get("unknown") or {}
    beside = {columns.LANGUAGES: list(entry.get("languages") or [])}
    for field in columns.CLOSED:
        own = [value for value in entry.get(field) or [] if not vocabulary.in_schema(field, value)]
        beside[f"{columns.OURS}{COLUMN_OF[field]}"] = own + list(unknown.get("values", {}).get(field, []))
    beside[columns.LANGUAGES] += unknown.get("values", {}).get("languages", [])
    cells |= {name: BETWEEN.join(values) for name, values in beside.items() if values}
    return cells | {name: value for name, value in unknown.get("columns", {}).items() if value}


def _cell(entry: Fields, field: str) -> str:
    value = entry.get(field)
    if value is None:
        return ""
    if field == "kinds":
        return BETWEEN.join(dict.fromkeys(vocabulary.nearest(kind) for kind in value))
    if field in columns.CLOSED:
        return BETWEEN.join(one for one in value if vocabulary.in_schema(field, one))
    if isinstance(value, list | tuple):
        return BETWEEN.join(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)
