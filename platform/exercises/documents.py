"""Load a module's folder into one plain, JSON-serialisable dict (docs/modules.md).

The document is what is stored, hashed, linted and played:
`{"format": 1, "module": {...}, "exercises": {id: {...}}, "worlds": {id: {...}}, "memo": {...}, "facilitator": {...}}`;
a sheet without a file is None.
Missing texts stay `None` and stale ones keep their `nl?` key, so that nothing untranslated hides.
"""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import yaml

from exercises.errors import ContentError

Document = dict[str, Any]
Files = dict[str, str]

FORMAT = 1
MAX_FILE_BYTES = 200_000
MAX_FILES = 200
MAX_DEPTH = 20
WORLD_NAME = re.compile(r"(?:([A-Z][0-9]{2})/)?([a-z][a-z0-9_-]*)")


# The same reader in C where there is one: eight times faster on a catalogue of modules.
_Reader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Reader):
    """YAML with few surprises: no anchors, no key twice, and only true, false, ~ and plain numbers are no text.

    The common reader takes `No` for false, `10:30` for 630 and `2026-05-12` for a date.
    """

    yaml_implicit_resolvers: dict[str, Any] = {}

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} must be a word", key_node.start_mark
                )
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} stands twice", key_node.start_mark
                )
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
        raise ContentError(where, f"larger than {MAX_FILE_BYTES} bytes")
    try:
        _refuse_anchors(text, where)
        tree = yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader, stricter
    except ContentError:
        raise
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = f" line {mark.line + 1}" if mark else ""
        raise ContentError(f"{where}{line}", error.problem or "not valid YAML") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ContentError(where, f"not valid YAML ({error})") from error
    _check_depth(tree, where)
    return tree


def _refuse_anchors(text: str, where: str) -> None:
    """Before anything is made of it: ten anchors can make a billion lines, and endless nesting ends the process."""
    depth = 0
    for event in yaml.parse(text, Loader=_Reader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            line = event.start_mark.line + 1 if event.start_mark else 0
            raise ContentError(f"{where} line {line}", "anchors and aliases are not used here")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH + 1:
            raise ContentError(where, f"deeper than {MAX_DEPTH} levels")


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
    }


def read_files(folder: Path) -> Files:
    """The texts of a folder's files, by their names in it; the module's own facts come first."""
    parts = ("exercises", "worlds")
    names = [
        "module.yaml",
        *sorted(f"{part}/{path.name}" for part in parts for path in (folder / part).glob("*.yaml")),
        *(f"{name}.yaml" for name in ("memo", "facilitator")),
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
        raise ContentError(where, f"deeper than {MAX_DEPTH} levels")
    if isinstance(tree, dict):
        for value in tree.values():
            _check_depth(value, where, depth + 1)
    elif isinstance(tree, list):
        for value in tree:
            _check_depth(value, where, depth + 1)
