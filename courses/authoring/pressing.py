"""The buttons of a part's form: an item more, one less, one up or down; a text that differs by country."""

import re
from typing import Any

from django.utils.translation import gettext as _

from common.errors import DomainError
from courses.authoring.filling import Posted, first_item, shape_at
from courses.authoring.shapes import Field
from courses.authoring.trees import Path, at, path_of, replaced, split_by_country
from exercises.texts import is_variant

MOST_ITEMS = 60
HOLDERS = ("list", "texts", "map", "said")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")


def pressed(do: str, tree: dict[str, Any], shape: tuple[Field, ...], posted: Posted, source: str) -> dict[str, Any]:
    """The tree after that button (`add:options`). DomainError for one that can't be done, ValueError for no button."""
    act, _colon, name = do.partition(":")
    path = path_of(name)
    if act == "add":
        return _added(tree, shape, path, posted, source)
    if act in ("split", "join"):
        text = at(tree, path)
        if not isinstance(text, dict) or is_variant(text) is (act == "split"):
            raise ValueError(do)
        return replaced(tree, path, split_by_country(text) if act == "split" else next(iter(text.values())))
    if act in ("drop", "up", "down") and _is_item(shape, path):
        return _moved(act, tree, path)
    raise ValueError(do)


def _is_item(shape: tuple[Field, ...], path: Path) -> bool:
    """Whether it leads to an item of a list or a map: a key that the format asks for goes by no button."""
    holder = shape_at(shape, path[:-1])
    return holder is not None and holder.kind in HOLDERS and path[-2] == holder.key


def _added(tree: dict[str, Any], shape: tuple[Field, ...], path: Path, posted: Posted, source: str) -> dict[str, Any]:
    field = shape_at(shape, path)
    if field is None or field.kind not in HOLDERS:
        raise ValueError(str(path))
    there = at(tree, path)
    if len(there or ()) >= MOST_ITEMS:
        raise DomainError(_("There are enough of them already."))
    item = first_item(field, source)
    if field.kind in ("list", "texts"):
        return replaced(tree, path, [*(there or []), item])
    key = posted.get(f"new.{'.'.join(map(str, path))}", "").strip().lower()
    if not _NAME.fullmatch(key) or key in (there or {}):
        raise DomainError(_("Give a short name that is not there yet: small letters, no spaces."))
    return replaced(tree, path, {**(there or {}), key: item})


def _moved(act: str, tree: dict[str, Any], path: Path) -> dict[str, Any]:
    whole, key = at(tree, path[:-1]), path[-1]
    if isinstance(whole, dict) and act == "drop" and key in whole:
        return replaced(tree, path[:-1], {name: one for name, one in whole.items() if name != key})
    if not isinstance(whole, list) or not isinstance(key, int) or not 0 <= key < len(whole):
        raise ValueError(str(path))
    items = list(whole)
    if act == "drop":
        del items[key]
    else:
        other = key + (1 if act == "down" else -1)
        if 0 <= other < len(items):
            items[key], items[other] = items[other], items[key]
    return replaced(tree, path[:-1], items)
