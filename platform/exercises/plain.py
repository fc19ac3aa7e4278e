"""What a database's JSON can hold: less than Python's reader of JSON lets in."""

import math
from typing import Any

DEEPEST = 20  # an answer is a list of actions, an action a mapping of texts: three levels


def is_plain(value: Any) -> bool:
    """Whether a value read from JSON can be stored as JSON, and walked: no NUL, no half of a character (a lone
    surrogate), no NaN nor infinity, and not nested without end.
    """
    waiting = [(value, 0)]
    while waiting:
        one, depth = waiting.pop()
        if depth > DEEPEST:
            return False
        if isinstance(one, str):
            if "\0" in one or any("\ud800" <= char <= "\udfff" for char in one):
                return False
        elif isinstance(one, float):
            if not math.isfinite(one):
                return False
        elif isinstance(one, dict):
            waiting += [(part, depth + 1) for pair in one.items() for part in pair]
        elif isinstance(one, list):
            waiting += [(part, depth + 1) for part in one]
    return True
