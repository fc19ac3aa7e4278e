"""The exercise engine and the content's format. Pure: no models, no database (docs/modules.md)."""

from exercises.bundles import bare_bundle, client_bundle
from exercises.documents import load_module, load_yaml, sha256
from exercises.errors import ContentError, ExerciseError
from exercises.grading import Outcome, grade_answer, grade_bundle, log_to_keep
from exercises.hints import highlight, hint_for, next_actions, still_to_do
from exercises.plain import is_plain
from exercises.screens import replay, screen
from exercises.texts import in_type, localise
from exercises.worlds import apply, ended, play, start

__all__ = [
    "ContentError",
    "ExerciseError",
    "Outcome",
    "apply",
    "bare_bundle",
    "client_bundle",
    "ended",
    "grade_answer",
    "grade_bundle",
    "highlight",
    "hint_for",
    "in_type",
    "is_plain",
    "load_module",
    "load_yaml",
    "localise",
    "log_to_keep",
    "next_actions",
    "play",
    "replay",
    "screen",
    "sha256",
    "start",
    "still_to_do",
]
