"""Where a pack comes from: a folder, or a zip that is not trusted."""

import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from .problems import Problem, shorten
from .schema import FILES

_FOLDERS_TOLD = 10
MOST_UNPACKED = 2_000_000_000  # bytes
MOST_TIMES = 200  # unpacked against packed...
SMALL = 10_000_000  # ...for anything larger than this

# What the zip module and its decompressors raise on a file that is cut, changed or made to mislead.
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


class PackError(Exception):
    """The pack as a whole can't be read."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems[0].reason)
        self.problems = problems


def _refused(reason: str, entry: str = "", **params: str) -> PackError:
    return PackError([Problem(shorten(entry), None, "", "", reason, params)])


class Source:
    """The files of a pack: `files` by the name the format gives them, `unknown` the paths of the others."""

    files: tuple[str, ...]
    unknown: tuple[str, ...]

    def open(self, name: str) -> IO[bytes]:
        raise NotImplementedError


class FolderSource(Source):
    """CSV files in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        entries = sorted(folder.iterdir())
        self.files = tuple(name for name in FILES if (folder / name).is_file())
        self.unknown = tuple(entry.name for entry in entries if entry.name not in self.files)

    def open(self, name: str) -> IO[bytes]:
        return (self.folder / name).open("rb")


class ZipSource(Source):
    """CSV files in a zip, at its top or in one folder. Raises PackError on anything that smells."""

    def __init__(self, archive: zipfile.ZipFile, packed: int) -> None:
        self.archive = archive
        entries = archive.infolist()
        names = [_checked_name(entry) for entry in entries]
        twice = [name for name, count in Counter(names).items() if count > 1]
        if twice:
            raise PackError([Problem(shorten(name), None, "", "", "entry_twice") for name in twice])
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > MOST_UNPACKED:
            raise _refused("too_big", limit=str(MOST_UNPACKED // 1_000_000_000))
        if unpacked > SMALL and unpacked > MOST_TIMES * packed:
            raise _refused("too_dense", limit=str(MOST_TIMES))
        paths = {name: entry for name, entry in zip(names, entries, strict=True) if not entry.is_dir()}
        base = _base(paths)
        self._entries = {name: paths[base + name] for name in FILES if base + name in paths}
        self.files = tuple(self._entries)
        self.unknown = tuple(sorted(path for path in paths if path.removeprefix(base) not in FILES))
        for name, entry in self._entries.items():
            with _damage(name), archive.open(entry) as stream:
                if stream.read(4) == b"PK\x03\x04":
                    raise _refused("nested_zip", name)

    def open(self, name: str) -> IO[bytes]:
        return self.archive.open(self._entries[name])


@contextmanager
def _damage(name: str) -> Iterator[None]:
    try:
        yield
    except DAMAGE:
        raise _refused("damaged", name) from None


def _checked_name(entry: zipfile.ZipInfo) -> str:
    """The entry's path with `/`, without a leading `./`. Raises PackError where the format forbids it."""
    name = entry.orig_filename.replace("\\", "/")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    parts = name.rstrip("/").split("/")
    if not name.strip("/") or "\0" in name or name.startswith("/") or ":" in parts[0] or ".." in parts:
        raise _refused("bad_path", name.replace("\0", "�"))
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise _refused("link", name)
    if entry.flag_bits & 0x1:
        raise _refused("encrypted", name)
    if name.lower().endswith(".zip"):
        raise _refused("nested_zip", name)
    return str(PurePosixPath(name))


def _base(paths: dict[str, zipfile.ZipInfo]) -> str:
    """The folder the pack is in: "" for the top, else the one top folder that holds files of a pack."""
    if any(name in paths for name in FILES):
        return ""
    folders = sorted({path.split("/")[0] for path in paths if path.count("/") == 1 and _leaf(path) in FILES})
    if len(folders) > 1:
        told = [*map(shorten, folders[:_FOLDERS_TOLD]), *(["…"] if len(folders) > _FOLDERS_TOLD else [])]
        raise _refused("several_folders", folders=", ".join(told))
    return folders[0] + "/" if folders else ""


def _leaf(path: str) -> str:
    return path.rpartition("/")[2]


@contextmanager
def open_source(source: Path | str | BinaryIO) -> Iterator[Source]:
    """The pack in a folder or a zip, given as a path, or as an open file that can seek (an upload).

    Raises PackError, with the problems to show, if it can't be read or breaks a limit.
    """
    if isinstance(source, str | Path):
        path = Path(source)
        if path.is_dir():
            yield FolderSource(path)
            return
        if not path.is_file():
            raise _refused("not_a_pack")
    packed = _size(source)
    if not zipfile.is_zipfile(source):
        raise _refused("not_a_pack")
    with _damage(""):
        archive = zipfile.ZipFile(source)
    with archive:
        yield ZipSource(archive, packed)


def _size(source: Path | str | BinaryIO) -> int:
    if isinstance(source, str | Path):
        return Path(source).stat().st_size
    size = source.seek(0, 2)
    source.seek(0)
    return size
