"""A file as it came: its encoding and separators guessed, its header checked, and each row with what is wrong in it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.mednum import columns
from directory.mednum.check import Problem, check
from directory.mednum.columns import COLUMNS, REQUIRED, Fields

LARGEST = 5 * 1024 * 1024
MOST_ROWS = 5000
_MOST_COLUMNS = 120
_SEPARATORS = (",", ";", "\t")
# What is no text file, by its first bytes: a workbook or zip, an old workbook, a PDF, UTF-16.
_OTHER = {b"PK\x03\x04": "zip", b"\xd0\xcf\x11\xe0": "xls", b"%PDF": "pdf", b"\xff\xfe": "utf16", b"\xfe\xff": "utf16"}


class FileRefusedError(Exception):
    """The file can't be read at all: a sentence for who sent it."""


@dataclass(slots=True)
class Row:
    """A row: its line in the file, its cells as written, and either its fields or what is wrong."""

    line: int
    cells: dict[str, str]
    fields: Fields = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class TableFile:
    """The header as written (less our two columns of reasons) and the rows."""

    header: list[str]
    rows: list[Row]

    @property
    def unknown_columns(self) -> list[str]:
        """Columns that are neither the schema's nor ours: kept with each place."""
        known = {*COLUMNS, columns.LANGUAGES, *columns.BESIDE}
        return [name for name in self.header if name not in known]


def read(content: bytes) -> TableFile:
    """All rows, checked, and each id once. Raises FileRefusedError for what is no such file."""
    if len(content) > LARGEST:
        raise FileRefusedError(_("This file is larger than 5 MB. Cut it into several files."))
    text = _decoded(content)
    header, lines = _table(text)
    rows: list[Row] = []
    seen: dict[str, int] = {}
    for line, cells in lines:
        if len(rows) == MOST_ROWS:
            raise FileRefusedError(
                _("This file has more than %(n)s rows. Cut it into several files.") % {"n": MOST_ROWS}
            )
        rows.append(_row(header, line, cells, seen))
    if not rows:
        raise FileRefusedError(_("This file has a header and no row below it."))
    kept = [name for name in header if name not in (columns.REASON, columns.LINE)]
    return TableFile(kept, rows)


def _decoded(content: bytes) -> str:
    kind = next((kind for start, kind in _OTHER.items() if content.startswith(start)), "")
    if kind in {"zip", "xls"}:
        raise FileRefusedError(_("This is a spreadsheet or a zip. Save the sheet as CSV, then send that file."))
    if kind or b"\x00" in content:
        raise FileRefusedError(_("This is not a CSV file. Save the sheet as CSV (UTF-8), then send that file."))
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileRefusedError(_("The letters of this file can't be read. Save it as CSV (UTF-8), then send it again."))


def _table(text: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    best: list[str] = []
    chosen = ","
    for separator in _SEPARATORS:
        header = [name.strip().lower() for name in next(_reader(text, separator), [])]
        if len(set(header) & set(COLUMNS)) > len(set(best) & set(COLUMNS)):
            best, chosen = header, separator
    _check_header(best)
    found, reader = [], _reader(text, chosen)
    try:
        next(reader)
        before = reader.line_num
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((before + 1, cells))
            before = reader.line_num
    except csv.Error as error:
        line = reader.line_num
        raise FileRefusedError(
            _("Line %(line)s can't be read: a quote is missing, or a cell is huge.") % {"line": line}
        ) from error
    return best, found


def _reader(text: str, separator: str):
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _check_header(header: list[str]) -> None:
    missing = [name for name in REQUIRED if name not in header]
    if len(missing) == len(REQUIRED):
        raise FileRefusedError(
            _("No column of the MedNum schema was found. The first line must name them: id, nom, code_postal…")
        )
    if missing:
        raise FileRefusedError(
            ngettext("This column is missing: %(names)s.", "These columns are missing: %(names)s.", len(missing))
            % {"names": ", ".join(missing)}
        )
    while header and not header[-1]:
        header.pop()
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise FileRefusedError(_("This column is there twice: %(name)s.") % {"name": twice[0] or "“”"})
    odd = [name for name in header if not name.replace("_", "").replace("-", "").replace(" ", "").isalnum()]
    if odd or len(header) > _MOST_COLUMNS or any(len(name) > 80 for name in header):
        raise FileRefusedError(_("The names of the columns are not those of a MedNum file. Look at the first line."))


def _row(header: list[str], line: int, written: list[str], seen: dict[str, int]) -> Row:
    cells = dict(zip(header, [*written, *[""] * len(header)], strict=False))
    cells.pop(columns.REASON, None)
    cells.pop(columns.LINE, None)
    row = Row(line, cells)
    if any(cell.strip() for cell in written[len(header) :]):
        row.problems.append(
            Problem("", _("There are more cells than columns: a separator or a quote is out of place."))
        )
        return row
    checked = check(cells)
    row.fields, row.problems, row.notices = checked.fields, checked.problems, checked.notices
    code = row.fields.get("code", "")
    if code and (first := seen.setdefault(code, line)) != line:
        row.problems.append(Problem("id", _("The same id stands in line %(line)s.") % {"line": first}))
    return row
