"""What a file that somebody hands in really is: by its content, never by its name. Pure."""

import zipfile
from io import BytesIO

from common.pictures import SVG, kind_of

MOST_BYTES = 10_000_000
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
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        return None
    if any(name.endswith("vbaProject.bin") or name.startswith(("Basic/", "Scripts/")) for name in names):
        return None
    ending = _ENDINGS.get(own.strip().removeprefix(_OPEN))
    if ending:
        return ending, own.strip()
    return next((found for start, found in _OFFICE.items() if any(name.startswith(start) for name in names)), None)
