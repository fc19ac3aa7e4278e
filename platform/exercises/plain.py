"""What a database's JSON can hold: less than Python's reader of JSON lets in."""

import math
import re
from typing import Any

DEEPEST = 20  # an answer is a list of actions, an action a mapping of texts: three levels

NO_TEXT = re.compile("[\0\ud800-\udfff]")


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
            if NO_TEXT.search(one):
                return False
        elif isinstance(one, float):
            if not math.isfinite(one):
                return False
        elif isinstance(one, dict):
            waiting += [(part, depth + 1) for pair in one.items() for part in pair]
        elif isinstance(one, list):
            waiting += [(part, depth + 1) for part in one]
    return True
