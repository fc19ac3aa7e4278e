"""What remains of a merge: rows that arrived late are brought over; after 30 days nothing can go back."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from common.wall import across_structures
from merging.engine import Mover, plan
from merging.models import Kind, Merge, Move
from merging.services import roles
from merging.services.structures import lock_two, tell
from merging.services.undoing import UNDO_DAYS
from structures.models import Person, Structure


def forget_moves() -> int:
    """The moves of merges that can't be taken back any more; the merge itself stays. Returns how many rows."""
    past = timezone.now() - dt.timedelta(days=UNDO_DAYS)
    return Move.objects.filter(merge__at__lt=past).delete()[0]


def sweep() -> int:
    """What was under way while two structures were merged, and was written for the one that is gone, comes over too.

    A request or a job that had opened it just before still writes there. Merges of the last two days; returns how many
    rows came.
    """
    since = timezone.now() - dt.timedelta(days=2)
    recent = Merge.objects.filter(kind=Kind.STRUCTURES, undone_at=None, at__gte=since).order_by("at")
    return sum(_bring(merge) for merge in recent)


@transaction.atomic
def _bring(merge: Merge) -> int:
    with across_structures("rows that arrived after a merge follow it"):
        lock_two(merge.kept, merge.gone)
        merge.refresh_from_db()
        if merge.undone_at:
            return 0
        known = set(Move.objects.filter(merge=merge).exclude(before={}).values_list("table", "row"))
        steps = []
        for step in plan(Kind.STRUCTURES, kept=merge.kept, gone=merge.gone):
            new = [pk for pk in step.moving if (step.model._meta.label, str(pk)) not in known]
            steps.append(type(step)(step.model, step.column, step.rule, new, [], step.held))
        found = sum(len(step.moving) + len(step.held) for step in steps)
        mover = Mover(merge)
        asking = roles.asking(steps)
        mover.carry_out(steps)
        asked = roles.ask(mover, asking)
    roles.say(merge, asked, by=merge.by)
    if found:
        tell(merge)
    return found


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
