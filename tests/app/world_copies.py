"""More of the world of tests/app/world.py: a structure's own copy of a module, on each side of the wall."""

from common.wall import as_person, open_structure
from courses.authoring.models import Comment, DraftSave, QuestionUpload
from courses.learning.models import Module, ModuleVersion
from courses.learning.services import copy_module


def add_copies(world, secret: str) -> None:
    """A draft of a copy of L16 with a save, a comment, and a file of questions that somebody sent for it."""
    own = _copied(world, "here", "referent", "Ici")
    abroad = _copied(world, "there", "foreign_aidant", secret)
    world.own |= own
    world.foreign |= {kind: [value] for kind, value in abroad.items()}


def _copied(world, where: str, who: str, words: str) -> dict:
    structure, user = world.things[where], world.users[who]
    with open_structure(structure.pk), as_person(user.pk):
        made = copy_module(module=Module.objects.get(code="L16"), structure=structure, by=user)
        Module.objects.filter(pk=made.pk).update(title_fr=words, title_nl=words, title_en=words)
        version = ModuleVersion.objects.get(module=made)
        save = DraftSave.objects.create(version=version, by=user, at=version.created_at, before={})
        comment = Comment.objects.create(version=version, part="exercise/L16-01", text=words, by=user)
        sent = QuestionUpload.objects.create(
            user=user, module=made, name=f"{words}.gift", content=b"Tram? {T}", language="fr", step="alone"
        )
    return {"own_copy": made.code, "own_save": save.pk, "own_comment": comment.pk, "own_questions": sent.pk}
