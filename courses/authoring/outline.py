"""A module as the editor lists it: its parts, the file that each stands in, and what the lint remarks on each."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.authoring.gaps import Gaps, gaps_in
from courses.authoring.labels import LABELS
from courses.authoring.shapes import FACTS, SHEETS, STEPS, Field, exercise_shape
from courses.authoring.trees import Path, at, words_in
from courses.learning.enums import EXERCISE_TYPES, StepName
from exercises import in_type
from exercises.documents import Files
from exercises.lint import Finding
from exercises.texts import COUNTRIES, by_country

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
    comments: int = 0
    gaps: Gaps = field(default_factory=lambda: Gaps({}, {}))
    exercises: list["Part"] = field(default_factory=list)

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
        inside = [key for key in step.get("exercises") or [] if isinstance(key, str) and key in exercises]
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
    return Outline(facts, steps, [one for key, one in sorted(exercises.items()) if key not in placed], worlds, sheets)


def _exercise(key: str, exercise: Any, files: Files, source: str) -> Part:
    kind = exercise.get("type") if isinstance(exercise, dict) else ""
    asked = by_country(at(exercise, ("instruction",)), COUNTRIES[0])
    label = in_type(words_in(asked, source).split("\n")[0], source)
    name = file_of(files, key)
    part = Part("exercise", key, name, (), f"exercises.{key}", label or key, gaps=gaps_in(exercise))
    part.note = str(EXERCISE_TYPES.get(str(kind), kind))
    return part


def file_of(files: Files, key: str) -> str:
    """The file of an exercise: the one with its `id`, else the one that bears its name."""
    own = re.compile(rf"^id:\s*[\"']?{re.escape(key)}[\"']?\s*$", re.MULTILINE)
    found = (name for name, text in files.items() if name.startswith("exercises/") and own.search(text))
    return next(found, f"exercises/{key}.yaml")


def mark(outline: Outline, findings: list[Finding], comments: dict[str, int]) -> None:
    """Count on each part what the lint remarks there, and the comments that wait."""
    for part in outline.every:
        part.comments = comments.get(part.address, 0)
        own = [one for one in findings if belongs(one, part)]
        part.errors = sum(one.severity == "error" for one in own)
        part.warnings = len(own) - part.errors


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
    for key in path.split("."):
        if key.isdigit() and found:
            found[-1] += f" {int(key) + 1}"
        elif key:
            found.append(str(LABELS.get(key, key)))
    return ", ".join(found)
