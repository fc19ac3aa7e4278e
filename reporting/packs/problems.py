"""What can be wrong with a pack, and what is merely told: codes, and sentences for people to read."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SHOWN = 80  # characters of a value that a problem repeats

# Sentences may use the names a problem carries: file, column, value, and its own params.
REASONS: dict[str, Promise] = {
    # the pack
    "not_a_pack": _("This is neither a folder nor a zip file."),
    "damaged": _("This file is damaged and can't be read."),
    "encrypted": _("This file is protected by a password. Send it without one."),
    "bad_path": _("The zip file holds an entry that leads out of it."),
    "link": _("The zip file holds a link. Put the file itself in it."),
    "entry_twice": _("The zip file holds this entry twice."),
    "nested_zip": _("The zip file holds another zip file. Put the CSV files straight into one."),
    "too_big": _("Unpacked, the zip file would take more than %(limit)s GB."),
    "too_dense": _("Unpacked, the zip file would be more than %(limit)s times as large."),
    "several_folders": _("The zip file holds several folders with CSV files: %(folders)s. Keep one."),
    "no_files": _("There is no file of an activity pack here."),
    "no_project_row": _("project.csv has no row. It must have one, for the project."),
    "project_required": _("There is no project.csv: say which project the files are for."),
    "unknown_project": _("There is no project “%(value)s” yet. Add a project.csv to create it."),
    # a file
    "not_utf8": _("This text is not UTF-8. Save the file as “CSV UTF-8”."),
    "nul_byte": _("There is a NUL byte here: this is not plain text."),
    "long_line": _("This line never ends: the file isn't CSV."),
    "no_header": _("The file is empty: its first line must name the columns."),
    "missing_column": _("The column “%(column)s” is missing."),
    "too_many_columns": _("The first line names %(columns)s columns. A file has at most %(limit)s."),
    "column_twice": _("The column “%(column)s” is there twice."),
    # a row
    "unclosed_quote": _("A quotation mark is opened and not closed, or closed in the middle of a cell."),
    "too_many_cells": _("The row has %(cells)s cells, the header only %(columns)s."),
    "long_cell": _("The cell is longer than %(limit)s kB."),
    "required": _("The cell is empty, and must be filled in."),
    "repeated_key": _("Line %(first)s is about the same record and says something else."),
    "one_project": _("project.csv has more than one row: a pack is for one project."),
    "other_project": _("The row is about another project than “%(project)s”."),
    "not_yours": _("You import for %(partner)s only: this row is not its own. Ask the lead partner to import it."),
    "merge_circle": _("The merges go round in a circle: %(circle)s."),
    # a cell
    "long_id": _("An id has at most %(limit)s characters."),
    "no_pseudonym": _("“learner:” must be followed by a pseudonym."),
    "not_a_date": _("This is not a date. Write it as 2021-03-28."),
    "instant_for_date": _("A date is needed here, without a time. Write it as 2021-03-28."),
    "not_an_instant": _("This is not a time. Write it as 2021-03-28T14:30 or 2021-03-28T14:30:00+02:00."),
    "date_for_instant": _("A time is missing after the date. Write it as 2021-03-28T14:30."),
    "not_whole": _("This is not a whole number of at most 9 digits."),
    "not_decimal": _("This is not a number. Decimals are written with a point: 6.25."),
    "not_a_flag": _("Only 0 or 1 can stand here."),
    "not_listed": _("Only one of these can stand here: %(allowed)s."),
    "unknown_indicator": _("There is no indicator with this code."),
    "unknown_reference": _("“%(value)s” has no good row in %(target)s, nor in an earlier pack."),
    "end_before_start": _("The project ends before it starts."),
    "out_of_range": _("This must lie between %(low)s and %(high)s."),
}

NOTICES: dict[str, Promise] = {
    "unknown_file": _("%(file)s is no file of an activity pack, and was left aside."),
    "unknown_columns": _("%(file)s: columns that aren't used: %(columns)s."),
    "repeated_rows": _("%(file)s: rows that say the same as an earlier row, and were left aside: %(count)s."),
    "same_accompaniment": _(
        "These accompaniments have the same helper, date, mode, minutes and number of learners: %(ids)s."
    ),
    "same_email": _("These people have the same e-mail address: %(ids)s."),
    "same_name": _("These people have the same name: %(ids)s."),
    "same_structure": _("These structures have nearly the same name and the same postcode: %(ids)s."),
}


def shorten(value: str) -> str:
    """The first 80 characters of a cell, on one line."""
    value = " ".join(value.split())
    return value if len(value) <= SHOWN else value[: SHOWN - 1] + "…"


@dataclass(frozen=True)
class Problem:
    """Something that keeps a row, a file or the whole pack out.

    `file` is the CSV's name, or the entry of a zip, or "". `line` is the line of the file as an editor
    counts them, None where the whole file is meant. `reason` is a key of REASONS.
    """

    file: str
    line: int | None
    column: str
    value: str
    reason: str
    params: dict[str, str] = field(default_factory=dict, compare=False)

    @property
    def message(self) -> str:
        """One sentence in the active language."""
        names = {"file": self.file, "column": self.column, "value": self.value, **self.params}
        return str(REASONS[self.reason]) % names


@dataclass(frozen=True)
class Notice:
    """Something told that keeps nothing out. `reason` is a key of NOTICES; `lines` are at most 20 of them."""

    file: str
    reason: str
    lines: tuple[int, ...] = ()
    params: dict[str, str] = field(default_factory=dict, compare=False)

    @property
    def message(self) -> str:
        """One sentence in the active language."""
        return str(NOTICES[self.reason]) % {"file": self.file, **self.params}


@dataclass(frozen=True)
class BadRow:
    """A row that can't go in, with all that is wrong with it and its cells by column as they were sent."""

    file: str
    line: int
    cells: dict[str, str]
    problems: tuple[Problem, ...]
