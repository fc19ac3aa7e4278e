"""From the cells of a row to a typed row, or to all that is wrong with it."""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .problems import BadRow, Problem, shorten
from .read import Table, Unreadable
from .schema import Column, Fault
from .values import BadCell

Rules = Callable[[Any], Iterable[Fault]]
Trouble = tuple[str, str, str, Mapping[str, str]]  # column, value, reason, params


@dataclass(frozen=True)
class Repeated:
    """A row that says word for word what an earlier one said."""

    line: int


@dataclass
class Typing:
    """Types the rows of one table.

    `ids` are the ids a row may refer to, by kind; None: references are not looked at. `rules` says what is
    wrong with a row as a whole. `clash` is the reason of a row that has the key of an earlier, good one and
    other cells.
    """

    table: Table
    ids: Mapping[str, Collection[str]] | None
    rules: Rules | None
    clash: str
    seen: dict[Hashable, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        file = self.table.file
        self._make, self._key = file.row, file.key_of()
        self._places = [
            (place, column, column.parse) for place, column in zip(self.table.places, file.columns, strict=True)
        ]
        self._references = [
            (at, column, self.ids.get(column.refers, ()))
            for at, column in enumerate(file.columns)
            if column.refers and self.ids is not None
        ]

    def row(self, line: int, cells: list[str] | Unreadable) -> Any:
        """A row of the file's own type, a Repeated or a BadRow."""
        if isinstance(cells, Unreadable):
            return self._bad(line, cells.cells, [(cells.column, cells.value, cells.reason, cells.params)])
        values, troubles = self._values(cells)
        for at, column, known in self._references:
            value = values[at]
            if value and (column.many or value not in known):
                troubles.extend(_unknown(column, value, known))
        if not troubles:
            row = self._make(*values, line)
            if self.rules:
                named = self.table.named(cells)
                troubles = [(name, named.get(name, ""), reason, params) for name, reason, params in self.rules(row)]
            if not troubles:
                first = self.seen.setdefault(self._key(row), row)
                if first is row:
                    return row
                if first == row:
                    return Repeated(line)
                troubles = [self._clash(cells, first.line)]
        return self._bad(line, self.table.named(cells), troubles)

    def _values(self, cells: list[str]) -> tuple[list[Any], list[Trouble]]:
        values: list[Any] = []
        troubles: list[Trouble] = []
        width = len(cells)
        for place, column, parse in self._places:
            cell = cells[place].strip() if place is not None and place < width else ""
            if cell:
                try:
                    values.append(parse(cell))
                    continue
                except BadCell as bad:
                    troubles.append((column.name, cell, bad.reason, bad.params))
            elif column.required:
                troubles.append((column.name, cell, "required", {}))
            values.append(column.empty)
        return values, troubles

    def _clash(self, cells: list[str], first: int) -> Trouble:
        named, names = self.table.named(cells), self.table.file.keyed_by
        value = "|".join(named.get(name, "").strip() for name in names)
        return "|".join(names), value, self.clash, {"first": str(first)}

    def _bad(self, line: int, cells: dict[str, str], troubles: Iterable[Trouble]) -> BadRow:
        file = self.table.file.name
        problems = tuple(
            Problem(file, line, column, shorten(value), reason, dict(params))
            for column, value, reason, params in troubles
        )
        return BadRow(file, line, cells, problems)


def _unknown(column: Column, value: Any, known: Collection[str]) -> Iterator[Trouble]:
    for name in value if column.many else (value,):
        if name not in known and not (column.name == "user" and name.startswith("learner:")):
            yield column.name, name, "unknown_reference", {"target": f"{column.refers}.csv"}
