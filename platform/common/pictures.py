"""What a picture that somebody hands in really is: by its content, never by its name. Pure."""

import re
from dataclasses import dataclass
from xml.etree import ElementTree

MOST_BYTES = 60_000
_SIGNATURES = {
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
}
SVG = "image/svg+xml"
_NAMESPACE = "{http://www.w3.org/2000/svg}"
# What draws, and nothing that runs, loads, links, embeds or styles from elsewhere.
_ELEMENTS = {
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "title", "desc",
    "defs", "clipPath", "mask", "symbol", "linearGradient", "radialGradient", "stop",
}  # fmt: skip
_ATTRIBUTE = re.compile(r"[a-zA-Z][a-zA-Z-]*")
_ELSEWHERE = re.compile(r"url\s*\(\s*['\"]?(?!#)|expression|@import|javascript:|data:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Linked:
    """A picture at an address of ours, with its size in pixels."""

    url: str
    width: int
    height: int


def kind_of(content: bytes) -> str:
    """Its media type: PNG, JPEG, WebP, or an SVG that only draws; empty for anything else."""
    for kind, signature in _SIGNATURES.items():
        if signature.match(content):
            return kind
    return SVG if _only_draws(content) else ""


def _only_draws(content: bytes) -> bool:
    """An SVG whose elements and attributes are all known to draw. A document type may define entities: refused."""
    if b"<!" in re.sub(rb"<!--.*?-->", b"", content, flags=re.DOTALL) or b"<?xml-stylesheet" in content:
        return False
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 no document type, so no entity that grows
    except (ElementTree.ParseError, ValueError):
        return False
    return root.tag == f"{_NAMESPACE}svg" and all(_harmless(element) for element in root.iter())


def _harmless(element: ElementTree.Element) -> bool:
    name = str(element.tag)
    if not name.startswith(_NAMESPACE) or name.removeprefix(_NAMESPACE) not in _ELEMENTS:
        return False
    return all(
        _ATTRIBUTE.fullmatch(key)
        and not key.lower().startswith("on")
        and key != "href"
        and not _ELSEWHERE.search(value)
        for key, value in element.attrib.items()
    )
