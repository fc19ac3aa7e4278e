"""Pictures and sounds as somebody might send them, honest and hostile, made here."""

import io
import random
import struct
import zlib

from PIL import Image


def picture(kind: str = "PNG", size: tuple[int, int] = (1200, 800), noise: bool = False, **how) -> bytes:
    """A scene of flat shapes; with `noise`, one that packs badly."""
    image = Image.new("RGB", size, (190, 220, 230))
    image.paste((255, 194, 46), (0, size[1] * 3 // 4, size[0], size[1] * 4 // 5))
    image.paste((11, 85, 99), (size[0] // 4, size[1] // 4, size[0] // 2, size[1] * 3 // 4))
    if noise:
        small = Image.frombytes("RGB", (48, 32), random.Random(4).randbytes(4_608))
        image = small.resize(size, Image.Resampling.BICUBIC)
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def svg(inside: str = '<path d="M0 0h10v10z"/>', head: str = "") -> bytes:
    space = 'xmlns="http://www.w3.org/2000/svg"'
    return f'<svg {space} viewBox="0 0 320 200"{head}>{inside}</svg>'.encode()


def huge_png(width: int = 60_000, height: int = 60_000) -> bytes:
    """A few kB that say they are 3.6 thousand million pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(2_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def moving_gif() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (80, 80), shade) for shade in ("white", "black")]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


def mp3(seconds: float = 2, before: bytes = b"", after: bytes = b"") -> bytes:
    """Frames of 64 kbit/s in mono, without a sound in them."""
    frame = b"\xff\xfb\x50\xc4" + bytes(204)
    return before + frame * round(seconds * 44100 / 1152) + after


def id3(words: bytes) -> bytes:
    size = len(words)
    return b"ID3\x04\x00\x00" + bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0)) + words


def ogg(seconds: float = 2, first: bytes | None = None, after: bytes = b"") -> bytes:
    head = first or b"OpusHead\x01\x01" + struct.pack("<HIhB", 312, 48000, 0, 0)

    def page(granule: int, number: int, body: bytes) -> bytes:
        return struct.pack("<4sBBqIIIB", b"OggS", 0, 0, granule, 7, number, 0, 1) + bytes([len(body)]) + body

    pages = [page(0, 0, head), page(0, 1, b"OpusTags" + bytes(8)), page(round(seconds * 48000) + 312, 2, bytes(90))]
    return b"".join(pages) + after


def _element(key: str, body: bytes) -> bytes:
    return bytes.fromhex(key) + struct.pack(">I", len(body) | 0x10000000) + body


def webm(seconds: float = 2, track: int = 2, codec: bytes = b"A_OPUS") -> bytes:
    """As a browser records it: without a duration, the length of a segment not told."""
    head = _element("1a45dfa3", _element("4282", b"webm"))
    tracks = _element("1654ae6b", _element("ae", _element("83", bytes([track])) + _element("86", codec)))
    info = _element("1549a966", _element("2ad7b1", (1_000_000).to_bytes(3)))
    block = _element("a3", b"\x81" + struct.pack(">h", round(seconds * 1000)) + b"\x80" + bytes(40))
    cluster = _element("1f43b675", _element("e7", b"\x00") + block)
    return head + bytes.fromhex("18538067" + "01ffffffffffffff") + info + tracks + cluster


def _box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, name) + body


def m4a(seconds: float = 2, handler: bytes = b"soun", told: bytes = b"") -> bytes:
    movie = _box(b"mvhd", bytes(12) + struct.pack(">II", 1000, round(seconds * 1000)) + bytes(80))
    sample = _box(b"stsd", struct.pack(">II", 0, 1) + _box(b"mp4a", bytes(28)))
    media = _box(b"mdia", _box(b"hdlr", bytes(8) + handler + bytes(13)) + _box(b"minf", _box(b"stbl", sample)))
    moov = _box(b"moov", movie + _box(b"trak", media) + (_box(b"udta", told) if told else b""))
    return _box(b"ftyp", b"M4A \x00\x00\x00\x00isom") + moov + _box(b"mdat", bytes(64))
