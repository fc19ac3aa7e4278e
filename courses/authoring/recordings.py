"""Which texts of a module a learner can have read to her, and which of them have a recording."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.authoring.outline import Outline, Part
from courses.authoring.trees import at, words_in
from courses.media.selectors import Facts, facts_of
from exercises.documents import Document
from exercises.media import listed
from exercises.texts import COUNTRIES, by_country

OLD = _("These words stand nowhere any more. Nothing plays the recording.")


@dataclass(frozen=True, slots=True)
class Line:
    """Words that are said, in one language. `part`: where they stand (None: nowhere any more); `facts`: how."""

    part: Part | None
    words: str
    facts: Facts | None
    told: str | Promise = ""


def lines(document: Document, outline: Outline, language: str) -> list[Line]:
    """Every text that has a button "Listen" on the phone, as it is read in that language; the same words once."""
    recorded = {
        one.get("words"): one["file"] for one in listed(document, "recordings") if one.get("language") == language
    }
    there = facts_of(recorded.values())
    found: dict[str, Line] = {}
    for part in outline.every:
        for text in _said(document, part):
            for country in COUNTRIES:
                words = words_in(by_country(text, country), language).strip()
                if words and words not in found:
                    found[words] = Line(part, words, there.get(str(recorded.get(words))))
    old = [Line(None, str(words), there.get(file), OLD) for words, file in recorded.items() if words not in found]
    return [*found.values(), *old]


def _said(document: Document, part: Part) -> Iterator[Any]:
    """The texts of a part that the learner's pages say (docs/authoring.md): a simulator speaks with the voice alone."""
    tree: Any = at(document, [int(one) if one.isdigit() else one for one in part.where.split(".")])
    if not isinstance(tree, dict) or part.kind not in ("step", "exercise"):
        return
    if part.kind == "exercise":
        yield tree.get("instruction")
        says = tree.get("says")
        if isinstance(says, dict) and "world" not in tree:
            yield from says.values()
        return
    for screen in _list(tree.get("screens")):
        yield screen.get("ask") or screen.get("text") if isinstance(screen, dict) else None
    if tree.get("step") == "show":
        yield from _list(tree.get("captions"))[1:]  # the first is said with the introduction
        return
    yield tree.get("intro")
    result = tree.get("result")
    yield from result.values() if isinstance(result, dict) else ()


def _list(tree: Any) -> list[Any]:
    return tree if isinstance(tree, list) else []
