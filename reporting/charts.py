"""Charts as SVG from the server: direct labels, and a sentence that says the finding."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from reporting import numbers
from reporting.catalogue import indicator
from reporting.counting import Cells

# Half a page wide, on paper as on a desk's screen, and still readable on a phone without scrolling sideways.
WIDTH, HEIGHT, BASE, TOP, FOOT = 460, 170, 142, 24, 163
WIDEST_BAR = 90
ROOM_FOR_WORDS = 110  # units a bar needs to have "Period 1" at its foot; with less it says "P1"


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar on a canvas of WIDTH x HEIGHT, with its figure, its foot, and the foot in full for the table."""

    x: float
    y: float
    width: float
    height: float
    label: str
    foot: str
    name: str
    now: bool

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def above(self) -> float:
        return round(self.y - 6, 1)


@dataclass(frozen=True, slots=True)
class Chart:
    """One indicator over the periods so far: `finding` says what the bars show, `rows` is the table under it."""

    code: str
    title: str
    finding: str
    bars: list[Bar]
    width: int = WIDTH
    height: int = HEIGHT
    base: int = BASE
    foot: int = FOOT

    @property
    def rows(self) -> list[tuple[str, str]]:
        return [(bar.name, bar.label) for bar in self.bars]


def bars(cells: Cells, code: str, partner: str | None, period: int, language: str) -> Chart:
    """Bars of an indicator for periods 1 to `period`, of a partner or of all."""
    line = indicator(code)
    values: list[int | Decimal] = [0] * period
    for key, value in cells.values.items():
        mine = partner is None or key.operator == partner
        if key.code == code and key.column == "main" and key.period <= period and mine:
            values[key.period - 1] += value
    drawn = _drawn(values, language)
    finding = _("%(name)s: %(total)s so far, %(now)s in this period.") % {
        "name": line.name[language],
        "total": numbers.number(sum(values), language),
        "now": drawn[-1].label,
    }
    return Chart(code, line.name[language], finding, drawn)


def _drawn(values: list[int | Decimal], language: str) -> list[Bar]:
    """The bars side by side, the last one marked as the period of the report."""
    highest = max(values) or 1
    step = WIDTH / len(values)
    width = round(min(step * 0.6, WIDEST_BAR), 1)
    drawn = []
    for index, value in enumerate(values):
        height = round(float(value) / float(highest) * (BASE - TOP), 1)
        name = _("Period %(index)s") % {"index": index + 1}
        foot = name if step >= ROOM_FOR_WORDS else _("P%(index)s") % {"index": index + 1}
        x = round(step * index + (step - width) / 2, 1)
        label = numbers.number(value, language)
        drawn.append(Bar(x, round(BASE - height, 1), width, height, label, foot, name, index + 1 == len(values)))
    return drawn
