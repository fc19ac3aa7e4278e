"""Stored answers as the fold wants them (courses/progress.py)."""

from collections import defaultdict

from django.db.models import Q
from django.db.models.aggregates import Count

from courses.models import Answer
from courses.progress import Event

SOLVED = Q(outcome__kind="success")
AT_ONCE = SOLVED & Q(outcome__first=True, helped=False)


def events_by_assignment(assignments) -> dict:
    """For each assignment's id, one event a step or exercise that was answered, which folds to what all the answers
    to it fold to: one query, and no more rows than the module has exercises."""
    rows = (
        Answer.objects.filter(assignment__in=assignments)
        .order_by()
        .values("assignment_id", "step", "exercise")
        .annotate(solved=Count("pk", filter=SOLVED), at_once=Count("pk", filter=AT_ONCE))
        .values_list("assignment_id", "step", "exercise", "solved", "at_once")
    )
    found: dict = defaultdict(list)
    for assignment_id, step, exercise, solved, at_once in rows:
        found[assignment_id].append(Event(step, exercise, "success" if solved else "", first=bool(at_once)))
    return found
