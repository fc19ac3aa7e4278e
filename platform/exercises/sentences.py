"""Sentences of the engine: English here, and marked, so that a page can say them in the reader's language.

A sentence has places, `%(count)s`; what stands there goes beside it.
"""

from collections.abc import Mapping
from typing import Any


def gettext_noop(sentence: str) -> str:
    """Marks a sentence for the catalogues, and leaves it as it is."""
    return sentence


def filled(sentence: str, facts: Mapping[str, Any]) -> str:
    """The sentence with its places filled; one without any may hold a percent sign."""
    return sentence % facts if facts else sentence
