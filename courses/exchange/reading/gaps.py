"""A text with gaps: each gap becomes a line with `…` where the word goes."""

import re
from dataclasses import dataclass

from courses.exchange.bounds import at_most

GAP = "…"
_MARK = re.compile("\x01(\\d+)\x02")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n")


@dataclass(frozen=True, slots=True)
class Gap:
    """From `start` to `end` of the text; `number` is the word that belongs there, from 1."""

    start: int
    end: int
    number: int


def around(text: str, spans: list[tuple[int, int]]) -> tuple[str, list[str]]:
    """The text before the first sentence with a gap, and a label for each gap: its sentence.

    A sentence with several gaps gives each a label of its own: the others are shown as `___`.
    LeftOut when there are too many.
    """
    at_most(len(spans))
    marked, last = [], 0
    for index, (start, end) in enumerate(spans):
        marked += [text[last:start], f"\x01{index}\x02"]
        last = end
    whole = "".join([*marked, text[last:]])
    sentences = [part.strip() for part in _SENTENCE.split(whole) if part.strip()]
    labels: dict[int, str] = {}
    before: list[str] = []
    for sentence in sentences:
        parts = _MARK.split(sentence)  # words, number of a gap, words...
        found = [int(number) for number in parts[1::2]]
        if not found and not labels:
            before.append(sentence)
        shown = [*parts]
        shown[1::2] = ["___"] * len(found)
        for place, own in enumerate(found):
            at = 2 * place + 1
            labels[own] = "".join([*shown[:at], GAP, *shown[at + 1 :]])
    return "\n".join(before), [labels.get(index, GAP) for index in range(len(spans))]


def gap_pairs(text: str, gaps: list[Gap], words: list[str]) -> tuple[str, list[tuple[str, str]]]:
    """The prompt, and (sentence with a gap, its word) for each gap."""
    prompt, labels = around(text, [(gap.start, gap.end) for gap in gaps])
    pairs = [(label, words[gap.number - 1]) for label, gap in zip(labels, gaps, strict=True)]
    return prompt or pairs[0][0], pairs
