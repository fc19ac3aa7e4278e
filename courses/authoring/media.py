"""Pictures and recordings of a draft: sent, described, replaced, taken away; each act one save, with its undo.

They stand in the draft's `media.yaml` (exercises/media.py), so that they are versioned, compared and taken back as
everything else is. The files themselves never change (courses/media).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.errors import DomainError
from common.shrinking import Small
from common.sounds import Sound
from courses.authoring import services
from courses.authoring.outline import Outline
from courses.authoring.trees import as_yaml, blank_text, merged, words_in
from courses.learning.content import CONTENT
from courses.learning.models import ModuleVersion
from courses.media.selectors import Facts, facts_of
from courses.media.services import keep
from exercises import load_yaml
from exercises.documents import Document, Files
from exercises.media import listed, names_in, places_of
from exercises.texts import LANGUAGES

FILE = "media.yaml"
MOST_PICTURES, MOST_RECORDINGS = 40, 300
Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of the gallery: `facts` is None when its file is lost; `used`: (part's address, label)."""

    file: str
    alt: dict[str, Any]
    facts: Facts | None
    used: list[tuple[str, str]]


def gallery(document: Document, outline: Outline) -> list[Shown]:
    """The pictures that were sent for this version, and where each is shown."""
    listing = listed(document, "pictures")
    there = facts_of(one["file"] for one in listing)
    return [
        Shown(one["file"], one.get("alt") or {}, there.get(one["file"]), list(_users(document, outline, one["file"])))
        for one in listing
    ]


def _users(document: Document, outline: Outline, file: str) -> Iterator[tuple[str, str]]:
    seen = set()
    for path in places_of({key: one for key, one in document.items() if key != "media"}, file):
        where = ".".join(str(one) for one in path)
        parts = [one for one in outline.every if where.startswith(f"{one.where}.") or one.where == where]
        part = max(parts, key=lambda one: len(one.where), default=outline.facts)
        if part.address not in seen:
            seen.add(part.address)
            yield part.address, f"{part.key} {part.label}" if part.kind == "exercise" else part.label


def pictures_for(code: str, document: Document) -> list[tuple[str, str]]:
    """What a form may choose: the pictures that were sent, with their words, and the drawings that ship with `code`."""
    sent = [(one["file"], _label(one)) for one in listed(document, "pictures")]
    shipped = sorted(path.name for path in (CONTENT / code / "pictures").glob("*.svg"))
    return [*sent, *((name, name) for name in shipped)]


def _label(one: Tree) -> str:
    words = next((found for found in (words_in(one.get("alt"), language) for language in LANGUAGES) if found), "")
    return f"{words[:60]} ({one['file']})" if words else str(one["file"])


def add_picture(*, version: ModuleVersion, stem: str, small: Small, alt: Mapping[str, str], by) -> str:
    """One more picture in the gallery; its name. `alt`: its description by language, in one at least."""
    text = merged(None, alt, (), "")
    if text is None:
        raise DomainError(_("Say in words what the picture shows, in one language at least."))
    with services.held(version) as files:
        tree = tree_of(files)
        name = put_in(tree, keep(stem=stem, found=small), text)
        _keep(version, files, tree, by)
    return name


def put_in(tree: Tree, name: str, alt: dict[str, Any]) -> str:
    """The picture in the tree of `media.yaml`, once. DomainError when there are enough of them."""
    pictures = tree.setdefault("pictures", [])
    if any(one.get("file") == name for one in pictures):
        return name
    if len(pictures) >= MOST_PICTURES:
        raise DomainError(_("A module has %(n)s pictures at most.") % {"n": MOST_PICTURES})
    pictures.append({"file": name, "alt": alt})
    return name


def describe(*, version: ModuleVersion, file: str, alt: Mapping[str, str], right: list[str], source: str, by) -> None:
    """Another description; a translation goes stale as any text does. The places that show it keep their own words."""
    with services.held(version) as files:
        tree = tree_of(files)
        one = _found(tree, file)
        one["alt"] = merged(one.get("alt"), alt, right, source) or blank_text()
        _keep(version, files, tree, by, apart=False)


def replace(*, version: ModuleVersion, file: str, stem: str, small: Small, by) -> str:
    """Another picture in its place, wherever it is shown; the descriptions stay."""
    with services.held(version) as files:
        _found(tree_of(files), file)
        name = keep(stem=stem, found=small)
        if name != file:  # a name has its fingerprint in it: no other word of the files is the same
            services.keep(
                version=version, files={key: text.replace(file, name) for key, text in files.items()}, by=by, apart=True
            )
    return name


def remove(*, version: ModuleVersion, file: str, by) -> None:
    """Out of the gallery. DomainError while something shows it."""
    with services.held(version) as files:
        tree = tree_of(files)
        gone = _found(tree, file)
        shown = sum(file in names_in(load_yaml(text, name)) for name, text in files.items() if name != FILE)
        if shown:
            raise DomainError(
                ngettext(
                    "%(n)s part of the module shows this picture: choose another one there first.",
                    "%(n)s parts of the module show this picture: choose another one there first.",
                    shown,
                )
                % {"n": shown}
            )
        tree["pictures"].remove(gone)
        _keep(version, files, tree, by)


def record(*, version: ModuleVersion, language: str, words: str, sound: Sound, by) -> None:
    """The recording of those words, instead of the one before it."""
    if language not in LANGUAGES or not words:
        raise DomainError(_("Choose a text of the list."))
    with services.held(version) as files:
        tree = tree_of(files)
        others = [one for one in tree.get("recordings", []) if not _says(one, language, words)]
        if len(others) >= MOST_RECORDINGS:
            raise DomainError(_("A module has %(n)s recordings at most.") % {"n": MOST_RECORDINGS})
        name = keep(stem=f"{language}-{words[:24]}", found=sound)
        tree["recordings"] = [*others, {"language": language, "words": words, "file": name}]
        _keep(version, files, tree, by)


def unrecord(*, version: ModuleVersion, language: str, words: str, by) -> None:
    """The voice says those words again."""
    with services.held(version) as files:
        tree = tree_of(files)
        others = [one for one in tree.get("recordings", []) if not _says(one, language, words)]
        if len(others) == len(tree.get("recordings", [])):
            raise DomainError(_("Somebody has taken this recording away meanwhile."))
        tree["recordings"] = others
        _keep(version, files, tree, by)


def described(tree: Any, document: Document) -> Any:
    """The tree of a part: where a picture of the gallery has no words of its own yet, it gets the gallery's."""
    known = {one["file"]: one.get("alt") for one in listed(document, "pictures")}
    return _described(tree, known) if known else tree


def _described(tree: Any, known: dict[str, Any]) -> Any:
    if isinstance(tree, list):
        return [_described(one, known) for one in tree]
    if not isinstance(tree, dict):
        return tree
    file, alt = tree.get("file"), tree.get("alt")
    found = {key: _described(one, known) for key, one in tree.items()}
    blank = not isinstance(alt, dict) or not any(alt.values())
    if isinstance(file, str) and known.get(file) and blank:
        found["alt"] = known[file]
    return found


def _says(one: Any, language: str, words: str) -> bool:
    return isinstance(one, dict) and (one.get("language"), one.get("words")) == (language, words)


def tree_of(files: Files) -> Tree:
    """What stands in `media.yaml`."""
    found = load_yaml(files.get(FILE, ""), FILE)
    return found if isinstance(found, dict) else {}


def _found(tree: Tree, file: str) -> Tree:
    for one in tree.get("pictures", []):
        if one.get("file") == file:
            return one
    raise DomainError(_("Somebody has taken this picture away meanwhile."))


def _keep(version: ModuleVersion, files: Files, tree: Tree, by, apart: bool = True) -> None:
    services.keep(version=version, files=with_media(files, tree), by=by, apart=apart)


def with_media(files: Files, tree: Tree) -> Files:
    """The files with that `media.yaml`, without one when nothing stands in it."""
    there = {key: one for key, one in tree.items() if one}
    others = {name: text for name, text in files.items() if name != FILE}
    return {**others, FILE: as_yaml(there)} if there else others
