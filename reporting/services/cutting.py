"""Usage sessions that can't be put right chain by chain any more."""

from django.db import transaction

from common.wall import across_structures
from reporting.models import RollUp
from structures.models import Project
from structures.services.projects import count_again


@transaction.atomic
def cut_again(*, project_id: int) -> None:
    """The next roll-up of that project cuts all its sessions anew, as when whose activity counts has changed."""
    with across_structures("a roll-up is told to begin with the activity"):
        RollUp.objects.filter(project=project_id).update(people_seen="")
        count_again(project=Project(pk=project_id))
