"""What a recording that somebody hands in really is: by its content, never by its name. Pure.

Nothing is written anew here: no library that is light enough to ship transcodes sound well. The container is read from
its first byte to its last, so that nothing else hides in it, and what a program or a telephone notes of a place or a
person (ID3, `udta`) is left out.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

MOST_BYTES = 120_000
MOST_SECONDS = 60
KINDS = {  # ending: media type, endings that such a file may have come with
    "mp3": ("audio/mpeg", ("mp3",)),
    "ogg": ("audio/ogg", ("ogg", "oga", "opus")),
    "webm": ("audio/webm", ("webm", "weba")),
    "m4a": ("audio/mp4", ("m4a", "mp4")),
}


class SoundError(ValueError):
    """A recording that is refused. `code`: `too_large`, `unknown`, `ending`, `damaged`, `film`, `too_long`."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording as it is kept."""

    content: bytes
    kind: str
    ending: str
    seconds: float


def heard(name: str, content: bytes) -> Sound:
    """The recording as it may be kept. `name`: as it was sent, its ending must tell the truth.

    Raises:
        SoundError: it is refused.
    """
    if len(content) > MOST_BYTES:
        raise SoundError("too_large")
    ending = ending_of(content)
    if not ending:
        raise SoundError("unknown")
    kind, endings = KINDS[ending]
    if PurePath(name).suffix.lower().lstrip(".") not in endings:
        raise SoundError("ending")
    try:
        clean, seconds = _READERS[ending](content)
    except (struct.error, IndexError, ValueError, OverflowError, ZeroDivisionError) as error:
        if isinstance(error, SoundError):
            raise
        raise SoundError("damaged") from error
    if not seconds >= 0.05:  # nor a number that is none
        raise SoundError("damaged")
    if seconds > MOST_SECONDS:
        raise SoundError("too_long")
    return Sound(clean, kind, ending, round(seconds, 1))


def ending_of(content: bytes) -> str:
    """`mp3`, `ogg`, `webm` or `m4a` by the first bytes; empty for anything else."""
    if content[:4] == b"OggS":
        return "ogg"
    if content[:4] == b"\x1a\x45\xdf\xa3":
        return "webm"
    if content[4:8] == b"ftyp":
        return "m4a"
    if content[:3] == b"ID3" or (len(content) > 2 and content[0] == 0xFF and content[1] & 0xE6 == 0xE2):
        return "mp3"
    return ""


# --- MP3: frames of layer III, one after the other

_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_BITS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_BITS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)


def _mp3(content: bytes) -> tuple[bytes, float]:
    start = 0
    while content[start : start + 3] == b"ID3":  # size: four times seven bits
        size = content[start + 6 : start + 10]
        start += 10 + sum((byte & 0x7F) << 7 * (3 - place) for place, byte in enumerate(size))
    at, seconds, frames = start, 0.0, 0
    while at + 4 <= len(content) and content[at] == 0xFF and content[at + 1] & 0xE6 == 0xE2:
        version, third = content[at + 1] >> 3 & 3, content[at + 2]
        if version == 1 or third >> 2 & 3 == 3 or third >> 4 in (0, 15):
            break
        rate = _RATES[version][third >> 2 & 3]
        bits = (_BITS_1 if version == 3 else _BITS_2)[third >> 4] * 1000
        samples = 1152 if version == 3 else 576
        length = samples // 8 * bits // rate + (third >> 1 & 1)
        if at + length > len(content):
            break
        at, seconds, frames = at + length, seconds + samples / rate, frames + 1
    rest = len(content) - at
    if frames < 2 or (rest > 2048 and content[at : at + 3] not in (b"TAG", b"APE")):
        raise SoundError("damaged")
    return content[start:at], seconds


# --- Ogg: pages of one stream, Opus or Vorbis


def _ogg(content: bytes) -> tuple[bytes, float]:
    at, last, serial, rate, skipped = 0, 0, None, 0, 0
    while at < len(content):
        mark, version, _flags, granule, number, _page, _sum, parts = struct.unpack_from("<4sBBqIIIB", content, at)
        if mark != b"OggS" or version or (serial is not None and number != serial):
            raise SoundError("damaged")
        head = at + 27 + parts
        length = sum(content[at + 27 : head])
        if head + length > len(content):
            raise SoundError("damaged")
        if serial is None:
            serial, first = number, content[head : head + length]
            if first[:8] == b"OpusHead":
                rate, skipped = 48000, struct.unpack_from("<H", first, 10)[0]
            elif first[:7] == b"\x01vorbis":
                rate = struct.unpack_from("<I", first, 12)[0]
            else:
                raise SoundError("film" if b"theora" in first[:8] else "unknown")
        last = max(last, granule)
        at = head + length
    return content, (last - skipped) / rate


# --- WebM: a tree of elements; those that only hold others are stepped into

_HOLDERS = {0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0x1F43B675, 0xA0}
_DOCTYPE, _HEAD, _TRACK, _CODEC, _SCALE, _DURATION, _TIME, _SIMPLE, _BLOCK = (
    0x4282, 0x1A45DFA3, 0x83, 0x86, 0x2AD7B1, 0x4489, 0xE7, 0xA3, 0xA1,
)  # fmt: skip


def _webm(content: bytes) -> tuple[bytes, float]:
    scale, told, cluster, last, codecs = 1_000_000, 0.0, 0, 0, []
    for key, value in _elements(content):
        if key == _DOCTYPE and value != b"webm":
            raise SoundError("unknown")
        if key == _TRACK and int.from_bytes(value) != 2:
            raise SoundError("film")
        if key == _CODEC:
            codecs.append(value)
        elif key == _SCALE:
            scale = int.from_bytes(value)
        elif key == _DURATION:
            told = struct.unpack(">f" if len(value) == 4 else ">d", value)[0]
        elif key == _TIME:
            cluster = int.from_bytes(value)
        elif key in (_SIMPLE, _BLOCK):
            last = max(last, cluster + struct.unpack_from(">h", value, 1)[0])
    if len(codecs) != 1 or codecs[0] not in (b"A_OPUS", b"A_VORBIS"):
        raise SoundError("damaged")
    return content, max(told, last) * scale / 1e9


def _elements(content: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(content):
        width = 9 - content[at].bit_length()
        key, at = int.from_bytes(content[at : at + width]), at + width
        long = 9 - content[at].bit_length()
        if width > 4 or long > 8:
            raise SoundError("damaged")
        size = int.from_bytes(content[at : at + long]) & ((1 << 7 * long) - 1)
        at += long
        if key in _HOLDERS or key == _HEAD:
            continue
        if at + size > len(content):
            raise SoundError("damaged")
        yield key, content[at : at + size]
        at += size


# --- M4A: boxes in boxes

_BOXES = {b"moov", b"trak", b"mdia", b"minf", b"stbl"}
_OUTER = {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide"}
_TOLD = {b"udta", b"meta", b"uuid"}


def _m4a(content: bytes) -> tuple[bytes, float]:
    clean, seconds, codecs = bytearray(content), 0.0, []
    waiting = [(0, len(content), True)]
    while waiting:
        at, end, outer = waiting.pop()
        while at < end:
            size, name = struct.unpack_from(">I4s", content, at)
            if size < 8 or at + size > end or (outer and name not in _OUTER | _TOLD):
                raise SoundError("damaged")
            body = at + 8
            if name in _BOXES:
                waiting.append((body, at + size, False))
            elif name in _TOLD or name in (b"free", b"skip"):
                clean[at + 4 : at + size] = b"free" + bytes(size - 8)
            elif name == b"hdlr" and content[body + 8 : body + 12] not in (b"soun", b"mdir"):
                raise SoundError("film")
            elif name == b"mvhd":
                form, where = (">IQ", 20) if content[body] else (">II", 12)
                scale, units = struct.unpack_from(form, content, body + where)
                seconds = units / scale
            elif name == b"stsd":
                codecs.append(content[body + 12 : body + 16])
            at += size
    if codecs != [b"mp4a"]:
        raise SoundError("damaged")
    return bytes(clean), seconds


_READERS = {"mp3": _mp3, "ogg": _ogg, "webm": _webm, "m4a": _m4a}
