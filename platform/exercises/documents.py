"""Load a module's folder into one plain, JSON-serialisable dict (docs/modules.md).

The document is what is stored, hashed, linted and played:
`{"format": 1, "module": {...}, "exercises": {id: {...}}, "worlds": {id: {...}}, "memo": {...}, "facilitator": {...}}`;
a sheet without a file is None. `media` (exercises/media.py) is there when a file `media.yaml` is.
Missing texts stay `None` and stale ones keep their `nl?` key, so that nothing untranslated hides.
"""

import hashlib
import json
import math
import re
from pathlib import Path
from typing import Any

import yaml

from exercises.errors import ContentError
from exercises.sentences import gettext_noop as _
from exercises.yaml_errors import NOT_YAML, TAG, explained

Document = dict[str, Any]
Files = dict[str, str]

FORMAT = 1
MAX_FILE_BYTES = 200_000
MAX_FILES = 200
MAX_DEPTH = 20
WORLD_NAME = re.compile(r"(?:([A-Z][0-9]{2})/)?([a-z][a-z0-9_-]*)")


# The same reader in C where there is one: eight times faster on a catalogue of modules.
_Reader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _bad_key(said: str, key: Any, node: Any) -> ContentError:
    return ContentError("", said, facts={"key": key}, line=node.start_mark.line + 1)


class _Loader(_Reader):
    """YAML with few surprises: no anchors, no key twice, and only true, false, ~ and plain numbers are no text.

    The common reader takes `No` for false, `10:30` for 630 and `2026-05-12` for a date.
    """

    yaml_implicit_resolvers: dict[str, Any] = {}

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _value in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise _bad_key(_("the key “%(key)s” must be a word"), key, key_node)
            if key in seen:
                raise _bad_key(_("the key “%(key)s” stands twice"), key, key_node)
            seen.add(key)
        return super().construct_mapping(node, deep)


for _tag, _pattern, _first in (
    ("bool", r"true|false", "tf"),
    ("null", r"~|null|", "~n\0"),
    ("int", r"-?(?:0|[1-9][0-9]*)", "-0123456789"),
    ("float", r"-?(?:0|[1-9][0-9]*)\.[0-9]+", "-0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_pattern})$"), list(_first))
_Loader.yaml_implicit_resolvers.setdefault("", []).append(
    ("tag:yaml.org,2002:null", re.compile(r"$"))
)  # an empty value


def load_yaml(text: str, where: str) -> Any:
    """Parse one file's text; `where` names it in errors.

    Raises:
        ContentError: too large, too deep, not YAML, an anchor, a key twice, a tag.
    """
    if len(text.encode()) > MAX_FILE_BYTES:
        raise ContentError(where, _("larger than %(most)s bytes"), facts={"most": MAX_FILE_BYTES})
    try:
        _refuse_anchors(text, where)
        tree = yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader, stricter
    except ContentError as error:
        raise ContentError(where, error.said, line=error.line, facts=error.facts) from None
    except yaml.YAMLError as error:
        said, line = explained(error, text)
        raise ContentError(where, said, line=line) from error
    except (ValueError, RecursionError, KeyError, IndexError, AttributeError, TypeError) as error:
        raise ContentError(where, NOT_YAML) from error
    _check_depth(tree, where)
    return tree


def _refuse_anchors(text: str, where: str) -> None:
    """Before anything is made of it: ten anchors can make a billion lines, and endless nesting ends the process."""
    depth = 0
    for event in yaml.parse(text, Loader=_Reader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise ContentError(where, _("anchors (&) and aliases (*) are not used here"), line=line)
        if getattr(event, "tag", None):  # what it would make is nothing that a document may hold
            raise ContentError(where, TAG, line=line)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH + 1:
            raise ContentError(where, _("deeper than %(most)s levels"), facts={"most": MAX_DEPTH})


def load_module(folder: Path | str) -> Document:
    """Read a module's folder into a document.

    Raises:
        ContentError: naming the file and the key.
    """
    folder = Path(folder)
    if not (folder / "module.yaml").is_file():
        raise ContentError(str(folder), "has no module.yaml")
    exercises: dict[str, Any] = {}
    worlds: dict[str, Any] = {}
    for path in _files(folder / "exercises"):
        exercise = _read(path)
        _put(exercises, exercise, path)
    for path in _files(folder / "worlds"):
        world = _read(path)
        _put(worlds, world, path)
        if world["id"] != path.stem:
            raise ContentError(path.name, f"the id {world['id']!r} must be the file's name")
    for exercise in exercises.values():
        name = exercise.get("world")
        if isinstance(name, str) and "/" in name and name not in worlds:
            worlds[name] = _borrowed(folder, name)
    return {
        "format": FORMAT,
        "module": _read(folder / "module.yaml"),
        "exercises": exercises,
        "worlds": worlds,
        "memo": _read(folder / "memo.yaml") if (folder / "memo.yaml").exists() else None,
        "facilitator": _read(folder / "facilitator.yaml") if (folder / "facilitator.yaml").exists() else None,
        **({"media": _read(folder / "media.yaml")} if (folder / "media.yaml").exists() else {}),
    }


def read_files(folder: Path) -> Files:
    """The texts of a folder's files, by their names in it; the module's own facts come first."""
    parts = ("exercises", "worlds")
    names = [
        "module.yaml",
        *sorted(f"{part}/{path.name}" for part in parts for path in (folder / part).glob("*.yaml")),
        *(f"{name}.yaml" for name in ("memo", "facilitator", "media")),
    ]
    return {name: (folder / name).read_text(encoding="utf-8") for name in names if (folder / name).is_file()}


def place_in(files: Files, where: str) -> str:
    """A path of the document as whoever writes the files finds it.

    `exercises.L16-02.hints.0.text` is `exercises/02-book-doctor.yaml, L16-02, hints.0.text`.
    """
    part, _dot, rest = where.partition(".")
    key, _dot, path = rest.partition(".")
    if part == "exercises" and key:
        own = re.compile(rf"^id:\s*[\"']?{re.escape(key)}[\"']?\s*$", re.MULTILINE)
        name = next((name for name, text in files.items() if name.startswith("exercises/") and own.search(text)), part)
        return ", ".join(filter(None, (name, key, path)))
    if part == "worlds" and key:
        return ", ".join(filter(None, (f"worlds/{key}.yaml", path)))
    return ", ".join(filter(None, (f"{part}.yaml" if f"{part}.yaml" in files else part, rest)))


def sha256(document: Document) -> str:
    """The document's fingerprint: the same whatever the order of keys, so also after a database's JSON column."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _files(folder: Path) -> list[Path]:
    files = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    if len(files) > MAX_FILES:
        raise ContentError(str(folder), f"more than {MAX_FILES} files")
    return files


def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(path.name, f"can't be read as UTF-8 ({error})") from error
    tree = load_yaml(text, path.name)
    if not isinstance(tree, dict):
        raise ContentError(path.name, "must be keys and values")
    return tree


def _put(into: dict[str, Any], tree: dict[str, Any], path: Path) -> None:
    key = tree.get("id")
    if not isinstance(key, str) or not key:
        raise ContentError(path.name, "key 'id' must be a word")
    if key in into:
        raise ContentError(path.name, f"the id {key!r} is used twice")
    into[key] = tree


def _borrowed(folder: Path, name: str) -> dict[str, Any]:
    match = WORLD_NAME.fullmatch(name)
    path = folder.parent / (match[1] or "") / "worlds" / f"{match[2]}.yaml" if match else None
    if path is None or not path.is_file():
        raise ContentError(str(folder), f"key 'world': there is no world {name!r}")
    return _read(path)


def _check_depth(tree: Any, where: str, depth: int = 0) -> None:
    if depth > MAX_DEPTH:
        raise ContentError(where, _("deeper than %(most)s levels"), facts={"most": MAX_DEPTH})
    if isinstance(tree, dict):
        for value in tree.values():
            _check_depth(value, where, depth + 1)
    elif isinstance(tree, list):
        for value in tree:
            _check_depth(value, where, depth + 1)
    elif isinstance(tree, float) and not math.isfinite(tree):  # so many digits that no database keeps it
        raise ContentError(where, _("a number is too large"))
