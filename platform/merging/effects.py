"""What a merge changes in the reports, told before it is done.

Figures belong to a room above this one: it answers `figures_asked` (merging/signals.py). What is told is kept with the
merge, so the lines carry their names.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, cast

from merging.models import Merge
from merging.signals import figures_asked


@dataclass(frozen=True, slots=True)
class Effect:
    """One figure of a project's reports that changes: the line `code` in that period.

    names          the line's name by language
    partner, zone  codes of a part of the line ("-": nobody's); both empty: the whole line. A part is told where it does
                   not change as the whole does
    before, after  the figures, written as the report writes them
    """

    project: int
    period: int
    code: str
    names: Mapping[str, str]
    partner: str
    zone: str
    before: str
    after: str

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def told(*, kind: str, kept: int, gone: int) -> list[Effect]:
    """What would change if these two became one. Nothing is written; the caller works across structures."""
    answers = figures_asked.send(sender=Merge, kind=kind, kept=kept, gone=gone)
    found: list[Effect] = []
    for _receiver, effects in answers:
        found += cast(list[Effect], effects)
    return found
