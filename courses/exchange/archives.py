"""Zip files that are not trusted (QTI packages, H5P): read into memory, within limits."""

import stat
import zipfile
import zlib
from io import BytesIO
from pathlib import PurePosixPath

from courses.exchange.questions import ExchangeError

MOST_FILES = 2000
MOST_FILE = 20_000_000  # bytes of one file, unpacked
MOST_UNPACKED = 100_000_000
MOST_TIMES = 150  # unpacked against packed, for what is larger than SMALL
SMALL = 2_000_000
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


class Archive:
    """The files of a zip by their path. ExchangeError for a path outside, a link, a bomb, a password, damage."""

    def __init__(self, content: bytes):
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except DAMAGE as error:
            raise ExchangeError("damaged") from error
        entries = self._zip.infolist()
        if len(entries) > MOST_FILES:
            raise ExchangeError("too_many_files", str(len(entries)))
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > MOST_UNPACKED or (unpacked > SMALL and unpacked > MOST_TIMES * len(content)):
            raise ExchangeError("bomb")
        self._entries = {_name(entry): entry for entry in entries if not entry.is_dir()}
        if len(self._entries) != sum(not entry.is_dir() for entry in entries):
            raise ExchangeError("twice")

    @property
    def names(self) -> list[str]:
        return sorted(self._entries)

    def has(self, name: str) -> bool:
        return name in self._entries

    def read(self, name: str) -> bytes:
        """The bytes of a file; what its header says of its size is not believed."""
        entry = self._entries.get(name)
        if entry is None:
            raise ExchangeError("missing_file", name)
        try:
            with self._zip.open(entry) as stream:
                content = stream.read(MOST_FILE + 1)
        except DAMAGE as error:
            raise ExchangeError("damaged", name) from error
        if len(content) > MOST_FILE:
            raise ExchangeError("too_large", name)
        return content

    def beside(self, name: str, reference: str) -> str | None:
        """The path of a file named inside another one; None when it would lie outside or isn't there."""
        parts: list[str] = list(PurePosixPath(name).parent.parts)
        for part in reference.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0].split("/"):
            if part == "..":
                if not parts:
                    return None
                parts.pop()
            elif part not in ("", "."):
                parts.append(part)
        path = "/".join(parts)
        return path if self.has(path) else None


def _name(entry: zipfile.ZipInfo) -> str:
    name = entry.orig_filename.replace("\\", "/")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if (
        not name.strip("/")
        or "\0" in name
        or name.startswith("/")
        or ":" in name.split("/")[0]
        or ".." in name.split("/")
    ):
        raise ExchangeError("bad_path", name.replace("\0", "�"))
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise ExchangeError("bad_path", name)
    if entry.flag_bits & 0x1:
        raise ExchangeError("password", name)
    return str(PurePosixPath(name))
