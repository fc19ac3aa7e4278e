"""A copy of what is kept about somebody: a zip with a page to read, a file of data, and a table a kind of record."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from common.downloads import file_name
from common.tables import BOM, csv_lines
from privacy.holdings import Table, as_data, holdings, tables

ZIP = "application/zip"


@dataclass(frozen=True, slots=True)
class Copy:
    """The file, its name, and how many rows of what it has."""

    name: str
    content: bytes
    receipt: dict[str, int]


def copy_of(
    *, subject: str, key: object, whose: str, title: str, tell: Callable[[int, int], object] | None = None
) -> Copy:
    """The copy in the current language. `subject`: account or learner; `whose`: the name on the page.

    Reads only rows that lead to `key`; the caller opens the wall for them. `tell` gets how many parts are read of how
    many.
    """
    declared = holdings(subject)
    found: list[Table] = []
    receipt: dict[str, int] = {}
    for number, (holding, table) in enumerate(zip(declared, tables(subject, key), strict=True), 1):
        if table is not None and table.rows:
            found.append(table)
            receipt[".".join(holding.link)] = len(table.rows)
        if tell:
            tell(number, len(declared))
    return Copy(file_name(title, extension="zip"), _zip(found, whose, title), receipt)


def _zip(found: list[Table], whose: str, title: str) -> bytes:
    """In the order in which a person opens them: the page, the data, the tables."""
    made = io.BytesIO()
    context = {"tables": found, "whose": whose, "title": title, "now": timezone.now(), "language": get_language()}
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", render_to_string("privacy/copy.html", context))
        data = {
            table.name: [dict(zip(table.names, map(as_data, row), strict=True)) for row in table.rows]
            for table in found
        }
        archive.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=1))
        for table in found:
            archive.writestr(f"{table.name}.csv", BOM + "".join(csv_lines(table.labels, _flat(table))))
    return made.getvalue()


def _flat(table: Table) -> list[list[object]]:
    """Cells of a spreadsheet: lists and objects as JSON text."""
    return [
        [json.dumps(cell, ensure_ascii=False) if isinstance(cell, dict | list) else cell for cell in map(as_data, row)]
        for row in table.rows
    ]
