"""Many pages that say nearly the same, in little room: one long text, and for each page which parts of it follow.

What a phone keeps of a module is some 80 pages of 8 to 20 kB that share their frame, their words and their drawings.
The phone puts a page together again by cutting the text at the places told (static/js/worker.js).
"""

import re
from collections.abc import Mapping

TOKEN = re.compile(r"<[^<]*")
WINDOWS = (8, 3, 1)  # how many tokens must be the same before a part is looked for in what is there already
WORTH = 24  # signs: two more places cost about half of that


def units(text: str) -> int:
    """The length of a text as JavaScript counts it: a sign beyond the 16 bits is two."""
    return len(text.encode("utf-16-le")) // 2


def packed(pages: Mapping[str, str]) -> tuple[str, dict[str, list[int]]]:
    """`(text, {page: [from, to, from, to, ...]})`: each page is what stands in the text between those places."""
    stream: list[str] = []  # tokens, in the order in which they were first met
    starts: list[int] = [0]  # where each begins in the text; the last: where the text ends
    seen: dict[tuple[str, ...], int] = {}
    found: dict[str, list[int]] = {}
    for name, page in pages.items():
        tokens = TOKEN.findall(page) if page.startswith("<") else [page]
        cuts: list[int] = []
        at = 0
        while at < len(tokens):
            first, length = _longest(tokens, at, stream, seen)
            if starts[first + length] - starts[first] < WORTH:
                first, length = len(stream), 1
                stream.append(tokens[at])
                starts.append(starts[-1] + units(tokens[at]))
                for window in WINDOWS:
                    if len(stream) >= window:
                        seen.setdefault(tuple(stream[-window:]), len(stream) - window)
            begin, end = starts[first], starts[first + length]
            if cuts and cuts[-1] == begin:
                cuts[-1] = end
            else:
                cuts += [begin, end]
            at += length
        found[name] = cuts
    return "".join(stream), found


def _longest(tokens: list[str], at: int, stream: list[str], seen: dict[tuple[str, ...], int]) -> tuple[int, int]:
    """Where in the stream the next tokens stand already, and how many of them."""
    best = (0, 0)
    for window in WINDOWS:
        first = seen.get(tuple(tokens[at : at + window]))
        if first is None:
            continue
        length = 0
        most = min(len(tokens) - at, len(stream) - first)
        while length < most and stream[first + length] == tokens[at + length]:
            length += 1
        if length > best[1]:
            best = (first, length)
    return best


def unpacked(text: str, cuts: list[int]) -> str:
    """The page again, as the phone does it."""
    raw = text.encode("utf-16-le")
    parts = (raw[2 * begin : 2 * end] for begin, end in zip(cuts[::2], cuts[1::2], strict=True))
    return b"".join(parts).decode("utf-16-le")
