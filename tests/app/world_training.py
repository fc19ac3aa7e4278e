"""More of the world of tests/app/world.py: helpers on their own path, and what attests it."""

import uuid

from django.utils import timezone

from common.wall import as_person
from courses.training.models import Attestation, Study, StudyAnswer, Trainee
from tests.app.learning import document, published

MODULE, MASTERED = "A04", "A02"


def add_training(world, secret: str) -> None:
    """A sector, a module to begin again and an attestation, on each side of the wall between two people."""
    world.own |= {
        "helpers_module": MODULE,
        "helpers_exercise": next(iter(document(MODULE)["exercises"])),
        "attestation": _followed(world.users["aidant"], "Inès Verbeke"),
    }
    world.own["shown_attestation"] = world.own["attestation"]
    world.foreign["attestation"] = [_followed(world.users["foreign_aidant"], secret)]


def _followed(user, name: str) -> str:
    now = timezone.now()
    with as_person(user.pk):
        Trainee.objects.create(user=user, sector="banking")
        for code, good in ((MODULE, False), (MASTERED, True)):
            module = published(code)
            study = Study.objects.create(
                user=user, module=module, version=module.published, completed_at=now, mastered=good
            )
            StudyAnswer.objects.create(user=user, study=study, key=uuid.uuid4(), step="why", value=name, value_hash="x")
        titles = dict.fromkeys(("fr", "nl", "en"), "Orienter")
        return Attestation.objects.create(
            user=user, study=study, module=module, name=name, title=titles, minutes=30
        ).code
