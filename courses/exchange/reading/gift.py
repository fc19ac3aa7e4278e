"""GIFT, Moodle's plain text format. A blank line ends a question; `\\` before a sign takes its meaning away."""

import re
from collections.abc import Callable

from courses.exchange.bounds import Bounds, at_most
from courses.exchange.markup import lines, plain
from courses.exchange.questions import Blank, ExchangeError, Left, LeftOut, Note, Option, Question, Reading
from courses.exchange.reading.gaps import GAP

_MARK = "\ue000"  # before the code of an escaped sign, from the private use area, which `lines` would keep
_ESCAPE = re.compile(r"\\([~=#{}:\\n>%*])")
_HIDDEN = re.compile(_MARK + r"([0-9a-f]{2})")
_TITLE = re.compile(r"^::(.*?)::", re.DOTALL)
_FORMAT = re.compile(r"^\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_ANSWER = re.compile(r"(?=[=~])")
_WEIGHT = re.compile(r"^%(-?\d+(?:\.\d+)?)%")
_OTHER_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_TRUE = {"t": True, "true": True, "f": False, "false": False}


Said = Callable[[str], str]


def read(content: bytes) -> Reading:
    """Every question. Text is in UTF-8, or as Windows had it before, with a note. ExchangeError for anything else."""
    reading = Reading("gift")
    text = _decoded(content, reading.notes).replace("\r\n", "\n").replace("\r", "\n")
    Bounds().text(len(text))
    text = "\n".join(line for line in text.split("\n") if not line.lstrip().startswith("//"))
    for part in re.split(r"\n[ \t]*\n", text):
        block = part.strip()
        if block.startswith("$CATEGORY:"):
            head, _end, block = block.partition("\n")
            reading.title = reading.title or lines(head.removeprefix("$CATEGORY:").rpartition("/")[2])
        if block.strip():
            _question(_ESCAPE.sub(lambda m: f"{_MARK}{ord(m[1]):02x}", block.strip()), reading)
    return reading


def _decoded(content: bytes, notes: list[Note]) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise ExchangeError("not_utf8") from error
    if _OTHER_CONTROLS.search(text):
        raise ExchangeError("not_utf8")
    notes.append(Note("encoding"))
    return text


def _put_back(text: str) -> str:
    """The escaped signs; `\\n` is a new line."""
    return _HIDDEN.sub(lambda m: "\n" if m[1] == "6e" else chr(int(m[1], 16)), text)


def _shown(text: str) -> str:
    return lines(_put_back(text))


def _reader(html: bool, notes: list[Note]) -> Said:
    """How texts of a question are read: its answers and feedback have its format, unless they say another one."""

    def said(text: str) -> str:
        form = _FORMAT.match(text)
        marked = form[1].lower() == "html" if form else html
        words = text[form.end() :] if form else text
        return plain(_put_back(words), notes) if marked else _shown(words)

    return said


def _question(block: str, reading: Reading) -> None:
    question = Question("choice", "", "")
    if title := _TITLE.match(block):
        question.name, block = _shown(title[1]), block[title.end() :].strip()
    html = False
    if form := _FORMAT.match(block):
        html, block = form[1].lower() == "html", block[form.end() :].strip()
    said = _reader(html, question.notes)
    before, opened, rest = block.partition("{")
    inside, closed, after = rest.partition("}")
    if not opened or not closed or "{" in inside:
        kind, code = ("multichoice", "brace") if "{" in block else ("description", "no_question")
        reading.leave(Left(question.name or said(block)[:60], kind, Note(code)))
        return
    before, after = before.strip(), after.strip()
    asked = f"{before} {GAP} {after}".strip() if after else before
    question.prompt = said(asked)
    question.name = question.name or question.prompt[:60]
    body, _sign, general = inside.partition("####")
    question.success = said(general)
    try:
        if not question.prompt:
            raise LeftOut("no_text")
        _answers(question, body.strip(), said)
        reading.take(question)
    except LeftOut as left:
        reading.leave(Left(question.name, _type(body.strip()), left.note))


def _type(body: str) -> str:
    return "numerical" if body.startswith("#") else "matching" if "->" in body else "multichoice"


def _answers(question: Question, body: str, said: Said) -> None:
    """Fill the question from what stands in the braces."""
    if not body:
        question.kind, question.expert, question.success = "case", question.success, ""
        return None
    word, *feedback = [part.strip() for part in body.split("#", maxsplit=3)]
    if word.lower() in _TRUE:
        right = _TRUE[word.lower()]
        texts = [said(text) for text in feedback]  # of a wrong answer, then of the right one
        question.options = [Option("true", right), Option("false", not right)]
        question.retry, question.success = ([*texts, "", ""][0], [*texts, "", ""][1] or question.success)
        return None
    at_most(body.count("=") + body.count("~"))
    if body.startswith("#"):
        return _numbers(question, body[1:])
    parts = [part.strip() for part in _ANSWER.split(body) if part.strip()]
    if any(part[0] not in "=~" for part in parts):
        raise LeftOut("no_right_answer")
    if all(part[0] == "=" and "->" in part for part in parts):
        return _pairs(question, parts, said)
    if all(part[0] == "=" for part in parts):
        return _words(question, parts, said)
    return _options(question, parts, said)


def _weight(part: str, said: Said) -> tuple[float, str, str]:
    """Percent, text and feedback of an answer without its sign."""
    rest = part[1:].strip()
    found = _WEIGHT.match(rest)
    percent = float(found[1]) if found else 100.0 if part[0] == "=" else 0.0
    text, _sign, feedback = (rest[found.end() :] if found else rest).partition("#")
    return percent, " ".join(said(text).splitlines()), said(feedback)


def _options(question: Question, parts: list[str], said: Said) -> None:
    read = [_weight(part, said) for part in parts]
    question.options = [Option(label, text=text) for _percent, label, text in read]
    if any(not option.label for option in question.options):
        raise LeftOut("empty_answer")
    full = [percent >= 99.9 for percent, _label, _text in read]
    for option, (percent, _label, _text) in zip(question.options, read, strict=True):
        option.right = percent >= 99.9
    if sum(full) == 1:
        if any(0 < percent < 99.9 for percent, _label, _text in read):
            question.kind = "case"
            question.notes.append(Note("partial_became_case"))
            for option, (percent, _label, _text) in zip(question.options, read, strict=True):
                option.rating = 3 if option.right else min(2, max(0, round(percent * 3 / 100)))
        return None
    if sum(full) > 1:
        raise LeftOut("several_right")
    if not any(percent > 0 for percent, _label, _text in read):
        raise LeftOut("no_right_answer")
    question.kind = "multiple"
    for option, (percent, _label, _text) in zip(question.options, read, strict=True):
        option.right = percent > 0


def _words(question: Question, parts: list[str], said: Said) -> None:
    question.kind = "fill"
    answers = []
    for part in parts:
        percent, word, text = _weight(part, said)
        word = word or _weight(part, _shown)[1]  # what looks like markup is what is to be typed
        question.success = question.success or text
        if percent >= 99.9 and word:
            answers.append(word)
        elif word:
            question.notes.append(Note("partial", word))
    question.blanks = [Blank("", answers)]
    if not (answers):
        raise LeftOut("no_right_answer")


def _pairs(question: Question, parts: list[str], said: Said) -> None:
    question.kind = "match"
    for part in parts:
        left, _arrow, right = (said(side) for side in part[1:].partition("->"))
        left, right = " ".join(left.splitlines()), " ".join(right.splitlines())
        if left and right:
            question.pairs.append((left, right))
        elif right:
            question.extra.append(right)
    if not (len(question.pairs) > 1):
        raise LeftOut("too_few")


def _numbers(question: Question, body: str) -> None:
    answers = []
    for part in re.split(r"(?==)", body):
        word = part.strip().removeprefix("=").split("#")[0].strip()
        if found := _WEIGHT.match(word):
            if float(found[1]) < 99.9:
                question.notes.append(Note("partial", word))
                continue
            word = word[found.end() :]
        if ".." in word:
            raise LeftOut("range")
        number, _sign, tolerance = word.partition(":")
        if tolerance.strip() not in ("", "0"):
            question.notes.append(Note("tolerance"))
        if number.strip():
            answers += [number.strip(), number.strip().replace(".", ",")]
    question.kind = "fill"
    question.blanks = [Blank("", list(dict.fromkeys(answers)))]
    if not (answers):
        raise LeftOut("no_right_answer")
