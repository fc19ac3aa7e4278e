"""Attendance lists whose project's audit is over: the names go. Who was there stays counted, as a number."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from privacy.rules import Due, Rule
from structures.models import Person, Project


def _over(now: datetime) -> list[Project]:
    """Projects past the end of their audit; one without the day of its last payment never is."""
    today = timezone.localdate(now)
    paid = Project.objects.exclude(last_payment=None).order_by("code")
    return [one for one in paid if one.rolls_until and one.rolls_until < today]


def _named(project: Project) -> QuerySet[Person]:
    """The people of its lists who have a name or lead to an account."""
    someone = ~Q(first_name="", last_name="", email="") | Q(user__isnull=False)
    return Person.objects.filter(someone, project=project, attendances__isnull=False).distinct()


def find(rule: Rule, now: datetime) -> list[Due]:
    return [
        Due("events.Attendance", project.code, project.rolls_until, count)
        for project in _over(now)
        if project.rolls_until and (count := _named(project).count())
    ]


def remove(rule: Rule, now: datetime) -> int:
    """The line keeps the register's code, on which the count keys; it leads to no account any more."""
    gone = 0
    for project in _over(now):
        people = list(_named(project).values_list("pk", flat=True))
        gone += Person.objects.filter(pk__in=people).update(
            first_name="", last_name="", email="", language="", user=None
        )
    return gone
