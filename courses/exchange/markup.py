"""Text of other systems as plain lines, and XML that can't harm."""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from courses.exchange.bounds import Bounds
from courses.exchange.questions import ExchangeError, Note
from courses.exchange.tags import pieces

MOST_DEPTH = 80
MOST_TEXT = 4000  # characters of one text
MOST_MARKUP = 100_000  # characters of its markup, without the pictures that are written into it
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
_DATA = re.compile(r"data:[^\s\"'<>)]{200,}")  # a picture that is written into the text
_FILE = "file"  # of Moodle: a picture, beside the text
_BLANKS = re.compile(r"[ \t\r\f\v\u00a0\u202f\u200b]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ufffe\uffff]|[\ud800-\udfff]")


def lines(text: str | None) -> str:
    """A plain text as lines: spaces made one, empty lines and control characters gone."""
    parts = (_BLANKS.sub(" ", part).strip() for part in _CONTROL.sub("", text or "").splitlines())
    return "\n".join(part for part in parts if part)[:MOST_TEXT]


def plain(text: str | None, notes: list[Note]) -> str:
    """The words of an HTML text, a block a line. What is lost (pictures, links...) goes to `notes`, once each."""
    parts: list[str] = []
    lost: dict[str, None] = {}
    silent = 0
    for kind, said in pieces(_DATA.sub("data:", text or "")[:MOST_MARKUP]):
        if kind == "words":
            if not silent:  # code that a browser would run never gets in
                parts.append(said.replace("\n", " "))
            continue
        if kind == "start" and said in _LOST:
            lost[_LOST[said]] = None
        if said in _SILENT:
            silent = silent + 1 if kind == "start" else max(0, silent - 1)
        if said in _BLOCKS:
            parts.append("\n")
    notes += [note for code in lost if (note := Note(code)) not in notes]
    return lines("".join(parts))


def one_line(text: str | None, notes: list[Note]) -> str:
    """The same on one line, for a label."""
    return " ".join(plain(text, notes).splitlines())


class _Builder(TreeBuilder):
    """Builds the tree and counts what gets in."""

    def __init__(self, bounds: Bounds):
        super().__init__()
        self._bounds, self._depth, self._files = bounds, 0, 0

    def start(self, tag: Any, attrs: Any) -> Element:
        self._bounds.element()
        self._bounds.text(sum(map(len, attrs.values())))
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise ExchangeError("too_deep")
        self._files += tag == _FILE
        return super().start(tag, attrs)

    def end(self, tag: Any) -> Element:
        self._depth -= 1
        self._files -= tag == _FILE
        return super().end(tag)

    def data(self, data: Any) -> None:
        if self._files:
            return
        self._bounds.text(len(data))
        super().data(data)


def parse_xml(content: bytes, bounds: Bounds | None = None) -> Element:
    """The root of an XML document, without the bytes of Moodle's files. `bounds`: of the file that it is a part of.

    ExchangeError for one that is broken, declares entities, nests without end, or holds too much.
    """
    parser = DefusedXMLParser(target=_Builder(bounds or Bounds()), forbid_dtd=True)
    try:
        parser.feed(content)
        return parser.close()
    except DefusedXmlException as error:
        raise ExchangeError("entities", type(error).__name__) from error
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        raise ExchangeError("not_xml", str(error)) from error


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
