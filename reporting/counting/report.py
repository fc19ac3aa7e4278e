"""From cells to a report: the JSON shape of a partner's or a project's period (docs/counting.md, Shape)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from common.languages import LANGUAGES
from territory.postcodes import ZONE_VERSION

from ..catalogue import CATALOGUE_VERSION, Indicator, catalogue
from .errors import PeriodFrozen, UnknownLanguage, UnknownPartner
from .facts import Project, Target
from .periods import Periods
from .rollup import ESTIMATED, Cells, one_digit
from .units import MAIN, OTHER, REASONS

DECLARED = "ACCOMP_DECLARED"
ZONE_KEYS = {"in_zone": "in", "out_of_zone": "out", "unknown": "unknown"}

Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Frozen:
    """What is frozen of a project: periods 1 to `through`, and all that was ever reported for each.

    `reported` has, by partner (None: the project) and code, the figure of each frozen period with the late
    corrections reported for it since. Without a freeze there is nothing of the kind.
    """

    through: int = 0
    reported: Mapping[tuple[str | None, str], Mapping[int, Number]] = field(default_factory=dict)

    def of(self, partner: str | None, code: str, period: int) -> Number:
        """All that was reported for one frozen period; 0 when nothing was."""
        return self.reported.get((partner, code), {}).get(period, 0)


def report_from_cells(
    project: Project,
    cells: Cells,
    targets: Iterable[Target],
    partner_codes: Sequence[str],
    *,
    period: int,
    partner: str | None = None,
    language: str = "en",
    frozen: Frozen | None = None,
) -> dict[str, Any]:
    """The report of a period (index from 1): a partner's, or the consolidated one.

    partner_codes  every partner, the lead too
    frozen         what was reported of the periods that are closed; nothing yet, as long as none can be

    Raises PeriodOutsideProject, PeriodFrozen, UnknownPartner, UnknownLanguage, BadProject.
    """
    if language not in LANGUAGES:
        raise UnknownLanguage(language=language)
    if partner is not None and partner not in partner_codes:
        raise UnknownPartner(partner=partner)
    periods = Periods(project)
    held = periods.get(period)
    frozen = frozen or Frozen()
    if period <= frozen.through:
        raise PeriodFrozen(period=period)
    sums = _Sums(cells, partner)
    values = {(target.indicator, target.partner): target.value for target in targets}
    lines = [
        _line(
            indicator,
            project,
            sums,
            targets=values,
            period=period,
            partner=partner,
            language=language,
            frozen=frozen,
        )
        for indicator in catalogue()
    ]
    made: dict[str, Any] = {
        "project": project.code,
        "partner": partner,
        "language": language,
        "status": "draft",
        "period": {"index": period, "start": held.start.isoformat(), "end": held.end.isoformat()},
        "cut_off": periods.cut_off(period).isoformat(),
        "snapshot": None,
        "catalogue": CATALOGUE_VERSION,
        "zone": ZONE_VERSION,
        "lines": lines,
        "excluded": _excluded(cells, period, partner),
    }
    if partner is None:
        made["partners"] = {code: _of_period(_Sums(cells, code), period) for code in sorted(partner_codes)}
        made["unattributed"] = _of_period(_Sums(cells, ""), period)
    return made


class _Sums:
    """The cells of one partner (None: all of them, "": the unattributed), added up by code and period."""

    def __init__(self, cells: Cells, partner: str | None) -> None:
        self._totals: dict[tuple[str, int, str, str | None], Number] = {}
        for key, value in cells.values.items():
            if partner is None or (key.operator or "") == partner:
                for zone in (key.zone, "all"):
                    at = (key.code, key.period, key.column, zone)
                    self._totals[at] = self._totals.get(at, 0) + value

    def get(self, code: str, period: int, zone: str = "all", column: str = MAIN) -> Number:
        return self._totals.get((code, period, column, zone), 0)

    def through(self, code: str, last: int, zone: str = "all") -> Number:
        """Periods 1 to `last`, added."""
        return sum((self.get(code, period, zone) for period in range(1, last + 1)), 0)


def _line(
    indicator: Indicator,
    project: Project,
    sums: _Sums,
    *,
    targets: Mapping[tuple[str, str], Decimal | None],
    period: int,
    partner: str | None,
    language: str,
    frozen: Frozen,
) -> dict[str, Any]:
    code = indicator.code
    now = sums.get(code, period)
    late: Number = 0
    if indicator.kind == "stock":
        previous = sums.get(code, period - 1)
        cumulative = now
    else:
        recomputed = previous = sums.through(code, period - 1)
        if period == frozen.through + 1:
            previous = sum((frozen.of(partner, code, index) for index in range(1, period)), 0)
            late = recomputed - previous
        cumulative = now + late + previous
    toward: Number = cumulative
    if project.target_scope == "zone" and indicator.has_territory:
        toward = sums.through(code, period, "in")
    target = None if code == _not_held(project) else targets.get((code, partner or ""))
    line: dict[str, Any] = {
        "code": code,
        "name": indicator.name[language],
        "unit": indicator.unit[language],
        "kind": indicator.kind,
        "qualifier": indicator.qualifier,
        "period": _written(code, now),
        "late": _written(code, late),
        "previous": _written(code, previous),
        "cumulative": _written(code, cumulative),
    }
    for key, zone in ZONE_KEYS.items():
        line[key] = _written(code, sums.get(code, period, zone)) if indicator.has_territory else None
    if code == DECLARED:
        line["other_helpers"] = sums.get(code, period, column=OTHER)
    line["target"] = None if target is None else _written(code, target)
    line["rate"] = rate(toward, target)
    line["counts_toward_target"] = _written(code, toward)
    return line


def _not_held(project: Project) -> str:
    """The one of the two accompaniment lines that is not held against the target."""
    return DECLARED if project.held_against_target == "estimated" else ESTIMATED


def rate(value: Number, target: Number | None) -> str | None:
    """`value` in per cent of the target, half up to one digit, as text; None without a target, or for 0."""
    if not target:
        return None
    return str(one_digit(Fraction(value) * 100 / Fraction(target)))


def _written(code: str, value: Number) -> int | str:
    """A figure as the JSON has it: ACCOMP_ESTIMATED text with one digit, the others whole numbers."""
    if code == ESTIMATED:
        return str(one_digit(value))
    return int(value) if value == int(value) else str(value)


def _of_period(sums: _Sums, period: int) -> dict[str, int | str]:
    return {line.code: _written(line.code, sums.get(line.code, period)) for line in catalogue()}


def _excluded(cells: Cells, period: int, partner: str | None) -> list[dict[str, Any]]:
    counts: dict[tuple[str, str], int] = {}
    for key, count in cells.excluded.items():
        if key.period == period and partner in (None, key.operator):
            counts[key.code, key.reason] = counts.get((key.code, key.reason), 0) + count
    return [
        {"code": indicator.code, "reason": reason, "count": counts[indicator.code, reason]}
        for indicator in catalogue()
        for reason in REASONS
        if (indicator.code, reason) in counts
    ]
