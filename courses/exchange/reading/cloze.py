"""Moodle's embedded answers: `{1:SHORTANSWER:=Brussels~%50%Ghent#Nearly}` inside a text."""

import re

from courses.exchange.questions import Blank, Note, Option, Question
from courses.exchange.reading.gaps import around

_FIELD = re.compile(r"(?<!\\)\{(\d*):([A-Z_]+):((?:\\.|[^\\{}])*)\}", re.DOTALL)
_CHOICES = ("MULTICHOICE", "MC", "MCV", "MCH", "MCS", "MCVS", "MCHS", "MULTICHOICE_V", "MULTICHOICE_H", "MULTICHOICE_S")
_NUMBERS = ("NUMERICAL", "NM")
_EXACT = ("SHORTANSWER_C", "SAC", "MWC")
_PARTS = re.compile(r"(?<!\\)~")
_ONE = re.compile(r"^(?:=|%(-?\d+(?:\.\d+)?)%)?(.*?)(?:(?<!\\)#.*)?$", re.DOTALL)
_ESCAPED = re.compile(r"\\([\\~#=}{])")


def read_cloze(question: Question) -> bool:
    """Turn the fields of the prompt into blanks, or a match when all of them are lists; False: there is none."""
    found = list(_FIELD.finditer(question.prompt))
    read = [_answers(one[3], one[2]) for one in found]
    if not found or not all(right for right, _all in read):
        return False
    prompt, labels = around(question.prompt, [one.span() for one in found])
    choices = [one[2].startswith(("MULTICHOICE", "MC")) or one[2] in _CHOICES for one in found]
    question.prompt = prompt or labels[0]
    if all(choices):
        question.kind = "match"
        question.pairs = [(label, right[0]) for label, (right, _all) in zip(labels, read, strict=True)]
        used = {right for _left, right in question.pairs}
        offered = [word for _right, words in read for word in words]
        question.extra = [word for word in dict.fromkeys(offered) if word not in used]
        if len(question.pairs) == 1:  # one list is a choice
            question.kind = "choice"
            _as_choice(question, read[0])
        return True
    if any(choices):
        question.notes.append(Note("list_became_typing"))
    if any(one[2] in _NUMBERS and ":" in one[3] for one in found):
        question.notes.append(Note("tolerance"))
    question.kind = "fill"
    question.blanks = [
        Blank(label, right, one[2] in _EXACT) for label, (right, _all), one in zip(labels, read, found, strict=True)
    ]
    return True


def _as_choice(question: Question, read: tuple[list[str], list[str]]) -> None:
    question.options = [Option(word, word == read[0][0]) for word in dict.fromkeys(read[1])]
    question.prompt = "\n".join(dict.fromkeys([question.prompt, question.pairs[0][0]]))
    question.pairs, question.extra = [], []


def _answers(body: str, kind: str) -> tuple[list[str], list[str]]:
    """The right words, and all of them."""
    right, words = [], []
    for part in _PARTS.split(body):
        match = _ONE.match(part.strip())
        word = _ESCAPED.sub(r"\1", match[2] if match else "").strip()
        if kind in _NUMBERS:
            word = word.partition(":")[0]
        if not word or word == "*":
            continue
        words.append(word)
        if part.strip().startswith("=") or (match and match[1] and float(match[1]) >= 99.9):
            right.append(word)
    return right, words
