"""The five-minute start's content: read once from `content/start/`, checked by `assessments.lint`.

The document has a module's format (docs/modules.md), so the engine plays its tasks; `module` holds the form itself:
levels, situation, wish, tasks, strengths, blockers, orientation.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from assessments.start import Place, Rules, Task, Truth
from exercises import client_bundle, load_module, localise

FOLDER = Path(__file__).parent / "content" / "start"
FORM = "start"
SIMULATOR_WEIGHT = 2


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the check. `kind`: situation, wish or task; the `at`-th of `of` in its part (0 the first)."""

    name: str
    kind: str
    id: str
    at: int
    of: int


@lru_cache(maxsize=1)
def document_of() -> dict[str, Any]:
    """The whole document. To be read only."""
    return load_module(FOLDER)


def version() -> int:
    """The version that answers are kept with."""
    return document_of()["module"]["version"]


@lru_cache(maxsize=1)
def rules() -> Rules:
    """What `assessments.start` needs of the document."""
    form, exercises = document_of()["module"], document_of()["exercises"]
    return Rules(
        tasks=tuple(
            Task(key, exercises[key]["level"], SIMULATOR_WEIGHT if "world" in exercises[key] else 1)
            for key in (task["exercise"] for task in form["tasks"])
        ),
        also=tuple(Truth(one["id"], one.get("when", {})) for one in form["also"]),
        blockers=tuple(Truth(one["id"], one["when"]) for one in form["blockers"]),
        orientation={wish: tuple(codes) for wish, codes in form["orientation"].items()},
        modules={
            code: Place(one["level"], tuple(one.get("after", ())), tuple(one.get("tasks", ())))
            for code, one in form["modules"].items()
        },
    )


@lru_cache(maxsize=1)
def steps() -> tuple[Step, ...]:
    """All pages, in their order: the situation and the wish are one part, the tasks another."""
    form = document_of()["module"]
    first = [*((one["id"], "situation") for one in form["situation"]), ("wish", "wish")]
    tasks = [task["exercise"] for task in form["tasks"]]
    return (
        *(Step(name, kind, name, at, len(first)) for at, (name, kind) in enumerate(first)),
        *(Step(f"task-{at + 1}", "task", key, at, len(tasks)) for at, key in enumerate(tasks)),
    )


def step_named(name: str) -> Step | None:
    """The page of that name in the address."""
    return next((step for step in steps() if step.name == name), None)


@lru_cache(maxsize=6)
def form_in(language: str, country: str) -> dict[str, Any]:
    """The form's texts in a language and country. To be read only."""
    form = document_of()["module"]
    return localise(form, language, country, source=form["source"])[0]


@lru_cache(maxsize=64)
def bundle_of(task: str, language: str, country: str) -> dict[str, Any]:
    """One task, ready to play. To be read only."""
    return client_bundle(document_of(), task, language, country)


def question_of(step: Step, language: str, country: str) -> dict[str, Any]:
    """The question of a page of the situation, or of the wish: `{question, hint?, options}`."""
    form = form_in(language, country)
    return form["wish"] if step.kind == "wish" else next(one for one in form["situation"] if one["id"] == step.id)


@lru_cache(maxsize=64)
def step_labels(task: str, language: str, country: str) -> list[tuple[str, str]]:
    """The steps of a simulator as an aidant reads them: `[(id, "opens the right message")]`; none for a question."""
    document = document_of()
    exercise = document["exercises"][task]
    if "goal" not in exercise:
        return []
    labels = localise(document["worlds"][exercise["world"]]["labels"], language, country)[0]
    return [(step["id"], labels[step["id"]]) for step in exercise["goal"]["steps"]]


def change(before: int | None, after: int | None, language: str, country: str) -> dict[str, Any]:
    """Two levels on one line: their names, and four stops with `from`, `to`, or both."""
    labels = form_in(language, country)["levels"]
    before, after = before or 0, after or 0
    stops = [
        "now" if level == after else "from" if level == before else "done" if level < after else ""
        for level in range(len(labels))
    ]
    return {"before": labels[before], "after": labels[after], "stops": stops, "same": before == after}
