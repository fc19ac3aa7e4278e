"""The 15 files of a pack: columns, what each takes, keys, references. The text is docs/activity-packs.md."""

import csv
import datetime as dt
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from importlib.resources import files
from operator import attrgetter
from typing import Any

from . import rows, values
from .values import BadCell, Parser, choice, several

CATALOGUE = tuple(
    line["code"]
    for line in csv.DictReader(
        files("reporting").joinpath("data/indicators.csv").read_text(encoding="utf-8").splitlines()
    )
)

PARTNERS, STRUCTURES, PEOPLE, ACTIONS = "partners", "structures", "people", "actions"

_EMPTY: dict[Parser, Any] = {values.text: "", values.identifier: "", values.flag: False}


@dataclass(frozen=True)
class Column:
    """A column: starred, it must be in the header, and filled in each row where it is `required`.

    `empty` is the value of a cell that isn't given; `refers` names the kind of ids it must be one of, `many`
    says that it holds several.
    """

    name: str
    parse: Parser
    starred: bool = False
    required: bool = False
    empty: Any = None
    refers: str | None = None
    many: bool = False

    @property
    def field(self) -> str:
        """The row's attribute: `from` is a word of Python's."""
        return "since" if self.name == "from" else self.name


Fault = tuple[str, str, dict[str, str]]  # column, reason, params


@dataclass(frozen=True)
class File:
    """One file of a pack.

    `keyed_by` names the columns a row is known by; `key` is what it is known by where it isn't just their
    values. `defines` names the kind of ids the file brings, in its first column. `rules` says what is wrong
    with a row whose cells are right one by one.
    """

    name: str
    row: type
    columns: tuple[Column, ...]
    keyed_by: tuple[str, ...]
    key: Callable[[Any], Hashable] | None = None
    defines: str | None = None
    rules: Callable[[Any], Iterable[Fault]] | None = None

    def key_of(self) -> Callable[[Any], Hashable]:
        """The function that gives a row's key."""
        names = ("since" if name == "from" else name for name in self.keyed_by)
        return self.key or attrgetter(*names)

    @property
    def stem(self) -> str:
        """`activity` of activity.csv: the attribute of a Pack."""
        return self.name.removesuffix(".csv")


def _needed(name: str, parse: Parser = values.text, refers: str | None = None) -> Column:
    return Column(name, parse, starred=True, required=True, refers=refers)


def _may(name: str, parse: Parser = values.text, *, empty: Any = None, refers: str | None = None) -> Column:
    return Column(name, parse, empty=_EMPTY.get(parse) if empty is None else empty, refers=refers)


def _list(name: str, parse: Parser = values.text, refers: str | None = None) -> Column:
    return Column(name, several(parse), empty=(), refers=refers, many=True)


def _project_rules(row: rows.ProjectRow) -> Iterable[Fault]:
    if row.end < row.start:
        yield "end", "end_before_start", {}
    if not 1 <= row.period_months <= 1200:
        yield "period_months", "out_of_range", {"low": "1", "high": "1200"}
    if row.grace_days > 3650:
        yield "grace_days", "out_of_range", {"low": "0", "high": "3650"}
    # Cut-offs and period bounds are reckoned from these, and must not fall off the calendar.
    for name, date in (("start", row.start), ("end", row.end)):
        if not dt.date(1900, 1, 1) <= date <= dt.date(2999, 12, 31):
            yield name, "out_of_range", {"low": "1900-01-01", "high": "2999-12-31"}


def _indicator(cell: str) -> str:
    if cell not in CATALOGUE:
        raise BadCell("unknown_indicator")
    return cell


_IN_ORDER = (
    File(
        "project.csv",
        rows.ProjectRow,
        (
            _needed("code", values.identifier),
            _needed("name"),
            _may("programme"),
            _may("number"),
            _needed("start", values.day),
            _needed("end", values.day),
            _needed("period_months", values.whole),
            _needed("zone", choice("programme", "project")),
            _may("held_against_target", choice("declared", "estimated"), empty="declared"),
            _may("target_scope", choice("all", "zone"), empty="all"),
            _may("grace_days", values.whole, empty=15),
        ),
        keyed_by=("code",),
        key=lambda row: "project",
        rules=_project_rules,
    ),
    File(
        "partners.csv",
        rows.PartnerRow,
        (
            _needed("code", values.identifier),
            _needed("from", values.day),
            _needed("name"),
            _needed("role", choice("lead", "operator")),
            _may("side", choice("FR", "WAL", "VL", "ALL"), empty=""),
            _needed("country"),
            _needed("postcode"),
            _may("territorial_default", values.flag),
        ),
        keyed_by=(
            "code",
            "from",
        ),
        defines=PARTNERS,
    ),
    File(
        "targets.csv",
        rows.TargetRow,
        (
            _needed("indicator", _indicator),
            _may("partner", values.identifier, refers=PARTNERS),
            # In the header, but a row may leave it empty: no target.
            Column("value", values.whole, starred=True),
        ),
        keyed_by=(
            "indicator",
            "partner",
        ),
    ),
    File(
        "structures.csv",
        rows.StructureRow,
        (
            _needed("id", values.identifier),
            _needed("from", values.day),
            _needed("name"),
            _needed("country"),
            _may("postcode"),
            _may("type"),
            _may("enterprise_number"),
            _may("operator", values.identifier, refers=PARTNERS),
            _needed("status", choice("applied", "affiliated", "left")),
        ),
        keyed_by=(
            "id",
            "from",
        ),
        defines=STRUCTURES,
    ),
    File(
        "people.csv",
        rows.PersonRow,
        (
            _needed("id", values.identifier),
            _may("structure", values.identifier, refers=STRUCTURES),
            _may("kind", choice("professional", "volunteer", "staff", "test"), empty=""),
            _may("first_name"),
            _may("last_name"),
            _may("email"),
            _may("language", choice("fr", "nl", "en"), empty=""),
            _may("confirmed_at", values.instant),
            _may("invited_by", values.identifier, refers=PARTNERS),
            _may("objects_to_statistics", values.flag),
        ),
        keyed_by=("id",),
        defines=PEOPLE,
    ),
    File(
        "merges.csv",
        rows.MergeRow,
        (
            _needed("kept", values.identifier, refers=PEOPLE),
            _needed("merged", values.identifier, refers=PEOPLE),
            _needed("at", values.instant),
        ),
        keyed_by=("merged",),
    ),
    File(
        "actions.csv",
        rows.ActionRow,
        (
            _needed("id", values.identifier),
            _needed(
                "kind",
                choice(
                    "training",
                    "coaching",
                    "awareness",
                    "webinar",
                    "conference",
                    "community",
                    "launch",
                    "other",
                ),
            ),
            _may("core", values.flag),
            _needed("title"),
            _needed("operator", values.identifier, refers=PARTNERS),
            _list("joint", values.identifier, refers=PARTNERS),
            _needed("starts_at", values.instant),
            _may("ends_at", values.instant),
            _list("dates", values.day),
            _may("country"),
            _may("postcode"),
            _may("online", values.flag),
            _may("audience", values.whole),
            _needed("status", choice("planned", "closed", "cancelled")),
            _may("evidence"),
        ),
        keyed_by=("id",),
        defines=ACTIONS,
    ),
    File(
        "attendances.csv",
        rows.AttendanceRow,
        (
            _needed("action", values.identifier, refers=ACTIONS),
            _needed("person", values.identifier, refers=PEOPLE),
            _needed("status", choice("registered", "waiting", "cancelled", "present", "absent")),
            _may("validated_at", values.instant),
        ),
        keyed_by=(
            "action",
            "person",
        ),
    ),
    File(
        "accompaniments.csv",
        rows.AccompanimentRow,
        (
            _needed("id", values.identifier),
            _needed("structure", values.identifier, refers=STRUCTURES),
            _needed("person", values.identifier, refers=PEOPLE),
            _needed("date", values.day),
            _needed("mode", choice("individual", "workshop", "drop_in")),
            _may("place", choice("structure", "home", "remote", "other"), empty=""),
            _may("country"),
            _may("postcode"),
            _may("minutes", values.whole),
            _list("themes"),
            _list("learners", values.identifier),
            _may("anonymous", values.whole, empty=0),
            _may("status", choice("recorded", "cancelled"), empty="recorded"),
        ),
        keyed_by=("id",),
    ),
    File(
        "activity.csv",
        rows.ActivityRow,
        (
            _needed("user", values.user, refers=PEOPLE),
            _needed("structure", values.identifier, refers=STRUCTURES),
            _needed("at", values.instant),
        ),
        keyed_by=(
            "user",
            "structure",
            "at",
        ),
    ),
    File(
        "coefficients.csv",
        rows.CoefficientRow,
        (
            _needed("version", values.identifier),
            _needed("from", values.day),
            _needed("value", values.positive_decimal),
            _may("n", values.whole),
            _may("mean", values.decimal),
            _may("low", values.decimal),
            _may("high", values.decimal),
            _may("source"),
        ),
        keyed_by=("version",),
    ),
    File(
        "newsletters.csv",
        rows.NewsletterRow,
        (
            _needed("operator", values.identifier, refers=PARTNERS),
            _needed("on", values.day),
            _needed("readers", values.whole),
        ),
        keyed_by=(
            "operator",
            "on",
        ),
    ),
    File(
        "press.csv",
        rows.PressRow,
        (
            _may("operator", values.identifier, refers=PARTNERS),
            _needed("on", values.day),
            _needed("medium"),
            _needed("title"),
            _may("url"),
            _needed("kind", choice("press", "institutional")),
        ),
        keyed_by=("on", "medium", "title", "url"),
        key=lambda row: values.press_row(row.url, row.medium, row.on, row.title),
    ),
    File(
        "content.csv",
        rows.ContentRow,
        (
            _needed("id", values.identifier),
            _needed("published_on", values.day),
            _may("operator", values.identifier, refers=PARTNERS),
            _may("kind"),
        ),
        keyed_by=("id",),
    ),
    File(
        "diagnostics.csv",
        rows.DiagnosticRow,
        (
            _needed("id", values.identifier),
            _needed("structure", values.identifier, refers=STRUCTURES),
            _needed("completed_at", values.instant),
        ),
        keyed_by=("id",),
    ),
)

# In an order in which a row only refers to files before its own.
FILES: dict[str, File] = {file.name: file for file in _IN_ORDER}
