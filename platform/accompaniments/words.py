"""The log in words: names of themes, and a record as a row of the list page."""

from collections.abc import Iterable
from functools import lru_cache

from django.db.models import TextChoices
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accompaniments.enums import Mode, Outcome, ProcedureTheme, Theme
from accompaniments.selectors import Line
from common.drawing import Column, addresses, link, short_date


def theme_names(codes: Iterable[str]) -> str:
    """The themes in the page's language; a code that only a pack knows stays as it came."""
    names = _labels(get_language() or "")
    return ", ".join(names.get(code, code) for code in codes)


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
    names, edit, cancelled = _labels(get_language() or ""), addresses("accompaniments:edit", slug), _("cancelled")
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


@lru_cache(maxsize=8)
def _labels(language: str) -> dict[str, str]:
    """Every code of the lists that a row shows, in the current language (`language` is only the cache's key)."""
    lists: tuple[type[TextChoices], ...] = (ProcedureTheme, Theme, Mode, Outcome)
    return {str(value): str(label) for one in lists for value, label in one.choices}
