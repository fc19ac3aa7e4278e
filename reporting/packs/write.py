"""Writing typed rows as a pack: what `check` reads back as the same rows."""

import csv
import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from .check import Pack
from .schema import FILES, File


def write_pack(pack: Pack, folder: Path | str) -> None:
    """Write a CSV for each kind of row the pack has, into a folder that is made if need be.

    Instants are written in UTC. This is the sender's format, and no export for spreadsheets: text is
    written as it is.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for file in FILES.values():
        found = getattr(pack, file.stem)
        rows = [found] if file.name == "project.csv" and found else found
        if rows:
            _write(file, rows, folder / file.name)


def _write(file: File, rows: Iterable[Any], path: Path) -> None:
    fields = [column.field for column in file.columns]
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([column.name for column in file.columns])
        writer.writerows([_cell(getattr(row, name)) for name in fields] for row in rows)


def _cell(value: Any) -> str:
    match value:
        case None | False:
            return ""
        case True:
            return "1"
        case dt.datetime():
            return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
        case tuple():
            return "|".join(map(_cell, value))
        case Decimal():
            return f"{value:f}"
    return str(value)
