"""Sentences around what somebody typed."""

import re

from django.utils.translation import get_language

_TWO_STOPS = re.compile(r"(?<!\.)\.\.(?!\.)")


def one_stop(text: str) -> str:
    """“With Inès V..” as it is written: “With Inès V.”. An abbreviation's stop ends the sentence too; “...” stays."""
    return _TWO_STOPS.sub(".", text)


def colon() -> str:
    """The sign between a label and its value; French sets it off."""
    return "\u00a0:" if get_language() == "fr" else ":"
