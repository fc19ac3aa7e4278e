"""A row's cells as an entry's fields. What is wrong is said column by column; what is unknown is kept."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from common.errors import DomainError
from common.forms import seen_text
from directory import contacts, texts, vocabulary
from directory.mednum import columns
from directory.mednum.columns import COLUMNS, REQUIRED, Fields
from territory.postcodes import communes_for, normalise_postcode

_INSEE = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{3}")
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ].*)?")
_TAMED = re.compile(r"^'(?=[=+\-@])")
_SIGNS = "=+-@\t＝＋－＠"


@dataclass(frozen=True, slots=True)
class Problem:
    """The column and a sentence."""

    column: str
    message: str


@dataclass(slots=True)
class Checked:
    fields: Fields = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)


def check(cells: dict[str, str]) -> Checked:
    """Fields as an entry stores them, with all that is wrong. Fields are complete: an absent column is empty."""
    out = Checked()
    written = {name: _text(out, name, cell) for name, cell in cells.items()}
    said = {problem.column for problem in out.problems}
    for name in REQUIRED:
        if not written.get(name) and name not in said:
            out.problems.append(Problem(name, _("Empty, and it must be filled in.")))
    read = normalise_postcode(written.get("code_postal", ""))
    out.fields = {"country": read.country, "unknown": {}}
    for column, name in COLUMNS.items():
        out.fields[name] = _value(out, column, name, written.get(column, ""), read.country)
    out.fields["postcode"] = read.digits if read.reading == "ok" else out.fields["postcode"]
    if read.reading == "unknown":
        out.problems.append(Problem("code_postal", _("No postcode: Belgium has 4 digits, France 5.")))
    elif read.reading == "ok" and not communes_for(read.country, read.digits):
        out.notices.append(Problem("code_postal", _("A postcode that we don't know: the finder can't place it.")))
    wrong = {problem.column for problem in out.problems}
    if (out.fields["latitude"] is None) != (out.fields["longitude"] is None) and not wrong & {"latitude", "longitude"}:
        out.problems.append(Problem("latitude", _("Latitude and longitude go together: one of them is missing.")))
    _beside(out, written)
    stands_for = {vocabulary.nearest(kind) for kind in out.fields["kinds"] if not vocabulary.in_schema("kinds", kind)}
    out.fields["kinds"] = [kind for kind in out.fields["kinds"] if kind not in stands_for]
    return out


def _text(out: Checked, column: str, written: str) -> str:
    """The cell without what nobody sees. A cell that a spreadsheet would run as a formula is a problem."""
    text = _TAMED.sub("", written.strip())
    if column in {"latitude", "longitude", "telephone"}:
        return " ".join(seen_text(text).split())
    lines = column not in COLUMNS or COLUMNS[column] in columns.MANY_LINES
    try:
        return texts.plain(text, lines=lines)
    except DomainError as error:
        out.problems.append(Problem(column, str(error)))
        return ""


def _value(out: Checked, column: str, name: str, text: str, country: str):
    longest = columns.LONGEST.get(name, columns.LONGEST_TEXT)
    if name in columns.CLOSED:
        return _closed(out, column, name, text)
    if name in columns.OPEN_LISTS:
        return _several(out, column, name, text)
    if len(text) > longest:
        out.problems.append(Problem(column, _("Too long: %(n)s signs at most.") % {"n": longest}))
        return text
    single = {
        "latitude": lambda: _degrees(text, 90),
        "longitude": lambda: _degrees(text, 180),
        "updated_on": lambda: _day(text),
        "phone": lambda: contacts.phone(text, country),
        "accessibility_page": lambda: contacts.web_address(text) if text else "",
        "booking_page": lambda: contacts.web_address(text) if text else "",
        "pivot": lambda: contacts.pivot(text, country),
        "commune_code": lambda: _commune_code(text),
    }.get(name)
    if single is None:
        return text
    try:
        return single()
    except DomainError as error:
        out.problems.append(Problem(column, str(error)))
        return None if name in {"latitude", "longitude", "updated_on"} else text


def parts(text: str) -> list[str]:
    """The values of a cell: “|” between them, or “;” where there is no “|”; none begins like a formula."""
    found = text.split("|" if "|" in text else ";")
    return list(dict.fromkeys(part.strip().lstrip(_SIGNS) for part in found if part.strip().lstrip(_SIGNS)))


def _closed(out: Checked, column: str, name: str, text: str) -> list[str]:
    known: list[str] = []
    unknown: list[str] = []
    for part in parts(text):
        value = vocabulary.canonical(name, part)
        kept, one = (known, value) if value else (unknown, part.replace(";", ","))
        if one not in kept:
            kept.append(one)
    if len(known) + len(unknown) > columns.MOST_VALUES or any(len(one) > columns.LONGEST_TEXT for one in unknown):
        out.problems.append(Problem(column, _("Too many values, or one of them is too long.")))
    if unknown:
        _keep(out, name, unknown)
        out.notices.append(
            Problem(column, _("Not in the schema, kept as it is: %(values)s") % {"values": ", ".join(unknown)})
        )
    if column in REQUIRED and text and not known:
        out.problems.append(Problem(column, _("None of these values is in the schema.")))
    return known


def _keep(out: Checked, name: str, values: list[str]) -> None:
    kept = out.fields["unknown"].setdefault("values", {}).setdefault(name, [])
    kept += [value for value in values if value not in kept]


def _several(out: Checked, column: str, name: str, text: str) -> list[str]:
    found = contacts.glued(parts(text)) if name == "websites" else [part.replace(";", ",") for part in parts(text)]
    if len(found) > columns.MOST_VALUES or any(len(one) > columns.LONGEST_TEXT for one in found):
        out.problems.append(Problem(column, _("Too many values, or one of them is too long.")))
        return found
    clean = {"emails": contacts.email, "websites": contacts.web_address}.get(name)
    if clean is None:
        return found
    values = []
    for one in found:
        try:
            values.append(clean(one))
        except DomainError as error:
            out.problems.append(Problem(column, str(error)))
    return list(dict.fromkeys(values))


def _beside(out: Checked, written: dict[str, str]) -> None:
    """Our columns after the 32, and those that nobody knows."""
    out.fields["languages"] = []
    for column, text in written.items():
        if column in COLUMNS or not text:
            continue
        if column == columns.LANGUAGES:
            spoken = [(vocabulary.canonical("languages", part), part) for part in parts(text)]
            out.fields["languages"] = list(dict.fromkeys(value for value, _part in spoken if value))
            if unknown := [part for value, part in spoken if not value]:
                _keep(out, "languages", unknown)
        elif name := columns.BESIDE.get(column):
            for part in parts(text):
                value = vocabulary.canonical(name, part)
                if value and value not in out.fields[name]:
                    out.fields[name].append(value)
                elif not value:
                    _keep(out, name, [part])
        elif len(text) > columns.LONGEST["description"]:
            out.problems.append(Problem(column, _("Too long: %(n)s signs at most.") % {"n": 5000}))
        else:
            out.fields["unknown"].setdefault("columns", {})[column] = text


def _degrees(text: str, most: int) -> float | None:
    if not text:
        return None
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or abs(value) > most:
        raise DomainError(_("No number of degrees between -%(n)s and %(n)s.") % {"n": most})
    return value + 0.0  # never -0.0


def _day(text: str) -> dt.date | None:
    if not text:
        return None
    match = _DAY.fullmatch(text)
    try:
        if match:
            return dt.date.fromisoformat(match[1])
    except ValueError:
        pass
    raise DomainError(_("No date: year-month-day, for example 2026-03-31."))


def _commune_code(text: str) -> str:
    if text and not _INSEE.fullmatch(text.upper()):
        raise DomainError(_("No code of a municipality: 5 signs, INSEE in France, NIS in Belgium."))
    return text.upper()
