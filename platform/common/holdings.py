"""What a table holds about somebody, said once: how it is given to her, and what becomes of it when she is erased.

Each room with a key to an account, to a person of the register or to a learner declares its holdings in `personal.py`;
`privacy.holdings` collects them, and a test fails for a key that nobody declared (docs/privacy.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.functional import Promise

Words = str | Promise


class Erasure(StrEnum):
    """What becomes of the rows."""

    DELETE = "delete"
    CLEAR = "clear"  # the row stays, for a count or for others; the columns of `clear` lose what is hers
    KEEP = "keep"  # as it is, for the reason of `why`


@dataclass(frozen=True, slots=True)
class Column:
    """One column of her copy. `name` is a lookup from the row; `{language}` in it is the language of the copy."""

    name: str
    label: Words


@dataclass(frozen=True, slots=True)
class Holding:
    """The rows of `model` that lead to somebody by `path`.

    among    which of these rows its erasure touches; the holdings of a room are taken in their order
    path     lookup from the row to the account or the learner ("user", "person__user"; "pk": the row itself)
    columns  what her copy gives of each row; none: rows that are about others too, only their number is told
    why      for who reads the record of processing: why rows are kept, or why her copy has their number only
    """

    model: type[models.Model]
    path: str
    title: Words
    erasure: Erasure
    columns: tuple[Column, ...] = ()
    clear: Mapping[str, Any] = field(default_factory=dict)
    why: Words = ""
    among: models.Q = field(default_factory=models.Q)

    @property
    def link(self) -> tuple[str, str]:
        """(model, field) of the key that this holding answers for."""
        return self.model._meta.label, self.path.partition("__")[0]
