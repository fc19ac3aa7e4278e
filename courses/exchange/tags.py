"""Markup as a row of tags and words, each place looked at once.

The library's HTMLParser reads an endless tag or comment again from each of its signs: a few kilobytes take minutes.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Literal

Kind = Literal["start", "end", "words"]
_NAME = re.compile(r"/?([a-zA-Z][^\s/>]{0,40})")
_STEP = re.compile(r">|=\s*([\"'])")
_WORDS_INSIDE = ("script", "style")  # what they hold are no tags
_TOO_LONG = re.compile(r"&#[xX]?[0-9a-fA-F]{9,};?")


def pieces(text: str) -> Iterator[tuple[Kind, str]]:
    """("start" or "end", name of the tag) and ("words", text), in order. Comments and declarations are left out."""
    here, length = 0, len(text)
    while here < length:
        sign = text.find("<", here)
        if sign < 0:
            break
        if sign > here:
            yield "words", _said(text[here:sign])
        found = _NAME.match(text, sign + 1)
        if found:
            after = _end_of_tag(text, found.end())
            name = found[1].lower()
            if after < 0:  # it never ends, and nor does any after it: words
                here = sign
                break
            closing = text[sign + 1] == "/"
            yield "end" if closing else "start", name
            here = after
            if name in _WORDS_INSIDE and not closing:
                here = _beyond(text, re.compile(rf"</(?={name}\b)", re.IGNORECASE), after)
        elif text.startswith("<!--", sign):
            end = text.find("-->", sign + 4)
            here = end + 3 if end >= 0 else length
        elif text[sign + 1 : sign + 2] in ("!", "?", "/"):
            end = text.find(">", sign)
            here = end + 1 if end >= 0 else length
        else:
            yield "words", "<"
            here = sign + 1
    if here < length:
        yield "words", _said(text[here:])


def _end_of_tag(text: str, here: int) -> int:
    """The place after its `>`, which may stand in a value; -1 when there is none."""
    while found := _STEP.search(text, here):
        if not found[1]:
            return found.end()
        here = text.find(found[1], found.end()) + 1
        if not here:
            return -1
    return -1


def _beyond(text: str, sign: re.Pattern[str], here: int) -> int:
    found = sign.search(text, here)
    return found.start() if found else len(text)


def _said(text: str) -> str:
    return unescape(_TOO_LONG.sub("\ufffd", text))
