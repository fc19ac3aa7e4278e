"""What can go wrong in the engine: one error for content, one for answers."""

from collections.abc import Mapping
from typing import Any

from exercises.sentences import filled


class ContentError(ValueError):
    """A module's file can't be read. `where` names the file and the key; `line` is 0 when it isn't known.

    `said` is a plain sentence, with its places filled from `facts` (exercises/sentences.py).
    """

    def __init__(self, where: str, said: str, *, line: int = 0, facts: Mapping[str, Any] | None = None) -> None:
        self.where, self.said, self.line, self.facts = where, said, line, facts or {}
        super().__init__(f"{where} line {line}: {self.message}" if line else f"{where}: {self.message}")

    @property
    def message(self) -> str:
        return filled(self.said, self.facts)


class ExerciseError(ValueError):
    """A value that isn't an answer to this exercise (unknown option, wrong shape). `code` is stable."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
