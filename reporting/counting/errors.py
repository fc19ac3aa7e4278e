"""What can go wrong in a count. Each error carries a message key and its values, for a page to translate."""

from __future__ import annotations


class CountingError(ValueError):
    """A count that can't be made. `key` names the message, `params` its values."""

    key = "counting_error"

    def __init__(self, **params: object) -> None:
        self.params = params
        values = ", ".join(f"{name}={value!r}" for name, value in params.items())
        super().__init__(f"{self.key}: {values}" if values else self.key)


class PeriodOutsideProject(CountingError):
    """The period's index is not one of the project's. Params: `period`, `last` (the last index)."""

    key = "period_outside_project"


class PeriodFrozen(CountingError):
    """The period is frozen: its report comes from its snapshot, never from a count. Params: `period`."""

    key = "period_frozen"


class UnknownPartner(CountingError):
    """No partner of the project has this code. Params: `partner`."""

    key = "unknown_partner"


class UnknownLanguage(CountingError):
    """A report is made in `fr`, `nl` or `en`. Params: `language`."""

    key = "unknown_language"


class MergeCircle(CountingError):
    """Merges of accounts that lead back to themselves. Params: `person`."""

    key = "merge_circle"


class BadProject(CountingError):
    """A project that ends before it starts, or whose periods have no month. Params: `code`."""

    key = "bad_project"


class BadInstant(CountingError):
    """A time without an offset where an instant is due. Params: `text`."""

    key = "bad_instant"
