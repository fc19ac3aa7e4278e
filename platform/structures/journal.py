"""The journal's one door: lines are written here, and who acted last is read here."""

from collections.abc import Iterable

from django.db import models

from common.wall import across_structures, current_structure_id
from structures.acts import ACTS
from structures.models import JournalEntry


def record(*, act: str, by, target: models.Model | None = None, **detail) -> None:
    """Write one line, in the structure that is open; acts of partners and portals belong to no structure.

    act    past tense, the code's word: "affiliation_approved"; ValueError for one that structures/acts.py does not have
    by     the account that acts, or None for the system
    detail ids and codes only: never a name, an address or a free text
    """
    if act not in ACTS:
        raise ValueError(f"{act!r} has no sentence: add it to structures/acts.py")
    entry = JournalEntry(
        structure_id=current_structure_id(),
        user=by if by and by.pk else None,
        act=act,
        object_type=target._meta.label_lower if target is not None else "",
        object_id=str(target.pk) if target is not None else "",
        detail=detail,
    )
    if entry.structure_id:
        entry.save(force_insert=True)
        return
    with across_structures("an act of a partner or a portal belongs to no structure"):
        entry.save(force_insert=True)


def last_name(*, target: models.Model, acts: Iterable[str] = ()) -> str:
    """The short name of who acted on it last (by one of these acts, where given); empty where nobody is known.

    For a sentence after something went wrong, not for a list: no index serves it.
    """
    lines = _about(target)
    if acts:
        lines = lines.filter(act__in=list(acts))
    found = lines.select_related("user").order_by("-at", "-pk")
    if current_structure_id():
        line = found.first()
    else:
        with across_structures("an act of a partner or a portal belongs to no structure"):
            line = found.first()
    return line.user.short_name if line and line.user else ""


def has_line(*, target: models.Model, act: str) -> bool:
    """Whether that was ever done to it, in the structure that is open; without one, in any. No index serves it."""
    lines = _about(target).filter(act=act)
    if current_structure_id():
        return lines.exists()
    with across_structures("an act of a partner or a portal belongs to no structure"):
        return lines.exists()


def _about(target: models.Model) -> models.QuerySet[JournalEntry]:
    return JournalEntry.objects.filter(object_type=target._meta.label_lower, object_id=str(target.pk))
