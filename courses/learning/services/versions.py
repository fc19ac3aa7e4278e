"""Acts on a module's versions: a document is published; a draft is begun, written, published or deleted.

A published version never changes (a trigger says so): the same document is the same version, another one is the
next. An edit makes a draft, which is linted, sent to review and then published; a module may be withdrawn and put
back. Every act holds the module's row first.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.errors import DomainError
from courses.learning.content import files_of, findings_of, to_files
from courses.learning.enums import Audience
from courses.learning.models import Module, ModuleVersion
from courses.learning.services.assignments import bring_along
from courses.learning.signals import draft_saved
from courses.media import services as media
from exercises import load_module, sha256
from exercises.documents import Files, place_in, read_files
from exercises.lint import Finding
from exercises.texts import LANGUAGES, localise
from structures import journal

Status = ModuleVersion.Status
NEVER_CHANGES = gettext_lazy("A published version never changes. Make a draft of the next one.")
IN_REVIEW = gettext_lazy("This version is in review. Take it back before you write on.")


class LintError(DomainError):
    """A document that may not be published; `findings` are its errors, `lines` say them with their places."""

    def __init__(self, findings: list[Finding], files: Files | None = None):
        super().__init__(_("This module has errors. It can't be published yet."))
        self.findings = findings
        self.lines = [f"{place_in(files or {}, one.where)}: {one.text}" for one in findings]


@transaction.atomic
def publish_document(*, document: dict[str, Any], by=None, files: Files | None = None) -> ModuleVersion | None:
    """The document as the module's published version; None when it already is one of its versions.

    `files` are the texts that it was read from, for the editor; `by` is None for what ships with Halte.

    LintError when the lint finds an error.
    """
    digest = sha256(document)
    code = document["module"].get("code", "")
    if _is_there(code, digest):
        return None
    _refuse_errors(document, files)
    known, _made = Module.objects.get_or_create(code=code, defaults={"title": code})
    module = _held(known.pk)
    if _is_there(code, digest):  # somebody else published it meanwhile
        return None
    version = ModuleVersion(
        module=module,
        number=_next_number(module),
        document=document,
        sha256=digest,
        files=list((files or to_files(document)).items()),
    )
    _make_current(version, by=by)
    return version


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one folder: `version` is the number published, None when nothing was new."""

    code: str
    version: int | None


@transaction.atomic
def load_folder(folder: Path) -> Loaded:
    """Read and publish one folder, its pictures and recordings with it. ContentError or LintError when it can't be."""
    document = load_module(folder)
    media.load(folder, document)
    version = publish_document(document=document, files=read_files(folder))
    return Loaded(folder.name, version.number if version else None)


@transaction.atomic
def new_draft(*, module: Module, by) -> ModuleVersion:
    """A draft that begins as a copy of the published version; the open draft when there is one."""
    module = _held(module.pk)
    found = module.versions.filter(status__in=ModuleVersion.OPEN).first()
    if found:
        return found
    source = module.published or module.versions.first()
    if source is None:
        raise DomainError(_("This module has no version to begin with."))
    draft = ModuleVersion.objects.create(
        module=module,
        number=_next_number(module),
        document=source.document,
        sha256=source.sha256,
        files=source.files,
    )
    _note("draft_begun", draft, by)
    return draft


@transaction.atomic
def save_draft(
    *, draft: ModuleVersion, document: dict[str, Any], files: Files, by, apart: bool = False
) -> list[Finding]:
    """Keep the draft as typed, errors or not; what the lint says about it. `apart`: an act with an undo of its own."""
    _hold_draft(draft, NEVER_CHANGES, (Status.DRAFT,))
    if document["module"].get("code") != draft.module.family:
        raise DomainError(_("The code of a module never changes."))
    before = files_of(draft)
    draft.document, draft.sha256, draft.files = document, sha256(document), list(files.items())
    draft.save(update_fields=["document", "sha256", "files"])
    _note("draft_saved", draft, by)
    draft_saved.send(ModuleVersion, draft=draft, before=before, after=files, by=by, apart=apart)
    return findings_of(document)


@transaction.atomic
def submit_draft(*, draft: ModuleVersion, by) -> None:
    """The draft waits to be reread: nobody writes in it until it is taken back. LintError when it has errors."""
    _hold_draft(draft, NEVER_CHANGES, (Status.DRAFT,))
    _refuse_errors(draft.document, dict(draft.files))
    draft.status = Status.IN_REVIEW
    draft.save(update_fields=["status"])
    _note("draft_submitted", draft, by)


@transaction.atomic
def take_back_draft(*, draft: ModuleVersion, by) -> None:
    """Out of review: it may be written in again. Twice is once."""
    _hold_draft(draft, NEVER_CHANGES, ModuleVersion.OPEN)
    if draft.status == Status.IN_REVIEW:
        draft.status = Status.DRAFT
        draft.save(update_fields=["status"])
        _note("draft_taken_back", draft, by)


@transaction.atomic
def publish_draft(*, draft: ModuleVersion, by) -> ModuleVersion:
    """The draft becomes the published version. LintError when the lint finds an error."""
    _hold_draft(draft, _("This version is already published."), ModuleVersion.OPEN)
    _refuse_errors(draft.document)
    _make_current(draft, by=by)
    return draft


@transaction.atomic
def delete_draft(*, draft: ModuleVersion, by) -> None:
    """The draft is gone, with what was typed in it. A published version is never deleted."""
    _hold_draft(draft, NEVER_CHANGES, ModuleVersion.OPEN)
    _note("draft_deleted", draft, by)
    draft.delete()


@transaction.atomic
def withdraw_module(*, module: Module, by) -> None:
    """Nobody gets it any longer; who has it open goes on. DomainError when nothing is published."""
    module = _held(module.pk)
    version = module.published
    if version is None:
        raise DomainError(_("This module is not published."))
    module.published = None
    module.save(update_fields=["published"])
    ModuleVersion.objects.filter(pk=version.pk).update(status=Status.WITHDRAWN)
    _note("module_withdrawn", version, by)


@transaction.atomic
def put_back_module(*, module: Module, by) -> None:
    """Undo of the withdrawal: the version that was withdrawn last is the published one again."""
    module = _held(module.pk)
    version = module.versions.filter(status=Status.WITHDRAWN).order_by("-published_at", "-number").first()
    if module.published_id is not None or version is None:
        raise DomainError(_("There is nothing to put back."))
    ModuleVersion.objects.filter(pk=version.pk).update(status=Status.PUBLISHED)
    module.published = version
    module.save(update_fields=["published"])
    _note("module_put_back", version, by)


def _held(module_id: int) -> Module:
    """The module as it is now; its row is held until the transaction ends: one act after the other."""
    return Module.objects.select_for_update(no_key=True).get(pk=module_id)


def _hold_draft(draft: ModuleVersion, published: str | Promise, allowed: Collection[str]) -> None:
    """The draft as it is now, its module held, in one of the `allowed` states.

    DomainError with the words `published` when it no longer is a draft.
    """
    draft.module = _held(draft.module_id)
    found = ModuleVersion.objects.filter(pk=draft.pk).values("status", "document", "sha256", "files").first()
    if found is None:
        raise DomainError(_("Somebody has deleted this draft."))
    if found["status"] not in ModuleVersion.OPEN:
        raise DomainError(str(published))
    if found["status"] not in allowed:
        raise DomainError(str(IN_REVIEW))
    for name, value in found.items():
        setattr(draft, name, value)


def _is_there(code: str, digest: str) -> bool:
    return (
        ModuleVersion.objects.filter(module__code=code, sha256=digest).exclude(status__in=ModuleVersion.OPEN).exists()
    )


def _refuse_errors(document: dict[str, Any], files: Files | None = None) -> None:
    errors = [finding for finding in findings_of(document) if finding.severity == "error"]
    if errors:
        raise LintError(errors, files)


def _next_number(module: Module) -> int:
    return (module.versions.aggregate(last=Max("number"))["last"] or 0) + 1


def _make_current(version: ModuleVersion, *, by) -> None:
    """Written as the published version of its module, which the caller holds; the one before retires first."""
    module, facts = version.module, version.document["module"]
    module.versions.filter(status=Status.PUBLISHED).update(status=Status.RETIRED)
    version.status, version.published_at = Status.PUBLISHED, timezone.now()
    version.save()
    for language in LANGUAGES:
        for name in ("title", "promise"):
            text, _marks = localise(facts[name], language, "BE", source=facts.get("source", "fr"))
            setattr(module, f"{name}_{language}", text)
    module.track, module.level, module.minutes = facts["track"], facts["level"], facts["minutes"]
    module.competences, module.published = facts["competences"], version
    module.audience = facts.get("audience", Audience.LEARNER)
    module.save()
    bring_along(version=version)
    _note("module_published", version, by)


def _note(act: str, version: ModuleVersion, by) -> None:
    journal.record(act=act, by=by, target=version, module=version.module.code, number=version.number)
