"""The bad rows of a pack as a CSV to send back: what `--skip-bad OUT.csv` writes."""

import json
from collections.abc import Iterator
from pathlib import Path

from common.tables import csv_lines

from .check import Checked

HEADER = ("file", "line", "column", "value", "reason", "cells")
JOIN = " | "


def write_bad(checked: Checked, path: Path | str) -> int:
    """Write one line per bad row and return how many: where it stands, what is wrong, and the row itself.

    Several problems of one row are joined by `|`. Problems of a whole file come first, without cells.
    `cells` is a JSON object of the cells as they were sent. Reasons are in the active language; text that a
    spreadsheet would run as a formula is neutralised.
    """
    lines = list(bad_lines(checked))
    with Path(path).open("w", encoding="utf-8-sig", newline="") as out:
        out.writelines(csv_lines(HEADER, lines))
    return len(checked.bad_rows)


def bad_lines(checked: Checked) -> Iterator[tuple[str | int | None, ...]]:
    """The lines of that CSV, under HEADER."""
    for problem in checked.faults:
        yield problem.file, problem.line, problem.column, problem.value, problem.message, ""
    for row in checked.bad_rows:
        yield (
            row.file,
            row.line,
            JOIN.join(dict.fromkeys(problem.column for problem in row.problems if problem.column)),
            JOIN.join(problem.value for problem in row.problems),
            JOIN.join(dict.fromkeys(problem.message for problem in row.problems)),
            json.dumps(row.cells, ensure_ascii=False),
        )
