"""Form controls and tables drawn in Python: the parts of a page of which there are dozens.

A template draws a `<select>` of 40 options, or a table of 30 rows, with thousands of nodes: together they took three
quarters of a list page's time (bench/server.py). What is drawn here is what the templates drew, character for
character where it matters: every text is escaped, unless it is marked safe already.
"""

import datetime as dt
import html
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

WIDGETS = "django/forms/widgets/"
INPUTS = ("text", "date", "number", "email", "search", "hidden", "checkbox")


class FormRenderer(TemplatesSetting):
    """Django's form renderer; the plain controls of Halte's forms are drawn without a template."""

    def render(self, template_name: str, context: dict[str, Any], request=None) -> str:
        draw = DRAWN.get(template_name)
        return draw(context["widget"]) if draw else super().render(template_name, context, request)


def _select(widget: dict[str, Any]) -> SafeString:
    parts = [f'<select name="{text_of(widget["name"])}"{_attributes(widget["attrs"])}>']
    for group, options, _index in widget["optgroups"]:
        drawn = "".join(
            f'<option value="{text_of(str(option["value"]))}"{_attributes(option["attrs"])}>'
            f"{text_of(option['label'])}</option>"
            for option in options
        )
        parts.append(f'<optgroup label="{text_of(group)}">{drawn}</optgroup>' if group else drawn)
    return mark_safe("".join([*parts, "</select>"]))  # noqa: S308 escaped above


def _input(widget: dict[str, Any]) -> SafeString:
    value = "" if widget["value"] is None else f' value="{text_of(str(widget["value"]))}"'
    head = f'<input type="{widget["type"]}" name="{text_of(widget["name"])}"'
    return mark_safe(f"{head}{value}{_attributes(widget['attrs'])}>")  # noqa: S308 escaped above


def text_of(value: Any) -> str:
    """A value as a page may hold it: escaped, unless it is marked safe.

    Django's conditional_escape without the wrapper that takes most of its time.
    """
    if type(value) is str:
        return html.escape(value)
    if isinstance(value, SafeString):
        return value
    return html.escape(str(value))


def _attributes(attrs: dict[str, Any]) -> str:
    """As django/forms/widgets/attrs.html: False is left out, True has no value."""
    kept = ((name, value) for name, value in attrs.items() if value is not False)
    return "".join(f" {name}" if value is True else f' {name}="{text_of(str(value))}"' for name, value in kept)


DRAWN: dict[str, Callable[[dict[str, Any]], SafeString]] = {
    f"{WIDGETS}select.html": _select,
    **{f"{WIDGETS}{name}.html": _input for name in INPUTS},
}


# --- tables


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list page: its heading, and whether its cells read from the left (words) or the right (figures)."""

    heading: str
    words: bool = False


def table(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> SafeString:
    """A `<table>`; the first cell of each row is the row's heading. Each row has a cell for each column.

    Roles and `data-label` are for a narrow screen, where the sheet draws each row as a card: a table whose `display`
    was changed is no longer one for a screen reader unless it says so.
    """
    heads = [text_of(column.heading) for column in columns]
    starts = [
        f'<td role="cell" data-label="{head}"{_side(column)}>' for head, column in zip(heads, columns, strict=True)
    ]
    starts[0] = f'<th role="rowheader" scope="row"{_side(columns[0])}>'
    ends = ["</th>", *["</td>"] * (len(columns) - 1)]
    head = "".join(
        f'<th role="columnheader" scope="col"{_side(column)}>{name}</th>'
        for name, column in zip(heads, columns, strict=True)
    )
    body = "".join(
        '<tr role="row">'
        + "".join(f"{start}{text_of(cell)}{end}" for start, cell, end in zip(starts, row, ends, strict=True))
        + "</tr>"
        for row in rows
    )
    return mark_safe(  # noqa: S308 escaped above
        f'<table role="table"><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table>'
    )


def _side(column: Column) -> str:
    return ' class="l"' if column.words else ""


def link(url: str, text: str) -> SafeString:
    """`<a href>` in a cell."""
    return mark_safe(f'<a href="{text_of(url)}">{text_of(text)}</a>')  # noqa: S308 escaped here


def short_date(day: dt.date) -> str:
    """A date as the page's language writes it in a table: 22/11/2026."""
    return _short_date(day, get_language() or "")


@lru_cache(maxsize=4096)
def _short_date(day: dt.date, language: str) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def addresses(name: str, *before: str) -> Callable[[uuid.UUID], str]:
    """The addresses of many rows: `reverse(name, args=[*before, pk])`, looked up once."""
    blank = uuid.UUID(int=0)
    pattern = reverse(name, args=[*before, blank])
    return lambda pk: pattern.replace(str(blank), str(pk))
