"""Files that a page hands out."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

from common.tables import csv_lines


def attachment(name: str, content: bytes | str, content_type: str) -> HttpResponse:
    """A response that a browser saves under `name`."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def csv_response(name: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A CSV that a spreadsheet opens as UTF-8, with no cell that acts as a formula."""
    return attachment(name, "\ufeff" + "".join(csv_lines(header, rows)), "text/csv; charset=utf-8")
