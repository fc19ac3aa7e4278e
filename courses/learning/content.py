"""The documents of modules: to an editor's files and back, what the lint says, and what pages read of them.

Publishing and drafting are acts (courses/learning/services/versions.py).
"""

from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from common.pictures import Linked
from courses.learning.carrying import sounds_of, weighing
from courses.learning.ending import with_the_answer
from courses.learning.models import ModuleVersion
from courses.learning.progress import Plan, plan_of
from courses.learning.remembering import EXERCISES, PARTS, VERSIONS, of_version
from courses.media import selectors as media
from exercises import ContentError, bare_bundle, client_bundle, load_yaml
from exercises.documents import FORMAT, Files
from exercises.lint import Finding, lint
from exercises.media import is_sent, recordings_of
from exercises.sentences import gettext_noop
from exercises.texts import localise

CONTENT = settings.BASE_DIR / "courses" / "content"
UNREADABLE = gettext_noop("this can’t be read as a module (%(error)s)")
_SHEETS = ("module", "memo", "facilitator", "media")


def findings_of(document: dict[str, Any]) -> list[Finding]:
    """What the lint says. A document whose shape breaks it gets one finding, never an exception."""
    try:
        return sorted([*lint(document), *weighing(document)], key=lambda one: one.severity)
    except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
        return [Finding("error", "module", "unreadable", UNREADABLE, {"error": repr(error)})]


# --- files


def folders() -> list[Path]:
    """The modules that ship with Halte."""
    return sorted(path.parent for path in CONTENT.glob("*/module.yaml"))


class FileDumper(yaml.SafeDumper):
    """Readable YAML: texts of several lines as blocks, no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


FileDumper.add_representer(str, _text)


def files_of(version: ModuleVersion) -> Files:
    """The files that an editor shows: as they were written, or made from the document.

    A world that is borrowed from another module (`L16/web`) has no file of its own here, and is shown all the same.
    """
    if not version.files:
        return to_files(version.document)
    borrowed = {key: tree for key, tree in version.document["worlds"].items() if "/" in key}
    return dict(version.files) | {f"worlds/{key}.yaml": _dumped(tree) for key, tree in borrowed.items()}


def to_files(document: dict[str, Any]) -> Files:
    """Files for a document that has none: `{"module.yaml": text, "exercises/L16-01.yaml": text, ...}`."""
    files = {"module.yaml": _dumped(document["module"])}
    files |= {f"exercises/{key}.yaml": _dumped(tree) for key, tree in document["exercises"].items()}
    files |= {f"worlds/{key}.yaml": _dumped(tree) for key, tree in document["worlds"].items()}
    files |= {f"{name}.yaml": _dumped(document[name]) for name in _SHEETS[1:] if document.get(name) is not None}
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
    return yaml.dump(tree, Dumper=FileDumper, allow_unicode=True, sort_keys=False, width=1000)


# --- what pages read, kept in memory


@of_version(VERSIONS)
def _document(version: int, sha256: str) -> dict[str, Any]:
    return ModuleVersion.objects.values_list("document", flat=True).get(pk=version)


@of_version(VERSIONS)
def _plan(version: int, sha256: str) -> Plan:
    return plan_of(_document(version, sha256))


@of_version(EXERCISES)
def _bundle(version: int, sha256: str, exercise: str, language: str, country: str) -> dict[str, Any]:
    document = _document(version, sha256)
    bundle = with_the_answer(client_bundle(document, exercise, language, country), language)
    if sounds := sounds_of(bundle, recordings_of(document, language)):
        bundle["sounds"] = sounds
    return bundle


@of_version(PARTS)
def _recordings(version: int, sha256: str, language: str) -> dict[str, str]:
    return recordings_of(_document(version, sha256), language)


@of_version(EXERCISES)
def _bare_bundle(version: int, sha256: str, exercise: str, country: str) -> dict[str, Any]:
    return bare_bundle(_document(version, sha256), exercise, country)


@of_version(PARTS)
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


def bare_bundle_of(version: ModuleVersion, exercise: str, country: str) -> dict[str, Any]:
    """The same without texts: enough to grade. ExerciseError for an unknown one."""
    return _bare_bundle(version.pk, version.sha256, exercise, country)


def part_of(version: ModuleVersion, part: str, language: str, country: str) -> dict[str, Any]:
    """`module`, `memo`, `facilitator`, `worlds` or `exercises` of the document, localised."""
    return _part(version.pk, version.sha256, part, language, country)


def step_of(version: ModuleVersion, name: str, language: str, country: str) -> dict[str, Any]:
    """One of the six steps of `module.yaml`, localised."""
    return next(one for one in part_of(version, "module", language, country)["steps"] if one["step"] == name)


def sound_of(version: ModuleVersion, words: str, language: str) -> str:
    """The address of the recording that says those words, as they are drawn; empty: the voice says them."""
    name = _recordings(version.pk, version.sha256, language).get(words.strip())
    return media.url_of(name) if name else ""


def picture_of(code: str, file: str) -> Path | Linked | None:
    """A module's picture, or None when there is none: one that was sent, or a file. `L16/nadia.svg` is another's."""
    if is_sent(file):
        return media.picture(file)
    other, slash, _name = file.partition("/")
    path = CONTENT / Path(other if slash else code).name / "pictures" / Path(file).name
    return path if path.is_file() else None
