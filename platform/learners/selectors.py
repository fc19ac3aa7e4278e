"""Reads about learners; the structure is open."""

from django.db.models import Count, Q, QuerySet

from learners.models import Learner, LearnerGroup
from structures.models import Structure


def learners_of(
    *, structure: Structure, search: str = "", group: str = "", archived: bool = False
) -> QuerySet[Learner]:
    """Followed learners by name, with their card and groups; `group` is a group's id."""
    found = Learner.objects.for_structure(structure).filter(archived_at__isnull=not archived)
    if search:
        found = found.filter(alias__unaccent__icontains=search)
    if group:
        found = found.filter(groups__pk=group)
    return found.select_related("card").prefetch_related("groups")


def groups_of(*, structure: Structure) -> QuerySet[LearnerGroup]:
    """Open groups, each with `size`, its number of followed learners."""
    present = Count("learners", filter=Q(learners__archived_at=None))
    return LearnerGroup.objects.filter(structure=structure, archived_at=None).annotate(size=present)
