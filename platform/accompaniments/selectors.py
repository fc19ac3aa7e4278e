"""Reads of the log; the structure is open."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from accompaniments.enums import Minutes, Outcome, RecordStatus, Theme, theme_names
from accompaniments.models import AccompaniedLearner, Accompaniment, Trace
from accounts.models import short_name
from learners.models import Learner
from learners.names import told
from structures.models import Structure

LINES = """
SELECT a.id, a.date, a.cancelled_at IS NOT NULL,
  ARRAY(
    SELECT ARRAY[l.id::text, l.alias]
    FROM accompaniments_accompaniedlearner o JOIN learners_learner l ON l.id = o.learner_id
    WHERE o.accompaniment_id = a.id ORDER BY l.alias, l.id
  ),
  a.anonymous, a.themes, a.mode, a.minutes, a.outcome,
  u.id, u.first_name, u.last_name, u.email, p.first_name, p.last_name, p.code
FROM unnest(%s::uuid[]) WITH ORDINALITY AS wanted (id, at)
JOIN accompaniments_accompaniment a ON a.id = wanted.id
LEFT JOIN accounts_user u ON u.id = a.recorded_by_id
LEFT JOIN structures_person p ON p.id = a.person_id
ORDER BY wanted.at
"""


def records_of(*, structure: Structure, wanted: dict) -> QuerySet[Accompaniment]:
    """The structure's records, newest first.

    wanted: since, until (dates), theme, mode (codes), learner (Learner or id), mine (account), cancelled (bool).
    """
    found = Accompaniment.objects.for_structure(structure)
    if not wanted.get("cancelled"):
        found = found.recorded()
    plain = {"date__gte": "since", "date__lte": "until", "mode": "mode", "recorded_by": "mine"}
    found = found.filter(**{lookup: wanted[key] for lookup, key in plain.items() if wanted.get(key)})
    if wanted.get("theme"):
        found = found.filter(themes__contains=[wanted["theme"]])
    if wanted.get("learner"):
        found = found.filter(learners=wanted["learner"])
    return found.order_by("-date", "-created_at", "pk")


@dataclass(frozen=True, slots=True)
class Line:
    """A record as a list shows it: names and codes, no objects."""

    pk: uuid.UUID
    date: dt.date
    cancelled: bool
    aliases: list[str]
    anonymous: int
    themes: list[str]
    mode: str
    minutes: int | None
    outcome: str
    helper: str


def lines_of(records: QuerySet[Accompaniment], apart: Mapping[str, str] = MappingProxyType({})) -> list[Line]:
    """The records (a page of them, in their order) with the aliases of their learners: two trips, however many.

    `apart`: what tells those of one alias apart (learners.names.apart_in).
    """
    wanted = [str(pk) for pk in records.values_list("pk", flat=True)]
    with connection.cursor() as cursor:
        cursor.execute(LINES, [wanted])
        rows = cursor.fetchall()
    return [
        Line(
            pk,
            date,
            cancelled,
            [told(alias, apart.get(learner)) for learner, alias in learners],
            anonymous,
            themes,
            mode,
            minutes,
            outcome,
            _helper(account, *names),
        )
        for pk, date, cancelled, learners, anonymous, themes, mode, minutes, outcome, account, *names in rows
    ]


def _helper(account: int | None, *names: Any) -> str:
    """The aidant's short name; of a record that came in a pack, the name in the project's register.

    names: first, last and e-mail of the account; first, last and code of the person.
    """
    if account is not None:
        return short_name(*names[:3])
    first, last, code = names[3:]
    return f"{first or ''} {last or ''}".strip() or code or ""


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month of one aidant: accompaniments, different learners, minutes, people who now do it alone."""

    accompaniments: int
    people: int
    minutes: int
    alone: int


def month_of(*, structure: Structure, user, on: dt.date) -> Month:
    """What that aidant did here in the month of `on`; a workshop of eight is eight accompaniments."""
    mine = (
        Accompaniment.objects.for_structure(structure)
        .recorded()
        .filter(recorded_by=user, date__year=on.year, date__month=on.month)
    )
    links = AccompaniedLearner.objects.filter(accompaniment__in=mine)
    sums = mine.aggregate(
        anonymous=Coalesce(Sum("anonymous"), 0),
        minutes=Coalesce(Sum("minutes"), 0),
        alone=Count("pk", filter=Q(outcome=Outcome.ALONE)),
    )
    return Month(
        accompaniments=links.count() + sums["anonymous"],
        people=links.values("learner").distinct().count(),
        minutes=sums["minutes"],
        alone=sums["alone"],
    )


def last_choices(*, structure: Structure, user) -> dict:
    """Place and minutes of that aidant's last record here: the form remembers them."""
    last = (
        Accompaniment.objects.for_structure(structure)
        .filter(recorded_by=user)
        .order_by("-created_at")
        .values("place", "minutes", "mode")
        .first()
    )
    return dict(last) if last else {"place": "structure", "minutes": 30, "mode": "individual"}


def from_traces(*, learner: Learner, on: dt.date | None = None) -> dict:
    """What the form can take over from what the learner did that day: themes, minutes rounded up to a preset."""
    on = on or timezone.localdate()
    traces = list(Trace.objects.filter(learner=learner, on=on, logged=None).order_by("pk"))
    if not traces:
        return {}
    minutes = sum(trace.seconds for trace in traces) / 60
    preset = next((one for one in Minutes.values if one >= minutes), Minutes.values[-1])
    known = dict(Theme.choices)
    return {
        "themes": sorted({trace.theme for trace in traces if trace.theme in known}),
        "minutes": preset,
        "codes": [trace.code for trace in traces],
    }


def export_rows(records: QuerySet[Accompaniment]) -> list[list]:
    """Rows for CSV and XLSX: one a record, in the order of the header in `views.export`."""
    return [
        [
            record.date.isoformat(),
            record.get_mode_display(),
            record.get_place_display(),
            record.minutes or "",
            theme_names(record.themes, " | "),
            " | ".join(told(learner.alias, None) for learner in record.learners.all()),
            record.anonymous,
            record.get_outcome_display(),
            record.recorded_by.full_name if record.recorded_by else "",
            RecordStatus(record.status).label,
        ]
        for record in records.select_related("recorded_by").prefetch_related("learners")
    ]
