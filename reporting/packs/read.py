"""Reading one CSV file of a pack: separator, header, rows with the line they stand on.

Nothing is repaired: what can't be read for sure is a fault (docs/activity-packs.md, The files).
"""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from .problems import Problem, shorten
from .schema import File
from .sources import DAMAGE

LONGEST_CELL = 100_000  # bytes
MOST_COLUMNS = 200  # a header of ours has at most 14
_MOST_BEYOND = 20  # cells beyond the header that are kept of a bad row
LONGEST_LINE = 4_000_000  # bytes without a line break, about: no row of ours can be that long
_CHUNK = 1_000_000
_STRANGE = re.compile("[\udc80-\udcff]")  # what a byte that isn't UTF-8 is read as
_WORTH_MEASURING = LONGEST_CELL // 4  # characters: UTF-8 takes at most 4 bytes for one


@dataclass(frozen=True)
class Unreadable:
    """A row that can't be cut into cells, or not safely."""

    reason: str
    column: str
    value: str
    cells: dict[str, str]
    params: dict[str, str] = field(default_factory=dict)


@dataclass
class Table:
    """One file: where each column stands, what is unknown in it, and what is wrong with the file itself.

    `places` has for each column of the schema its index in a row, or None; a file with `problems` has no
    rows.
    """

    file: File
    places: tuple[int | None, ...] = ()
    header: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    rows: Iterable[tuple[int, list[str] | Unreadable]] = ()

    def named(self, cells: list[str]) -> dict[str, str]:
        """A row's cells by column, as they were sent; the first 20 beyond the header under "+1", "+2"..."""
        beyond = min(len(cells) - len(self.header), _MOST_BEYOND)
        names = [*self.header, *(f"+{n}" for n in range(1, beyond + 1))]
        return {name: _clean(cell) for name, cell in zip(names, cells, strict=False)}


def _clean(value: str) -> str:
    return _STRANGE.sub("�", value).replace("\0", "�")


@dataclass(frozen=True)
class _Survey:
    """What a first pass over the bytes found, so that the second need not look at every cell."""

    reason: str = ""  # the file can't be read at all
    not_utf8: bool = False
    nul: bool = False


def _survey(opener: Callable[[], IO[bytes]]) -> _Survey:
    decoder = codecs.getincrementaldecoder("utf-8")()
    not_utf8 = nul = False
    running = 0
    try:
        with opener() as stream:
            while chunk := stream.read(_CHUNK):
                nul = nul or b"\0" in chunk
                last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
                running = running + len(chunk) if last < 0 else len(chunk) - last
                if running > LONGEST_LINE:
                    return _Survey("long_line")
                not_utf8 = not_utf8 or _undecodable(decoder, chunk)
            not_utf8 = not_utf8 or _undecodable(decoder, b"", final=True)
    except DAMAGE:
        return _Survey("damaged")
    return _Survey(not_utf8=not_utf8, nul=nul)


def _undecodable(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return True
    return False


class _Lines:
    """Hands the file's lines to the CSV reader, and keeps those of the row it is at."""

    def __init__(self, first: str, stream: io.TextIOWrapper) -> None:
        self.waiting = [first]
        self.stream = stream
        self.kept: list[str] = []

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self.waiting.pop() if self.waiting else next(self.stream)
        self.kept.append(line)
        return line


def read_table(file: File, opener: Callable[[], IO[bytes]]) -> Table:
    """Open one file; its rows are read as they are asked for, in constant memory.

    `opener` gives the bytes, and is called twice. Each row is (line, cells) or (line, Unreadable); the line
    is that of the file, counted from 1, where the row begins. Empty rows are left out.
    """
    survey = _survey(opener)
    if survey.reason:
        return Table(file, problems=(Problem(file.name, None, "", "", survey.reason),))
    stream = io.TextIOWrapper(
        opener(), encoding="utf-8-sig", errors="surrogateescape" if survey.not_utf8 else "strict", newline=""
    )
    number = 1
    line = stream.readline()
    while line and not line.strip():
        number += 1
        line = stream.readline()
    if not line:
        stream.close()
        return Table(file, problems=(Problem(file.name, 1, "", "", "no_header"),))
    separator = ";" if line.count(";") > line.count(",") else ","
    lines = _Lines(line, stream)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    try:
        header = tuple(name.strip() for name in next(reader))
    except (csv.Error, StopIteration):
        stream.close()
        return Table(file, problems=(Problem(file.name, number, "", shorten(_clean(line)), "unclosed_quote"),))
    table = _with_header(file, header, number)
    if table.problems:
        stream.close()
        return table
    table.rows = _rows(table, reader, lines, before=number - 1, strange=survey.not_utf8 or survey.nul, stream=stream)
    return table


def _with_header(file: File, header: tuple[str, ...], number: int) -> Table:
    if len(header) > MOST_COLUMNS:
        counts = {"columns": str(len(header)), "limit": str(MOST_COLUMNS)}
        return Table(file, problems=(Problem(file.name, number, "", "", "too_many_columns", counts),))
    problems = []
    for reason in (_strange(name) for name in header):
        if reason:
            problems.append(Problem(file.name, number, "", shorten(_clean(",".join(header))), reason))
            break
    named = [name for name in header if name]
    for name, times in Counter(named).items():
        if times > 1:
            problems.append(Problem(file.name, number, _clean(name), "", "column_twice"))
    for column in file.columns:
        if column.starred and column.name not in header:
            problems.append(Problem(file.name, number, column.name, "", "missing_column"))
    known = {column.name for column in file.columns}
    return Table(
        file,
        places=tuple(header.index(column.name) if column.name in header else None for column in file.columns),
        header=header,
        unknown=tuple(_clean(name) for name in named if name not in known),
        problems=tuple(problems),
    )


def _strange(cell: str) -> str:
    if "\0" in cell:
        return "nul_byte"
    return "not_utf8" if _STRANGE.search(cell) else ""


def _rows(
    table: Table,
    reader: Any,
    lines: _Lines,
    *,
    before: int,
    strange: bool,
    stream: io.TextIOWrapper,
) -> Iterator[tuple[int, list[str] | Unreadable]]:
    """`before`: lines of the file that the CSV reader has not seen. `strange`: look at each cell's bytes."""
    width = len(table.header)
    kept = lines.kept
    with stream:
        while True:
            kept.clear()
            number = before + reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                reason = "long_cell" if "field limit" in str(error) else "unclosed_quote"
                raw = _clean("".join(kept))[:LONGEST_CELL]
                yield number, Unreadable(reason, "", shorten(raw), {"": raw}, _limit(reason))
                continue
            if not any(cells) or not any(map(str.strip, cells)):
                continue
            if len(cells) > width:
                yield number, _too_many(table, cells)
            elif (strange or len(kept) > 1 or len(kept[0]) > _WORTH_MEASURING) and (
                fault := _bad_cell(table, cells, strange=strange)
            ):
                yield number, fault
            else:
                yield number, cells


def _limit(reason: str) -> dict[str, str]:
    return {"limit": str(LONGEST_CELL // 1000)} if reason == "long_cell" else {}


def _too_many(table: Table, cells: list[str]) -> Unreadable:
    width = len(table.header)
    counts = {"cells": str(len(cells)), "columns": str(width)}
    return Unreadable("too_many_cells", "", shorten(_clean(cells[width])), table.named(cells), counts)


def _bad_cell(table: Table, cells: list[str], *, strange: bool) -> Unreadable | None:
    for name, cell in zip(table.header, cells, strict=False):
        reason = _strange(cell) if strange else ""
        if not reason and len(cell) > _WORTH_MEASURING and len(cell.encode(errors="replace")) > LONGEST_CELL:
            reason = "long_cell"
        if reason:
            return Unreadable(reason, name, shorten(_clean(cell)), table.named(cells), _limit(reason))
    return None
