"""From what a person types to what a page shows. Pure.

The simple markup: an empty line ends a paragraph; lines that begin with `-` or `1.` are a list; an address becomes a
link. Nothing else is markup: what looks like HTML is shown as typed. The result goes through nh3 with a closed list of
tags all the same, so that a mistake here can't become a script there.
"""

import html
import re
import unicodedata

import nh3

from common.languages import without_accents

TAGS = {"p", "br", "ul", "ol", "li", "a"}
ATTRIBUTES = {"a": {"href"}}
SCHEMES = {"http", "https"}
REL = "nofollow ugc noopener"
LONGEST_LINK = 60  # characters of an address that are shown

_ADDRESS = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
_BULLET = re.compile(r"^\s*[-*•]\s+(.*)$")
_NUMBER = re.compile(r"^\s*\d{1,2}[.)]\s+(.*)$")
_TRAILING = ".,;:!?…»”"


def to_html(text: str) -> str:
    """The sanitised HTML of a text: `p`, `br`, `ul`, `ol`, `li`, and `a` with http(s) addresses alone."""
    blocks = (block for block in re.split(r"\n\s*\n", _clean(text)) if block.strip())
    return nh3.clean(
        "".join(part for block in blocks for part in _parts(block.split("\n"))),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel=REL,
    )


def plain(text: str) -> str:
    """What a search compares: small letters, no accents, single spaces."""
    bare = without_accents(text.casefold())
    return " ".join(bare.replace("œ", "oe").replace("’", "'").split())


def _clean(text: str) -> str:
    """One kind of line end, no control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) != "Cc").strip()


def _parts(lines: list[str]) -> list[str]:
    """Runs of list lines and of other lines, each as HTML."""
    parts: list[str] = []
    run: list[str] = []
    kind = ""
    for line in [*lines, None]:
        found, content = ("end", "") if line is None else _read(line)
        if found != kind and run:
            parts.append(_wrap(kind, run))
            run = []
        kind = found
        if content:
            run.append(_inline(content))
    return parts


def _read(line: str) -> tuple[str, str]:
    for kind, pattern in (("ul", _BULLET), ("ol", _NUMBER)):
        if match := pattern.match(line):
            return kind, match[1].strip()
    return "p", line.strip()


def _wrap(kind: str, run: list[str]) -> str:
    if kind == "p":
        return f"<p>{'<br>'.join(run)}</p>"
    return f"<{kind}>{''.join(f'<li>{item}</li>' for item in run)}</{kind}>"


def _inline(text: str) -> str:
    """Escaped, with its addresses as links; the stop that ends a sentence is none of the address."""
    found, at = [], 0
    for match in _ADDRESS.finditer(text):
        address = match[0].rstrip(_TRAILING)
        while address.endswith(")") and address.count("(") < address.count(")"):
            address = address[:-1].rstrip(_TRAILING)
        end = match.start() + len(address)
        shown = address if len(address) <= LONGEST_LINK else address[: LONGEST_LINK - 1] + "…"
        found += [html.escape(text[at : match.start()]), f'<a href="{html.escape(address)}">{html.escape(shown)}</a>']
        at = end
    return "".join([*found, html.escape(text[at:])])
