"""QTI 2.1 and 3: one item, or a package of them with its manifest. Both spell the same things; names are read alike."""

from xml.etree.ElementTree import Element

from courses.exchange.archives import Archive
from courses.exchange.bounds import Bounds, at_most
from courses.exchange.markup import attribute, descendants, first, inner, name_of, one_line, parse_xml, plain
from courses.exchange.questions import ExchangeError, Left, LeftOut, Note, Question, Reading
from courses.exchange.reading.interactions import INTERACTIONS, READERS, Item

_MANIFEST = "imsmanifest.xml"


def read_item_file(content: bytes) -> Reading:
    """One XML file: an item, or a test that has its items inside."""
    root = parse_xml(content)
    reading = Reading("qti")
    items = list(descendants(root, "assessmentitem"))
    if not items:
        raise ExchangeError("unknown_format")
    for item in items:
        _item(item, reading, None, "")
    return reading


def read_package(archive: Archive) -> Reading:
    """A zip with a manifest; without one, every XML file in it that is an item."""
    reading, bounds = Reading("qti"), Bounds()
    for name in _items(archive, reading):
        try:
            root = parse_xml(archive.read(name), bounds)
        except ExchangeError as error:
            if error.code != "not_xml":
                raise
            reading.leave(Left(name, "", Note("unreadable")))
            continue
        if name_of(root) == "assessmentitem":
            _item(root, reading, archive, name)
    return reading


def _items(archive: Archive, reading: Reading) -> list[str]:
    """The paths of the items, in the order of the manifest."""
    path = next((name for name in archive.names if name.rpartition("/")[2] == _MANIFEST), None)
    if path is None:
        return [name for name in archive.names if name.endswith(".xml")]
    found: list[str] = []
    for resource in descendants(parse_xml(archive.read(path)), "resource"):
        kind = attribute(resource, "type")
        if "item" not in kind:
            continue
        href = attribute(resource, "href")
        beside = archive.beside(path, href)
        if beside:
            found.append(beside)
        else:
            reading.leave(Left(href[:100], kind, Note("missing_file")))
    return list(dict.fromkeys(found))


def _item(root: Element, reading: Reading, archive: Archive | None, path: str) -> None:
    reading.language = reading.language or attribute(root, "lang")[:2]
    title = one_line(attribute(root, "title") or attribute(root, "identifier"), [])
    body = first(root, "itembody")
    question = Question("choice", title, "")
    kind = "item"
    try:
        kind, found = _interactions(body)
        item = Item(root, body, found, archive, path)
        READERS[kind](item, question)
        question.prompt = question.prompt or _prompt(item, question.notes)
        if not question.prompt:
            raise LeftOut("no_text")
    except LeftOut as left:
        reading.leave(Left(title, left.note.detail or kind, left.note))
        return
    _feedback(root, question)
    reading.take(question)


def _interactions(body: Element | None) -> tuple[str, list[Element]]:
    """The kind of what is asked, and its elements: one, or several gaps of one text."""
    if body is None:
        raise LeftOut("no_question")
    found = [one for one in body.iter() if name_of(one).endswith("interaction")]
    kinds = sorted({name_of(one) for one in found})
    unknown = [kind for kind in kinds if kind not in READERS]
    if unknown:
        raise LeftOut("unknown_type", unknown[0].removesuffix("interaction"))
    if not found:
        raise LeftOut("no_question")
    at_most(len(found))
    if len(kinds) > 1 or (len(found) > 1 and kinds[0] not in ("textentryinteraction", "inlinechoiceinteraction")):
        raise LeftOut("composite")
    return kinds[0], found


def _prompt(item: Item, notes: list[Note]) -> str:
    """What stands before the interaction, and the interaction's own prompt."""
    own = "\n".join(plain(inner(one), notes) for one in descendants(item.found[0], "prompt"))
    text = plain(inner(item.body, frozenset({*INTERACTIONS, "feedbackblock", "rubricblock", "modalfeedback"})), notes)
    return "\n".join(part for part in (text, own) if part)


def _feedback(root: Element, question: Question) -> None:
    """Modal feedback: what is shown for a right answer by its usual names, an expert's words, else for another try."""
    for one in descendants(root, "modalfeedback"):
        name, text = attribute(one, "identifier").lower(), plain(inner(one), question.notes)
        if name in ("expert", "model", "solution"):
            question.expert = question.expert or text
        elif name in ("success", "correct", "right", "feedback_correct", "true", "full"):
            question.success = question.success or text
        elif name.startswith("hint"):
            question.hints.append(text)
        else:
            question.retry = question.retry or text
