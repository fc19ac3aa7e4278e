"""Reads about learners; the structure is open."""

import hashlib

from django.db import connection
from django.db.models import Count, Q, QuerySet

from learners.models import GroupMember, Learner, LearnerGroup
from structures.models import Structure


def learners_of(
    *, structure: Structure, search: str = "", group: str = "", archived: bool = False
) -> QuerySet[Learner]:
    """Followed learners by name, with their card and groups; `group` is a group's id. Nobody who was erased."""
    found = Learner.objects.for_structure(structure).filter(archived_at__isnull=not archived).known()
    if search:
        found = found.filter(alias__unaccent__icontains=search)
    if group:
        found = found.filter(groups__pk=group)
    return found.select_related("card").prefetch_related("groups")


def groups_of(*, structure: Structure) -> QuerySet[LearnerGroup]:
    """Open groups, each with `size`, its number of followed learners."""
    present = Count("learners", filter=Q(learners__archived_at=None))
    return LearnerGroup.objects.filter(structure=structure, archived_at=None).annotate(size=present)


def version_of(*, group: LearnerGroup) -> str:
    """What differs as soon as the group has another name or other members."""
    members = sorted(map(str, GroupMember.objects.filter(group=group).values_list("learner_id", flat=True)))
    return _digest(group.name, *members)


def state_of(learner: Learner) -> str:
    """What differs as soon as her name, language, country or note is another."""
    return _digest(learner.alias, learner.language, learner.country, learner.note)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def namesakes(*, structure: Structure, alias: str, but: Learner | None = None) -> QuerySet[Learner]:
    """Those who are followed here under that alias, capitals and accents aside; `but`: not this one."""
    found = Learner.objects.for_structure(structure).present().filter(alias__unaccent__iexact=alias)
    return found.exclude(pk=but.pk) if but else found


def names_of(*, structure: Structure, also: str = "") -> list[tuple[str, str]]:
    """(id, alias) of the structure's learners, those who left too, by alias: what a filter offers.

    Who came in a pack was never given an alias, only her pack's code: she is offered when `also` is her id.
    """
    with connection.cursor() as cursor:
        cursor.execute(NAMES, [structure.pk, also])
        return cursor.fetchall()


NAMES = """
SELECT id::text, alias FROM learners_learner
WHERE structure_id = %s AND alias <> '' AND (alias <> left(pseudonym, 60) OR id::text = %s) ORDER BY alias, id
"""
HOLDER = """
SELECT l.id, l.structure_id, l.alias, l.language, l.country, l.note
FROM learners_learner l JOIN learners_card c ON c.learner_id = l.id
WHERE l.id = %s AND c.generation = %s AND l.archived_at IS NULL
"""
IN_ROOM = " AND EXISTS (SELECT 1 FROM learners_room r WHERE r.id = %s AND r.closed_at IS NULL)"
HOLDER_COLUMNS = ["id", "structure_id", "alias", "language", "country", "note"]


def holder_of(*, learner: str, generation: int, room: str = "") -> Learner | None:
    """The learner whose card of that generation is in use; None once she left or has a newer card.

    `room`: she came in by that workshop, and stays in as long as nobody closes it.

    It is asked at every request of a phone: only the columns that her pages show, and the sentence is written once
    (building it with the ORM takes four times as long, bench/server.py).
    """
    with connection.cursor() as cursor:
        cursor.execute(HOLDER + IN_ROOM if room else HOLDER, [learner, generation, *([room] if room else [])])
        row = cursor.fetchone()
    return Learner.from_db("default", HOLDER_COLUMNS, row) if row else None
