"""H5P: multiple choice, true or false, blanks, drag the words, and the sets and columns that hold them."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from courses.exchange.archives import Archive
from courses.exchange.bounds import Bounds, at_most
from courses.exchange.markup import one_line, plain
from courses.exchange.questions import Blank, ExchangeError, Left, LeftOut, Note, Option, Question, Reading
from courses.exchange.reading.gaps import around

MOST_DEPTH = 30
_GAP = re.compile(r"\*([^*\n]+)\*")
Params = dict[str, Any]


def read(archive: Archive) -> Reading:
    """Every question of the package, however deep its containers; what else is in them is left out by name."""
    about = _json(archive, "h5p.json")
    content = _json(archive, "content/content.json")
    reading = Reading("h5p", title=_word(about.get("title")), language=_word(about.get("language"))[:2])
    for name, params, title in _parts(_word(about.get("mainLibrary")), content, reading.title):
        if name not in _READERS:
            reading.leave(Left(title, name, Note("unknown_type", name.removeprefix("H5P."))))
            continue
        question = Question("choice", title, "")
        try:
            _READERS[name](params, question)
            if not question.prompt:
                raise LeftOut("no_text")
        except LeftOut as left:
            reading.leave(Left(title, name, left.note))
            continue
        except (AttributeError, TypeError, ValueError, KeyError, RecursionError):
            reading.leave(Left(title, name, Note("unreadable")))
            continue
        if lost := _shown_above(params):
            question.notes.append(Note(lost))
        reading.take(question)
    return reading


def _shown_above(params: Params) -> str:
    """What stands above a question: a picture, a film, a sound; nothing when only the settings of one are there."""
    media = params.get("media")
    kind = media.get("type") if isinstance(media, dict) else None
    library = kind.get("library") if isinstance(kind, dict) else None
    name = library.partition(" ")[0] if isinstance(library, str) else ""
    return {"H5P.Video": "film", "H5P.Audio": "sound"}.get(name, "picture") if name else ""


def _json(archive: Archive, name: str) -> Params:
    content = archive.read(name)
    Bounds().text(len(content))
    try:
        tree = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ExchangeError("not_json", name) from error
    if not isinstance(tree, dict):
        raise ExchangeError("not_json", name)
    return tree


def _word(value: Any) -> str:
    return one_line(value, []) if isinstance(value, str) else ""


def _text(value: Any, notes: list[Note]) -> str:
    return plain(value, notes) if isinstance(value, str) else ""


def _parts(library: str, params: Params, title: str, depth: int = 0) -> Iterator[tuple[str, Params, str]]:
    """(type, parameters, title) of everything that is no container. `library` is like `H5P.Blanks 1.14`."""
    name = library.partition(" ")[0]
    inside = list(_below(params, depth)) if name not in _READERS else []
    if not inside:
        yield name, params, title
    for child in inside:
        own = _word((child.get("metadata") or {}).get("title")) if isinstance(child.get("metadata"), dict) else ""
        yield from _parts(child["library"], child["params"], own or title, depth + 1)


def _below(tree: Any, depth: int) -> Iterator[Params]:
    """The nearest parts of a container: trees with a library and parameters."""
    if depth > MOST_DEPTH:
        raise ExchangeError("too_deep")
    if isinstance(tree, dict):
        if isinstance(tree.get("library"), str) and isinstance(tree.get("params"), dict) and tree["library"]:
            yield tree
            return
        tree = list(tree.values())
    if isinstance(tree, list):
        for one in tree:
            if isinstance(one, dict | list):
                yield from _below(one, depth + 1)


def _choice(params: Params, question: Question) -> None:
    question.prompt = _text(params.get("question"), question.notes)
    behaviour = params.get("behaviour") or {}
    answers = params.get("answers") or []
    at_most(len(answers))
    for answer in answers:
        feedback = answer.get("tipsAndFeedback") or {}
        label = _word(answer.get("text")) or _text(answer.get("text"), question.notes)
        said = _text(feedback.get("chosenFeedback"), question.notes)
        question.options.append(Option(label, answer.get("correct") in (True, "true"), said))
        if tip := _text(feedback.get("tip"), question.notes):
            question.hints.append(tip)
    rights = sum(option.right for option in question.options)
    if any(not option.label for option in question.options):
        raise LeftOut("empty_answer")
    if not rights:
        raise LeftOut("no_right_answer")
    if behaviour.get("type") == "single" and rights > 1:
        raise LeftOut("several_right")
    question.kind = "multiple" if rights > 1 or behaviour.get("type") == "multi" else "choice"


def _truefalse(params: Params, question: Question) -> None:
    question.prompt = _text(params.get("question"), question.notes)
    right = params.get("correct") in (True, "true")
    behaviour = params.get("behaviour") or {}
    question.options = [Option("true", right), Option("false", not right)]
    question.success = _text(behaviour.get("feedbackOnCorrect"), question.notes)
    question.retry = _text(behaviour.get("feedbackOnWrong"), question.notes)


def _blanks(params: Params, question: Question) -> None:
    question.kind = "fill"
    exact = (params.get("behaviour") or {}).get("caseSensitive") is True
    prompts = [_text(params.get("text"), question.notes)]
    for one in params.get("questions") or []:
        text = _text(one, question.notes)
        found = list(_GAP.finditer(text))
        before, labels = around(text, [gap.span() for gap in found])
        prompts += [before] if found else [text]
        at_most(len(question.blanks) + len(found))
        for gap, label in zip(found, labels, strict=True):
            words, _sign, tip = gap[1].partition(":")
            answers = [word.strip() for word in words.split("/") if word.strip()]
            if not answers:
                raise LeftOut("no_right_answer")
            question.blanks.append(Blank(label, answers, exact))
            question.hints += [tip.strip()] if tip.strip() else []
    question.prompt = "\n".join(text for text in prompts if text) or (
        question.blanks[0].label if question.blanks else ""
    )
    if not (question.blanks):
        raise LeftOut("no_right_answer")


def _drag(params: Params, question: Question) -> None:
    question.kind = "match"
    text = "\n".join(one_line(line, question.notes) for line in _word_lines(params.get("textField")))
    found = list(_GAP.finditer(text))
    before, labels = around(text, [gap.span() for gap in found])
    words = [re.split(r":|\\\+|\\-", gap[1])[0].strip() for gap in found]
    question.pairs = list(zip(labels, words, strict=True))
    question.prompt = "\n".join(
        part for part in (_text(params.get("taskDescription"), question.notes), before) if part
    ) or "\n".join(labels[:1])
    used = set(words)
    others = [gap[1].split(":")[0].strip() for gap in _GAP.finditer(str(params.get("distractors") or ""))]
    at_most(len(others))
    question.extra = [word for word in dict.fromkeys(others) if word and word not in used]
    if not (len(question.pairs) > 1 and all(words)):
        raise LeftOut("too_few")


def _word_lines(value: Any) -> list[str]:
    return value.splitlines() if isinstance(value, str) else []


_READERS: dict[str, Callable[[Params, Question], None]] = {
    "H5P.MultiChoice": _choice,
    "H5P.TrueFalse": _truefalse,
    "H5P.Blanks": _blanks,
    "H5P.DragText": _drag,
}
