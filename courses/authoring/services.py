"""Acts on a draft: a part is saved, exercises come and go, a save is taken back; comments; planned publication.

Each act holds the module's row, reads the files as they are then, and writes the whole of them back through
`courses.learning.services.save_draft`: a file that it does not change stays to the letter, comments included.
"""

import datetime as dt
import hashlib
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from common.errors import DomainError
from courses.authoring.models import Comment, DraftSave, PlannedPublication
from courses.authoring.outline import Part
from courses.authoring.trees import as_yaml, at, replaced
from courses.learning import services
from courses.learning.content import files_of, from_files
from courses.learning.models import Module, ModuleVersion
from exercises import ContentError, load_yaml
from exercises.documents import Files
from exercises.lint import Finding
from structures import journal

log = logging.getLogger("halte.authoring")
Status = ModuleVersion.Status
FIRST = ("module.yaml",)
LAST = ("memo.yaml", "facilitator.yaml")

OVERTAKEN = gettext_lazy(
    "Somebody has saved this part meanwhile. Yours is still here: look at theirs first, then save again."
)


class Overtaken(DomainError):
    """Somebody saved the same file since this page was opened."""


@contextmanager
def held(version: ModuleVersion) -> Iterator[Files]:
    """The draft's files as they are now, its module held until the act is done."""
    with transaction.atomic():
        Module.objects.select_for_update(no_key=True).get(pk=version.module_id)
        _refresh(version)
        yield files_of(version)


def _refresh(version: ModuleVersion) -> None:
    try:
        version.refresh_from_db()
    except ModuleVersion.DoesNotExist as error:
        raise DomainError(_("Somebody has deleted this draft.")) from error


def tree_in(files: Files, part: Part) -> Any:
    """What stands at that part. ContentError when its file can't be read."""
    return at(load_yaml(files.get(part.file, ""), part.file), part.path)


def save_tree(
    *, version: ModuleVersion, part: Part, tree: Any, base: str | None, by, apart: bool = False
) -> list[Finding]:
    """Write a part's tree into its file; what the lint says. Overtaken when the file is no longer `base` (mark_of)."""
    with held(version) as files:
        _same(files, part, base)
        _apart_from_others(version, files, part)
        whole = load_yaml(files[part.file], part.file)
        return keep(
            version=version, files={**files, part.file: as_yaml(replaced(whole, part.path, tree))}, by=by, apart=apart
        )


def save_text(*, version: ModuleVersion, part: Part, text: str, base: str | None, by) -> list[Finding]:
    """Write a part's file as it was typed. ContentError when it can't be read: nothing is kept then."""
    text = text.replace("\r\n", "\n").rstrip() + "\n"
    tree = load_yaml(text, part.file)
    if not isinstance(tree, dict):
        raise ContentError(part.file, _("This file must hold keys and values."))
    if part.kind == "exercise" and tree.get("id") != part.key:
        raise ContentError(part.file, _("The id of an exercise stays %(id)s.") % {"id": part.key})
    with held(version) as files:
        _same(files, part, base)
        return keep(version=version, files={**files, part.file: text}, by=by)


def _same(files: Files, part: Part, base: str | None) -> None:
    if part.file not in files:
        raise Overtaken(_("Somebody has taken this part away meanwhile."))
    if base is not None and base != mark_of(files[part.file]):
        raise Overtaken(OVERTAKEN)


def _apart_from_others(version: ModuleVersion, files: Files, part: Part) -> None:
    """A save of another part that stands in the same file is closed: what comes is one of its own."""
    last = last_save(version)
    before = last.before.get(part.file) if last and not last.apart and len(last.before) == 1 else None
    if before is None or (part.kind != "facts" and not part.path):
        return
    old, now = load_yaml(before, part.file), load_yaml(files[part.file], part.file)
    if part.kind == "facts":
        elsewhere = at(old, ("steps",)) != at(now, ("steps",))
    else:
        elsewhere = at(old, part.path) is None or replaced(old, part.path, at(now, part.path)) != now
    if elsewhere:
        close_sitting(version)


def close_sitting(version: ModuleVersion) -> None:
    """What was saved last has an undo of its own: what comes is not folded into it."""
    last = last_save(version)
    if last and not last.apart:
        last.apart = True
        last.save(update_fields=["apart"])


def mark_of(text: str) -> str:
    """A short mark of a file's text: what a page was drawn from."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def keep(*, version: ModuleVersion, files: Files, by, apart: bool = False) -> list[Finding]:
    """The draft with these files. ContentError when one of them can't be read."""
    files = in_order(files)
    document, wrong = from_files(files)
    for name, text in wrong.items():
        raise ContentError(name, text)
    _refuse_unstorable(document)
    return services.save_draft(draft=version, document=document, files=files, by=by, apart=apart)


def _refuse_unstorable(document: Any) -> None:
    """A sign that no database keeps: YAML may spell it out."""
    text = json.dumps(document, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ContentError("YAML", _("There is a sign in it that can’t be kept.")) from error
    if "\\u0000" in text:
        raise ContentError("YAML", _("There is a sign in it that can’t be kept."))


def in_order(files: Files) -> Files:
    """As a folder has them: the module's facts, exercises, worlds, sheets."""
    place = dict.fromkeys(FIRST, -1) | dict.fromkeys(LAST, 2)
    rank = {name: place.get(name, 0 if name.startswith("exercises/") else 1) for name in files}
    return {name: files[name] for name in sorted(files, key=lambda name: (rank[name], name))}


# --- going back


@transaction.atomic
def go_back(*, save: DraftSave, by) -> list[Finding]:
    """The files as they were before that save. What was written since is taken back too, as one more save."""
    with held(save.version) as files:
        return keep(version=save.version, files=files_before(save, files), by=by, apart=True)


def files_before(save: DraftSave, files: Files) -> Files:
    """The files before a save, from those of today: each save since is taken back, the newest first."""
    return _undone(files, DraftSave.objects.filter(version_id=save.version_id, begun_at__gte=save.begun_at))


def files_after(save: DraftSave, files: Files) -> Files:
    """The files as that save left them."""
    return _undone(files, DraftSave.objects.filter(version_id=save.version_id, begun_at__gt=save.begun_at))


def _undone(files: Files, saves: QuerySet[DraftSave]) -> Files:
    found = dict(files)
    for one in saves.order_by("-begun_at", "-pk"):
        found |= {name: text for name, text in one.before.items() if text is not None}
        for name in [name for name, text in one.before.items() if text is None]:
            found.pop(name, None)
    return in_order(found)


def last_save(version: ModuleVersion) -> DraftSave | None:
    """What an undo would take back."""
    return DraftSave.objects.filter(version=version).first()


# --- comments


def comment(*, version: ModuleVersion, part: Part, text: str, by) -> Comment:
    """Say something on a part, in whatever state the version is."""
    return Comment.objects.create(version=version, part=part.address, text=text, by=by)


def settle(*, one: Comment, by, settled: bool) -> None:
    """It is done, or (undo) it is not."""
    one.settled_at, one.settled_by = (timezone.now(), by) if settled else (None, None)
    one.save(update_fields=["settled_at", "settled_by"])


# --- publication at a time


@transaction.atomic
def plan(*, version: ModuleVersion, at: dt.datetime, by) -> PlannedPublication:
    """Publish it then. DomainError unless it is in review."""
    _hold_review(version)
    planned, _made = PlannedPublication.objects.update_or_create(
        version=version, defaults={"at": at, "by": by, "failed": ""}
    )
    _note("publication_planned", version, by)
    return planned


@transaction.atomic
def call_off(*, version: ModuleVersion, by) -> None:
    """It is not published by itself any more. Twice is once."""
    gone, _rows = PlannedPublication.objects.filter(version=version).delete()
    if gone:
        _note("publication_called_off", version, by)


@transaction.atomic
def take_back(*, version: ModuleVersion, by) -> None:
    """Out of review, to be written in again; a planned publication is called off."""
    services.take_back_draft(draft=version, by=by)
    call_off(version=version, by=by)


@transaction.atomic
def publish(*, version: ModuleVersion, by) -> None:
    """Publish what is in review, now; a plan for later has no object any more."""
    _hold_review(version)
    services.publish_draft(draft=version, by=by)
    PlannedPublication.objects.filter(version=version).delete()


def publish_due(now: dt.datetime) -> int:
    """Publish what is due, each once, whoever else is at it; how many were. What can't be is said on its page."""
    done = 0
    due = PlannedPublication.objects.filter(at__lte=now, failed="").order_by("at")
    for pk, module in list(due.values_list("pk", "version__module")):
        try:
            done += _publish_planned(pk, module, now)
        except Exception:
            log.exception("planned publication %s could not be looked at", pk)  # it stops no other
    return done


def _publish_planned(pk: int, module: int, now: dt.datetime) -> int:
    with transaction.atomic():
        # First the module, then its plan, as those do who plan and publish by hand.
        Module.objects.select_for_update(no_key=True).get(pk=module)
        held = PlannedPublication.objects.select_for_update(skip_locked=True, of=("self",))
        planned = held.select_related("by", "version").filter(pk=pk, at__lte=now, failed="").first()
        if planned is None:
            return 0
        version = planned.version
        with override(planned.by.language if planned.by else settings.LANGUAGE_CODE):  # what is said, is said to her
            try:
                with transaction.atomic():
                    publish(version=version, by=planned.by)
            except DomainError as error:
                planned.failed = str(error)
                planned.save(update_fields=["failed"])
                _note("publication_failed", version, planned.by)
                return 0
    return 1


def _hold_review(version: ModuleVersion) -> None:
    Module.objects.select_for_update(no_key=True).get(pk=version.module_id)
    _refresh(version)
    if version.status != Status.IN_REVIEW:
        raise DomainError(_("Only a version in review can be published. Send it to review first."))


def _note(act: str, version: ModuleVersion, by) -> None:
    journal.record(act=act, by=by, target=version, module=version.module.code, number=version.number)
