"""The exercise engine and the content's format. Pure: no models, no database (docs/modules.md)."""

from exercises.bundles import bare_bundle, client_bundle
from exercises.documents import load_module, load_yaml, sha256
from exercises.errors import ContentError, ExerciseError
from exercises.grading import Outcome, grade, grade_answer, grade_bundle, item_score, log_to_keep
from exercises.hints import highlight, hint_for, next_actions
from exercises.screens import last_screen, replay, screen
from exercises.texts import localise
from exercises.worlds import apply, ended, play, start

__all__ = [
    "ContentError",
    "ExerciseError",
    "Outcome",
    "apply",
    "bare_bundle",
    "client_bundle",
    "ended",
    "grade",
    "grade_answer",
    "grade_bundle",
    "highlight",
    "hint_for",
    "item_score",
    "last_screen",
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
]
