"""Which format a file is, and what it holds."""

import re

from courses.exchange.archives import Archive
from courses.exchange.questions import MOST_QUESTIONS, ExchangeError, Reading
from courses.exchange.reading import gift, h5p, moodle, qti

__all__ = ["MOST_BYTES", "MOST_QUESTIONS", "read"]

MOST_BYTES = 20_000_000
_UTF_16 = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\x00": "utf-16-le", b"\x00<": "utf-16-be"}
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")


def read(name: str, content: bytes) -> Reading:
    """The questions of a Moodle XML, GIFT, QTI 2.1 or 3, or H5P file; by what is in it, its name only decides for text.

    ExchangeError when it is none of these, is refused, or holds no question at all.
    """
    if len(content) > MOST_BYTES:
        raise ExchangeError("too_large", name)
    reading = _read(name.lower(), content)
    if not reading.questions and not reading.left:
        raise ExchangeError("no_question")
    return reading


def _read(name: str, content: bytes) -> Reading:
    if content[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        archive = Archive(content)
        if archive.has("moodle_backup.xml"):
            raise ExchangeError("course_backup")
        return h5p.read(archive) if archive.has("h5p.json") else qti.read_package(archive)
    if name.endswith(".mbz") and content[:2] == b"\x1f\x8b":
        raise ExchangeError("course_backup")
    content = _in_utf_8(content)
    start = content[:400].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] == b"<":
        return moodle.read(content) if b"<quiz" in content[:4000] else qti.read_item_file(content)
    if name.endswith((".txt", ".gift")):
        return gift.read(content)
    raise ExchangeError("unknown_format")


def _in_utf_8(content: bytes) -> bytes:
    """The same text in UTF-8 when it is in UTF-16, whatever it declares itself to be."""
    encoding = _UTF_16.get(content[:2])
    if encoding is None:
        return content
    try:
        return _DECLARED.sub("", content.decode(encoding)).encode()
    except UnicodeError as error:
        raise ExchangeError("not_utf8") from error
