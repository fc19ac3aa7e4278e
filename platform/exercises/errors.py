"""What can go wrong in the engine: one error for content, one for answers."""


class ContentError(ValueError):
    """A module's file can't be read. `where` names the file and the key."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}")
        self.where = where
        self.message = message


class ExerciseError(ValueError):
    """A value that isn't an answer to this exercise (unknown option, wrong shape). `code` is stable."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
