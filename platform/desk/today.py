"""What a home page puts together from several rooms."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from accompaniments.models import Accompaniment
from accompaniments.selectors import Month, month_of
from community.events.models import Action, ActionStatus
from learners.models import Learner
from structures import selectors
from structures.enums import AffiliationStatus
from structures.models import Affiliation, Partner, Structure


@dataclass(frozen=True, slots=True)
class AidantHome:
    """An aidant's home. `waiting` and `refused` are affiliations that are not (yet) in force."""

    waiting: list[Affiliation]
    refused: list[Affiliation]
    logged_today: int
    my_actions: list[Action]
    learners: list[Learner]
    learner_count: int
    month: Month
    hours: str


def of_aidant(*, structure: Structure, user) -> AidantHome:
    """The structure is open."""
    today = timezone.localdate()
    affiliations = selectors.affiliations_of(structure)
    learners = Learner.objects.for_structure(structure).present()
    month = month_of(structure=structure, user=user, on=today)
    return AidantHome(
        waiting=[a for a in affiliations if a.status == AffiliationStatus.APPLIED],
        refused=[a for a in affiliations if a.status == AffiliationStatus.REFUSED],
        logged_today=Accompaniment.objects.for_structure(structure)
        .recorded()
        .filter(recorded_by=user, date=today)
        .count(),
        my_actions=list(
            Action.objects.coming().filter(attendances__person__user=user).distinct().order_by("starts_at")[:2]
        ),
        learners=list(learners.order_by("-created_at")[:4]),
        learner_count=learners.count(),
        month=month,
        hours=f"{month.minutes // 60} h {month.minutes % 60:02d}",
    )


@dataclass(frozen=True, slots=True)
class PartnerHome:
    """A coordinator's home: counts of her register by status, her next actions, rolls that wait."""

    counts: dict[str, int]
    requests: list[selectors.Affiliated]
    actions: list[Action]
    rolls: list[Action]
    coming: int


def of_partner(*, partner: Partner, unattributed: bool) -> PartnerHome:
    """Figures of a partner today, and what waits for her."""
    now = timezone.now()
    mine = Action.objects.filter(operator=partner)
    waiting = mine.filter(status=ActionStatus.PLANNED, starts_at__lt=now, starts_at__gt=now - dt.timedelta(days=200))
    return PartnerHome(
        counts=selectors.register_counts(partner=partner, unattributed=unattributed),
        requests=selectors.register_of(partner=partner, unattributed=unattributed, status=AffiliationStatus.APPLIED)[
            :4
        ],
        actions=list(mine.coming().order_by("starts_at")[:4]),
        rolls=list(waiting.order_by("starts_at")[:4]),
        coming=mine.coming().count(),
    )
