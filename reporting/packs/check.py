"""Checking a pack before anything is written: typed rows, every bad row, and what is worth telling.

Source of the rules: docs/counting.md (Packs) and docs/activity-packs.md.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from . import rows
from .circles import in_circles
from .likely import likely_duplicates
from .problems import BadRow, Notice, Problem, shorten
from .read import Table, Unreadable, read_table
from .schema import ACTIONS, FILES, PARTNERS, PEOPLE, STRUCTURES, Fault, File
from .sources import PackError, Source, open_source
from .typed import Repeated, Rules, Typing

Progress = Callable[[str, int], None]
Faults = Mapping[int, Fault]  # by the line of the row
Refuse = Callable[[str, list[Any]], Faults]

_EVERY = 5_000  # rows between two calls of a progress function
_LINES_TOLD = 20
_NAMES_TOLD = 20
_FILES_TOLD = 100


@dataclass(frozen=True)
class Known:
    """What earlier packs brought to the project: `project` is its code, or None if there is none yet.

    The ids may be any collection that answers `in` and can be walked; `merges` maps a merged person to the
    kept one.
    """

    project: str | None = None
    partners: Collection[str] = frozenset()
    structures: Collection[str] = frozenset()
    people: Collection[str] = frozenset()
    actions: Collection[str] = frozenset()
    merges: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Pack:
    """The good rows of each file, in the order of the file. They refer only to one another and to Known."""

    project: rows.ProjectRow | None = None
    partners: list[rows.PartnerRow] = field(default_factory=list)
    targets: list[rows.TargetRow] = field(default_factory=list)
    structures: list[rows.StructureRow] = field(default_factory=list)
    people: list[rows.PersonRow] = field(default_factory=list)
    merges: list[rows.MergeRow] = field(default_factory=list)
    actions: list[rows.ActionRow] = field(default_factory=list)
    attendances: list[rows.AttendanceRow] = field(default_factory=list)
    accompaniments: list[rows.AccompanimentRow] = field(default_factory=list)
    activity: list[rows.ActivityRow] = field(default_factory=list)
    coefficients: list[rows.CoefficientRow] = field(default_factory=list)
    newsletters: list[rows.NewsletterRow] = field(default_factory=list)
    press: list[rows.PressRow] = field(default_factory=list)
    content: list[rows.ContentRow] = field(default_factory=list)
    diagnostics: list[rows.DiagnosticRow] = field(default_factory=list)


@dataclass
class Counts:
    """Rows of one file: read, good, bad, and repeated word for word (read = good + bad + repeated)."""

    read: int = 0
    good: int = 0
    bad: int = 0
    repeated: int = 0


@dataclass
class Checked:
    """The outcome. `project_code` is None where nothing at all can be written, not even the good rows."""

    pack: Pack
    project_code: str | None = None
    known: Known = field(default_factory=Known)
    bad_rows: list[BadRow] = field(default_factory=list)
    faults: list[Problem] = field(default_factory=list)  # of whole files, or of the pack
    notices: list[Notice] = field(default_factory=list)
    counts: dict[str, Counts] = field(default_factory=dict)

    @property
    def problems(self) -> list[Problem]:
        """All that is wrong: first the pack and its files, then row by row."""
        return self.faults + [problem for row in self.bad_rows for problem in row.problems]

    @property
    def ok(self) -> bool:
        """Nothing is wrong."""
        return not self.faults and not self.bad_rows


def check(
    source: Path | str | BinaryIO,
    *,
    project_code: str | None = None,
    known: Known | Callable[[str], Known] = Known(),
    progress: Progress | None = None,
    refuse: Refuse | None = None,
) -> Checked:
    """Read a pack and check all of it; writes nothing, and raises nothing for what a sender may have done.

    `source` is a folder or a zip (path or open file). `known` may be a function of the project's code, which
    may be read from the pack itself; a code it doesn't know is answered with `Known()`. `progress` is called
    with a file's name and the rows read so far, and once more when all are read. `refuse` is called with a file's
    name and its good rows, and may find more wrong with them.
    """
    checked = Checked(Pack())
    try:
        with open_source(source) as files:
            _Checking(files, checked, project_code, known, progress, refuse).run()
    except PackError as error:
        checked.faults.extend(error.problems)
    return checked


class _Checking:
    """One run over a pack."""

    def __init__(
        self,
        source: Source,
        checked: Checked,
        asked: str | None,
        known: Known | Callable[[str], Known],
        progress: Progress | None,
        refuse: Refuse | None,
    ) -> None:
        self.source = source
        self.checked = checked
        self.asked = asked
        self.ask_known = known if callable(known) else lambda code: known
        self.progress = progress
        self.refuse = refuse
        self.ids: dict[str, set[str]] = {}
        self.refer = True  # False: nobody said which project, so ids of earlier packs can't be known

    def run(self) -> None:
        notices = self.checked.notices
        notices.extend(Notice(shorten(path), "unknown_file") for path in self.source.unknown[:_FILES_TOLD])
        if not self.source.files:
            self.checked.faults.append(Problem("", None, "", "", "no_files"))
            return
        self._project()
        for name, file in FILES.items():
            if name in self.source.files and name != "project.csv":
                good = self._file(file)
                if file is _MERGES:
                    good = self._without_circles(good)
                setattr(self.checked.pack, file.stem, good)
        notices.extend(likely_duplicates(self.checked.pack))

    def _project(self) -> None:
        checked = self.checked
        given = "project.csv" in self.source.files
        if given:
            found = self._file(_PROJECT)
            checked.pack.project = found[0] if found else None
            counts = checked.counts.get("project.csv")
            if counts and not counts.read:
                checked.faults.append(Problem("project.csv", None, "", "", "no_project_row"))
        code = checked.pack.project.code if checked.pack.project else self.asked
        if code is None:
            self.refer = False
            if not given:
                checked.faults.append(Problem("", None, "", "", "project_required"))
            return
        known = self.ask_known(code)
        checked.known = known
        if checked.pack.project is None and known.project != code:
            self.refer = False
            if not given:
                checked.faults.append(Problem("", None, "", code, "unknown_project"))
        else:
            checked.project_code = code
        for kind in (PARTNERS, STRUCTURES, PEOPLE, ACTIONS):
            self.ids[kind] = set(getattr(known, kind))

    def _file(self, file: File) -> list[Any]:
        """The good rows of one file; what else it holds goes to the outcome."""
        checked = self.checked
        table = read_table(file, partial(self.source.open, file.name))
        if table.unknown:
            names = [*map(shorten, table.unknown[:_NAMES_TOLD]), *(["…"] if len(table.unknown) > _NAMES_TOLD else [])]
            checked.notices.append(Notice(file.name, "unknown_columns", params={"columns": ", ".join(names)}))
        if table.problems:
            checked.faults.extend(table.problems)
            return []
        good, repeated = self._rows(file, table)
        if self.refuse and good:
            good = self._without(file, good, self.refuse(file.name, good))
        if repeated:
            told = Notice(file.name, "repeated_rows", tuple(repeated[:_LINES_TOLD]), {"count": str(len(repeated))})
            checked.notices.append(told)
        if file.defines:
            ids = self.ids.setdefault(file.defines, set())
            first = file.columns[0].field
            ids.update(getattr(row, first) for row in good)
        return good

    def _rows(self, file: File, table: Table) -> tuple[list[Any], list[int]]:
        """The good rows and the lines of repeated ones; bad rows are added to the outcome."""
        counts = self.checked.counts[file.name] = Counts()
        ids = self.ids if self.refer else None
        clash = "one_project" if file is _PROJECT else "repeated_key"
        typing = Typing(table, ids, self._rules(file), clash)
        good: list[Any] = []
        repeated: list[int] = []
        for number, (line, cells) in enumerate(table.rows, start=1):
            row = typing.row(line, cells)
            if isinstance(row, BadRow):
                self.checked.bad_rows.append(row)
                counts.bad += 1
            elif isinstance(row, Repeated):
                repeated.append(line)
            else:
                good.append(row)
            if number % _EVERY == 0 and self.progress:
                self.progress(file.name, number)
        counts.good, counts.repeated = len(good), len(repeated)
        counts.read = counts.good + counts.bad + counts.repeated
        if self.progress:
            self.progress(file.name, counts.read)
        return good, repeated

    def _rules(self, file: File) -> Rules | None:
        if file is not _PROJECT or self.asked is None:
            return file.rules

        def with_code(row: rows.ProjectRow) -> Iterator[Fault]:
            if row.code != self.asked:
                yield "code", "other_project", {"project": str(self.asked)}
            if file.rules:
                yield from file.rules(row)

        return with_code

    def _without_circles(self, merges: list[rows.MergeRow]) -> list[rows.MergeRow]:
        """The merges that lead to an end, together with those of earlier packs."""
        circles = in_circles(merges, self.checked.known.merges)
        faults: dict[int, Fault] = {
            line: ("merged", "merge_circle", {"circle": " → ".join(map(shorten, circle))})
            for line, circle in circles.items()
        }
        return self._without(_MERGES, merges, faults)

    def _without(self, file: File, good: list[Any], faults: Faults) -> list[Any]:
        """The rows that have no fault; the others become bad ones, with their cells read again as they were sent."""
        if not faults:
            return good
        table = read_table(file, partial(self.source.open, file.name))
        for line, cells in table.rows:
            if line in faults and not isinstance(cells, Unreadable):
                column, reason, params = faults[line]
                named = table.named(cells)
                problem = Problem(file.name, line, column, shorten(named.get(column, "")), reason, params)
                self.checked.bad_rows.append(BadRow(file.name, line, named, (problem,)))
        counts = self.checked.counts[file.name]
        counts.bad += len(faults)
        counts.good -= len(faults)
        return [row for row in good if row.line not in faults]


_PROJECT = FILES["project.csv"]
_MERGES = FILES["merges.csv"]
