"""What a home page puts together from several rooms."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniments.models import Accompaniment
from accompaniments.selectors import Month, month_of
from affiliations.selectors.register import Affiliated, Reach, Wanted, register_counts, register_of
from common.languages import page_language
from community.events import selectors as events
from community.events.models import Action
from courses.learning import selectors as courses
from learners.models import Learner
from learners.names import apart_in
from reporting.counting.periods import Period
from reporting.selectors.reports import periods_of, report_json
from structures import selectors
from structures.enums import AffiliationStatus
from structures.models import Partner, Project, Structure
from team.selectors.joining import who_comes

SHOWN = 4
HEADLINES = ("PART_TRAINED", "TRAIN_ACTIONS", "STRUCT_AFF", "ACCOMP_DECLARED")


@dataclass(frozen=True, slots=True)
class AidantHome:
    """An aidant's home. `waiting`, `asked` (for changes) and `refused` are affiliations that are not (yet) in force.

    `charters`: those with a version of the charter that the structure has not accepted. `asking`: how many ask to
    join. `alone`: nobody else is there or invited. These three for who speaks for the structure, else none.
    """

    waiting: list[Any]
    asked: list[Any]
    charters: list[Any]
    refused: list[Any]
    asking: int
    alone: bool
    logged_today: int
    coming: list[events.Coming]
    learning: list[courses.Row]
    learner_count: int
    apart: dict[str, str]
    month: Month

    @property
    def hours(self) -> str:
        hours, minutes = divmod(self.month.minutes, 60)
        return _("%(hours)s h %(minutes)02d") % {"hours": hours, "minutes": minutes}


def of_aidant(*, structure: Structure, user, speaks: bool) -> AidantHome:
    """The structure is open; works for the signed-in person. `speaks`: she may invite and accept a charter."""
    today = timezone.localdate()
    asking, alone = who_comes(structure=structure) if speaks else (0, False)
    affiliations = selectors.affiliations_of(structure)
    mine = Accompaniment.objects.for_structure(structure).recorded().filter(recorded_by=user, date=today)
    return AidantHome(
        waiting=[a for a in affiliations if a.status == AffiliationStatus.APPLIED and not a.asked_at],
        asked=[a for a in affiliations if a.status == AffiliationStatus.APPLIED and a.asked_at],
        charters=[a for a in affiliations if a.charter_missing] if speaks else [],
        refused=[a for a in affiliations if a.status == AffiliationStatus.REFUSED],
        asking=asking,
        alone=alone,
        logged_today=mine.count(),
        coming=events.coming_for(user=user, structure=structure, limit=2),
        learning=_learning(structure),
        apart=apart_in(structure),
        learner_count=Learner.objects.for_structure(structure).present().count(),
        month=month_of(structure=structure, user=user, on=today),
    )


def _learning(structure: Structure) -> list[courses.Row]:
    """Who is stuck first, then who moved last."""
    stuck = courses.stuck_assignments(structure=structure)
    halted = list(courses.learners_learning(structure=structure, only=list(stuck))[: SHOWN // 2]) if stuck else []
    moving = (
        courses.learners_learning(structure=structure)
        .exclude(pk__in=[learner.pk for learner in halted])
        .annotate(moved=Max("assignments__answers__received_at"))
        .order_by("-moved", "alias", "pk")
    )
    learners = [*halted, *moving[: SHOWN - len(halted)]]
    return courses.progress_rows(learners=learners, stuck=stuck) if learners else []


@dataclass(frozen=True, slots=True)
class Headline:
    """One line of the draft report: the figure of the period, and how far it is."""

    code: str
    name: str
    period: int
    cumulative: int
    target: str | int | None
    rate: str | None


@dataclass(frozen=True, slots=True)
class PartnerHome:
    """A coordinator's home: her register by status, her next actions, rolls that wait, this semester's figures."""

    counts: dict[str, int]
    requests: list[Affiliated]
    actions: list[Action]
    rolls: list[Action]
    period: Period | None
    headlines: list[Headline]
    ended: bool


def of_partner(*, partner: Partner, unattributed: bool, with_figures: bool) -> PartnerHome:
    """What waits for the partner's people today; `with_figures` for those who see reports."""
    period = current_period(partner.project)
    hers = Reach(partner, unattributed=unattributed)
    return PartnerHome(
        counts=register_counts(reach=Reach(partner, everyone=unattributed)),
        requests=register_of(reach=hers, wanted=Wanted(status=AffiliationStatus.APPLIED), limit=SHOWN),
        actions=events.next_actions(partner=partner, limit=SHOWN, everyone=unattributed),
        rolls=events.rolls_to_validate(partner=partner, limit=SHOWN),
        period=period,
        headlines=_headlines(partner, period, everyone=unattributed) if period and with_figures else [],
        ended=partner.project.end < timezone.localdate(),
    )


def current_period(project: Project) -> Period | None:
    """The period that runs today, else the last one that has begun; None before the project's start."""
    begun = [period for period in periods_of(project) if period.start <= timezone.localdate()]
    return begun[-1] if begun else None


def _headlines(partner: Partner, period: Period, *, everyone: bool) -> list[Headline]:
    """From the same query as the report, so that no screen says something else; of `everyone`, the consolidated one."""
    language = page_language()
    code = None if everyone else partner.code
    report = report_json(project=partner.project, period=period.index, partner=code, language=language)
    lines = {line["code"]: line for line in report["lines"]}
    names = ("code", "name", "period", "cumulative", "target", "rate")
    return [Headline(**{name: lines[code][name] for name in names}) for code in HEADLINES]
