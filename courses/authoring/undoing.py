"""The newest save of one part, and its undo: nothing else goes back with it, whoever wrote what meanwhile."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import DomainError
from courses.authoring import services
from courses.authoring.models import DraftSave
from courses.authoring.outline import Part
from courses.authoring.trees import as_yaml, at, replaced
from courses.learning.models import ModuleVersion
from exercises import ContentError, load_yaml
from exercises.documents import Files
from exercises.lint import Finding

LOOK_BACK = 8  # saves of a file that several parts stand in


def newest_of(version: ModuleVersion, files: Files, part: Part) -> DraftSave | None:
    """The save that an undo on this part's page takes back; None when none changed it, or when it changed more."""
    saves = DraftSave.objects.filter(version=version, before__has_key=part.file).select_related("by")
    after = files.get(part.file)
    for save in saves[:LOOK_BACK]:
        before = save.before[part.file]
        if before is None or after is None:
            return None
        if _own(before, part) != _own(after, part):
            return save if save.names == [part.file] else None
        after = before
    return None


def _own(text: str, part: Part) -> Any:
    """What is the part's in that text of its file. The module's facts are all of it but its steps."""
    if part.kind != "facts" and not part.path:
        return text
    try:
        tree = at(load_yaml(text, part.file), part.path)
    except ContentError:
        return text
    return _facts(tree) if part.kind == "facts" and isinstance(tree, dict) else tree


def _facts(tree: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in tree.items() if key != "steps"}


@transaction.atomic
def undo(*, save: DraftSave, part: Part, by) -> list[Finding]:
    """That part as it was before its newest save. DomainError when `save` is not that any more."""
    with services.held(save.version) as files:
        newest = newest_of(save.version, files, part)
        if newest is None or newest.pk != save.pk:
            raise DomainError(
                _("Somebody has saved “%(part)s” since. Nothing is undone: see who changed what.")
                % {"part": name(part)}
            )
        text = _back(files[part.file], newest.before[part.file], part)
        return services.keep(version=save.version, files={**files, part.file: text}, by=by, apart=True)


def _back(now: str, before: str, part: Part) -> str:
    """The file of today with the part as it stood in `before`."""
    if part.kind != "facts" and not part.path:
        return before
    today, old = load_yaml(now, part.file), load_yaml(before, part.file)
    if part.kind == "facts":
        whole = {**old, "steps": today["steps"]} if "steps" in today else _facts(old)
    else:
        whole = replaced(today, part.path, at(old, part.path))
    return before if whole == old else as_yaml(whole)


@transaction.atomic
def undo_alone(*, save: DraftSave, by) -> list[Finding]:
    """The files of that save as they were before it. DomainError when somebody wrote in one of them since."""
    with services.held(save.version) as files:
        since = DraftSave.objects.filter(version=save.version, begun_at__gt=save.begun_at)
        if any(one.before.keys() & save.before.keys() for one in since):
            raise DomainError(_("Somebody has written there since. Nothing is undone: see who changed what."))
        found = {name: text for name, text in {**files, **save.before}.items() if text is not None}
        return services.keep(version=save.version, files=found, by=by, apart=True)


def name(part: Part) -> str:
    """The part in a few words."""
    return part.key if part.kind == "exercise" else part.label
