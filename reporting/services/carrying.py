"""Sessions whose detail is too old become numbers: the report's figures stay (docs/privacy.md, Retention)."""

from collections import Counter
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Min
from django.utils import timezone

from common.wall import across_structures, open_structure
from reporting.models import Activity, CarriedSessions, RollUp, UsageSession
from reporting.selectors import facts as read
from reporting.services import usage
from reporting.services.rollup import roll_up
from structures.models import Affiliation, Partner, Project

FURTHEST_BACK = timedelta(days=40)
"""How far the cut may go back to find an instant at which nobody was in a session."""


def detail_before(*, project: Project, before: datetime) -> int:
    """How many rows of detail (sessions and activity) the project holds from before that instant."""
    with across_structures("retention counts the detail of old sessions"):
        old = UsageSession.objects.filter(project=project, started_at__lt=before).count()
        return old + Activity.objects.filter(project=project, at__lt=before).count()


@transaction.atomic
def carry(*, project: Project, before: datetime) -> int:
    """Keep the sessions that began before that instant as numbers a day, and forget who and when; returns the rows.

    The cut goes back to an instant at which nobody was in a session, so that no session is halved. Sessions and
    activity are those of an up-to-date roll-up: one is run first, and its figures are the same afterwards.
    """
    roll_up(project=project)
    with across_structures("retention carries old sessions over, by structure and day"):
        cut = _quiet(project, before)
        if cut is None:
            return 0
        people, _fingerprint = usage.people_of(project)
        _add_up(project, people, cut)
        gone = UsageSession.objects.filter(project=project, started_at__lt=cut).delete()[0]
        RollUp.objects.filter(project=project).update(carried_below=cut)
    for structure in _structures_with_activity(project, cut):
        gone += _forget(project, structure, cut)
    return gone


def _quiet(project: Project, before: datetime) -> datetime | None:
    """The latest instant up to `before` that no session crosses; None when there is none near, or nothing is older."""
    stored, cut = UsageSession.objects.filter(project=project), before
    while cut > before - FURTHEST_BACK:
        first = stored.filter(started_at__lt=cut, ended_at__gte=cut).aggregate(at=Min("started_at"))["at"]
        if first is None:
            return cut
        cut = first
    return None


def _add_up(project: Project, people, cut: datetime) -> None:
    """The sessions that count, by structure, local day of their start, and who invited the person."""
    codes = dict(Affiliation.objects.filter(project=project).values_list("structure_id", "code"))
    places = {code: structure for structure, code in codes.items()}
    partners = dict(Partner.objects.filter(project=project).values_list("code", "pk"))
    different = {
        (one.structure, people.user_key(one.user), one.started_at)
        for one in read.sessions(project, codes)
        if one.started_at < cut and people.in_statistics(one.user) and one.structure in places
    }
    counted: Counter[tuple[int, object, int | None]] = Counter()
    for structure, user, started in different:
        invited = "" if user.startswith(read.LEARNER) else people.get(user).invited_by
        counted[places[structure], timezone.localdate(started), partners.get(invited)] += 1
    for (structure_id, on, partner), count in counted.items():
        key = {"project": project, "structure_id": structure_id, "on": on, "invited_by_id": partner}
        row, _new = CarriedSessions.objects.get_or_create(**key, defaults={"count": 0})
        row.count += count
        row.save(update_fields=["count"])


def _structures_with_activity(project: Project, cut: datetime) -> list[int]:
    with across_structures("retention finds the structures with old activity"):
        old = Activity.objects.filter(project=project, at__lt=cut)
        return list(old.order_by("structure").values_list("structure_id", flat=True).distinct())


def _forget(project: Project, structure: int, cut: datetime) -> int:
    """By the database's own function: no role of the application may delete activity."""
    with open_structure(structure), across_structures("activity is append-only"), connection.cursor() as cursor:
        cursor.execute("SELECT halte_forget_activity(%s, %s)", [project.pk, cut])
        return cursor.fetchone()[0]
