"""Charts as SVG from the server: direct labels, and a sentence that says the finding."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from reporting import numbers
from reporting.catalogue import indicator
from reporting.counting import Cells

WIDTH, HEIGHT, BASE, TOP = 920, 200, 172, 24


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar on a canvas of WIDTH x HEIGHT, with its figure and its foot."""

    x: float
    y: float
    width: float
    height: float
    label: str
    foot: str
    now: bool

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def above(self) -> float:
        return self.y - 6


@dataclass(frozen=True, slots=True)
class Chart:
    """One indicator over the periods so far: `finding` says what the bars show, `rows` is the table under it."""

    code: str
    title: str
    finding: str
    bars: list[Bar]

    @property
    def rows(self) -> list[tuple[str, str]]:
        return [(bar.foot, bar.label) for bar in self.bars]


def bars(cells: Cells, code: str, partner: str | None, period: int, language: str) -> Chart:
    """Bars of an indicator for periods 1 to `period`, of a partner or of all."""
    line = indicator(code)
    values: list[int | Decimal] = [0] * period
    for key, value in cells.values.items():
        mine = partner is None or key.operator == partner
        if key.code == code and key.column == "main" and key.period <= period and mine:
            values[key.period - 1] += value
    highest = max(values) or 1
    step = (WIDTH - 40) / period
    width = min(step * 0.6, 120)
    drawn = []
    for index, value in enumerate(values):
        height = round(float(value) / float(highest) * (BASE - TOP), 1)
        foot = _("Period %(index)s") % {"index": index + 1}
        x = round(20 + step * index + (step - width) / 2, 1)
        label = numbers.number(value, language)
        drawn.append(Bar(x, round(BASE - height, 1), round(width, 1), height, label, foot, index + 1 == period))
    total = numbers.number(sum(values), language)
    finding = _("%(name)s: %(total)s so far, %(now)s in this period.") % {
        "name": line.name[language],
        "total": total,
        "now": drawn[-1].label,
    }
    return Chart(code, line.name[language], finding, drawn)
