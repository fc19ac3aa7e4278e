"""The form of a part: rows drawn from a shape and a tree, and a tree made from what was posted.

A field is named `v.` and its path, a text also its language (`v.options.0.label.nl`). What a shape
(courses/authoring/shapes.py) doesn't name stays in the tree as it is.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made
from typing import Any

from django.utils.translation import gettext as _

from courses.authoring.advice import reason_of
from courses.authoring.shapes import Field
from courses.authoring.trees import Path, as_yaml, at, blank_text, merged, name_of, state_of, words_in
from exercises import ContentError, load_yaml
from exercises.texts import COUNTRIES, LANGUAGES, is_text, is_variant

PREFIX = "v."
Posted = Mapping[str, str]
Choices = Mapping[str, list[tuple[str, str]]]
LEAVE_OUT = object()
EMPTY: dict[str, Any] = {"list": [], "texts": [], "group": {}, "map": {}, "said": {}, "pairs": {}}


@dataclass(slots=True)
class Cell:
    """One language of a text."""

    language: str
    name: str
    words: str
    state: str  # stale, missing or nothing
    source: bool
    was: str = ""  # of a stale one: the source that it was made from, where that is known


@dataclass(slots=True)
class Row:
    """One field as the template draws it."""

    field: Field
    name: str
    kind: str
    value: Any = ""
    country: str = ""
    cells: list[Cell] = made(default_factory=list)
    rows: list["Row"] = made(default_factory=list)
    choices: list[tuple[str, str]] = made(default_factory=list)
    error: str = ""
    title: str = ""  # of an item of a list
    stands: bool = True  # whether the tree has it
    notes: list[Any] = made(default_factory=list)  # of the lint (courses/authoring/advice.py)

    @property
    def path(self) -> str:
        return self.name.removeprefix(PREFIX)

    @property
    def label(self) -> Any:
        return self.title or self.field.words

    @property
    def begun(self) -> bool:
        return any(cell.words.strip() for cell in self.cells)

    @property
    def lines(self) -> int:
        longest = max((cell.words.count("\n") for cell in self.cells), default=str(self.value).count("\n"))
        return min(max(longest + 2, 2), 24)


@dataclass
class Filling:
    """A part and its form. `posted` is None when it is only shown."""

    shape: tuple[Field, ...]
    tree: dict[str, Any]
    source: str = "fr"
    posted: Posted | None = None
    choices: Choices = made(default_factory=dict)
    before: Any = None  # the same part of the published version
    errors: dict[str, str] = made(default_factory=dict)

    # --- drawing

    def rows(self) -> list[Row]:
        """What the page shows, without what is only kept."""
        return self._rows(self.shape, self.tree, ())

    def _rows(self, shape: tuple[Field, ...], tree: Any, path: Path) -> list[Row]:
        tree = tree if isinstance(tree, dict) else {}
        return [
            self._row(one, tree.get(one.key), (*path, one.key), one.key in tree) for one in shape if one.kind != "kept"
        ]

    def _row(self, shape: Field, value: Any, path: Path, stands: bool = True) -> Row:
        name = PREFIX + name_of(path)
        row = Row(shape, name, kind_of(shape, value), error=self.errors.get(name, ""), stands=stands)
        draw = getattr(self, f"_draw_{row.kind}", self._draw_plain)
        draw(row, shape, value, path)
        return row

    def _draw_plain(self, row: Row, shape: Field, value: Any, path: Path) -> None:
        typed = self._typed(row.name)
        row.value = shown(row.kind, value) if typed is None else typed
        if row.kind == "choice":
            row.choices = self._offered(shape, row.value)
        elif row.kind == "flag":
            row.value = bool(value) if self.posted is None else row.name in self.posted

    def _draw_text(self, row: Row, shape: Field, value: Any, path: Path) -> None:
        if is_variant(value):
            row.kind = "variant"
            row.rows = [self._one_text(shape, value.get(one), (*path, one), one) for one in COUNTRIES]
        else:
            row.cells = self._cells(value, path)

    def _one_text(self, shape: Field, value: Any, path: Path, country: str = "") -> Row:
        return Row(shape, PREFIX + name_of(path), "text", country=country, cells=self._cells(value, path))

    def _cells(self, value: Any, path: Path) -> list[Cell]:
        ordered = sorted(LANGUAGES, key=lambda one: one != self.source)
        found = []
        for language in ordered:
            name = f"{PREFIX}{name_of(path)}.{language}"
            typed = self._typed(name)
            words = words_in(value, language) if typed is None else typed
            cell = Cell(language, name, words, state_of(value, language) if value else "", language == self.source)
            if cell.state == "stale":
                was = words_in(at(self.before, path), self.source)
                cell.was = was if was != words_in(value, self.source) else ""
            found.append(cell)
        return found

    def _draw_group(self, row: Row, shape: Field, value: Any, path: Path) -> None:
        row.rows = self._rows(shape.of, value, path)

    def _draw_list(self, row: Row, shape: Field, value: Any, path: Path) -> None:
        for index, one in enumerate(value or []):
            inner = Row(shape, PREFIX + name_of((*path, index)), "item", title=title_of(one, index, self.source))
            inner.rows = self._rows(shape.of, one, (*path, index))
            row.rows.append(inner)

    def _draw_texts(self, row: Row, shape: Field, value: Any, path: Path) -> None:
        for index, one in enumerate(value or []):
            inner = Row(shape, PREFIX + name_of((*path, index)), "item", title=str(index + 1))
            inner.rows = [self._row(Field("text", "text", label=shape.words), one, (*path, index))]
            row.rows.append(inner)

    def _draw_map(self, row: Row, shape: Field, value: Any, path: Path) -> None:
        for key, one in (value or {}).items():
            inner = Row(shape, PREFIX + name_of((*path, key)), "item", title=key)
            inner.rows = self._rows(shape.of, one, (*path, key))
            row.rows.append(inner)

    def _draw_said(self, row: Row, shape: Field, value: Any, path: Path) -> None:
        for key, one in (value or {}).items():
            inner = Row(shape, PREFIX + name_of((*path, key)), "item", title=key)
            inner.rows = [self._row(Field("text", "text", label=key), one, (*path, key))]
            row.rows.append(inner)

    def _draw_pairs(self, row: Row, shape: Field, value: Any, path: Path) -> None:
        offered = [("", ""), *((one["id"], label_of(one, self.source)) for one in options_in(self.tree, "right"))]
        for left in options_in(self.tree, "left"):
            name = PREFIX + name_of((*path, left["id"]))
            typed = self._typed(name)
            label = label_of(left, self.source)
            inner = Row(shape, name, "choice", title=label, choices=offered)
            inner.value = (value or {}).get(left["id"], "") if typed is None else typed
            row.rows.append(inner)

    def _offered(self, shape: Field, value: Any) -> list[tuple[str, str]]:
        offered = self.choices.get(shape.choices, []) if isinstance(shape.choices, str) else list(shape.choices)
        known = [(str(one), str(label)) for one, label in offered]
        if str(value) and str(value) not in dict(known):
            known.append((str(value), str(value)))
        return known if shape.needed else [("", "–"), *known]

    def _typed(self, name: str) -> str | None:
        return None if self.posted is None else self.posted.get(name)

    # --- reading

    def result(self) -> dict[str, Any]:
        """The tree as posted; `errors` has what could not be read."""
        return self._read_keys(self.shape, self.tree, ())

    def _read_keys(self, shape: tuple[Field, ...], tree: Any, path: Path) -> dict[str, Any]:
        found = dict(tree) if isinstance(tree, dict) else {}
        for one in shape:
            if one.kind == "kept":
                continue
            value = self._read(one, found.get(one.key), (*path, one.key))
            if value is LEAVE_OUT:
                found.pop(one.key, None)
            else:
                found[one.key] = value
        return in_order(found, shape)

    def _read(self, shape: Field, value: Any, path: Path) -> Any:
        kind = kind_of(shape, value)
        if kind == "text":
            return self._read_text(shape, value, path)
        if kind in EMPTY:
            return self._read_whole(kind, shape, value, path)
        return self._read_plain(shape, kind, value, PREFIX + name_of(path))

    def _read_whole(self, kind: str, shape: Field, value: Any, path: Path) -> Any:
        """What has parts of its own. What wasn't there and has none still isn't."""
        found: Any
        whole = EMPTY[kind] if value is None else value
        if kind == "group":
            found = self._read_keys(shape.of, whole, path)
        elif kind == "list":
            found = [self._read_keys(shape.of, one, (*path, index)) for index, one in enumerate(whole)]
        elif kind == "texts":
            found = [self._read(text_of(shape), one, (*path, index)) for index, one in enumerate(whole)]
        elif kind == "map":
            found = {key: self._read_keys(shape.of, one, (*path, key)) for key, one in whole.items()}
        elif kind == "said":
            found = {key: self._read(text_of(shape), one, (*path, key)) for key, one in whole.items()}
        else:
            names = [one["id"] for one in options_in(self.tree, "left")]
            found = {name: self._posted(PREFIX + name_of((*path, name)), str(whole.get(name, ""))) for name in names}
        gone = not found and (value is None or kind == "group")
        return LEAVE_OUT if gone else found

    def _read_text(self, shape: Field, value: Any, path: Path) -> Any:
        if is_variant(value):
            return {one: self._merged(value.get(one), (*path, one)) or blank_text() for one in COUNTRIES}
        found = self._merged(value, path)
        if found is None:
            return blank_text() if shape.needed and value is not None else LEAVE_OUT
        return found

    def _merged(self, value: Any, path: Path) -> dict[str, Any] | None:
        name = PREFIX + name_of(path)
        typed = {one: self._posted(f"{name}.{one}", words_in(value, one)) for one in LANGUAGES}
        right = [one for one in LANGUAGES if self.posted and f"{name}.{one}.right" in self.posted]
        return merged(value, typed, right, self.source)

    def _read_plain(self, shape: Field, kind: str, value: Any, name: str) -> Any:
        if kind == "flag":
            return True if self.posted and name in self.posted else LEAVE_OUT
        typed = self._posted(name, shown(kind, value)).strip()
        if typed == shown(kind, value).strip() and value is not None:
            return value
        if not typed:
            return [] if kind == "words" and value is not None else LEAVE_OUT
        try:
            return READ[kind](typed)
        except (ValueError, ContentError) as error:
            self.errors[name] = (
                reason_of(error) if isinstance(error, ContentError) else _("This can’t be read as numbers.")
            )
            return LEAVE_OUT if value is None else value

    def _posted(self, name: str, otherwise: str = "") -> str:
        found = self.posted.get(name) if self.posted is not None else None
        return otherwise if found is None else found.replace("\r\n", "\n")


def text_of(shape: Field) -> Field:
    """Of a list of texts: one of them."""
    return Field("text", "text", label=shape.words, needed=True)


def kind_of(shape: Field, value: Any) -> str:
    """The kind of the field, unless what stands there doesn't fit it: then it is shown as YAML."""
    if value is None:
        return shape.kind
    fits = {
        "text": is_text(value) or is_variant(value),
        "list": isinstance(value, list) and all(isinstance(one, dict) for one in value),
        "texts": isinstance(value, list) and all(is_text(one) or is_variant(one) for one in value),
        "map": isinstance(value, dict),
        "said": isinstance(value, dict) and all(is_text(one) or is_variant(one) for one in value.values()),
        "group": isinstance(value, dict),
        "pairs": isinstance(value, dict),
        "words": isinstance(value, list) and all(isinstance(one, str) for one in value),
        "numbers": isinstance(value, int | float | list),
        "number": isinstance(value, int | float),
        "word": isinstance(value, str),
        "choice": isinstance(value, str | int),
        "flag": isinstance(value, bool),
    }
    return shape.kind if fits.get(shape.kind, True) else "yaml"


def shown(kind: str, value: Any) -> str:
    """A stored value as its field shows it."""
    if value is None:
        return ""
    if kind in ("words", "numbers") and isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if kind == "yaml":
        return as_yaml(value).rstrip("\n")
    return str(value)


def _number(typed: str) -> int | float:
    typed = typed.strip().replace(",", ".")
    found = float(typed) if "." in typed else int(typed)
    if not math.isfinite(found):
        raise ValueError(typed)
    return found


def _numbers(typed: str) -> Any:
    return [_number(one) for one in typed.replace(";", ",").split(",") if one.strip()]


def _words(typed: str) -> list[str]:
    return [one.strip() for one in typed.split(",") if one.strip()]


READ: dict[str, Any] = {
    "word": str,
    "area": str,
    "choice": lambda typed: int(typed) if typed.isascii() and typed.isdigit() else typed,
    "number": _number,
    "numbers": _numbers,
    "words": _words,
    "yaml": lambda typed: load_yaml(typed, "YAML"),
}


def in_order(tree: dict[str, Any], shape: tuple[Field, ...]) -> dict[str, Any]:
    """The keys in the order of the format; what it doesn't name comes after."""
    place = {one.key: index for index, one in enumerate(shape)}
    return {key: tree[key] for key in sorted(tree, key=lambda key: place.get(key, len(place)))}


def options_in(tree: Any, key: str) -> list[dict[str, Any]]:
    """The options under that key that have an id."""
    found = tree.get(key) if isinstance(tree, dict) else None
    return [one for one in found or [] if isinstance(one, dict) and isinstance(one.get("id"), str)]


def label_of(option: Any, source: str) -> str:
    """The first line of an option's words, else its id."""
    label = option.get("label") if isinstance(option, dict) else None
    return (words_in(label, source) or str(option.get("id", ""))).split("\n")[0]


def title_of(item: Any, index: int, source: str) -> str:
    """What an item of a list is called: its number and its first words."""
    if not isinstance(item, dict):
        return str(index + 1)
    for key in ("label", "text", "word", "title", "ask", "sign"):
        words = words_in(item.get(key), source).split("\n")[0]
        if words:
            return f"{index + 1}. {words[:60]}"
    return f"{index + 1}. {item['id']}" if isinstance(item.get("id"), str) else str(index + 1)


def first_item(shape: Field, source: str) -> Any:
    """A new item of a list: what must be there, empty."""
    if shape.kind in ("texts", "said"):
        return blank_text()
    found: dict[str, Any] = {}
    for one in shape.of:
        if one.kind == "text" and one.needed:
            found[one.key] = blank_text()
        elif one.kind == "group" and any(inner.needed for inner in one.of) and one.key != "picture":
            found[one.key] = first_item(one, source)
    return found


def shape_at(shape: tuple[Field, ...], path: Path) -> Field | None:
    """The field that a path leads to, through lists and groups."""
    found: Field | None = None
    for key in path:
        if isinstance(key, int) or (found is not None and found.kind in ("map", "said")):
            continue
        found = next((one for one in shape if one.key == key), None)
        if found is None:
            return None
        shape = found.of
    return found
