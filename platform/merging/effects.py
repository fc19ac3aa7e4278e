"""What a merge changes in the reports, told before it is done (docs/counting.md, STRUCT_AFF and AIDANT_ACCOUNTS).

Only what follows from the registers is told: how many structures and accounts count, and in which period. The figures
themselves are the roll-up's.
"""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass

from django.utils import timezone

from structures.enums import AffiliationStatus, PersonKind
from structures.models import Affiliation, AffiliationState, Person, Project

STRUCTURES, ACCOUNTS = "structures", "accounts"
UNCOUNTED = (PersonKind.STAFF, PersonKind.TEST)
States = list[tuple[dt.date, str]]  # (since, status), oldest first


@dataclass(frozen=True, slots=True)
class Effect:
    """In that period of that project so many `what` more, or less."""

    project: int
    period: int
    what: str
    change: int

    def plain(self) -> dict[str, int | str]:
        return asdict(self)


def of_structures(*, kept: int, gone: int) -> list[Effect]:
    """Per project in which either has an affiliation. The caller works across structures."""
    found = []
    for project in Project.objects.filter(affiliations__structure__in=[kept, gone]).distinct().order_by("pk"):
        states, first = _states(project, [kept, gone]), _first_confirmed(project)
        before = [_counted_on(states[one], first.get(one)) for one in states]
        together = min((first[one] for one in (kept, gone) if one in first), default=None)
        after = _counted_on(one_history(states.get(kept, []), states.get(gone, [])), together)
        found += _apart(project, STRUCTURES, before, [after])
    return found


def of_accounts(*, kept: int, gone: int) -> list[Effect]:
    """Per project that knows both as two persons. The caller works across structures."""
    found = []
    both = Person.objects.filter(user__in=[kept, gone]).select_related("project")
    by_project: dict[int, dict[int | None, Person]] = defaultdict(dict)
    for person in both.order_by("project_id"):
        by_project[person.project_id][person.user_id] = person
    for persons in by_project.values():
        if len(persons) < 2 or persons[gone].merged_into_id:
            continue
        less = persons[gone]
        project, counts = less.project, less.kind not in UNCOUNTED
        day = timezone.localdate(less.confirmed_at) if less.confirmed_at and counts else None
        found += _apart(project, ACCOUNTS, [day], [None])
        if less.home_id:
            states = _states(project, [less.home_id]).get(less.home_id, [])
            days = [_first_confirmed(project, without=who).get(less.home_id) for who in (None, less.pk)]
            found += _apart(project, STRUCTURES, [_counted_on(states, days[0])], [_counted_on(states, days[1])])
    return found


def one_history(kept: States, gone: States) -> States:
    """The kept one's states; before its first one, those of the one that goes."""
    first = min((since for since, _status in kept), default=dt.date.max)
    return [state for state in gone if state[0] < first] + kept


def _states(project: Project, structures: list[int]) -> dict[int, States]:
    found: dict[int, States] = {}
    for one in Affiliation.objects.filter(project=project, structure__in=structures).order_by("pk"):
        rows = AffiliationState.objects.filter(affiliation=one).order_by("since")
        found[one.structure_id] = list(rows.values_list("since", "status"))
    return found


def _first_confirmed(project: Project, without: int | None = None) -> dict[int, dt.date]:
    """By structure, the first local date on which an account of it that counts is confirmed."""
    first: dict[int, dt.date] = {}
    people = Person.objects.filter(project=project, merged_into=None).exclude(kind__in=UNCOUNTED)
    for pk, home, at in people.values_list("pk", "home_id", "confirmed_at"):
        if home is not None and at is not None and pk != without:
            day = timezone.localdate(at)
            first[home] = min(day, first.get(home, day))
    return first


def _counted_on(states: States, account_since: dt.date | None) -> dt.date | None:
    """The first day on which it is affiliated and has such an account."""
    if account_since is None:
        return None
    ends = [since for since, _status in states[1:]] + [dt.date.max]
    for (since, status), end in zip(states, ends, strict=False):
        day = max(since, account_since)
        if status == AffiliationStatus.AFFILIATED and day < end:
            return day
    return None


def _apart(project: Project, what: str, before: list[dt.date | None], after: list[dt.date | None]) -> list[Effect]:
    change: Counter[int] = Counter()
    for days, sign in ((before, -1), (after, 1)):
        for day in days:
            if day is not None and project.start <= day <= project.end:
                change[_period(project, day)] += sign
    return [Effect(project.pk, period, what, n) for period, n in sorted(change.items()) if n]


def _period(project: Project, day: dt.date) -> int:
    """Whole calendar months from the month of the project's start (docs/counting.md, Periods and time)."""
    months = (day.year - project.start.year) * 12 + day.month - project.start.month
    return months // project.period_months + 1
