"""What an indicator's count gives: the units it counts, and the rows it leaves out, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from territory.postcodes import ZoneFlag

MAIN = "main"
OTHER = "other"
"""The second column of ACCOMP_DECLARED: help given by people who were not trained at the time."""

REASONS = (
    "outside_project",
    "cancelled",
    "not_closed",
    "staff_or_test",
    "merged",
    "objected",
    "not_validated",
    "no_presence",
    "no_audience",
    "no_evidence",
    "no_aidant",
    "no_learner",
    "not_core",
    "already_counted",
    "institutional",
    "duplicate",
)
"""Why a row is left out: a closed list, in the order reports print it. Where two hold, the first is given.

`outside_project` rows have no period: they are as if absent, and no report prints them.
"""


class Unit(NamedTuple):
    """One counted thing."""

    code: str
    """The indicator."""
    date: date
    """Local date that it counts on."""
    period: int
    """Index of that date's period."""
    operator: str | None
    """Code of the partner it counts for; None: unattributed."""
    zone: ZoneFlag | None
    """None for the indicators without a territory."""
    value: int | Decimal
    """1, or heads, readers, active months (ACCOMP_ESTIMATED, before the coefficient)."""
    key: str
    """Names the thing; two units of one code and period never share it."""
    column: str = MAIN


class Excluded(NamedTuple):
    """One row left out. `operator` is the partner it would have counted for, as far as that can be told."""

    code: str
    reason: str
    period: int | None
    operator: str | None
    key: str


@dataclass(slots=True)
class Counted:
    """An indicator's units and excluded rows, in a fixed order whatever the order of the records."""

    units: list[Unit] = field(default_factory=list)
    excluded: list[Excluded] = field(default_factory=list)
