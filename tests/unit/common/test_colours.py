"""A portal chooses two colours; what follows from them can be read, by day and by night."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import colours
from tests.unit.test_css import CONTROL_PAIRS, SHEETS, TEXT_PAIRS, tokens

hexes = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
# Any colour, darkened or lightened until it is accepted: dark and light ones stay as they are.
accents = hexes.map(lambda one: _until(colours.readable_accent, one, "#000000"))
marks = hexes.map(lambda one: _until(colours.readable_mark, one, "#ffffff"))
FOLLOWS = {"petrol", "petrol-dark", "petrol-tint", "saffron", "saffron-tint", "pic"}


def test_contrast_is_that_of_wcag():
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert colours.contrast("#123456", "#123456") == 1


@given(accent=accents, mark=marks)
def test_every_pair_of_the_design_system_holds(accent, mark):
    made = colours.palette(accent, mark)
    for dark, scheme in ((False, made.light), (True, made.light | made.dark)):
        found = tokens(SHEETS["desk"], dark) | scheme
        for least, pairs in ((colours.TEXT, TEXT_PAIRS), (colours.CONTROL, CONTROL_PAIRS)):
            for one, other in pairs:
                if {one, other} & FOLLOWS and not (dark and (one, other) == ("ink", "saffron")):
                    ratio = colours.contrast(_long(found[one]), _long(found[other]))
                    assert ratio >= least - 0.01, (dark, one, found[one], other, found[other], ratio)


def _until(accepted, colour: str, towards: str) -> str:
    mixes = (colours.mixed(colour, towards, (100 - step) / 100) for step in range(101))
    return next(mix for mix in mixes if accepted(mix))


def _long(colour: str) -> str:
    return "#" + "".join(sign * 2 for sign in colour[1:]) if len(colour) == 4 else colour


@pytest.mark.parametrize(
    ("accent", "may"), [("#0b5563", True), ("#7a1f5c", True), ("#ffc22e", False), ("#888888", False)]
)
def test_an_accent_that_can_not_be_read_is_refused(accent, may):
    assert colours.readable_accent(accent) is may


def test_the_grounds_are_those_of_the_sheet():
    """They are written twice: in the sheet, and here for the arithmetic."""
    light, dark = tokens(SHEETS["desk"], False), tokens(SHEETS["desk"], True)
    names = ("ink", "paper", "card", "sand")
    assert [_long(light[name]) for name in names] == [colours.INK, colours.PAPER, colours.CARD, colours.SAND]
    mine = [colours.DARK_INK, colours.DARK_PAPER, colours.DARK_CARD, colours.DARK_SAND]
    assert [_long(dark[name]) for name in names] == mine


def test_the_rules_are_plain_css():
    css = colours.palette("#0b5563", "#ffc22e").css()
    assert re.fullmatch(r":root\{[-\w:#;]+\}@media \(prefers-color-scheme:dark\)\{:root\{[-\w:#;]+\}\}", css)
