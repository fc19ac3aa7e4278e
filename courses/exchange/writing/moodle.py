"""Moodle XML, as a question bank imports it. A hotspot has no like there: it is left out."""

from collections.abc import Callable, Sequence
from html import escape
from xml.etree.ElementTree import Element, SubElement, tostring

from courses.exchange.exercises import FALSE, TRUE
from courses.exchange.questions import Left, LeftOut, Question

_THIRDS = {3: "100", 2: "66.66667", 1: "33.33333", 0: "0"}


def write(questions: Sequence[Question], title: str, language: str, credit: str = "") -> tuple[bytes, list[Left]]:
    """The file, and what was left out. `credit`: whose work it is, for its category."""
    root, left = Element("quiz"), []
    category = SubElement(root, "question", type="category")
    _plain(SubElement(category, "category"), f"$course$/top/{title.replace('/', ' ')}")
    if credit:
        _html(category, "info", credit)
    for question in questions:
        try:
            write_one = _WRITERS.get(question.kind)
            if write_one is None:
                raise LeftOut("no_like", question.kind)
            kind, node = write_one(question, language)
        except LeftOut as reason:
            left.append(Left(question.name, question.kind, reason.note))
            continue
        node.set("type", kind)
        root.append(node)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="utf-8"), left


def _plain(node: Element, text: str) -> None:
    SubElement(node, "text").text = text


def _html(parent: Element, tag: str, text: str, **attributes: str) -> Element:
    """A text of ours as Moodle's HTML: a line a paragraph."""
    node = SubElement(parent, tag, {"format": "html", **attributes})
    _plain(node, "".join(f"<p>{escape(line, quote=False)}</p>" for line in text.splitlines()))
    return node


def _start(question: Question) -> Element:
    node = Element("question")
    _plain(SubElement(node, "name"), question.name or question.prompt.split("\n")[0][:100])
    _html(node, "questiontext", question.prompt)
    SubElement(node, "defaultgrade").text = "1"
    return node


def _end(node: Element, question: Question) -> Element:
    """Feedback and hints: general for a right answer where the type has no place of its own for it."""
    if question.kind in ("choice", "multiple", "match", "order") or (question.kind == "case" and question.options):
        _html(node, "correctfeedback", question.success)
        _html(node, "partiallycorrectfeedback", question.retry)
        _html(node, "incorrectfeedback", question.retry)
    elif question.kind != "case":
        _html(node, "generalfeedback", question.success)
    for text in question.hints:
        _html(node, "hint", text)
    return node


def _choice(question: Question, language: str) -> tuple[str, Element]:
    node = _start(question)
    single = question.kind != "multiple"
    SubElement(node, "single").text = "true" if single else "false"
    SubElement(node, "shuffleanswers").text = "true"
    rights = sum(option.right for option in question.options)
    for option in question.options:
        worth = "100" if single else f"{100 / rights:.5f}".rstrip("0").rstrip(".")
        fraction = _THIRDS[option.rating] if question.kind == "case" else worth if option.right else "0"
        if not single and not option.right:
            fraction = f"-{worth}"
        answer = _html(node, "answer", _word(option.label, language), fraction=fraction)
        if option.text:
            _html(answer, "feedback", option.text)
    return "multichoice", _end(node, question)


def _word(label: str, language: str) -> str:
    return {"true": TRUE, "false": FALSE}[label][language] if label in ("true", "false") else label


def _order(question: Question, language: str) -> tuple[str, Element]:
    node = _start(question)
    SubElement(node, "gradingtype").text = "RELATIVE_ALL_PREVIOUS_AND_NEXT"
    for index, option in enumerate(question.options, 1):
        _html(node, "answer", option.label, fraction=f"{index}.0000000")
    return "ordering", _end(node, question)


def _match(question: Question, language: str) -> tuple[str, Element]:
    node = _start(question)
    SubElement(node, "shuffleanswers").text = "true"
    for left, right in [*question.pairs, *(("", word) for word in question.extra)]:
        sub = _html(node, "subquestion", left)
        _plain(SubElement(sub, "answer"), right)
    return "matching", _end(node, question)


def _fill(question: Question, language: str) -> tuple[str, Element]:
    """One field is a short answer, several are embedded in a text."""
    if len(question.blanks) == 1:
        (blank,) = question.blanks
        whole = Question("fill", question.name, f"{question.prompt}\n{blank.label}".strip())
        node = _start(whole)
        SubElement(node, "usecase").text = "1" if blank.exact else "0"
        for word in blank.answers:
            _plain(SubElement(node, "answer", fraction="100", format="plain_text"), word.replace("*", "\\*"))
        return "shortanswer", _end(node, question)
    rows = []
    for blank in question.blanks:
        words = "~".join(f"={_escaped(word)}" for word in blank.answers)
        field = f"{{1:{'SHORTANSWER_C' if blank.exact else 'SHORTANSWER'}:{words}}}"
        label = blank.label
        rows.append(label.replace("…", field, 1) if "…" in label else f"{label}: {field}")
    whole = Question("fill", question.name, "\n".join([question.prompt, *rows]))
    return "cloze", _end(_start(whole), question)


def _escaped(word: str) -> str:
    return "".join(f"\\{sign}" if sign in "\\~#=}{" else sign for sign in word)


def _case(question: Question, language: str) -> tuple[str, Element]:
    if question.options:
        return _choice(question, language)
    node = _start(question)
    _html(node, "graderinfo", question.expert)
    SubElement(node, "responseformat").text = "plain"
    return "essay", _end(node, question)


_WRITERS: dict[str, Callable[[Question, str], tuple[str, Element]]] = {
    "choice": _choice,
    "multiple": _choice,
    "case": _case,
    "order": _order,
    "match": _match,
    "fill": _fill,
}
