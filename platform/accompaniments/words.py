"""The log in words: names of themes, and a record as a row of the list page."""

from collections.abc import Iterable

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accompaniments.enums import labels, theme_names
from accompaniments.selectors import Line
from common.drawing import Column, addresses, link, short_date


def columns() -> list[Column]:
    """The headings of the list page."""
    return [
        Column(_("Date")),
        Column(_("Who"), words=True),
        Column(_("Theme"), words=True),
        Column(_("How"), words=True),
        Column(_("Minutes")),
        Column(_("Can do it"), words=True),
        Column(_("Helper"), words=True),
    ]


def cells(lines: Iterable[Line], slug: str) -> list[list[str]]:
    """The rows of the list page, in the order of `columns`."""
    names, edit, cancelled = labels(), addresses("accompaniments:edit", slug), _("cancelled")
    rows = []
    for line in lines:
        day = link(edit(line.pk), short_date(line.date))
        if line.cancelled:
            day += format_html(' <span class="tag bad">{}</span>', cancelled)
        how, end = names.get(line.mode, line.mode), names.get(line.outcome, line.outcome)
        minutes = "" if line.minutes is None else str(line.minutes)
        rows.append([day, _who(line), theme_names(line.themes), how, minutes, end, line.helper])
    return rows


def _who(line: Line) -> str:
    named = ", ".join(line.aliases)
    if not line.anonymous:
        return named
    counted = ngettext("%(n)s anonymous person", "%(n)s anonymous people", line.anonymous) % {"n": line.anonymous}
    return f"{named} + {counted}" if named else counted
