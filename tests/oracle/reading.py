"""The files of a pack and what their cells mean, in the words of docs/counting.md."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")


class Row(dict):
    """A row by column; a column the file does not have reads as empty."""

    def __missing__(self, column: str) -> str:
        return ""


def read(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of one file, cells trimmed; a row repeated cell by cell is read once; no file is no row."""
    path = Path(folder) / name
    if not path.exists():
        return []
    text = path.read_bytes().decode("utf-8-sig")
    header = text.splitlines()[0]
    separator = ";" if header.count(";") > header.count(",") else ","
    rows: list[dict[str, str]] = []
    for cells in csv.DictReader(io.StringIO(text, newline=""), delimiter=separator):
        row = Row((key.strip(), (value or "").strip()) for key, value in cells.items())
        if any(row.values()) and row not in rows:
            rows.append(row)
    return rows


def local_date_of(text: str) -> date:
    return moment(text).astimezone(BRUSSELS).date()


def moment(text: str) -> datetime:
    """An instant. Without an offset it is Brussels time; `fold=0` is the first of two, or the offset before."""
    value = datetime.fromisoformat(text.replace("Z", "+00:00"))
    if value.tzinfo is None:
        value = value.replace(tzinfo=BRUSSELS, fold=0)
    return value.astimezone(ZoneInfo("UTC"))


def day(text: str) -> date:
    return date.fromisoformat(text)


def number(text: str) -> int:
    return int(text) if text else 0


def state_at(rows: list[dict[str, str]], key: str, wanted: str, on: date) -> dict[str, str] | None:
    """The whole row with the latest `from` on or before the date; None before the first."""
    found = None
    for row in rows:
        if row[key] != wanted or day(row["from"]) > on:
            continue
        if found is None or day(row["from"]) > day(found["from"]):
            found = row
    return found
