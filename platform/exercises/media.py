"""The pictures and recordings that were sent for a module: their names, and the part `media` of its document.

A file's name has its fingerprint in it (`kitchen-3f2a9c1b04d2e5f6.webp`), so that a name is one content for ever: a
version keeps its pictures by naming them. `media.yaml`, where there is one:
`{pictures: [{file, alt}], recordings: [{language, words, file}]}`. A recording belongs to the words that it says,
wherever they stand in the module; once they change, nothing plays it.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from exercises.texts import LANGUAGES, in_type

PICTURE_ENDINGS = ("webp", "svg")
SOUND_ENDINGS = ("mp3", "ogg", "webm", "m4a")
NAME = re.compile(rf"([a-z0-9-]{{1,40}})-([0-9a-f]{{16}})\.({'|'.join(PICTURE_ENDINGS + SOUND_ENDINGS)})")


def name_for(stem: str, content: bytes, ending: str) -> str:
    """The name of that content; `stem`: a few letters for people."""
    plain = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:40].strip("-") or "file"
    return f"{plain}-{hashlib.sha256(content).hexdigest()[:16]}.{ending}"


def is_sent(name: Any) -> bool:
    """Whether the name is that of a file that was sent (and not of a drawing that ships with a module)."""
    return isinstance(name, str) and NAME.fullmatch(name) is not None


def fits(name: str, content: bytes) -> bool:
    """Whether that is the content of the name."""
    found = NAME.fullmatch(name)
    return found is not None and hashlib.sha256(content).hexdigest().startswith(found[2])


def names_in(tree: Any) -> set[str]:
    """Every sent file that the tree names."""
    if isinstance(tree, dict):
        own = {tree["file"]} if is_sent(tree.get("file")) else set()
        return own.union(*(names_in(one) for one in tree.values()))
    return set().union(*(names_in(one) for one in tree)) if isinstance(tree, list) else set()


def listed(document: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """`pictures` or `recordings` of the document; what has no `file` is none."""
    media = document.get("media")
    found = media.get(key) if isinstance(media, dict) else None
    return [one for one in found or [] if isinstance(one, dict) and isinstance(one.get("file"), str)]


def recordings_of(document: dict[str, Any], language: str) -> dict[str, str]:
    """The words as they are drawn: the file that says them."""
    found = (one for one in listed(document, "recordings") if one.get("language") == language)
    return {in_type(str(one.get("words", "")).strip(), language): one["file"] for one in found}


def weighed(document: dict[str, Any], language: str) -> set[str]:
    """The sent files that a phone keeps with the module in that language: what it shows, and what it says."""
    shown = names_in({key: value for key, value in document.items() if key != "media"})
    return shown | {file for file in recordings_of(document, language).values() if is_sent(file)}


def places_of(tree: Any, file: str, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where in the tree that file is shown: the path of each picture."""
    if isinstance(tree, dict):
        if tree.get("file") == file:
            yield path
        for key, one in tree.items():
            yield from places_of(one, file, (*path, key))
    elif isinstance(tree, list):
        for index, one in enumerate(tree):
            yield from places_of(one, file, (*path, index))


def language_of(one: dict[str, Any]) -> str:
    """A recording's language, or nothing."""
    return one["language"] if one.get("language") in LANGUAGES else ""
