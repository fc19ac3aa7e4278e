"""More pages to look at, beside those of ground.py: the curators' editor, and the library from its three sides."""

from django.urls import reverse

from accounts.models import User
from courses.authoring.outline import outline_of
from courses.authoring.services import comment, held, keep
from courses.learning.models import Module, ModuleVersion
from courses.learning.services.versions import new_draft
from courses.library.models import Collection, Resource, Share
from courses.library.services import add_to, keep_favourite, report_outdated, share

EDITED = "L06"


def of_curator(user: User) -> list[tuple[str, str]]:
    """Each page of the editor, with a draft that was changed and spoken about; the library's desk with a report."""
    draft = _draft(user)
    resource = _shown().first()
    assert resource is not None
    report_outdated(resource=resource, by=user, reason="old", note="Le numéro a changé.")
    kinds: dict[str, str] = {}
    for name, exercise in draft.document["exercises"].items():
        kinds.setdefault(exercise["type"], reverse("authoring:part", args=[EDITED, "exercise", name]))
    world = next(iter(draft.document["worlds"]))
    parts = [
        ("a step", "step", "why"),
        ("a step of exercises", "step", "alone"),
        ("a simulator's file", "world", world),
        ("the memo", "sheet", "memo"),
        ("the helper's sheet", "sheet", "facilitator"),
    ]
    return [
        ("editor, modules", reverse("authoring:modules")),
        ("editor, a module", reverse("authoring:module", args=[EDITED])),
        *((f"editor, {title}", reverse("authoring:part", args=[EDITED, kind, key])) for title, kind, key in parts),
        *((f"editor, exercise {kind}", path) for kind, path in kinds.items()),
        ("editor, all texts", next(iter(kinds.values())) + "?as=texts"),
        ("editor, YAML", next(iter(kinds.values())) + "?as=yaml"),
        ("editor, publishing", reverse("authoring:publishing", args=[EDITED])),
        ("editor, history", reverse("authoring:history", args=[EDITED])),
        ("editor, compare", reverse("authoring:compare", args=[EDITED]) + "?a=1&b=2"),
        ("editor, import", reverse("authoring:import_file", args=[EDITED])),
        ("editor, export", reverse("authoring:export", args=[EDITED])),
        ("library's desk", reverse("library:desk")),
        ("library, new", reverse("library:new")),
        ("library, edit", reverse("library:edit", args=[resource.pk])),
    ]


def _draft(user: User) -> ModuleVersion:
    """L06 with one text changed, and a comment."""
    draft = new_draft(module=Module.objects.get(code=EDITED), by=user)
    with held(draft) as files:
        changed = files["module.yaml"].replace("minutes: ", "minutes: 1", 1)
        keep(version=draft, files=files | {"module.yaml": changed}, by=user)
        part = outline_of(draft.document, files).find("exercise", next(iter(draft.document["exercises"])))
    assert part is not None
    comment(version=draft, part=part, text="Trop long ?", by=user)
    return draft


def _shown():
    return Resource.objects.filter(status="published").order_by("pk")


def of_helper(user: User, structure, learner) -> list[tuple[str, str]]:
    """The search with and without words, one resource, her shelves and collection, what she gives."""
    resource = _shown().first()
    assert resource is not None
    keep_favourite(user=user, resource=resource, keep=True)
    one = Collection.objects.create(owner=user, title="Pour jeudi", language="fr")
    add_to(one=one, resource=resource)
    share(structure=structure, learners=[learner], resource=resource, by=user)
    return [
        ("library", reverse("library:search")),
        ("library, searched", reverse("library:search") + "?q=arnaqe"),
        ("library, nothing", reverse("library:search") + "?q=xyzzyq"),
        ("a resource", reverse("library:resource", args=[resource.pk])),
        ("shelves", reverse("library:shelves")),
        ("a collection", reverse("library:collection", args=[one.pk])),
        ("edit a collection", reverse("library:edit_collection", args=[one.pk])),
        ("give a resource", reverse("library:share", args=[structure.slug, resource.pk])),
        ("outdated", reverse("library:outdated", args=[resource.pk])),
    ]


def of_learner(learner) -> list[tuple[str, str]]:
    """What she was given to read."""
    return [("given to read", reverse("library:given", args=[Share.objects.get(learner=learner).pk]))]
