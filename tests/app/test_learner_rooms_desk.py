"""A workshop's room as its aidant has it: open, shown, renewed, closed (docs/sign-in.md)."""

import re

import pytest
from django.test import Client

from common.wall import open_structure
from learners import cards, rooms
from structures.models import JournalEntry
from tests.app.doors import signed_in, text
from tests.app.factories import aidant_of
from tests.app.rooms import Ground

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    ground = Ground()
    ground.client = signed_in(ground.aidant)
    ground.base = f"/s/{ground.structure.slug}/rooms/"
    return ground


def test_an_aidant_opens_shows_renews_and_closes_a_room(desk):
    answer = desk.client.post(desk.base, {})
    page = desk.client.get(answer["Location"])
    shown = re.search(r'<b class="code">(\w{3} \w{3})</b>', page.content.decode())
    assert shown
    desk.enter(code=shown[1])
    assert "testserver/w/" in text(page)
    assert shown[1] in desk.client.get(answer["Location"]).content.decode(), "shown again to this browser"
    renewed = desk.client.post(f"{answer['Location']}renew/")
    assert shown[1] not in desk.client.get(renewed["Location"]).content.decode()
    assert Client().post("/w/", {"code": shown[1]}).status_code == 422, "the old code opens nothing"
    desk.client.post(f"{answer['Location']}close/")
    assert "This room is closed" in text(desk.client.get(answer["Location"]))
    with open_structure(desk.structure.pk):
        acts = list(JournalEntry.objects.filter(act__startswith="room").order_by("pk").values_list("act", flat=True))
    assert acts == ["room_opened", "room_opened", "room_renewed", "room_closed"]


def test_another_browser_does_not_know_the_code(desk):
    colleague = signed_in(aidant_of(desk.structure))
    page = text(colleague.get(f"{desk.base}{desk.room.pk}/"))
    assert "This browser does not know the code" in page
    assert desk.code[:3] not in page
    assert "All learners" in text(colleague.get(desk.base)), "but sees that it is open"


def test_ten_rooms_are_enough(desk):
    with open_structure(desk.structure.pk):
        for _ in range(cards.ROOMS_AT_ONCE - 1):
            rooms.open_room(structure=desk.structure, group=None, by=desk.aidant)
    refused = desk.client.post(desk.base, {})
    assert refused.status_code == 422
    assert "Ten rooms are open already" in text(refused)
    desk.close()
    assert desk.client.post(desk.base, {}).status_code == 302


def test_a_closed_room_gets_no_new_code(desk):
    desk.close()
    desk.client.post(f"{desk.base}{desk.room.pk}/renew/")
    assert "This room is closed. Open a new one." in text(desk.client.get(desk.base))
