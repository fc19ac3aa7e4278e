"""Moodle XML, as a question bank exports it."""

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

from courses.exchange.bounds import at_most
from courses.exchange.markup import lines, one_line, parse_xml, plain
from courses.exchange.questions import Blank, ExchangeError, Left, LeftOut, Note, Option, Question, Reading
from courses.exchange.reading.cloze import read_cloze
from courses.exchange.reading.gaps import Gap, gap_pairs

_GAP = re.compile(r"\[\[(\d+)\]\]")
_PARTS = ("answer", "subquestion", "selectoption", "dragbox", "hint")
_MARKUP = ("html", "moodle_auto_format", "")


def read(content: bytes) -> Reading:
    """Every question of the bank; a category only gives the title."""
    root = parse_xml(content)
    if root.tag != "quiz":
        raise ExchangeError("unknown_format")
    reading = Reading("moodle")
    for node in root.findall("question"):
        kind = node.get("type", "")
        if kind == "category":
            reading.title = reading.title or lines(node.findtext("category/text", "").rpartition("/")[2])
            continue
        question = Question("choice", "", "")
        question.name = one_line(node.findtext("name/text", ""), [])
        question.prompt = _text(node.find("questiontext"), question.notes)
        try:
            if kind not in _READERS:
                raise LeftOut("unknown_type", kind)
            at_most(sum(child.tag in _PARTS for child in node))
            _READERS[kind](node, question)
            if not question.prompt:
                raise LeftOut("no_text")
        except LeftOut as left:
            reading.leave(Left(question.name, kind, left.note))
            continue
        _common(node, question)
        reading.take(question)
    return reading


def _text(node: Element | None, notes: list[Note]) -> str:
    """A text of Moodle by the format it says."""
    if node is None:
        return ""
    text = node.findtext("text", "") or ""
    return plain(text, notes) if node.get("format", "") in _MARKUP else lines(text)


def _label(node: Element, notes: list[Note]) -> str:
    return " ".join(_text(node, notes).splitlines())


def _common(node: Element, question: Question) -> None:
    """Feedback and hints, which most types have."""
    notes = question.notes
    general = _text(node.find("generalfeedback"), notes)
    if question.kind != "case" or question.options:
        question.success = question.success or _text(node.find("correctfeedback"), notes) or general
        question.retry = question.retry or _text(node.find("incorrectfeedback"), notes)
    else:
        question.expert = question.expert or general
    question.hints = [text for one in node.findall("hint") if (text := _text(one, notes))]
    if node.findall("tags/tag"):
        notes.append(Note("tags"))


def _fraction(node: Element) -> float:
    try:
        return float(node.get("fraction", "0"))
    except ValueError:
        return 0.0


def _choice(node: Element, question: Question) -> None:
    answers = node.findall("answer")
    fractions = [_fraction(one) for one in answers]
    question.options = [
        Option(_label(one, question.notes), text=_text(one.find("feedback"), question.notes)) for one in answers
    ]
    single = (node.findtext("single") or "true").strip().lower() in ("true", "1")
    if any(not option.label for option in question.options):
        raise LeftOut("empty_answer")
    if not single:
        question.kind = "multiple"
        for option, fraction in zip(question.options, fractions, strict=True):
            option.right = fraction > 0
        if not any(option.right for option in question.options):
            raise LeftOut("no_right_answer")
        return
    if sum(fraction >= 99.9 for fraction in fractions) != 1:
        raise LeftOut("no_right_answer" if max(fractions, default=0) < 99.9 else "several_right")
    for option, fraction in zip(question.options, fractions, strict=True):
        option.right = fraction >= 99.9
    if any(0 < fraction < 99.9 for fraction in fractions):
        question.kind = "case"
        for option, fraction in zip(question.options, fractions, strict=True):
            option.rating = 3 if option.right else min(2, max(0, round(fraction * 3 / 100)))
        question.notes.append(Note("partial_became_case"))


def _truefalse(node: Element, question: Question) -> None:
    answers = node.findall("answer")
    right = next((one.findtext("text", "").strip().lower() for one in answers if _fraction(one) > 0), "")
    if right not in ("true", "false"):
        raise LeftOut("no_right_answer")
    texts = {one.findtext("text", "").strip().lower(): _text(one.find("feedback"), question.notes) for one in answers}
    question.options = [Option(word, word == right, texts.get(word, "")) for word in ("true", "false")]


def _short(node: Element, question: Question) -> None:
    exact = (node.findtext("usecase") or "0").strip() in ("1", "true")
    answers = []
    for one in node.findall("answer"):
        word = lines(one.findtext("text", ""))
        if "*" in word.replace("\\*", ""):
            question.notes.append(Note("wildcard", word))
        elif _fraction(one) >= 99.9:
            answers.append(word.replace("\\*", "*"))
        elif _fraction(one) > 0:
            question.notes.append(Note("partial", word))
    if not [one for one in answers if one]:
        raise LeftOut("no_right_answer")
    question.kind = "fill"
    question.blanks = [Blank("", [one for one in answers if one], exact)]


def _numerical(node: Element, question: Question) -> None:
    answers = [one for one in node.findall("answer") if _fraction(one) >= 99.9]
    words = [lines(one.findtext("text", "")) for one in answers]
    if not [word for word in words if word and word != "*"]:
        raise LeftOut("no_right_answer")
    if any((one.findtext("tolerance") or "0").strip() not in ("0", "") for one in answers):
        question.notes.append(Note("tolerance"))
    if node.findall("units/unit"):
        question.notes.append(Note("units"))
    question.kind = "fill"
    question.blanks = [Blank("", [form for word in words if word != "*" for form in _numbers(word)])]


def _numbers(word: str) -> list[str]:
    """A number as people type it: with a point or a comma, without zeros that say nothing."""
    short = word.rstrip("0").rstrip(".") if re.fullmatch(r"-?\d+\.\d+", word) else word
    return list(dict.fromkeys([short, short.replace(".", ","), word]))


def _matching(node: Element, question: Question) -> None:
    question.kind = "match"
    for one in node.findall("subquestion"):
        left, right = _label(one, question.notes), one_line(one.findtext("answer/text", ""), question.notes)
        if left and right:
            question.pairs.append((left, right))
        elif right:
            question.extra.append(right)
    if len(question.pairs) < 2:
        raise LeftOut("too_few")


def _ordering(node: Element, question: Question) -> None:
    question.kind = "order"
    answers = sorted(node.findall("answer"), key=_fraction)
    question.options = [Option(_label(one, question.notes)) for one in answers]
    if len(question.options) < 2:
        raise LeftOut("too_few")


def _gaps(node: Element, question: Question) -> None:
    """Words to put in the gaps of a text: each gap with its sentence is one side of a match."""
    words = [
        (lines(one.findtext("text", "")), one.findtext("group", "1"))
        for one in (*node.findall("selectoption"), *node.findall("dragbox"))
    ]
    text = question.prompt
    gaps = [Gap(found.start(), found.end(), int(found[1])) for found in _GAP.finditer(text)]
    if not gaps or any(not 0 < gap.number <= len(words) for gap in gaps):
        raise LeftOut("no_right_answer")
    question.kind = "match"
    question.prompt, question.pairs = gap_pairs(text, gaps, [word for word, _group in words])
    used = {word for _left, word in question.pairs}
    question.extra = [word for word, _group in words if word not in used]


def _cloze(node: Element, question: Question) -> None:
    if not read_cloze(question):
        raise LeftOut("no_right_answer")


def _essay(node: Element, question: Question) -> None:
    question.kind = "case"
    question.expert = _text(node.find("graderinfo"), question.notes)
    if (node.findtext("attachments") or "0").strip() not in ("0", ""):
        question.notes.append(Note("attachments"))


def _description(node: Element, question: Question) -> None:
    raise LeftOut("no_question")


_READERS: dict[str, Callable[[Element, Question], None]] = {
    "multichoice": _choice,
    "truefalse": _truefalse,
    "shortanswer": _short,
    "numerical": _numerical,
    "matching": _matching,
    "ordering": _ordering,
    "gapselect": _gaps,
    "ddwtos": _gaps,
    "cloze": _cloze,
    "multianswer": _cloze,
    "essay": _essay,
    "description": _description,
}
