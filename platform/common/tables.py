"""Tables for people: CSV and XLSX files in which no text can act as a formula or a link."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.translation import get_language

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

BOM = "\ufeff"
# What makes a spreadsheet take a text for a formula; the last four are the full-width forms of the first.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Where a spreadsheet may cut a line, whatever we separate cells with: it follows the country's habit, not the file.
_CUT = re.compile(r"(^|[;,\t|\r\n])([\s\"]*)(?=[=+\-@＝＋－＠])")
_LONGEST_TEXT = 32_767  # characters in a cell of a workbook
_LONGEST_TITLE = 31
_WIDEST = 60

Cell = str | int | float | Decimal | bool | dt.date | dt.datetime | None


def neutralise(text: str) -> str:
    """The text, with an apostrophe before it if a spreadsheet would run it as a formula.

    For exports only: what is stored stays as it was written (docs/counting.md, Packs).
    """
    return "'" + text if text.startswith(_STARTS) else text


def _plain(cell: Any, separator: str) -> Any:
    """A cell as CSV has it: numbers bare, dates and instants in ISO 8601, any other text tame, piece by piece."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return int(cell)
    if isinstance(cell, float | Decimal) and separator == ";":
        return str(cell).replace(".", ",")
    if isinstance(cell, int | float | Decimal):
        return cell
    if isinstance(cell, dt.date):  # and datetime, which is one
        return cell.isoformat()
    return _CUT.sub(r"\1\2'", neutralise(str(cell)))


def separator_here() -> str:
    """Where a spreadsheet in the page's language cuts a line: French and Dutch ones at `;`, for `,` is in numbers.

    For files that people open; what a program reads has `,` in every language.
    """
    return ";" if (get_language() or "")[:2] in ("fr", "nl") else ","


def csv_lines(header: Sequence[Any], rows: Iterable[Sequence[Any]], *, separator: str = ",") -> Iterator[str]:
    """The lines of a CSV one by one, for a streamed answer or a large file; lines end in CR LF.

    Between `;` a number is written as the spreadsheets that cut there read it: 6,20.
    """
    line = io.StringIO()
    writer = csv.writer(line, delimiter=separator)
    for row in _with_header(header, rows):
        writer.writerow([_plain(cell, separator) for cell in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _with_header(header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    yield header
    yield from rows


def write_csv(
    header: Sequence[Any], rows: Iterable[Sequence[Any]], *, bom: bool = False, separator: str = ","
) -> bytes:
    """A CSV in UTF-8. `bom` puts the mark at its start by which Excel knows the encoding."""
    text = "".join(csv_lines(header, rows, separator=separator))
    return ((BOM if bom else "") + text).encode()


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook. `widths` are in characters; without them they follow the cells."""

    title: str
    header: Sequence[Any]
    rows: Sequence[Sequence[Any]]
    widths: Sequence[int] = ()


def write_xlsx(sheets: Iterable[Sheet], *, created: dt.datetime | None = None) -> bytes:
    """An XLSX workbook: bold header in sight, numbers and dates as such, texts only as texts; long ones wrap.

    `created` goes into the file's properties: the same sheets and moment give the same bytes. An aware
    datetime has no place in a spreadsheet and is written as ISO 8601 text.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "default_format_properties": {"valign": "top"},
        },
    )
    if created:
        book.set_properties({"created": created.astimezone(dt.UTC).replace(tzinfo=None)})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    formats = {
        "long": book.add_format({"text_wrap": True}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
    }
    titles: set[str] = set()
    for sheet in sheets:
        page = book.add_worksheet(_title(sheet.title, titles))
        for column, name in enumerate(sheet.header):
            page.write_string(0, column, _text(name), bold)
        for number, row in enumerate(sheet.rows, start=1):
            for column, cell in enumerate(row):
                _write(page, number, column, cell, formats)
        page.freeze_panes(1, 0)
        for column, width in enumerate(sheet.widths or _widths(sheet)):
            page.set_column(column, column, width)
    book.close()
    return out.getvalue()


def _write(page: Any, row: int, column: int, cell: Any, formats: dict[str, Any]) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        page.write_number(row, column, int(cell))
    elif isinstance(cell, int | float | Decimal):
        page.write_number(row, column, cell)
    elif isinstance(cell, dt.datetime):
        if cell.tzinfo:
            page.write_string(row, column, cell.isoformat())
        else:
            page.write_datetime(row, column, cell, formats["time"])
    elif isinstance(cell, dt.date):
        page.write_datetime(row, column, cell, formats["date"])
    else:
        text = _text(cell)
        page.write_string(row, column, text, formats["long"] if len(text) > _WIDEST else None)


def _text(value: Any) -> str:
    text = neutralise(str(value))
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"


def _title(wanted: str, taken: set[str]) -> str:
    """A title a workbook accepts: at most 31 characters, none of []:*?/\\, no two alike."""
    clean = "".join(" " if char in "[]:*?/\\" else char for char in wanted).strip().strip("'")
    clean = " ".join(clean.split()) or "-"
    title, number = clean[:_LONGEST_TITLE], 2
    while title.casefold() in taken or title.casefold() == "history":  # Excel keeps that one for itself
        tail = f" {number}"
        title, number = clean[: _LONGEST_TITLE - len(tail)] + tail, number + 1
    taken.add(title.casefold())
    return title


def _widths(sheet: Sheet) -> list[int]:
    columns = [[name] for name in sheet.header]
    for row in sheet.rows[:200]:
        for column, cell in zip(columns, row, strict=False):
            column.append(cell)
    return [min(_WIDEST, 2 + max(len(str(cell)) for cell in column if cell is not None)) for column in columns]
