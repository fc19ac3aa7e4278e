"""More of the world of tests/app/world.py: what stands around a module's version."""

from django.utils import timezone

from common.shrinking import made_small
from courses.authoring.models import Comment, DraftSave
from courses.learning.models import Module
from courses.media.services import keep
from tests.media_files import svg


def add_authoring(world) -> None:
    """A save and a comment of the curator on L16; what the editor's addresses name."""
    version, curator = Module.objects.get(code="L16").published, world.users["curator"]
    save = DraftSave.objects.create(version=version, by=curator, at=timezone.now(), before={})
    comment = Comment.objects.create(version=version, part="exercise/L16-01", text="Trop long ?", by=curator)
    picture = keep(stem="tram", found=made_small("tram.svg", svg()))
    world.own |= {
        "sent_picture": picture,
        "draft_save": save.pk, "draft_comment": comment.pk, "a_kind": "exercise", "a_key": "L16-01",
        "at_lang": "fr", "at_land": "BE",
    }  # fmt: skip
