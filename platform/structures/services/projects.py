"""Acts on a project."""

from django.db import transaction
from django.db.models import F

from structures.models import Project


@transaction.atomic
def count_again(*, project: Project) -> None:
    """A record left the project, so that none of its records tells the roll-up: the project's own row does.

    The change stamp is the database's (common/db/guards.py).
    """
    Project.objects.filter(pk=project.pk).update(start=F("start"))
