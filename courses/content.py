"""Modules and their versions: from files to published versions, and back to files for an editor.

A published version never changes (a trigger says so): the same document is the same version, another one is the
next. An edit makes a draft, which is linted and then published.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.errors import DomainError
from courses.models import Module, ModuleVersion
from courses.progress import Plan, plan_of
from exercises import ContentError, client_bundle, load_module, load_yaml, sha256
from exercises.documents import FORMAT
from exercises.lint import Finding, lint
from exercises.texts import LANGUAGES, localise

CONTENT = settings.BASE_DIR / "courses" / "content"
_SHEETS = ("module", "memo", "facilitator")

Files = dict[str, str]


class LintError(DomainError):
    """A document that may not be published; `findings` are its errors."""

    def __init__(self, findings: list[Finding]):
        super().__init__(_("This module has errors. It can't be published yet."))
        self.findings = findings


@transaction.atomic
def publish_document(document: dict[str, Any], files: Files | None = None) -> ModuleVersion | None:
    """The document as the module's published version; None when it already is one of its versions.

    `files` are the texts that it was read from, for the editor.

    LintError when the lint finds an error.
    """
    digest = sha256(document)
    code = document["module"].get("code", "")
    if ModuleVersion.objects.filter(module__code=code, sha256=digest).exclude(status="draft").exists():
        return None
    _refuse_errors(document)
    module, _made = Module.objects.get_or_create(code=code, defaults={"title": code})
    version = ModuleVersion.objects.create(
        module=module,
        number=_next_number(module),
        document=document,
        sha256=digest,
        files=list((files or to_files(document)).items()),
    )
    return _make_current(version)


@transaction.atomic
def new_draft(*, module: Module) -> ModuleVersion:
    """A draft that begins as a copy of the published version; the open draft when there is one."""
    found = module.versions.filter(status=ModuleVersion.Status.DRAFT).first()
    if found:
        return found
    source = module.published or module.versions.first()
    if source is None:
        raise DomainError(_("This module has no version to begin with."))
    return ModuleVersion.objects.create(
        module=module,
        number=_next_number(module),
        document=source.document,
        sha256=source.sha256,
        files=source.files,
    )


@transaction.atomic
def save_draft(*, draft: ModuleVersion, document: dict[str, Any], files: Files) -> list[Finding]:
    """Keep the draft as typed, errors or not; what the lint says about it."""
    if draft.status != ModuleVersion.Status.DRAFT:
        raise DomainError(_("A published version never changes. Make a draft of the next one."))
    if document["module"].get("code") != draft.module.code:
        raise DomainError(_("The code of a module never changes."))
    draft.document, draft.sha256, draft.files = document, sha256(document), list(files.items())
    draft.save(update_fields=["document", "sha256", "files"])
    return findings_of(document)


@transaction.atomic
def publish_draft(*, draft: ModuleVersion) -> ModuleVersion:
    """The draft becomes the published version. LintError when the lint finds an error."""
    if draft.status != ModuleVersion.Status.DRAFT:
        raise DomainError(_("This version is already published."))
    _refuse_errors(draft.document)
    return _make_current(draft)


def findings_of(document: dict[str, Any]) -> list[Finding]:
    """What the lint says. A document whose shape breaks it gets one finding, never an exception."""
    try:
        return lint(document)
    except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
        text = f"this can't be read as a module: {type(error).__name__} {error}"
        return [Finding("error", "module", "unreadable", text)]


def _refuse_errors(document: dict[str, Any]) -> None:
    errors = [finding for finding in findings_of(document) if finding.severity == "error"]
    if errors:
        raise LintError(errors)


def _next_number(module: Module) -> int:
    Module.objects.select_for_update().get(pk=module.pk)
    return (module.versions.aggregate(last=Max("number"))["last"] or 0) + 1


def _make_current(version: ModuleVersion) -> ModuleVersion:
    module, facts = version.module, version.document["module"]
    module.versions.filter(status=ModuleVersion.Status.PUBLISHED).update(status=ModuleVersion.Status.RETIRED)
    version.status, version.published_at = ModuleVersion.Status.PUBLISHED, timezone.now()
    version.save(update_fields=["status", "published_at"])
    for language in LANGUAGES:
        for name in ("title", "promise"):
            text, _marks = localise(facts[name], language, "BE", source=facts.get("source", "fr"))
            setattr(module, f"{name}_{language}", text)
    module.track, module.level, module.minutes = facts["track"], facts["level"], facts["minutes"]
    module.competences, module.published = facts["competences"], version
    module.save()
    return version


# --- files


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one folder: `version` is the number published, None when nothing was new."""

    code: str
    version: int | None


def load_folder(folder: Path) -> Loaded:
    """Read and publish one folder. ContentError or LintError when it can't be."""
    version = publish_document(load_module(folder), read_files(folder))
    return Loaded(folder.name, version.number if version else None)


def read_files(folder: Path) -> Files:
    """The texts of a folder's files, by their names in it; the module's own facts come first."""
    names = [
        "module.yaml",
        *sorted(f"{part}/{path.name}" for part in ("exercises", "worlds") for path in (folder / part).glob("*.yaml")),
    ]
    names += [f"{name}.yaml" for name in _SHEETS[1:]]
    return {name: (folder / name).read_text(encoding="utf-8") for name in names if (folder / name).is_file()}


def folders() -> list[Path]:
    """The modules that ship with Halte."""
    return sorted(path.parent for path in CONTENT.glob("*/module.yaml"))


class _Dumper(yaml.SafeDumper):
    """Readable YAML: texts of several lines as blocks, no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Dumper.add_representer(str, _text)


def files_of(version: ModuleVersion) -> Files:
    """The files that an editor shows: as they were written, or made from the document."""
    written, made = dict(version.files), to_files(version.document)
    borrowed = {name: text for name, text in made.items() if name.count("/") > 1}
    return written | borrowed if written else made


def to_files(document: dict[str, Any]) -> Files:
    """Files for a document that has none: `{"module.yaml": text, "exercises/L16-01.yaml": text, ...}`."""
    files = {"module.yaml": _dumped(document["module"])}
    files |= {f"exercises/{key}.yaml": _dumped(tree) for key, tree in document["exercises"].items()}
    files |= {f"worlds/{key}.yaml": _dumped(tree) for key, tree in document["worlds"].items()}
    files |= {f"{name}.yaml": _dumped(document[name]) for name in _SHEETS[1:] if document[name] is not None}
    return files


def from_files(files: Files) -> tuple[dict[str, Any], dict[str, str]]:
    """The document those files make, and the files that can't be read: `{name: what is wrong}`."""
    document: dict[str, Any] = {"format": FORMAT, "module": {}, "exercises": {}, "worlds": {}}
    document |= {"memo": None, "facilitator": None}
    wrong: dict[str, str] = {}
    for name, text in files.items():
        try:
            tree = load_yaml(text, name)
        except ContentError as error:
            wrong[name] = str(error)
            continue
        if not isinstance(tree, dict):
            wrong[name] = str(_("This file must hold keys and values."))
            continue
        folder, _slash, key = name.removesuffix(".yaml").partition("/")
        if key:
            document[folder][tree.get("id", key) if folder == "exercises" else key] = tree
        else:
            document[folder] = tree
    return document, wrong


def _dumped(tree: Any) -> str:
    return yaml.dump(tree, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1000)


# --- what pages read, kept in memory under the fingerprint: the same fingerprint is the same document


@lru_cache(maxsize=64)
def _document(version: int, sha256: str) -> dict[str, Any]:
    return ModuleVersion.objects.values_list("document", flat=True).get(pk=version)


@lru_cache(maxsize=64)
def _plan(version: int, sha256: str) -> Plan:
    return plan_of(_document(version, sha256))


@lru_cache(maxsize=1024)
def _bundle(version: int, sha256: str, exercise: str, language: str, country: str) -> dict[str, Any]:
    return client_bundle(_document(version, sha256), exercise, language, country)


@lru_cache(maxsize=256)
def _part(version: int, sha256: str, part: str, language: str, country: str) -> dict[str, Any]:
    document = _document(version, sha256)
    return localise(document[part], language, country, source=document["module"].get("source", "fr"))[0]


def document_of(version: ModuleVersion) -> dict[str, Any]:
    """The whole document; `version` may have its document deferred. To be read only, like all that follows."""
    return _document(version.pk, version.sha256)


def plan(version: ModuleVersion) -> Plan:
    """The version's plan."""
    return _plan(version.pk, version.sha256)


def bundle_of(version: ModuleVersion, exercise: str, language: str, country: str) -> dict[str, Any]:
    """One exercise, ready to play in that language and country. ExerciseError for an unknown one."""
    return _bundle(version.pk, version.sha256, exercise, language, country)


def part_of(version: ModuleVersion, part: str, language: str, country: str) -> dict[str, Any]:
    """`module`, `memo`, `facilitator`, `worlds` or `exercises` of the document, localised."""
    return _part(version.pk, version.sha256, part, language, country)


def step_of(version: ModuleVersion, name: str, language: str, country: str) -> dict[str, Any]:
    """One of the six steps of `module.yaml`, localised."""
    return next(one for one in part_of(version, "module", language, country)["steps"] if one["step"] == name)


def picture_of(code: str, file: str) -> Path | None:
    """The file of a persona's picture, or None when it isn't drawn yet."""
    path = CONTENT / Path(code).name / "pictures" / Path(file).name
    return path if path.is_file() else None
