"""How large a picture is, without trusting it."""

import re
from io import BytesIO
from xml.etree.ElementTree import Element

from PIL import Image

from courses.exchange.markup import name_of, parse_xml
from courses.exchange.questions import ExchangeError

MOST_PIXELS = 40_000_000
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


def size_of(content: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG, JPEG, GIF, WebP or SVG; None for anything else."""
    if content.lstrip()[:5] in (b"<?xml", b"<svg "):
        return _svg_size(content)
    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG", "GIF", "WEBP")) as image:
            width, height = image.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None
    return (width, height) if 0 < width * height <= MOST_PIXELS else None


def _svg_size(content: bytes) -> tuple[int, int] | None:
    try:
        root: Element = parse_xml(content)
    except ExchangeError:
        return None
    box = root.get("viewBox", "").replace(",", " ").split()
    words = box[2:] if len(box) == 4 else [root.get("width", ""), root.get("height", "")]
    found = [_NUMBER.match(word) for word in words]
    if name_of(root) != "svg" or not all(found):
        return None
    width, height = (round(float(one[0])) for one in found if one)
    return (width, height) if width > 0 and height > 0 else None
