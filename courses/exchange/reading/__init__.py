"""Which format a file is, and what it holds."""

from courses.exchange.archives import Archive
from courses.exchange.questions import ExchangeError, Reading
from courses.exchange.reading import gift, h5p, moodle, qti

MOST_BYTES = 20_000_000
MOST_QUESTIONS = 2000


def read(name: str, content: bytes) -> Reading:
    """The questions of a Moodle XML, GIFT, QTI 2.1 or 3, or H5P file; by what is in it, its name only decides for text.

    ExchangeError when it is none of these, is refused, or holds no question at all.
    """
    if len(content) > MOST_BYTES:
        raise ExchangeError("too_large", name)
    reading = _read(name.lower(), content)
    if len(reading.questions) > MOST_QUESTIONS:
        raise ExchangeError("too_many_questions", str(len(reading.questions)))
    if not reading.questions and not reading.left:
        raise ExchangeError("no_question")
    return reading


def _read(name: str, content: bytes) -> Reading:
    if content[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        archive = Archive(content)
        return h5p.read(archive) if archive.has("h5p.json") else qti.read_package(archive)
    start = content[:400].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] == b"<" or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return moodle.read(content) if b"<quiz" in content[:4000] else qti.read_item_file(content)
    if name.endswith((".txt", ".gift")):
        return gift.read(content)
    raise ExchangeError("unknown_format")
