"""Reads of the log; the structure is open."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from accompaniments.enums import Outcome, RecordStatus, Theme
from accompaniments.models import AccompaniedLearner, Accompaniment, Trace
from learners.models import Learner
from structures.models import Structure


def records_of(*, structure: Structure, wanted: dict) -> QuerySet[Accompaniment]:
    """The structure's records, newest first, each with `people` (followed learners).

    wanted: since, until (dates), theme, mode (codes), learner (Learner), mine (account), cancelled (bool).
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
    return (
        found.select_related("recorded_by", "person")
        .prefetch_related("learners")
        .annotate(people=Count("accompaniedlearner", distinct=True))
        .order_by("-date", "-created_at", "pk")
    )


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
    preset = next((m for m in (15, 30, 45, 60, 90, 120) if m >= minutes), 120)
    known = dict(Theme.choices)
    return {
        "themes": sorted({trace.theme for trace in traces if trace.theme in known}),
        "minutes": preset,
        "codes": [trace.code for trace in traces],
    }


def export_rows(records) -> list[list]:
    """Rows for CSV and XLSX: one a record, in the order of EXPORT_COLUMNS."""
    return [
        [
            record.date.isoformat(),
            record.get_mode_display(),
            record.get_place_display(),
            record.minutes or "",
            " | ".join(str(Theme(t).label) if t in Theme.values else t for t in record.themes),
            " | ".join(learner.alias for learner in record.learners.all()),
            record.anonymous,
            record.get_outcome_display(),
            record.recorded_by.full_name if record.recorded_by else "",
            RecordStatus(record.status).label,
        ]
        for record in records
    ]
