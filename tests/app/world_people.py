"""More of the world of tests/app/world.py: what people ask of structures, and what is kept of each act.

Rows on both sides of the wall; `ids` takes those that an address names.
"""

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

from common.wall import across_structures
from directory.models import DirectoryUpload, Entry
from helpdesk.models import Viewing
from learners.models import Room
from privacy.models import PrivacyAct
from structures.models import (
    Affiliation,
    AffiliationMessage,
    CharterAcceptance,
    InvitationList,
    JoinRequest,
    JournalEntry,
    JournalSeal,
    StructureLabel,
)


def add_people(world, secret: str) -> None:
    """Lay it all, for the structure of the personas and for the foreign one."""
    foreign: dict[str, Any] = {}
    with across_structures("a test lays its ground"):
        _side(world, "here", "ours", "aidant", world.own, "Amina")
        _side(world, "there", "theirs", "foreign_aidant", foreign, secret)
    world.foreign |= {kind: [value] for kind, value in foreign.items()}


def _side(world, place: str, operator: str, persona: str, ids: dict[str, Any], words: str) -> None:
    structure, user, partner = world.things[place], world.users[persona], world.things[operator]
    asking = world.users["persona of the demo" if place == "here" else "foreign_aidant"]
    affiliation = Affiliation.objects.get(structure=structure)
    StructureLabel.objects.create(structure=structure, code="epn", since=timezone.localdate())
    request = JoinRequest.objects.create(structure=structure, user=asking, message=words)
    listed = InvitationList.objects.create(structure=structure, by=user, name=words, rows=[])
    AffiliationMessage.objects.create(
        structure=structure, affiliation=affiliation, side="structure", author=user, text=words
    )
    CharterAcceptance.objects.create(structure=structure, affiliation=affiliation, version=1, by=user)
    line = JournalEntry.objects.create(structure=structure, user=user, act="tested")
    JournalSeal.objects.create(structure=structure, number=1_000_000, line=line, digest="0" * 64)
    room = Room.objects.create(
        structure=structure, code_hash=uuid.uuid4().hex, closes_at=timezone.now() + dt.timedelta(hours=4)
    )
    entry = Entry.objects.create(structure=structure, code=structure.slug, published=place == "here")
    upload = DirectoryUpload.objects.create(user=user, partner=partner, name=words, content=words.encode())
    viewing = Viewing.objects.create(
        person=user, by=world.users["administrator"], reason=words, ends_at=timezone.now() + dt.timedelta(hours=1)
    )
    act = PrivacyAct.objects.create(kind="export", user=user, structure=structure)
    ids |= {
        "join_request": request.pk, "invitation_list": listed.pk, "room": room.pk, "entry": entry.pk,
        "directory_upload": upload.pk, "viewing": viewing.pk, "privacy_act": act.pk,
    }  # fmt: skip
