"""More of the world of tests/app/world.py: what people ask of structures, and what is kept of each act.

Rows on both sides of the wall; `ids` takes those that an address names.
"""

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

from accounts.models import AddressChange
from common.wall import across_structures
from directory.models import DirectoryUpload, Entry
from helpdesk.models import Viewing
from learners.models import Room
from privacy.models import PrivacyAct, SecurityEvent
from structures.models import (
    Affiliation,
    AffiliationMessage,
    CharterAcceptance,
    Invitation,
    InvitationList,
    JoinRequest,
    JournalEntry,
    JournalSeal,
    Membership,
    Portal,
    StructureLabel,
)
from tests.app.factories import UserFactory


def add_people(world, secret: str) -> None:
    """Lay it all, for the structure of the personas and for the foreign one."""
    foreign: dict[str, Any] = {}
    with across_structures("a test lays its ground"):
        _side(world, "here", "ours", "aidant", world.own, "Amina")
        _side(world, "there", "theirs", "foreign_aidant", foreign, secret)
    world.foreign |= {kind: [value] for kind, value in foreign.items()}
    with across_structures("a test lays its ground"):
        mine = JoinRequest.objects.create(structure=world.things["there"], user=world.users["aidant"], message=secret)
    world.foreign["my_request"] = [world.own["join_request"], *world.foreign["join_request"]]
    world.own["my_request"] = mine.pk
    world.foreign |= {kind: [value] for kind, value in _roles(world, "theirs", world.things["there"], secret).items()}
    world.foreign["helper"] = [world.users["foreign_aidant"].public, world.users["coordinator"].public]
    world.own |= _roles(world, "ours", world.things["here"], "Amina")


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
    AddressChange.objects.create(user=user, before=f"before-{user.email}")
    SecurityEvent.objects.create(kind="signed_in", user=user, structure=structure)
    ids |= {
        "own_affiliation": affiliation.public,
        "join_request": request.pk, "invitation_list": listed.pk, "room": room.pk, "entry": entry.pk,
        "directory_upload": upload.pk, "viewing": viewing.pk, "privacy_act": act.pk,
    }  # fmt: skip


def _roles(world, operator: str, structure, words: str) -> dict[str, Any]:
    """Roles and invitations of a partner, of the portal, and a role of the structure that ended today."""
    partner, portal, by = world.things[operator], Portal.objects.order_by("pk")[0], world.users["administrator"]
    ended = {"since": timezone.localdate() - dt.timedelta(days=9), "until": timezone.localdate()}
    waiting = {"language": "fr", "invited_by": by, "expires_at": timezone.now() + dt.timedelta(days=3)}
    role, once = {"role": "trainer", "partner": partner}, {"role": "moderator", "portal": portal}
    # An administrator sees the roles of all partners: only who was in the structure lies behind a wall.
    people = [UserFactory(first_name=name, last_name=operator) for name in ("Odile", "Piet", words)]
    with across_structures("a test lays its ground"):
        made = {
            "partner_membership": Membership.objects.create(user=people[0], **role),
            "partner_ended": Membership.objects.create(user=people[1], **role, **ended),
            "partner_invitation": Invitation.objects.create(
                email=f"p-{operator}@invited.example", token_hash=f"p{operator}", **role, **waiting
            ),
            "ended_membership": Membership.objects.create(user=people[2], role="aidant", structure=structure, **ended),
        }
        if operator == "ours":  # the portal is one: nothing of it is foreign
            made |= {
                "portal_membership": Membership.objects.create(user=people[0], **once),
                "portal_ended": Membership.objects.create(user=people[1], **once, **ended),
                "portal_invitation": Invitation.objects.create(
                    email="m@invited.example", token_hash="portal", **once, **waiting
                ),
            }
    return {kind: getattr(row, "public", row.pk) for kind, row in made.items()}
