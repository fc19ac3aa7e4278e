"""Reads about coming in: who asks to join, whom a person asked, what a code opens."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User
from common.wall import across_structures
from structures.models import Invitation, JoinRequest, Membership, Structure
from structures.selectors import state_of
from territory.words import commune_name


@dataclass(frozen=True, slots=True)
class OpenDoor:
    """A structure that may be asked, as its public line says."""

    structure: Structure
    name: str
    postcode: str
    commune: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A person's own request: the place's name, since when, and what became of it ("" while it waits)."""

    pk: str
    place: str
    at: dt.datetime
    reason: str
    declined: bool


def requests_open(*, structure: Structure) -> list[JoinRequest]:
    """Those that wait for an answer, the oldest first; the structure must be open."""
    return list(JoinRequest.objects.filter(structure=structure, decided_at=None).select_related("user"))


def who_comes(*, structure: Structure) -> tuple[int, bool]:
    """(requests to join that wait, whether its referent is alone: nobody else there or invited). It must be open."""
    asking = JoinRequest.objects.filter(structure=structure, decided_at=None).count()
    team = Membership.objects.active().filter(structure=structure).values("user").distinct().count()
    invited = Invitation.objects.filter(structure=structure, revoked_at=None).exists()
    return asking, team < 2 and not invited and not asking


def requests_of(*, user: User) -> list[Asked]:
    """What she asked for and still waits for, and what was declined in the last 30 days. Needs `as_person`."""
    since = timezone.now() - dt.timedelta(days=30)
    rows = list(JoinRequest.objects.filter(user=user).exclude(accepted=True).select_related("structure"))
    return [
        Asked(str(row.pk), row.structure.name, row.created_at, row.reason, row.accepted is False)
        for row in rows
        if row.decided_at is None or (row.accepted is False and row.decided_at >= since)
    ]


def door_of(*, slug: str) -> OpenDoor | None:
    """The structure of that address, to ask to join it; None for one that is not there or was merged away."""
    structure = Structure.objects.filter(slug=slug, merged_into=None).first()
    return _door(structure) if structure else None


def door_by_code(*, code: str) -> OpenDoor | None:
    """The structure with that code; None for any other text. One read of one index, found or not."""
    structure = Structure.objects.filter(join_code=code, merged_into=None).first() if 0 < len(code) <= 20 else None
    return _door(structure) if structure else None


def member_of(*, structure: Structure, user: User) -> bool:
    """Whether the person works there today. Needs `as_person`."""
    return Membership.objects.active().filter(structure=structure, user=user).exists()


def _door(structure: Structure) -> OpenDoor:
    with across_structures("who asks to join sees the public line of the place"):
        state = state_of(structure)
    if state is None:
        return OpenDoor(structure, structure.name, "", "")
    commune = commune_name(state.country, state.postcode, state.commune)
    return OpenDoor(structure, structure.name, state.postcode, commune)
