"""The lint: reads a module as a reviewer would, and plays it (docs/modules.md)."""

from collections.abc import Callable
from typing import Any

from exercises.lint.exercises import check_exercise
from exercises.lint.findings import Finding, Findings, Severity
from exercises.lint.media import check_media
from exercises.lint.modules import check_module, check_sheets
from exercises.lint.play import check_play, check_size
from exercises.lint.texts import check_addresses, check_languages, check_texts
from exercises.lint.worlds import check_world
from exercises.sentences import gettext_noop as _

__all__ = ["Finding", "Severity", "lint"]

PARTS = ("module", "exercises", "worlds", "memo", "facilitator")


def lint(document: dict[str, Any]) -> list[Finding]:
    """All remarks on a document, errors first. A module without error may be published.

    What has an error of shape isn't played: those remarks come once the shape is right.
    """
    findings = Findings()
    for part in PARTS:
        check_languages(document[part], part, findings)
    _try(findings, "module", check_module, document)
    _try(findings, "memo", check_sheets, document)
    if document.get("media") is not None:
        check_languages(document["media"], "media", findings)
        _try(findings, "media", check_media, document)
    for name, world in document["worlds"].items():
        _try(findings, f"worlds.{name}", check_world, name, world)
    for key in document["exercises"]:
        _try(findings, f"exercises.{key}", check_exercise, document, key)
    playable = [
        key
        for key, exercise in document["exercises"].items()
        if not findings.errors_under(f"exercises.{key}")
        and not findings.errors_under(f"worlds.{exercise.get('world')}")
        and not findings.errors_under("module.personas")
    ]
    for key in playable:
        if "world" in document["exercises"][key]:
            _try(findings, f"exercises.{key}", check_play, document, key)
    if len(playable) == len(document["exercises"]):
        _try(findings, "module", check_size, document)
    _try(findings, "module", check_texts, document)
    for part in PARTS:
        check_addresses(document[part], part, findings)
    return sorted(findings.found, key=lambda finding: finding.severity)


def _try(findings: Findings, where: str, check: Callable[..., None], *parts: Any) -> None:
    """Run one check. A tree of a shape that no check foresaw is a remark too, never a failure of the lint."""
    try:
        check(*parts, findings)
    except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
        findings.error(where, "bad_shape", _("a part of it has an unexpected shape (%(error)s)"), error=repr(error))
