"""A module as the editor lists it: its parts, the file that each stands in, and what the lint remarks on each."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.languages import page_language
from common.sentences import quoted
from courses.authoring.gaps import Gaps, gaps_in
from courses.authoring.labels import LABELS
from courses.authoring.shapes import FACTS, SHEETS, STEPS, Field, exercise_shape
from courses.authoring.trees import Path, as_list, at, readable
from courses.learning.enums import EXERCISE_TYPES, StepName
from exercises import in_type
from exercises.documents import Files
from exercises.lint import Finding
from exercises.texts import COUNTRIES, by_country, each_text

# What stands under these has a name of its own, which may be a word of the format: a screen called `answer`.
OWN_NAMES = frozenset(
    {"actions", "labels", "options", "personas", "says", "screens", "slots", "start", "state", "titles"}
)
UNWRITTEN = "empty"  # the lint's code for a text that nobody began
WITH_EXERCISES = (StepName.GUIDED, StepName.ALONE, StepName.CHECK)
SHEET_NAMES = {"memo": gettext_lazy("Learner's memo"), "facilitator": gettext_lazy("Helper's sheet")}


@dataclass
class Part:
    """One part. `kind` and `key`: its address; `file` and `path`: where its tree stands; `where`: as the lint says."""

    kind: str
    key: str
    file: str
    path: Path
    where: str
    label: str
    note: str = ""
    errors: int = 0
    warnings: int = 0
    unwritten: int = 0  # texts that nobody began
    untouched: bool = False  # none of its texts has a word
    comments: int = 0
    gaps: Gaps = field(default_factory=lambda: Gaps({}, {}))
    exercises: list["Part"] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Its name with the code of an exercise before it."""
        return f"{self.key} {self.label}" if self.kind == "exercise" and self.label != self.key else self.label

    @property
    def address(self) -> str:
        return f"{self.kind}/{self.key}"

    def shape(self, tree: dict[str, Any]) -> tuple[Field, ...]:
        """Its fields; none for a world, which is YAML."""
        if self.kind == "facts":
            return FACTS
        if self.kind == "step":
            return STEPS[self.key]
        if self.kind == "sheet":
            return SHEETS[self.key]
        return exercise_shape(tree) if self.kind == "exercise" else ()


@dataclass
class Outline:
    """All parts, as the left column shows them."""

    facts: Part
    steps: list[Part]
    loose: list[Part]  # exercises that stand in no step
    worlds: list[Part]
    sheets: list[Part]
    media: Part  # its pictures and recordings, on a page of their own

    @property
    def every(self) -> list[Part]:
        inner = [one for step in self.steps for one in step.exercises]
        return [self.facts, *self.steps, *inner, *self.loose, *self.worlds, *self.sheets]

    def find(self, kind: str, key: str) -> Part | None:
        return next((one for one in self.every if (one.kind, one.key) == (kind, key)), None)


def outline_of(document: dict[str, Any], files: Files) -> Outline:
    """The parts of a document whose files are these; nothing is asked of its shape."""
    module = document["module"] if isinstance(document["module"], dict) else {}
    source = str(module.get("source", "fr"))
    exercises = {key: _exercise(key, one, files, source) for key, one in document["exercises"].items()}
    steps, placed = [], set()
    listed = module.get("steps")
    for index, step in enumerate(listed if isinstance(listed, list) else []):
        name = step.get("step") if isinstance(step, dict) else None
        if name not in StepName.values:
            continue
        inside = [key for key in as_list(step.get("exercises")) if isinstance(key, str) and key in exercises]
        placed |= set(inside)
        minutes = step.get("minutes")
        part = Part("step", name, "module.yaml", ("steps", index), f"module.steps.{index}", str(StepName(name).label))
        part.note = _("%(n)s min") % {"n": minutes} if isinstance(minutes, int) else ""
        part.exercises = [exercises[key] for key in inside]
        part.gaps = gaps_in(step)
        steps.append(part)
    facts = Part("facts", "module", "module.yaml", (), "module", _("The module"))
    facts.gaps = gaps_in({key: value for key, value in module.items() if key != "steps"})
    worlds = [
        Part("world", key, f"worlds/{key}.yaml", (), f"worlds.{key}", key, gaps=gaps_in(one))
        for key, one in sorted(document["worlds"].items())
        if "/" not in key
    ]
    sheets = [
        Part("sheet", key, f"{key}.yaml", (), key, str(SHEET_NAMES[key]), gaps=gaps_in(document[key]))
        for key in SHEETS
        if isinstance(document.get(key), dict)
    ]
    loose = [one for key, one in sorted(exercises.items()) if key not in placed]
    media = Part("media", "media", "media.yaml", (), "media", _("Pictures and recordings"))
    media.gaps = gaps_in(document.get("media"))
    return Outline(facts, steps, loose, worlds, sheets, media)


def _exercise(key: str, exercise: Any, files: Files, source: str) -> Part:
    kind = exercise.get("type") if isinstance(exercise, dict) else ""
    asked = by_country(at(exercise, ("instruction",)), COUNTRIES[0])
    words, language = readable(asked, page_language(), source)
    label = in_type(words.split("\n")[0], language)
    name = file_of(files, key)
    part = Part("exercise", key, name, (), f"exercises.{key}", label or key, gaps=gaps_in(exercise))
    part.note = str(EXERCISE_TYPES.get(str(kind), kind))
    texts = [text for _path, text in each_text(exercise)]
    part.untouched = bool(texts) and not any(str(words or "").strip() for text in texts for words in text.values())
    return part


def file_of(files: Files, key: str) -> str:
    """The file of an exercise: the one with its `id`, else the one that bears its name."""
    own = re.compile(rf"^id:\s*[\"']?{re.escape(key)}[\"']?\s*$", re.MULTILINE)
    found = (name for name, text in files.items() if name.startswith("exercises/") and own.search(text))
    return next(found, f"exercises/{key}.yaml")


def mark(outline: Outline, findings: list[Finding], comments: dict[str, int]) -> None:
    """Count on each part what the lint remarks there, and the comments that wait."""
    for part in (*outline.every, outline.media):
        part.comments = comments.get(part.address, 0)
        own = [one for one in findings if belongs(one, part)]
        part.unwritten = sum(one.code == UNWRITTEN for one in own)
        part.errors = sum(one.severity == "error" for one in own) - part.unwritten
        part.warnings = len(own) - part.errors - part.unwritten
        if part.untouched:
            part.errors = part.warnings = 0


def belongs(finding: Finding, part: Part) -> bool:
    """Whether the remark is about this part; what is about the module's steps is theirs."""
    if finding.where != part.where and not finding.where.startswith(part.where + "."):
        return False
    return part.kind != "facts" or not re.match(r"module\.steps\.\d", finding.where)


def place_of(finding: Finding, part: Part) -> str:
    """The place in the part, as its fields are named: `options.0.label`."""
    return finding.where[len(part.where) + 1 :]


def place_in_words(path: str) -> str:
    """A place as a curator reads it: `Options 1, Words`."""
    found: list[str] = []
    named = ""  # what the keys of this level are: names of somebody's own, or of the format
    for key in path.split("."):
        if key.isdigit() and found:
            found[-1] += f" {int(key) + 1}"
        elif key:
            found.append(quoted(key) if named in OWN_NAMES else str(LABELS.get(key, key)))
        named = "" if named in OWN_NAMES else key
    return ", ".join(found)
