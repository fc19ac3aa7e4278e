"""What remains of a merge: rows that arrived late are brought over; after 30 days nothing can go back."""

import datetime as dt
import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from common.wall import across_structures
from merging.engine import Mover, Step, plan
from merging.models import Kind, Merge, Move
from merging.services import roles
from merging.services.structures import lock_two, tell
from merging.services.undoing import UNDO_DAYS
from structures.models import Person, Structure

log = logging.getLogger("halte.merging")


def forget_moves() -> int:
    """The moves of merges that can't be taken back any more; the merge itself stays. Returns how many rows."""
    past = timezone.now() - dt.timedelta(days=UNDO_DAYS)
    return Move.objects.filter(merge__at__lt=past).delete()[0]


def sweep() -> int:
    """What was under way while two structures were merged, and was written for the one that is gone, comes over too.

    A request or a job that had opened it just before still writes there. Merges of the last two days; returns how many
    rows came. One that can't be brought over is logged and looked at again: it does not stop the others.
    """
    since = timezone.now() - dt.timedelta(days=2)
    came = 0
    for merge in Merge.objects.filter(kind=Kind.STRUCTURES, undone_at=None, at__gte=since).order_by("at"):
        try:
            came += _bring(merge)
        except Exception:
            log.exception("rows that arrived after merge %s did not follow it", merge.pk)
    return came


@transaction.atomic
def _bring(merge: Merge) -> int:
    with across_structures("rows that arrived after a merge follow it"):
        if not any(step.moving or step.held for step in _arrived(merge)):
            return 0  # nearly always: nobody waits for a lock then
        lock_two(merge.kept, merge.gone)
        merge.refresh_from_db()
        if merge.undone_at:
            return 0
        steps = _arrived(merge)
        found = sum(len(step.moving) + len(step.held) for step in steps)
        mover = Mover(merge)
        asking = roles.asking(steps)
        mover.carry_out(steps)
        asked = roles.ask(mover, asking)
    roles.say(merge, asked, by=merge.by)
    if found:
        tell(merge)
    return found


def _arrived(merge: Merge) -> list[Step]:
    """The plan of a merge, with no more in it than what its moves don't know."""
    known = set(Move.objects.filter(merge=merge).exclude(before={}).values_list("table", "row"))
    steps = []
    for step in plan(Kind.STRUCTURES, kept=merge.kept, gone=merge.gone):
        new = [pk for pk in step.moving if (step.model._meta.label, str(pk)) not in known]
        steps.append(replace(step, moving=new, twice=[]))
    return steps


def note_arrivals(*, gone: Structure, rows: Mapping[type[Model], Iterable[Any]]) -> None:
    """Rows that an import wrote into the kept structure under the code of the one that is gone.

    An undo takes them back with it, as what was written since for a learner who goes back. The caller works across
    structures, and holds `gone`.
    """
    since, structure = timezone.now() - dt.timedelta(days=UNDO_DAYS), gone
    while structure.merged_into is not None:
        merge = Merge.objects.filter(kind=Kind.STRUCTURES, gone=structure.pk, undone_at=None, at__gte=since).first()
        if merge:
            for model, pks in rows.items():
                Mover(merge).arrived(model, pks, "home_id" if model is Person else "structure_id")
        structure = structure.merged_into
