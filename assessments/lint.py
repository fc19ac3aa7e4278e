"""Lint of the five-minute start: the modules' own lint for exercises, worlds and texts, then what a check needs.

python -m assessments.lint      # exit status 1 when there is an error
"""

import sys
from typing import Any

from assessments.bank import FOLDER, document_of
from exercises.documents import place_in, read_files
from exercises.lint.exercises import check_exercise
from exercises.lint.findings import Finding, Findings
from exercises.lint.play import check_play
from exercises.lint.texts import check_addresses, check_languages, check_texts
from exercises.lint.worlds import check_world

_KEYS = (
    "code version source languages countries minutes personas levels situation wish tasks also blockers orientation"
    " modules"
)
PARTS = ("module", "exercises", "worlds")
TASKS = range(6, 9)
MAX_LEVEL = 3


def lint_start(document: dict[str, Any]) -> list[Finding]:
    """All remarks, errors first. Exercises with an error of shape aren't played."""
    findings = Findings()
    for part in PARTS:
        check_languages(document[part], part, findings)
    for name, world in document["worlds"].items():
        check_world(name, world, findings)
    for key, exercise in document["exercises"].items():
        check_exercise(document, key, findings)
        if "world" in exercise and not findings.errors_under(f"exercises.{key}"):
            check_play(document, key, findings)
    if findings.keys(document["module"], "module", _KEYS):
        _check_questions(document["module"], findings)
        _check_tasks(document, findings)
        _check_orientation(document["module"], findings)
    check_texts(document, findings)
    for part in PARTS:
        check_addresses(document[part], part, findings)
    return sorted(findings.found, key=lambda finding: finding.severity)


def _check_questions(form: dict[str, Any], findings: Findings) -> None:
    if len(form["levels"]) != MAX_LEVEL + 1:
        findings.error("module.levels", "levels", "there are four levels, from 0 to 3")
    for index, question in enumerate([*form["situation"], form["wish"]]):
        where = f"module.situation.{index}"
        findings.keys(question, where, "question options", "id picto hint")
        ids = [option.get("id") for option in question["options"]]
        if len(set(ids)) != len(ids):
            findings.error(where, "bad_id", "an option stands twice")
        for option in question["options"]:
            findings.keys(option, where, "id picto label")


def _check_tasks(document: dict[str, Any], findings: Findings) -> None:
    """From easy to hard, all of them assessments, all exercises used, levels 1 to 3."""
    tasks = document["module"]["tasks"]
    used = [task["exercise"] for task in tasks]
    if len(used) not in TASKS or sorted(used) != sorted(document["exercises"]):
        findings.error("module.tasks", "tasks", "6 to 8 tasks, and every exercise is one of them, once")
        return
    chosen = [document["exercises"][key] for key in used]
    for index, task in enumerate(tasks):
        findings.keys(task, f"module.tasks.{index}", "exercise title strength", "paper")
    for key, exercise in zip(used, chosen, strict=True):
        if exercise["mode"] != "assessment":
            findings.error(f"exercises.{key}.mode", "wrong_mode", "a task of the check is an assessment")
    middles = [sum(exercise["item"]["b"]) / len(exercise["item"]["b"]) for exercise in chosen]
    if middles != sorted(middles):
        findings.error("module.tasks", "not_rising", "the tasks go from easy to hard (item.b)")
    levels = [exercise["level"] for exercise in chosen]
    if levels != sorted(levels) or set(levels) != {1, 2, 3}:
        findings.error("module.tasks", "levels", "the tasks' levels rise from 1 to 3, and none is absent")


def _check_orientation(form: dict[str, Any], findings: Findings) -> None:
    wishes = {option["id"] for option in form["wish"]["options"]}
    if set(form["orientation"]) != wishes | {"email", "otherwise"}:
        findings.error("module.orientation", "wishes", "one list a wish, then email and otherwise")
    exercises = {task["exercise"] for task in form["tasks"]}
    for wish, codes in form["orientation"].items():
        for code in codes:
            if code not in form["modules"]:
                findings.error(f"module.orientation.{wish}", "unknown_module", f"there is no module {code!r}")
    for code, module in form["modules"].items():
        where = f"module.modules.{code}"
        findings.keys(module, where, "level", "after tasks")
        if not set(module.get("after", ())) <= form["modules"].keys():
            findings.error(f"{where}.after", "unknown_module", "after names modules of the catalogue")
        if not set(module.get("tasks", ())) <= exercises:
            findings.error(f"{where}.tasks", "unknown_exercise", "tasks names tasks of the check")
    if sum(bool(one.get("always")) for one in form["also"]) < MAX_LEVEL:
        findings.error("module.also", "strengths", "three strengths must hold for everybody")


def main() -> int:
    """Print one line a remark."""
    findings, files = lint_start(document_of()), read_files(FOLDER)
    for one in findings:
        sys.stdout.write(f"{one.severity} [{one.code}] {place_in(files, one.where)}: {one.text}\n")
    errors = sum(one.severity == "error" for one in findings)
    sys.stdout.write(f"{FOLDER.name}: {errors} errors, {len(findings) - errors} warnings\n")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
