"""From units to cells: the smallest sums a report is made of, and the ones that are stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from territory.postcodes import ZoneFlag

from .facts import Coefficient, ProjectFacts
from .indicators import COUNTERS
from .indicators.accompaniments import coefficient_on
from .ledger import Ledger
from .periods import Periods
from .units import Excluded, Unit

ESTIMATED = "ACCOMP_ESTIMATED"


class CellKey(NamedTuple):
    """What a cell is of. `operator` None: unattributed; `zone` None: an indicator without a territory."""

    code: str
    period: int
    operator: str | None
    zone: ZoneFlag | None
    column: str


class ExcludedKey(NamedTuple):
    """Which left-out rows a count is of; `period` None: rows outside the project, which no report prints."""

    code: str
    reason: str
    period: int | None
    operator: str | None


@dataclass(slots=True)
class Cells:
    """A project's cells: whole numbers, save ACCOMP_ESTIMATED's decimals with one digit; and the number of
    rows left out. A cell that is absent is 0. NEWS_READERS' cells are stocks, one per period."""

    values: dict[CellKey, int | Decimal] = field(default_factory=dict)
    excluded: dict[ExcludedKey, int] = field(default_factory=dict)


def cells(facts: ProjectFacts) -> Cells:
    """The full count of a project. Raises BadProject and MergeCircle."""
    return cells_of(Ledger(facts))


def cells_of(ledger: Ledger, codes: Iterable[str] | None = None) -> Cells:
    """The count of some indicators (all, when `codes` is None) of an indexed project."""
    found = Cells()
    partners = ledger.attribution.partner_codes
    for code in COUNTERS if codes is None else codes:
        counted = COUNTERS[code](ledger)
        found.values.update(rolled_up(counted.units, ledger.facts.coefficients, ledger.periods, partners))
        for key, count in _excluded(counted.excluded, partners).items():
            found.excluded[key] = count
    return found


def rolled_up(
    units: Iterable[Unit],
    coefficients: Iterable[Coefficient],
    periods: Periods,
    partners: Iterable[str],
) -> dict[CellKey, int | Decimal]:
    """The cells of units; a partner the project does not have is nobody, so that the sums hold.

    ACCOMP_ESTIMATED's units are months: those of a cell are added, multiplied by the coefficient of the
    period's last day (none: 0) and rounded half up to one digit, in this order.
    """
    known = set(partners)
    sums: dict[CellKey, int | Decimal] = {}
    for unit in units:
        operator = unit.operator if unit.operator in known else None
        key = CellKey(unit.code, unit.period, operator, unit.zone, unit.column)
        sums[key] = sums.get(key, 0) + unit.value
    held = list(coefficients)
    for key, months in sums.items():
        if key.code == ESTIMATED:
            version = coefficient_on(held, periods.get(key.period).end)
            sums[key] = one_digit(Fraction(months) * Fraction(version.value if version else 0))
    return dict(sorted(sums.items(), key=lambda item: _order(item[0])))


def _order(key: CellKey) -> tuple[str, int, bool, str, str, str]:
    return key.code, key.period, key.operator is None, key.operator or "", key.zone or "", key.column


def _excluded(rows: Iterable[Excluded], partners: Iterable[str]) -> Mapping[ExcludedKey, int]:
    known = set(partners)
    counts: dict[ExcludedKey, int] = {}
    for row in rows:
        operator = row.operator if row.operator in known else None
        key = ExcludedKey(row.code, row.reason, row.period, operator)
        counts[key] = counts.get(key, 0) + 1
    return counts


def one_digit(value: Fraction | Decimal | int) -> Decimal:
    """Rounded half up to one decimal digit, on the exact value (values are never negative but in a late
    correction, whose half goes away from zero)."""
    exact = Fraction(value)
    tenths = (abs(exact) * 10 + Fraction(1, 2)).__floor__()
    return Decimal(tenths if exact >= 0 else -tenths).scaleb(-1)
