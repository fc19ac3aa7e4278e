"""In which project a signed-in request counts, and as whom."""

from dataclasses import dataclass

from django.db import transaction

from structures.models import Person, Structure
from structures.selectors import current_project


@dataclass(frozen=True, slots=True)
class Counted:
    """The project of the structure today, and the person of the account in it (None for a learner)."""

    project_id: int
    person_id: int | None


@transaction.atomic
def counted_user(*, structure_id: int, user_id: int | None) -> Counted | None:
    """None when nothing is to be written: no running project that the structure is affiliated to, an account that the
    project does not know, an objection.

    The structure must be open. `user_id` None: a learner, who counts wherever her structure does.
    """
    project = current_project(Structure(pk=structure_id))
    if project is None:
        return None
    if user_id is None:
        return Counted(project.pk, None)
    person = Person.objects.filter(project=project, user_id=user_id, objects_to_statistics=False).first()
    return Counted(project.pk, person.pk) if person else None
