"""What a file that somebody hands in really is: by its content, never by its name. Pure."""

import zipfile
import zlib
from io import BytesIO

from common.pictures import SVG, kind_of

MOST_BYTES = 10_000_000
MOST_TYPES = 500_000  # bytes of the list of an office document's parts
_OFFICE = {
    "word/": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "ppt/": ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "xl/": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
_PICTURES = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
_OPEN = "application/vnd.oasis.opendocument."
_ENDINGS = {"text": "odt", "presentation": "odp", "spreadsheet": "ods"}


def kind(content: bytes) -> tuple[str, str] | None:
    """(ending, media type) of a PDF, an office document without macros, a picture or an MP3; None for anything else."""
    if content.startswith(b"%PDF-"):
        return "pdf", "application/pdf"
    picture = kind_of(content)
    if picture and picture != SVG:
        return _PICTURES[picture], picture
    if content.startswith(b"ID3") or content[:2] in (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"):
        return "mp3", "audio/mpeg"
    return _office(content) if content.startswith(b"PK\x03\x04") else None


def _office(content: bytes) -> tuple[str, str] | None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
            kept = archive.getinfo("mimetype").file_size < 200 if "mimetype" in names else False
            own = archive.read("mimetype").decode("ascii", "replace") if kept else ""
            if _has_macros(archive, names):
                return None
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        return None
    ending = _ENDINGS.get(own.strip().removeprefix(_OPEN))
    if ending:
        return ending, own.strip()
    return next((found for start, found in _OFFICE.items() if any(name.startswith(start) for name in names)), None)


def _has_macros(archive: zipfile.ZipFile, names: list[str]) -> bool:
    """By the names of its parts and by the types that it declares: an office looks at neither's capitals."""
    small = [name.lower() for name in names]
    if any(name.endswith("vbaproject.bin") or name.startswith(("basic/", "scripts/")) for name in small):
        return True
    for name, plain in zip(names, small, strict=True):
        if plain == "[content_types].xml":
            with archive.open(name) as part:
                declared = part.read(MOST_TYPES + 1)
            told = declared.replace(b"\0", b"").lower()  # it may be in UTF-16
            if len(declared) > MOST_TYPES or b"vbaproject" in told or b"macroenabled" in told:
                return True
    return False
