"""A module's questions as a file of another system. A simulator can't be played elsewhere: it stays here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from courses.exchange.exercises import from_exercise
from courses.exchange.pictures import size_of
from courses.exchange.questions import Left, LeftOut, Note, Picture, Question
from courses.exchange.words import sentence
from courses.exchange.writing import moodle, qti
from courses.learning.content import document_of, picture_of
from courses.learning.credits import credit_of
from courses.learning.enums import EXERCISE_TYPES
from courses.learning.models import Module, ModuleVersion
from courses.media.selectors import content_of
from exercises.texts import localise

# What an exercise of a draft, kept as it was typed, may do to who reads it.
UNREADABLE = (KeyError, TypeError, AttributeError, ValueError, IndexError, ZeroDivisionError)
Writer = Callable[[Sequence[Question], str, str, str], tuple[bytes, list[Left]]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format that we write. `what`: its word in the name of the file."""

    name: str
    what: str
    extension: str
    content_type: str
    write: Writer


FORMATS = {
    "moodle": Format("Moodle XML", "moodle", "xml", "application/xml", moodle.write),
    "qti": Format("QTI 3", "qti", "zip", "application/zip", qti.write),
}


@dataclass(frozen=True, slots=True)
class Export:
    """The file, its title, the questions in it (name, type, first line), and what stays here (name, type, reason)."""

    content: bytes
    title: str
    taken: list[tuple[str, str, str]]
    left: list[tuple[str, str, str]]


def versions_of(module: Module) -> list[ModuleVersion]:
    """What can go out: the published version first, and the one that is written."""
    found = module.versions.filter(status__in=[ModuleVersion.Status.PUBLISHED, *ModuleVersion.OPEN])
    return sorted(found.defer("document", "files"), key=lambda one: one.status != ModuleVersion.Status.PUBLISHED)


def export(*, version: ModuleVersion, format: Format, language: str, country: str) -> Export:
    """The version's questions in one language, as that country has them."""
    document = document_of(version)
    code, questions, left = version.module.family, [], []
    credit = credit_of(version.module)
    for key, exercise in document["exercises"].items():
        try:
            question = _question(code, exercise, language, country)
            if out := format.write([question], "", language, "")[1]:
                raise LeftOut(out[0].note.code)
        except LeftOut as reason:
            left.append((key, _type(exercise), sentence(Note(reason.note.code))))
        except UNREADABLE:
            left.append((key, _type(exercise), sentence(Note("unreadable"))))
        else:
            questions.append(question)
    title = f"{version.module.code} {_title(document, language, country) or version.module.title}"
    content, _none = format.write(questions, title, language, credit)
    taken = [(one.name, str(EXERCISE_TYPES[one.kind]), one.prompt.partition("\n")[0]) for one in questions]
    return Export(content, title, taken, left)


def _question(code: str, exercise: Any, language: str, country: str) -> Question:
    pictures = {}
    if exercise["type"] == "hotspot":
        file = exercise["picture"]["file"]
        path = picture_of(code, file)
        content = path.read_bytes() if isinstance(path, Path) else content_of(file)
        if size := size_of(content):
            pictures[file] = Picture(file.rpartition("/")[2], content, *size)
    return from_exercise(exercise, language=language, country=country, pictures=pictures)


def _title(document: dict[str, Any], language: str, country: str) -> str:
    try:
        return str(localise(document["module"]["title"], language, country)[0])
    except UNREADABLE:
        return ""


def _type(exercise: Any) -> str:
    kind = exercise.get("type") if isinstance(exercise, dict) else None
    return str(EXERCISE_TYPES.get(kind, "–")) if isinstance(kind, str) else "–"
