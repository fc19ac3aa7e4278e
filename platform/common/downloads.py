"""Files that a page hands out: their names and how a browser is told."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from common.languages import without_accents
from common.tables import csv_lines, separator_here

# What NFKD does not take apart.
_SPELT_OUT = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l"})
_BETWEEN = re.compile(r"[^a-z0-9]+")
_ELIDED = re.compile(r"(-[a-z])+$")  # the `d` of a “d’aidant” that is cut after it
_LONGEST_PART = 50


def file_name(*parts: str, extension: str, on: dt.date | None = None) -> str:
    """`halte-what-it-is-2026-11-22.pdf`: a name that says what the file is, in the words it is given.

    `parts` are texts in the file's language, longest 50 characters each and cut between words; empty ones are left
    out. `on` is the day the file is about, today without it. ASCII only, so that it is safe in a header, in a zip
    and on any system.
    """
    words = [_slug(part) for part in ("halte", *parts)]
    return "-".join([*filter(None, words), (on or timezone.localdate()).isoformat()]) + f".{extension}"


def _slug(part: str) -> str:
    """Lower-case ASCII; whatever stands between two words becomes one hyphen."""
    plain = without_accents(str(part).lower().translate(_SPELT_OUT))
    text = _BETWEEN.sub("-", plain).strip("-")
    if len(text) <= _LONGEST_PART:
        return text
    cut = text[: _LONGEST_PART + 1].rpartition("-")[0]
    return _ELIDED.sub("", cut) or text[:_LONGEST_PART]


def attachment(name: str, content: bytes | str, content_type: str) -> HttpResponse:
    """A response that a browser saves under `name`."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def csv_response(name: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A CSV that a spreadsheet opens as UTF-8 and in columns, with no cell that acts as a formula."""
    lines = csv_lines(header, rows, separator=separator_here())
    return attachment(name, "\ufeff" + "".join(lines), "text/csv; charset=utf-8")
