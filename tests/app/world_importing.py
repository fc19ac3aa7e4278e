"""More of the world of tests/app/world.py: files of questions that somebody sent for a module."""

from common.wall import as_person
from courses.authoring.models import QuestionUpload
from tests.app.learning import published
from tests.app.world_training import MODULE


def add_uploads(world, secret: str) -> None:
    """A curator's file, and one beyond the wall between two people."""
    module = published(MODULE)

    def sent(who: str, words: str) -> str:
        user = world.users[who]
        with as_person(user.pk):
            return QuestionUpload.objects.create(
                user=user, module=module, name=f"{words}.gift", content=f"{words}? {{T}}".encode(), language="fr",
                step="alone",
            ).pk  # fmt: skip

    world.own["questions"] = sent("curator", "Tram")
    world.foreign["questions"] = [sent("foreign_aidant", secret)]
