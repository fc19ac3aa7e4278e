"""Errors that a person can read."""

from django.utils.functional import Promise


class DomainError(Exception):
    """An act that the rules refuse. `message` is translated and says what to do; `field` names a form field."""

    def __init__(self, message: str | Promise, *, field: str | None = None):
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)
