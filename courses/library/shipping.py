"""The resources that ship with Halte: one YAML file a code, its texts side by side in three languages.

A row remembers which version of its file it was written from (`Resource.shipped`). As long as it still says that, the
next version takes its place; what a curator has corrected stays, and waits on the curators' desk (`newer_ships`).
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from courses.library.models import Resource
from exercises import ContentError, load_yaml
from exercises.texts import LANGUAGES
from structures import journal

SHELF: Path = settings.BASE_DIR / "courses" / "content" / "library"
FACTS = ("kind", "licence", "author", "country", "themes", "audience", "level", "competences", "modules", "minutes")
TEXTS = ("title", "summary", "body", "url")
EMPTY: dict[str, Any] = {
    "level": None, "minutes": None, "themes": [], "audience": [], "competences": [], "modules": [],
}  # fmt: skip


def read(path: Path) -> dict[str, Any]:
    """One file. ContentError for one that is not keys and values, lacks a text, or has a value of no list."""
    tree = load_yaml(path.read_text(encoding="utf-8"), path.name)
    if not isinstance(tree, dict) or tree.get("code") != path.stem:
        raise ContentError(path.name, "the key 'code' must be the file's name")
    unknown = tree.keys() - {"code", *FACTS, *TEXTS}
    if unknown:
        raise ContentError(path.name, f"unknown key {sorted(unknown)[0]!r}")
    for name in ("title", "summary"):
        texts = tree.get(name)
        missing = [one for one in LANGUAGES if not (isinstance(texts, dict) and texts.get(one))]
        if missing:
            raise ContentError(path.name, f"{name} is missing in {missing[0]}")
    for language in LANGUAGES:
        _check(path.name, Resource(code=path.stem, language=language, **_facts(tree, language)))
    return tree


def _check(name: str, resource: Resource) -> None:
    """As a curator's form checks it: lengths, and the values of each list."""
    try:
        resource.clean_fields(exclude=("id", "added_by", "status", "search", "words"))
    except ValidationError as error:
        field, told = next(iter(error.message_dict.items()))
        raise ContentError(name, f"{field}: {told[0]}") from error


@transaction.atomic
def load(path: Path) -> int:
    """Its resources as the file says, published; how many changed. What a curator withdrew or corrected stays so."""
    tree = read(path)
    return sum(_load(tree["code"], language, _facts(tree, language)) for language in LANGUAGES)


def _load(code: str, language: str, facts: dict[str, Any]) -> bool:
    known = Resource.objects.select_for_update(no_key=True).filter(code=code, language=language).first()
    if known is None:
        Resource.objects.create(code=code, language=language, status="published", shipped=mark(facts), **facts)
        return True
    now = mark({name: getattr(known, name) for name in facts})
    if now == mark(facts):
        _remember(known, shipped=now, newer_ships=False)
        return False
    if now != known.shipped and (known.shipped or _corrected(known)):
        _remember(known, shipped=known.shipped, newer_ships=known.shipped != mark(facts))
        return False
    write(known, facts)
    return True


def _corrected(resource: Resource) -> bool:
    """Of a row from before it remembered what shipped: whether a curator has ever changed it."""
    return journal.has_line(target=resource, act="resource_changed")


def _remember(resource: Resource, **marks: Any) -> None:
    if any(getattr(resource, name) != value for name, value in marks.items()):
        Resource.objects.filter(pk=resource.pk).update(**marks)


def write(resource: Resource, facts: dict[str, Any]) -> None:
    """The row as the file says; it remembers that."""
    for name, value in facts.items():
        setattr(resource, name, value)
    resource.shipped, resource.newer_ships = mark(facts), False
    resource.save(update_fields=[*facts, "shipped", "newer_ships", "changed_at"])


def mark(facts: dict[str, Any]) -> str:
    """What tells one version of a resource from another: SHA-256 of its columns."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def facts_of(code: str, language: str) -> dict[str, Any] | None:
    """The columns of what ships under that code today; None where nothing does."""
    path = SHELF / f"{code}.yaml"
    return _facts(read(path), language) if path in files() else None


def _facts(tree: dict[str, Any], language: str) -> dict[str, Any]:
    """The columns of one language. A text that is one for all languages (an address) stands without them."""
    facts = {name: tree.get(name, EMPTY.get(name, "")) for name in FACTS}
    for name in TEXTS:
        text = tree.get(name) or ""
        facts[name] = (text.get(language) or "") if isinstance(text, dict) else text
    return {name: value.rstrip("\n") if isinstance(value, str) else value for name, value in facts.items()}


def files() -> list[Path]:
    """The files of the shelf, in order."""
    return sorted(SHELF.glob("*.yaml"))
