"""Colours that can be read: contrast as WCAG 2.2 defines it, and a whole palette from two accents. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

TEXT, CONTROL = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11
WHITE = "#ffffff"
# The grounds of static/css/desk.css that don't follow a portal's colours: light and dark.
INK, PAPER, CARD, SAND = "#13262b", "#fbf8f2", "#ffffff", "#f1eadc"
DARK_INK, DARK_PAPER, DARK_CARD, DARK_SAND = "#f4efe4", "#10191b", "#182427", "#22302f"
STEPS = 100


def is_colour(text: str) -> bool:
    """Six hexadecimal digits after a #."""
    return re.fullmatch(r"#[0-9a-fA-F]{6}", text) is not None


def contrast(one: str, other: str) -> float:
    """From 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mixed(one: str, other: str, part: float) -> str:
    """`part` (0 to 1) of `one`, the rest of `other`."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a * part + b * (1 - part)):02x}" for a, b in pairs)


@dataclass(frozen=True, slots=True)
class Palette:
    """Custom properties of the style sheets, by name, in the light and in the dark scheme."""

    light: dict[str, str]
    dark: dict[str, str]

    def css(self) -> str:
        """Rules that follow the sheet and win over its own."""
        light, dark = (_rule(scheme) for scheme in (self.light, self.dark))
        return f"{light}@media (prefers-color-scheme:dark){{{dark}}}"


def palette(accent: str, accent_2: str) -> Palette:
    """The colours that follow from two accents which `readable_accent` and `readable_mark` accept.

    Every pair that tests/unit/test_css.py asks of our own palette holds for this one.
    """
    mark_tint = _nearest(accent_2, WHITE, [INK, accent], TEXT, start=0.22)
    tint = _nearest(accent, WHITE, [INK, accent], TEXT, start=0.14)
    dark_mark_tint = mixed(accent_2, DARK_PAPER, 0.18)
    dark_tint = mixed(accent, DARK_CARD, 0.3)
    grounds = [DARK_PAPER, DARK_CARD, dark_tint, dark_mark_tint]
    dark_accent = _nearest(accent, WHITE, grounds, TEXT, start=0.6)
    return Palette(
        {
            "petrol": accent,
            "petrol-dark": mixed(accent, "#000000", 0.75),
            "petrol-tint": tint,
            "c1": accent,
            "saffron": accent_2,
            "saffron-tint": mark_tint,
            "pic": accent_2,
        },
        {
            "petrol": dark_accent,
            "petrol-dark": mixed(dark_accent, WHITE, 0.7),
            "petrol-tint": dark_tint,
            "c1": _nearest(accent, WHITE, [DARK_CARD], CONTROL, start=0.85),
            "saffron-tint": dark_mark_tint,
            "pic": _nearest(accent_2, DARK_PAPER, [DARK_INK], CONTROL, start=0.5),
        },
    )


def readable_accent(accent: str) -> bool:
    """Dark enough to be read on every light ground, and for light words on it."""
    return all(contrast(accent, ground) >= TEXT for ground in (PAPER, CARD, SAND))


def readable_mark(accent_2: str) -> bool:
    """Light enough for dark words on it."""
    return contrast(accent_2, INK) >= TEXT


def _nearest(colour: str, towards: str, against: Iterable[str], least: float, *, start: float) -> str:
    """The first mix, from `start` parts of `colour` down to none, that contrasts enough with all of `against`."""
    grounds = list(against)
    mixes = (mixed(colour, towards, start * (STEPS - step) / STEPS) for step in range(STEPS))
    return next((mix for mix in mixes if all(contrast(mix, ground) >= least for ground in grounds)), towards)


def _rule(properties: dict[str, str]) -> str:
    return ":root{" + ";".join(f"--{name}:{value}" for name, value in properties.items()) + "}"


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    parts = (channel / 255 for channel in _channels(colour))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
