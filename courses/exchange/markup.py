"""Text of other systems as plain lines, and XML that can't harm."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from courses.exchange.questions import ExchangeError, Note

MOST_DEPTH = 80
MOST_TEXT = 4000  # characters of one text
_BLOCKS = frozenset(
    [
        "address",
        "blockquote",
        "br",
        "dd",
        "div",
        "dt",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ]
)
_SILENT = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "svg",
        "math",
        "object",
        "iframe",
        "audio",
        "video",
        "canvas",
        "head",
        "title",
    ]
)
_LOST = {"img": "picture", "audio": "sound", "video": "film", "iframe": "frame", "object": "frame", "script": "script"}
_LOST |= {"math": "formula", "svg": "picture", "a": "link", "table": "table", "form": "frame", "embed": "frame"}
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_BLANKS = re.compile(r"[ \t\r\f\v\u00a0\u202f\u200b]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ufffe\uffff]|[\ud800-\udfff]")


class _Lines(HTMLParser):
    """Collects the words of a text and what can't be kept of it. Code that a browser would run never gets in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.lost: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _LOST:
            self.lost.append(_LOST[tag])
        if tag in _SILENT and tag not in _VOID:
            self._silent += 1
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data.replace("\n", " "))


def lines(text: str | None) -> str:
    """A plain text as lines: spaces made one, empty lines and control characters gone."""
    parts = (_BLANKS.sub(" ", part).strip() for part in _CONTROL.sub("", text or "").splitlines())
    return "\n".join(part for part in parts if part)[:MOST_TEXT]


def plain(text: str | None, notes: list[Note]) -> str:
    """The words of an HTML text, a block a line. What is lost (pictures, links...) goes to `notes`, once each."""
    reader = _Lines()
    reader.feed(text or "")
    reader.close()
    for code in dict.fromkeys(reader.lost):
        if Note(code) not in notes:
            notes.append(Note(code))
    return lines("".join(reader.parts))


def one_line(text: str | None, notes: list[Note]) -> str:
    """The same on one line, for a label."""
    return " ".join(plain(text, notes).splitlines())


def parse_xml(content: bytes) -> Element:
    """The root of an XML document. ExchangeError for one that is broken, declares entities, or nests without end."""
    try:
        root = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise ExchangeError("entities", type(error).__name__) from error
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        raise ExchangeError("not_xml", str(error)) from error
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > MOST_DEPTH:
            raise ExchangeError("too_deep")
        level = [child for node in level for child in node]
    return root


def name_of(node: Element) -> str:
    """The element's name without namespace, case, hyphens and QTI 3's prefix: `qti-item-body` is `itembody`."""
    return _plain_name(node.tag) if isinstance(node.tag, str) else ""


def attribute(node: Element, name: str) -> str:
    """An attribute by its plain name: `responseidentifier` for both spellings of QTI; "" when absent."""
    return next((value for key, value in node.attrib.items() if _plain_name(key) == name), "")


def descendants(node: Element, *names: str) -> Iterator[Element]:
    """All elements below the node (and itself) that have one of these plain names, in order."""
    return (one for one in node.iter() if name_of(one) in names)


def first(node: Element | None, *names: str) -> Element | None:
    """The first of them."""
    return next(descendants(node, *names), None) if node is not None else None


def inner(node: Element | None, skip: frozenset[str] = frozenset()) -> str:
    """The markup inside an element, for `plain`: tags by their plain names, without those in `skip`."""
    if node is None:
        return ""
    parts = [_escaped(node.text)]
    for child in node:
        name = name_of(child)
        if name and name not in skip:
            parts.append(f"<{name}>{inner(child, skip)}</{name}>" if name not in _VOID else f"<{name}>")
        parts.append(_escaped(child.tail))
    return "".join(parts)


def _escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _plain_name(name: str) -> str:
    bare = name.rpartition("}")[2].lower()
    return bare.removeprefix("qti-").replace("-", "")
