"""A file of a module as a tree: reading and writing by path, translations that go stale, and back into YAML.

A path is a list of keys and places: `["options", 0, "label"]`, in names of fields `options.0.label`.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from courses.learning.content import FileDumper
from exercises.texts import COUNTRIES, LANGUAGES, is_text, is_variant

Path = tuple[str | int, ...]
SHORT = 100  # what stands on one line of a file


def name_of(path: Iterable[str | int]) -> str:
    """The path as the name of a field."""
    return ".".join(str(one) for one in path)


def path_of(name: str) -> Path:
    """The contrary of `name_of`."""
    return tuple(int(one) if one.isascii() and one.isdigit() else one for one in name.split(".") if one)


def at(tree: Any, path: Iterable[str | int]) -> Any:
    """What stands there, or None."""
    for key in path:
        if isinstance(tree, dict):
            tree = tree.get(key)
        elif isinstance(tree, list) and isinstance(key, int) and 0 <= key < len(tree):
            tree = tree[key]
        else:
            return None
    return tree


def replaced(tree: Any, path: Path, value: Any) -> Any:
    """A copy of the tree with that value there. KeyError where the path leads nowhere."""
    if not path:
        return value
    key, rest = path[0], path[1:]
    if isinstance(tree, dict):
        return {**tree, key: replaced(tree.get(key), rest, value)}
    if isinstance(tree, list) and isinstance(key, int) and 0 <= key < len(tree):
        return [replaced(one, rest, value) if index == key else one for index, one in enumerate(tree)]
    raise KeyError(name_of(path))


def as_list(value: Any) -> list[Any]:
    """The value when it is a list: a draft may hold anything anywhere."""
    return value if isinstance(value, list) else []


# --- texts


def words_in(text: Any, language: str) -> str:
    """The words of a text in that language, fresh or stale, as a field shows them."""
    if not isinstance(text, Mapping):
        return ""
    found = text.get(language)
    return str(text.get(f"{language}?") or "" if found is None else found).rstrip("\n")


def readable(text: Any, language: str, source: str) -> tuple[str, str]:
    """The words of a text and their language: the reader's, else the source, else any that there is."""
    for one in dict.fromkeys((language, source, *LANGUAGES)):
        if words := words_in(text, one).strip():
            return words, one
    return "", source


def state_of(text: Any, language: str) -> str:
    """`stale`, `missing` or nothing."""
    if isinstance(text, Mapping) and f"{language}?" in text:
        return "stale"
    return "" if words_in(text, language).strip() else "missing"


def blank_text() -> dict[str, Any]:
    """A text that nobody wrote yet."""
    return dict.fromkeys(LANGUAGES)


def merged(old: Any, typed: Mapping[str, str], still_right: Iterable[str], source: str) -> dict[str, Any] | None:
    """The text after an edit; None when nothing stands in it any longer.

    Once the source has changed, a translation that was not touched is stale, unless somebody says that it is still
    right; one that was rewritten is fresh.
    """
    old = old if isinstance(old, dict) else {}
    moved = bool(words_in(old, source)) and _typed(typed.get(source, ""), old, source) != _kept(old, source)
    found: dict[str, Any] = {}
    for language in LANGUAGES:
        words = _typed(typed.get(language, ""), old, language)
        same = words == _kept(old, language)
        stale = state_of(old, language) == "stale" or (moved and language != source)
        mark = "?" if words is not None and same and stale and language not in still_right else ""
        found[language + mark] = words
    return found if any(value is not None for value in found.values()) else None


def _kept(old: Mapping[str, Any], language: str) -> str | None:
    found = old.get(language)
    found = old.get(f"{language}?") if found is None else found
    return None if found is None else str(found)


def _typed(words: str, old: Mapping[str, Any], language: str) -> str | None:
    """What was typed, as a file has it: several lines end with a line's end. What didn't change stays to the letter."""
    words = "\n".join(line.rstrip() for line in words.replace("\r\n", "\n").split("\n")).strip("\n").strip()
    before = _kept(old, language)
    if before is not None and before.rstrip("\n") == words:
        return before
    if not words:
        return None
    return f"{words}\n" if "\n" in words else words


def split_by_country(text: Any) -> dict[str, Any]:
    """The same text for both countries, to be changed for one of them."""
    return {country: dict(text) if isinstance(text, dict) else blank_text() for country in COUNTRIES}


# --- files


class _Writer(FileDumper):
    """As people write the files: what is short on one line, texts of several lines as blocks."""


def _mapping(writer: yaml.SafeDumper, data: dict[str, Any]) -> yaml.Node:
    return writer.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=_on_one_line(data))


def _sequence(writer: yaml.SafeDumper, data: list[Any]) -> yaml.Node:
    return writer.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=_on_one_line(data))


_Writer.add_representer(dict, _mapping)
_Writer.add_representer(list, _sequence)


def _on_one_line(data: Any) -> bool:
    if isinstance(data, dict) and (is_variant(data) or any(map(is_variant, data.values()))):
        return False
    text = json.dumps(data, ensure_ascii=False)
    most = SHORT if not is_text(data) else SHORT - 20
    return len(text) <= most and "\\n" not in text


def as_yaml(tree: Any) -> str:
    """The tree as a file's text."""
    if tree is None:
        return ""
    text = yaml.dump(tree, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=1000, default_flow_style=False)
    return text.removesuffix("...\n")
