"""A form that was drawn before somebody else stored another version: nothing is overwritten unless that is meant.

The form carries the version that it shows (`seen_field`); the service compares it under the lock and raises
`Overtaken`; the view shows what was typed again, with what is stored now, and answers 409. Saving once more overwrites.
"""

import datetime as dt
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.languages import date_in_words
from common.sentences import colon, one_stop

SEEN = "seen"
SHOWN_AT_MOST = 200  # characters of one stored value
NOTHING = "–"


class Overtaken(DomainError):
    """Somebody stored another version meanwhile. `stored` is the row as it is now; `name` says who, where known."""

    def __init__(self, *, stored: Any, name: str = ""):
        told = _("%(name)s changed this meanwhile.") % {"name": name} if name else _("Somebody changed this meanwhile.")
        super().__init__(told)
        self.stored = stored


def seen_field() -> forms.CharField:
    """The hidden field, named SEEN, for the version that a form shows; empty: the caller compares nothing."""
    return forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)


def show_overtaken(form: forms.BaseForm, error: Overtaken) -> None:
    """`form` is bound to what was typed, with what is stored now as its initial values. Sent again, it overwrites."""
    form.full_clean()
    stored = "; ".join(
        f"{bound.label}{colon()} {_in_words(bound)}"
        for bound in map(form.__getitem__, form.changed_data)
        if not bound.is_hidden
    )
    now = one_stop(_("Stored now: %(values)s.") % {"values": stored}) if stored else ""
    onward = _("Below is what you typed: save again to put it in its place, or go back to keep what is stored.")
    form.add_error(None, " ".join(part for part in (str(error), now, onward) if part))
    typed = cast(QueryDict, form.data).copy()
    typed[form.add_prefix(SEEN)] = form.initial[SEEN]
    form.data = typed


def _in_words(bound: forms.BoundField) -> str:
    """The stored value of a field, as a person reads it."""
    choices: Any = () if isinstance(bound.field, forms.ModelChoiceField) else getattr(bound.field, "choices", ())
    words = _words(bound.initial, {str(value): str(label) for value, label in choices})
    return words if len(words) <= SHOWN_AT_MOST else f"{words[:SHOWN_AT_MOST]}…"


def _words(value: Any, names: dict[str, str]) -> str:
    match value:
        case list() | tuple() | QuerySet():
            return ", ".join(_words(one, names) for one in value) or NOTHING
        case bool():
            return _("Yes") if value else _("No")
        case dt.datetime():
            return date_in_words(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
        case dt.date():
            return date_in_words(value, "SHORT_DATE_FORMAT")
        case dt.time():
            return f"{value:%H:%M}"
    return names.get(str(value), "" if value is None else str(value)) or NOTHING
