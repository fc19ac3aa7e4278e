"""Keeping files: what was read and found good, under the name of its content; and modules' folders."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import transaction

from common.shrinking import MOST_KEPT, PictureError, Small, already_small
from common.sounds import MOST_BYTES, Sound, SoundError, heard
from courses.media.models import MediaFile
from courses.media.selectors import content_of, facts_of
from exercises import ContentError
from exercises.documents import Document
from exercises.media import SOUND_ENDINGS, fits, name_for, names_in


def keep(*, stem: str, found: Small | Sound) -> str:
    """The file under its name, which is given back; the same content twice is once. `stem`: a word for people."""
    name = name_for(stem, found.content, found.ending)
    _keep(name, found)
    return name


def _keep(name: str, found: Small | Sound) -> None:
    facts: dict[str, Any] = {"kind": found.kind, "content": found.content, "size": len(found.content)}
    if isinstance(found, Small):
        facts |= {"width": found.width, "height": found.height}
    else:
        facts["seconds"] = found.seconds
    MediaFile.objects.bulk_create([MediaFile(name=name, **facts)], ignore_conflicts=True)


@transaction.atomic
def load(folder: Path, document: Document) -> None:
    """Keep the files that a module's document names and its folder has.

    ContentError for one that is missing, is not the content of its name, or is none that may be shown.
    """
    wanted = names_in(document)
    there = MediaFile.objects.filter(name__in=wanted).values_list("name", flat=True) if wanted else ()
    for name in sorted(wanted - set(there)):
        sound = name.endswith(SOUND_ENDINGS)
        path = folder / ("recordings" if sound else "pictures") / name
        most, read = (MOST_BYTES, heard) if sound else (MOST_KEPT, already_small)
        if not path.is_file():
            raise ContentError(name, "the folder has no such file")
        if path.stat().st_size > most:
            raise ContentError(name, f"larger than {most} bytes")
        _keep(name, _read(name, path.read_bytes(), read))


def _read(name: str, content: bytes, read: Callable[[str, bytes], Any]) -> Small | Sound:
    if not fits(name, content):
        raise ContentError(name, "this is not the content that its name tells")
    try:
        return read(name, content)
    except (PictureError, SoundError) as error:
        raise ContentError(name, f"refused: {error.code}") from error


def save(folder: Path, document: Document) -> None:
    """Write the files that a document names into its folder, as `load` reads them."""
    for name in sorted(facts_of(names_in(document))):
        path = folder / ("recordings" if name.endswith(SOUND_ENDINGS) else "pictures") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content_of(name))
