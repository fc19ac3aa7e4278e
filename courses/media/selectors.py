"""Reads of files by name. What is known of one is kept in memory: a name is one content for ever."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from common.pictures import Linked
from courses.media.models import MediaFile

MOST_KNOWN = 4096
_known: dict[str, "Facts"] = {}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a file without its content. `size`: bytes; `width`, `height`: pixels; `seconds`: of a sound."""

    name: str
    kind: str
    size: int
    width: int
    height: int
    seconds: float

    @property
    def url(self) -> str:
        return url_of(self.name)


def url_of(name: str) -> str:
    """Where the file is. `?v=` tells the phone's worker to look in what it keeps first (static/js/worker.js)."""
    return reverse("media:file", args=[name]) + "?v=1"


def facts_of(names: Iterable[str]) -> dict[str, Facts]:
    """Those of the files that are there; at most one query."""
    wanted = set(names)
    new = wanted - _known.keys()
    if new:
        if len(_known) + len(new) > MOST_KNOWN:
            _known.clear()
            new = wanted
        rows = MediaFile.objects.filter(name__in=new)
        for row in rows.values_list("name", "kind", "size", "width", "height", "seconds"):
            _known[row[0]] = Facts(*row)
    return {name: _known[name] for name in wanted if name in _known}


def picture(name: str) -> Linked | None:
    """A picture as pages draw it; None when it isn't there, or is none."""
    found = facts_of([name]).get(name)
    return Linked(found.url, found.width, found.height) if found and found.width else None


def content_of(name: str) -> bytes:
    """The file's bytes; none when it isn't there."""
    found = MediaFile.objects.filter(name=name).values_list("content", flat=True).first()
    return bytes(found or b"")
