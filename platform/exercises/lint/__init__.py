"""The lint: reads a module as a reviewer would, and plays it (docs/modules.md)."""

from typing import Any

from exercises.lint.exercises import check_exercise
from exercises.lint.findings import Finding, Findings, Severity
from exercises.lint.modules import check_module, check_sheets
from exercises.lint.play import check_play, check_size
from exercises.lint.texts import check_addresses, check_texts
from exercises.lint.worlds import check_world

__all__ = ["Finding", "Severity", "lint"]


def lint(document: dict[str, Any]) -> list[Finding]:
    """All remarks on a document, errors first. A module without error may be published.

    What has an error of shape isn't played: those remarks come once the shape is right.
    """
    findings = Findings()
    check_module(document, findings)
    check_sheets(document, findings)
    for name, world in document["worlds"].items():
        check_world(name, world, findings)
    for key in document["exercises"]:
        check_exercise(document, key, findings)
    playable = [
        key
        for key, exercise in document["exercises"].items()
        if not findings.errors_under(f"exercises.{key}")
        and not findings.errors_under(f"worlds.{exercise.get('world')}")
        and not findings.errors_under("module.personas")
    ]
    for key in playable:
        if "world" in document["exercises"][key]:
            check_play(document, key, findings)
    if len(playable) == len(document["exercises"]):
        check_size(document, findings)
    check_texts(document, findings)
    for part in ("module", "exercises", "worlds", "memo", "facilitator"):
        check_addresses(document[part], part, findings)
    return sorted(findings.found, key=lambda finding: finding.severity)
