"""The journal's one door for writing."""

from django.db import models

from common.wall import across_structures, current_structure_id
from structures.models import JournalEntry


def record(*, act: str, by, target: models.Model | None = None, **detail) -> None:
    """Write one line, in the structure that is open; acts of partners and portals belong to no structure.

    act    past tense, the code's word: "affiliation_approved"
    by     the account that acts, or None for the system
    detail ids and codes only: never a name, an address or a free text
    """
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
