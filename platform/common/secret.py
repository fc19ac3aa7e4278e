"""The secrets of the installation: whether one is guessed (asked when production starts), and the keys made of them."""

import math
from collections import Counter
from collections.abc import Iterable

from django.conf import settings

LEAST_BITS = 128.0


def weak(secret: str, *, least: int) -> str:
    """What is wrong with it, to be put after its name; "" for a good one.

    least   signs that it must have
    Its bits are estimated by how often each sign stands in it, so that a repeated word counts for little.
    """
    if not secret:
        return "is not set"
    if len(secret) < least:
        return f"has {len(secret)} signs, and needs {least}"
    if secret.startswith("django-insecure-") or bits(secret) < LEAST_BITS:
        return "is too easy to guess"
    return ""


def bits(text: str) -> float:
    """Shannon's entropy of its signs, times their number."""
    shares = [count / len(text) for count in Counter(text).values()]
    return -len(text) * sum(share * math.log2(share) for share in shares)


def keys_or_derived(named: Iterable[str], purpose: str) -> tuple[str, ...]:
    """The texts that a setting names, newest first; where it names none, as in a trial, one for that purpose alone."""
    return tuple(named) or (purpose + settings.SECRET_KEY,)
