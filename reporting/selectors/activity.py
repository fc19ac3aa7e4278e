"""In which project a signed-in request counts, and as whom."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from structures.models import Affiliation, Person


@dataclass(frozen=True, slots=True)
class Counted:
    """The project of the structure today, and the person of the account in it (None for a learner)."""

    project_id: int
    person_id: int | None


@transaction.atomic
def counted_user(*, structure_id: int, user_id: int | None) -> Counted | None:
    """None when nothing is to be written: no running project, an account the project does not know, an objection.

    The structure must be open. `user_id` None: a learner, who counts wherever her structure does.
    """
    today = timezone.localdate()
    project = (
        Affiliation.objects.filter(structure_id=structure_id, project__start__lte=today, project__end__gte=today)
        .order_by("project__start", "pk")
        .values_list("project_id", flat=True)
        .first()
    )
    if project is None:
        return None
    if user_id is None:
        return Counted(project, None)
    person = Person.objects.filter(project_id=project, user_id=user_id, objects_to_statistics=False).first()
    return Counted(project, person.pk) if person else None
