"""Everything that is held about an account or a learner, collected from the rooms' `personal.py`; and read for her."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.holdings import Column, Holding
from common.languages import date_in_words

ACCOUNT, LEARNER = "account", "learner"
MOST_ROWS = 20_000  # of one table, the newest: beyond that a copy is of no use to a person


@cache
def holdings(subject: str) -> tuple[Holding, ...]:
    """What every room declares about an `account` or a `learner`, room by room from the bottom up."""
    found: list[Holding] = []
    for config in apps.get_app_configs():
        if find_spec(config.name) and find_spec(f"{config.name}.personal"):
            found += getattr(import_module(f"{config.name}.personal"), f"OF_{subject.upper()}", ())
    return tuple(found)


def rows_of(holding: Holding, key: Any) -> QuerySet:
    """The rows of that table that are about the account or learner of that id. The wall must be open for them."""
    return holding.model._base_manager.filter(**{holding.path: key})


@dataclass(frozen=True, slots=True)
class Table:
    """One part of a copy: its name in the files, its title, and its rows as they are stored."""

    name: str
    title: str
    names: list[str]
    labels: list[str]
    rows: list[tuple]
    fields: list[Field | None]

    @property
    def shown(self) -> list[list[str]]:
        """The rows in the reader's language."""
        pairs = [list(zip(self.fields, row, strict=True)) for row in self.rows]
        return [[in_words(field, value) for field, value in row] for row in pairs]


def tables(subject: str, key: Any) -> Iterator[Table | None]:
    """Her copy, one table a declaration, in the current language; None where it gives nothing of the rows."""
    for holding in holdings(subject):
        yield _table(holding, key) if holding.columns else None


def _table(holding: Holding, key: Any) -> Table:
    names = [column.name.format(language=get_language()) for column in holding.columns]
    rows = list(rows_of(holding, key).order_by("-pk").values_list(*names)[:MOST_ROWS])
    return Table(
        name=f"{holding.model._meta.model_name}-{holding.path.replace('__', '-').replace('_', '-')}",
        title=str(holding.title),
        names=[_plain_name(column) for column in holding.columns],
        labels=[str(column.label) for column in holding.columns],
        rows=rows,
        fields=[_field(holding, name) for name in names],
    )


def _plain_name(column: Column) -> str:
    return column.name.replace("_{language}", "").replace("__", "_")


def _field(holding: Holding, name: str) -> Field | None:
    """The column at the end of a lookup."""
    model, found = holding.model, None
    for part in name.split("__"):
        try:
            found = model._meta.get_field(part)
        except FieldDoesNotExist:
            return None
        model = getattr(found, "related_model", None) or model
    return found if isinstance(found, Field) else None


def in_words(field: Field | None, value: Any) -> str:
    """A value as a person reads it: a date in words, a choice by its label, nothing for what is empty."""
    labels = {str(code): label for code, label in getattr(field, "flatchoices", [])}
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.date):
        return _day(value)
    if isinstance(value, dict | list):
        plain = isinstance(value, list) and all(isinstance(one, str) for one in value)
        return ", ".join(value) if plain else json.dumps(value, ensure_ascii=False)
    return str(labels.get(str(value), value))


def _day(value: dt.date) -> str:
    """A day, or an instant in local time."""
    if isinstance(value, dt.datetime):
        return date_in_words(timezone.localtime(value), "DATETIME_FORMAT")
    return date_in_words(value, "DATE_FORMAT")


def as_data(value: Any) -> Any:
    """A value as JSON has it: instants in ISO 8601, everything else as it is stored."""
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if isinstance(value, bool | int | float | list | dict | None):
        return value
    return str(value)
