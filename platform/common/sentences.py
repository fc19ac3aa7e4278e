"""Sentences around what somebody typed."""

import re

from django.utils.translation import get_language

_TWO_STOPS = re.compile(r"(?<!\.)\.\.(?!\.)")


def one_stop(text: str) -> str:
    """“With Inès V..” as it is written: “With Inès V.”. An abbreviation's stop ends the sentence too; “...” stays."""
    return _TWO_STOPS.sub(".", text)


def quoted(text: str) -> str:
    """Somebody's own words as the page's language quotes them: “ ” in Dutch and English, « » in French."""
    return f"«\u00a0{text}\u00a0»" if get_language() == "fr" else f"“{text}”"


def colon() -> str:
    """The sign between a label and its value; French sets it off."""
    return "\u00a0:" if get_language() == "fr" else ":"


def labelled(label: object, sentence: str) -> str:
    """The sentence after what it is about: “Name: this is needed”. A label that ends in a sign of its own gets none."""
    words = str(label).rstrip()
    return f"{words}{'' if words.endswith(('?', '!', ':')) else colon()} {sentence}"
