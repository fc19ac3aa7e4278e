"""When an aidant's role ends: her rooms close, and what else stays open is said before (docs/sign-in.md)."""

import pytest
from django.test import Client

from common.wall import across_structures, open_structure
from learners import rooms
from structures.enums import Role
from structures.models import Invitation, JournalEntry, Membership
from team.services.invitations import invite
from team.services.memberships import change_role, end_membership
from tests.app.doors import signed_in, text
from tests.app.factories import aidant_of, referent_of
from tests.app.rooms import Ground

pytestmark = pytest.mark.django_db


def role_of(user) -> Membership:
    with across_structures("a test takes the only role of a person"):
        return Membership.objects.select_related("structure", "user").get(user=user, until=None)


def end(ground: Ground, user, by) -> None:
    with open_structure(ground.structure.pk):
        end_membership(membership=role_of(user), by=by)


def test_the_room_of_somebody_who_left_lists_no_names():
    ground = Ground()
    karim = referent_of(ground.structure)
    inside = ground.enter()
    phone = ground.enter()
    assert ground.say(phone)["Location"] == "/l/"
    end(ground, ground.aidant, karim)
    assert ground.stored().closed_at
    assert inside.get("/w/names/").status_code == 410
    assert "Amina" not in text(Client().post("/w/", {"code": ground.code}))
    assert phone.get("/l/")["Location"] == "/c/", "closed as by her: who came in by it is signed out"
    with across_structures("a test reads the journal"):
        line = JournalEntry.objects.get(act="room_closed")
    assert line.user == karim


def test_the_rooms_of_the_others_and_after_a_change_of_role_stay_open():
    ground = Ground()
    karim = referent_of(ground.structure)
    with open_structure(ground.structure.pk):
        rooms.open_room(structure=ground.structure, group=None, by=karim)
        change_role(membership=role_of(ground.aidant), role=Role.REFERENT, by=karim)
        assert rooms.rooms_of(structure=ground.structure).count() == 2
    end(ground, karim, ground.aidant)
    with open_structure(ground.structure.pk):
        assert [one.pk for one in rooms.rooms_of(structure=ground.structure)] == [ground.room.pk]


def test_the_page_of_an_end_says_what_closes_and_what_stays_open_with_whom():
    ground = Ground()
    slug = ground.structure.slug
    ground.structure.refresh_from_db()
    karim = referent_of(ground.structure, first_name="Karim", language="en")
    sofie = referent_of(ground.structure, first_name="Sofie", last_name="Claes", language="en")
    with open_structure(ground.structure.pk):
        rooms.open_room(structure=ground.structure, group=None, by=sofie)
        for name in ("new", "newer"):
            invite(structure=ground.structure, email=f"{name}@place.example", role=Role.AIDANT, language="fr",
                   by=sofie, site="https://halte.example")  # fmt: skip
    desk = signed_in(karim)
    page = text(desk.get(f"/s/{slug}/people/{role_of(sofie).public}/end/"))
    assert "1 open workshop room closes" in page
    assert "2 invitations stay open." in page
    end(ground, sofie, karim)
    team = text(desk.get(f"/s/{slug}/people/"))
    assert team.count("invited by Sofie Claes") == 2
    one = Invitation.objects.none()
    with open_structure(ground.structure.pk):
        one = Invitation.objects.get(email="new@place.example")
    assert desk.post(f"/s/{slug}/people/invitations/{one.pk}/revoke/").status_code == 302
    assert text(desk.get(f"/s/{slug}/people/")).count("invited by Sofie Claes") == 1


def test_who_leaves_nothing_open_reads_nothing_of_it():
    ground = Ground()
    karim = referent_of(ground.structure, language="en")
    sofie = aidant_of(ground.structure)
    page = text(signed_in(karim).get(f"/s/{ground.structure.slug}/people/{role_of(sofie).public}/end/"))
    assert "stay open" not in page
    assert "workshop room" not in page.replace("Workshop rooms", "")
