"""Pictures that somebody sends, made small enough for a learner's phone. Pure: bytes in, bytes out.

A picture is never kept as it came: it is read by Pillow and written anew, so that no place, name or face in its
metadata, and nothing that was hidden behind its last byte, gets through. A drawing (SVG) is read by its elements and
written anew as well, and refused when anything in it does more than draw (common/pictures.py).
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from xml.etree import ElementTree

from PIL import Image, ImageFile, ImageOps

from common import pictures
from common.pictures import SVG

MOST_SENT = 10_000_000  # bytes as it comes: what a phone's camera makes
MOST_PIXELS = 40_000_000
MOST_SIDE = 12_000  # pixels
LEAST_SIDE = 48
MOST_NESTED = 40  # elements of a drawing inside each other
# A learner's exercise is 20 kB at its first view, and a dozen of it is the page itself (docs/budgets.md).
MOST_KEPT = 8_000
SIDES = (720, 600, 480, 360, 240)  # 360 px of a phone, twice as sharp; smaller when it would be too heavy
QUALITIES = (25, 82)
ENDINGS = {
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/webp": ("webp",),
    "image/gif": ("gif",),
    SVG: ("svg",),
}
_READERS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP", "image/gif": "GIF"}
_DAMAGE = (OSError, ValueError, SyntaxError, EOFError, MemoryError, TypeError, IndexError, OverflowError, KeyError)
_NUMBER = re.compile(r"\s*(\d+(?:\.\d+)?)")


class PictureError(ValueError):
    """A picture that is refused. `code`: `too_large`, `unknown`, `ending`, `not_safe`, `damaged`, `huge`, `tiny`,
    `moves`, `too_heavy`.
    """

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Small:
    """A picture as it is kept: its bytes, media type, file ending, width and height in pixels."""

    content: bytes
    kind: str
    ending: str
    width: int
    height: int


def made_small(name: str, content: bytes) -> Small:
    """The picture as it may be kept, at most MOST_KEPT bytes. `name`: as it was sent, its ending must tell the truth.

    Raises:
        PictureError: it is refused, and nothing of it is kept.
    """
    if len(content) > MOST_SENT:
        raise PictureError("too_large")
    kind = "image/gif" if content[:6] in (b"GIF87a", b"GIF89a") else pictures.kind_of(content)
    ending = PurePath(name).suffix.lower().lstrip(".")
    if not kind:
        raise PictureError("not_safe" if ending == "svg" else "unknown")
    if ending not in ENDINGS[kind]:
        raise PictureError("ending")
    return _drawing(content) if kind == SVG else _photograph(content, kind)


def already_small(name: str, content: bytes) -> Small:
    """A picture that `made_small` made, read again as it stands: a module's folder has such files.

    Raises:
        PictureError: it is none, or there is something behind its end.
    """
    if len(content) > MOST_KEPT:
        raise PictureError("too_heavy")
    if pictures.kind_of(content) == SVG:
        return _drawing(content)
    if pictures.kind_of(content) != "image/webp" or int.from_bytes(content[4:8], "little") + 8 != len(content):
        raise PictureError("unknown")
    found = _opened(content, "image/webp")
    return Small(content, "image/webp", "webp", *found.size)


def _photograph(content: bytes, kind: str) -> Small:
    whole = _opened(content, kind)
    for small in _sizes(whole):
        if found := _light(small):
            return Small(found, "image/webp", "webp", *small.size)
    raise PictureError("too_heavy")


def _opened(content: bytes, kind: str) -> Image.Image:
    """The picture, upright, in plain colours. Its size is known before anything is unpacked."""
    try:
        with _whole(), Image.open(BytesIO(content), formats=(_READERS[kind],)) as image:
            _refuse_size(*image.size)
            if getattr(image, "n_frames", 1) > 1:
                raise PictureError("moves")
            image.draft("RGB", (2 * SIDES[0], 2 * SIDES[0]))
            image.load()
            whole = ImageOps.exif_transpose(image)
            clear = whole.mode in ("RGBA", "LA", "PA") or "transparency" in whole.info
            return whole.convert("RGBA" if clear else "RGB")
    except PictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError("huge") from error
    except _DAMAGE as error:
        raise PictureError("damaged") from error


@contextmanager
def _whole() -> Iterator[None]:
    """Half a picture is no picture. WeasyPrint, once it is loaded, tells Pillow to fill up what is missing."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _refuse_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS or max(width, height) > MOST_SIDE:
        raise PictureError("huge")
    if min(width, height) < LEAST_SIDE:
        raise PictureError("tiny")


def _sizes(image: Image.Image) -> Iterator[Image.Image]:
    """The picture in ever less room; never larger than it came. A copy has no metadata."""
    for side in SIDES:
        if side == SIDES[0] or side < max(image.size):
            small = image.copy()
            small.info = {}
            small.thumbnail((side, side), Image.Resampling.LANCZOS)
            yield small


def _light(image: Image.Image) -> bytes | None:
    """The best WebP within MOST_KEPT: without a loss if that fits (drawings), else as fine as may be; None: none."""
    exact = _webp(image, lossless=True)
    if len(exact) <= MOST_KEPT:
        return exact
    least, most = QUALITIES
    found = None
    while least <= most:
        middle = (least + most) // 2
        made = _webp(image, quality=middle)
        if len(made) <= MOST_KEPT:
            found, least = made, middle + 1
        else:
            most = middle - 1
    return found


def _webp(image: Image.Image, **how: int) -> bytes:
    out = BytesIO()
    image.save(out, "WEBP", method=4, exif=b"", icc_profile=None, **how)
    return out.getvalue()


def _drawing(content: bytes) -> Small:
    """An SVG whose elements all draw, without comments and with its size written down."""
    root = ElementTree.fromstring(content)  # noqa: S314 kind_of read it: no document type, so no entity that grows
    if _depth(root) > MOST_NESTED:
        raise PictureError("damaged")
    width, height = _size_of(root)
    if not (width and height):
        raise PictureError("damaged")
    root.set("viewBox", root.get("viewBox") or f"0 0 {width} {height}")
    root.set("width", str(width))
    root.set("height", str(height))
    ElementTree.register_namespace("", "http://www.w3.org/2000/svg")
    made = ElementTree.tostring(root, encoding="utf-8")
    if len(made) > MOST_KEPT:
        raise PictureError("too_heavy")
    return Small(made, SVG, "svg", width, height)


def _depth(root: ElementTree.Element) -> int:
    deepest, waiting = 0, [(root, 1)]
    while waiting:
        one, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting += [(inner, depth + 1) for inner in one]
    return deepest


def _size_of(root: ElementTree.Element) -> tuple[int, int]:
    box = root.get("viewBox", "").replace(",", " ").split()
    words = box[2:] if len(box) == 4 else [root.get("width", ""), root.get("height", "")]
    found = [_NUMBER.match(word) for word in words]
    width, height = (round(float(one[1])) if one and len(one[1]) < 9 else 0 for one in found)
    return (width, height) if 0 < width <= MOST_SIDE and 0 < height <= MOST_SIDE else (0, 0)
