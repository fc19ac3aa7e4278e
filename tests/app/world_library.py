"""More of the world of tests/app/world.py: a shelf of the library, collections, what was given to learners."""

from common.wall import open_structure
from courses.library.models import Collection, CollectionItem, OutdatedReport, Resource, Share
from courses.library.services import keep_file
from learners.models import Learner


def add_library(world, secret: str) -> None:
    """Two resources and a draft; a collection, and a resource given, on each side."""
    shown, second = (_resource(title, "published") for title in ("Lire un SMS", "Lire un e-mail"))
    loose = _resource("Lire une lettre", "published")
    draft = _resource("Pas encore", "draft")
    mine, theirs = (
        Collection.objects.create(owner=world.users[who], title=title, language="fr")
        for who, title in (("aidant", "Pour jeudi"), ("foreign_aidant", secret))
    )
    for position, one in enumerate((shown, second), 1):
        CollectionItem.objects.create(collection=mine, resource=one, position=position)
    report = OutdatedReport.objects.create(resource=shown, by=world.users["referent"], reason="old")
    given = _given(world.things["here"], world.own["learner"], shown)
    abroad = _given(world.things["there"], world.foreign["learner"][0], shown)
    sisters = _given(world.things["here"], world.own["second"], second)
    keep_file(resource=shown, name="a.mp3", content=b"ID3 a sound")
    world.own |= {
        "resource": shown.pk, "collection": mine.pk, "outdated": report.pk, "loose": loose.pk,
        "share": given, "own_share": given,
    }  # fmt: skip
    world.foreign |= {
        "resource": [draft.pk], "loose": [draft.pk], "collection": [theirs.pk],
        "share": [abroad], "own_share": [abroad, sisters],
    }  # fmt: skip


def _resource(title: str, status: str) -> Resource:
    return Resource.objects.create(
        language="fr",
        title=title,
        summary="En trois lignes.",
        body="Qui écrit ?",
        kind="guide",
        licence="CC-BY-4.0",
        audience=["learners"],
        themes=["security"],
        status=status,
    )


def _given(structure, learner, resource):
    with open_structure(structure.pk):
        return Share.objects.create(structure=structure, learner=Learner.objects.get(pk=learner), resource=resource).pk
