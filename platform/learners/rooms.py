"""A workshop's room: an aidant opens it, learners come in by its code, tap their name and say their secret."""

import uuid

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.wall import open_structure
from learners import cards
from learners.entering import is_open
from learners.models import Learner, LearnerGroup, Room
from learners.names import apart_in, told
from structures import journal
from structures.models import Membership, Structure


@transaction.atomic
def open_room(*, structure: Structure, group: LearnerGroup | None, by) -> tuple[Room, str]:
    """A room for four hours, and its code, which is kept nowhere. `group`: only its names; None for everybody's."""
    Structure.objects.select_for_update(no_key=True, of=("self",)).get(pk=structure.pk)
    if rooms_of(structure=structure).count() >= cards.ROOMS_AT_ONCE:
        raise DomainError(_("Ten rooms are open already. Close one first."))
    code = cards.new_room_code()
    room = Room.objects.create(
        structure=structure,
        group=group,
        code_hash=cards.room_hash(code),
        opened_by=by,
        closes_at=timezone.now() + cards.ROOM_OPEN_FOR,
    )
    detail = {"group": str(group.pk)} if group else {}
    journal.record(act="room_opened", by=by, target=room, **detail)
    return room, code


@transaction.atomic
def renew_code(*, room: Room, by) -> str:
    """A new code; the old one opens nothing any more. Who is in goes on."""
    room = _held(room)
    code = cards.new_room_code()
    room.code_hash = cards.room_hash(code)
    room.save(update_fields=["code_hash"])
    journal.record(act="room_renewed", by=by, target=room)
    return code


@transaction.atomic
def close_room(*, room: Room, by) -> None:
    """Nobody comes in any more, and who came in by this room is signed out. No change when it is closed already."""
    room = Room.objects.select_for_update(no_key=True, of=("self",)).get(pk=room.pk)
    if room.closed_at:
        return
    room.closed_at = timezone.now()
    room.save(update_fields=["closed_at"])
    journal.record(act="room_closed", by=by, target=room)


@transaction.atomic
def close_rooms_of(*, structure_id: int, user_id: int, by) -> None:
    """The open rooms of somebody whose role there ended. Who has another role there keeps them open."""
    if Membership.objects.active().filter(structure=structure_id, user=user_id).exists():
        return
    mine = Room.objects.filter(structure=structure_id, opened_by=user_id, closed_at=None)
    for room in mine.filter(closes_at__gt=timezone.now()):
        close_room(room=room, by=by)


def _held(room: Room) -> Room:
    room = Room.objects.select_for_update(no_key=True, of=("self",)).get(pk=room.pk)
    if not is_open(room):
        raise DomainError(_("This room is closed. Open a new one."))
    return room


def rooms_of(*, structure: Structure) -> QuerySet[Room]:
    """The rooms that are open now, the newest first."""
    found = Room.objects.filter(structure=structure, closed_at=None, closes_at__gt=timezone.now())
    return found.select_related("group", "opened_by").order_by("-opened_at", "pk")


def is_code_of(room: Room, code: str) -> bool:
    """Whether that code opens it today."""
    return room.code_hash == cards.room_hash(code)


def learners_in(room: Room) -> QuerySet[Learner]:
    """Whose names the room shows: those who are followed and have a secret, of its group where it has one."""
    found = _with_a_card(room.structure_id)
    if room.group_id:
        found = found.filter(groups=room.group_id)
    return found.select_related("card").order_by("alias", "pk")


def with_counts(*, structure: Structure) -> list[tuple[Room, int]]:
    """The open rooms, each with how many names it shows; three queries, however many rooms there are."""
    found = list(rooms_of(structure=structure))
    groups = {room.group_id for room in found if room.group_id}
    of_group = _with_a_card(structure.pk).filter(groups__in=groups).order_by().values_list("groups")
    counts = dict(of_group.annotate(names=Count("pk"))) if groups else {}
    everybody = _with_a_card(structure.pk).count() if any(room.group_id is None for room in found) else 0
    return [(room, counts.get(room.group_id, 0) if room.group_id else everybody) for room in found]


def _with_a_card(structure_id: int) -> QuerySet[Learner]:
    return Learner.objects.filter(structure_id=structure_id, archived_at=None, card__isnull=False)


def open_one(pk: str) -> Room | None:
    """The room with that id, closed or not, that a browser holds; None when there is none.

    The browser's cookie is signed and came from the room's code (views/rooms.py): it is the right to ask.
    """
    try:
        structure_id, _sep, room_id = pk.partition(":")
        wanted = uuid.UUID(room_id)
        with open_structure(int(structure_id)), transaction.atomic():
            return Room.objects.select_related("structure").filter(pk=wanted).first()
    except ValueError:
        return None


def ticket_of(room: Room) -> str:
    """What the browser of somebody who typed the code keeps: read by `open_one`."""
    return f"{room.structure_id}:{room.pk}"


def names_in(room: Room) -> list[tuple[str, str]]:
    """(id, name) of those whom the room shows; two of one alias are told apart."""
    with open_structure(room.structure_id), transaction.atomic():
        found = list(learners_in(room))
        apart = apart_in(room.structure) if found else {}
    return [(str(one.pk), told(one.alias, apart.get(str(one.pk)))) for one in found]


def one_of(room: Room, learner: str) -> Learner | None:
    """The learner of that room, with her card; None for anybody else's id, or no id at all."""
    try:
        wanted = uuid.UUID(learner)
    except ValueError:
        return None
    with open_structure(room.structure_id), transaction.atomic():
        return learners_in(room).filter(pk=wanted).first()
