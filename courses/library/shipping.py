"""The resources that ship with Halte: one YAML file a code, its texts side by side in three languages."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from courses.library.models import Resource
from exercises import ContentError, load_yaml
from exercises.texts import LANGUAGES

SHELF: Path = settings.BASE_DIR / "courses" / "content" / "library"
FACTS = ("kind", "licence", "author", "country", "themes", "audience", "level", "competences", "modules", "minutes")
TEXTS = ("title", "summary", "body", "url")


def read(path: Path) -> dict[str, Any]:
    """One file. ContentError for one that is not keys and values, or lacks a text."""
    tree = load_yaml(path.read_text(encoding="utf-8"), path.name)
    if not isinstance(tree, dict) or tree.get("code") != path.stem:
        raise ContentError(path.name, "the key 'code' must be the file's name")
    unknown = tree.keys() - {"code", *FACTS, *TEXTS}
    if unknown:
        raise ContentError(path.name, f"unknown key {sorted(unknown)[0]!r}")
    for name in ("title", "summary"):
        missing = [language for language in LANGUAGES if not (tree.get(name) or {}).get(language)]
        if missing:
            raise ContentError(path.name, f"{name} is missing in {missing[0]}")
    return tree


@transaction.atomic
def load(path: Path) -> int:
    """Its resources as the file says, published; how many changed. What a curator withdrew stays withdrawn."""
    tree, changed = read(path), 0
    for language in LANGUAGES:
        wanted = _facts(tree, language)
        known = Resource.objects.filter(code=tree["code"], language=language).first()
        if known is None:
            Resource.objects.create(code=tree["code"], language=language, status="published", **wanted)
            changed += 1
        elif any(getattr(known, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(known, name, value)
            known.save()
            changed += 1
    return changed


def _facts(tree: dict[str, Any], language: str) -> dict[str, Any]:
    """The columns of one language. A text that is one for all languages (an address) stands without them."""
    empty: dict[str, Any] = {"level": None, "minutes": None}
    empty |= {name: [] for name in ("themes", "audience", "competences", "modules")}
    facts = {name: tree.get(name, empty.get(name, "")) for name in FACTS}
    for name in TEXTS:
        text = tree.get(name) or ""
        facts[name] = (text.get(language) or "") if isinstance(text, dict) else text
    return {name: value.rstrip("\n") if isinstance(value, str) else value for name, value in facts.items()}


def files() -> list[Path]:
    """The files of the shelf, in order."""
    return sorted(SHELF.glob("*.yaml"))
