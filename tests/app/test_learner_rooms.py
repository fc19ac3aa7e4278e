"""A workshop's room: its code, its names, a secret; and nothing of it anywhere else (docs/sign-in.md)."""

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client

from common.wall import across_structures, open_structure
from learners import cards, entering, rooms, services
from learners.models import Card, Room, SignInFailure
from structures.models import JournalEntry
from tests.app.crowd import at_once
from tests.app.doors import text
from tests.app.factories import LearnerFactory
from tests.app.rooms import Ground

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)


# --- coming in


def test_a_code_a_name_and_digits_lead_to_her_path():
    ground = Ground()
    client = ground.enter()
    page = text(client.get("/w/names/"))
    assert "Amina" in page
    assert "Willy" in page
    pad = client.post("/w/secret/", {"learner": str(ground.learners["Amina"].pk)})
    assert "Type your 4 digits" in text(pad)
    assert ground.say(client)["Location"] == "/l/"
    assert "Amina" in text(client.get("/l/"))
    assert client.session.get_expire_at_browser_close(), "this phone is never hers"


def test_four_pictures_are_tapped_one_by_one_without_a_script():
    ground = Ground("pictures")
    client = ground.enter()
    learner = str(ground.learners["Amina"].pk)
    answer = client.post("/w/secret/", {"learner": learner})
    for picture in ground.cards["Amina"].secret:
        so_far = re.search(r'name="so_far" value="([^"]*)"', answer.content.decode())
        assert so_far
        answer = client.post("/w/secret/", {"learner": learner, "so_far": so_far[1], "picture": picture})
    assert answer["Location"] == "/l/"


def test_the_code_leaves_the_address_of_the_qr_and_a_get_opens_nothing(caplog):
    ground = Ground()
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    asked = client.get(f"/w/{ground.code}/")
    assert asked["Location"] == "/w/"
    assert f'value="{cards.room_code_shown(ground.code)}"' in client.get("/w/").content.decode(), "one tap is left"
    assert client.get("/w/names/")["Location"] == "/w/"
    assert client.get("/w/")["Referrer-Policy"] == "no-referrer"
    assert ground.code not in caplog.text


def test_a_code_is_read_as_it_was_meant():
    ground = Ground()
    code = ground.code.replace("0", "o").replace("1", "l").lower()
    ground.enter(code=f" {code[:3]}-{code[3:]} ")


def test_a_group_shows_its_own_names_and_only_who_has_a_secret():
    ground = Ground(group=True)
    LearnerFactory(structure=ground.structure, alias="Nocard")
    page = text(ground.enter().get("/w/names/"))
    assert "Amina" in page
    assert "Willy" not in page, "not in the group"
    refused = ground.enter()
    assert ground.say(refused, "Willy").status_code == 404
    everybody = Ground()
    LearnerFactory(structure=everybody.structure, alias="Nocard")
    assert "Nocard" not in text(everybody.enter().get("/w/names/"))


def test_two_of_one_alias_are_told_apart():
    ground = Ground()
    twin = LearnerFactory(structure=ground.structure, alias="Amina")
    with open_structure(ground.structure.pk):
        services.issue_card(learner=twin, by=ground.aidant)
        services.make_group(structure=ground.structure, name="Friday", by=ground.aidant, learners=[twin])
    names = re.findall(r'class="grow">([^<]+)<', ground.enter().get("/w/names/").content.decode())
    assert len(names) == len(set(names)) == 3
    assert "Amina (Friday)" in names


def test_many_names_come_on_several_pages():
    ground = Ground()
    with open_structure(ground.structure.pk):
        for number in range(45):
            learner = services.add_learner(
                structure=ground.structure, alias=f"Name {number:02}", language="fr", by=ground.aidant
            )
            services.issue_card(learner=learner, by=ground.aidant)
    client = ground.enter()
    first = client.get("/w/names/").content.decode()
    assert first.count('name="learner"') == 40
    assert "Willy" not in first
    assert "Willy" in client.get("/w/names/?page=2").content.decode()


# --- names are nowhere else


def test_without_the_code_there_is_no_name_and_no_room():
    ground = Ground()
    stranger = Client()
    assert stranger.get("/w/names/")["Location"] == "/w/"
    assert ground.say(stranger)["Location"] == "/w/"
    stranger.cookies["room"] = rooms.ticket_of(ground.room)
    assert stranger.get("/w/names/")["Location"] == "/w/", "a ticket that nobody signed"


def test_a_learner_of_another_structure_or_room_does_not_exist_here():
    ground, elsewhere = Ground(), Ground()
    client = ground.enter()
    form = {"digits": "".join(elsewhere.cards["Amina"].secret)}
    for foreign in (elsewhere.learners["Amina"].pk, "00000000-0000-4000-8000-00000000dead", "x", ""):
        assert client.post("/w/secret/", {"learner": str(foreign), **form}).status_code == 404
    assert elsewhere.structure.name not in client.get("/w/names/").content.decode()


def test_nothing_of_it_is_kept_by_a_cache_and_no_code_by_the_database():
    ground = Ground()
    client = ground.enter()
    ground.say(client)
    for path in ("/w/", "/w/names/"):
        assert "no-store" in client.get(path)["Cache-Control"]
    with across_structures("a test looks at what is stored"):
        kept = " ".join(str(value) for value in vars(Room.objects.get(pk=ground.room.pk)).values())
        kept += " ".join(str(list(row)) for row in JournalEntry.objects.values_list())
    assert ground.code not in kept


# --- closing


def test_a_closed_room_says_so_and_signs_out_who_came_in_by_it():
    ground = Ground()
    inside, at_the_door = ground.enter(), ground.enter()
    ground.say(inside)
    with_her_card = Client()
    form = {"code": ground.cards["Willy"].code, "kind": "digits", "digits": "".join(ground.cards["Willy"].secret)}
    with_her_card.post("/c/secret/", form)
    ground.close()
    assert inside.get("/l/")["Location"] == "/c/"
    assert with_her_card.get("/l/").status_code == 200, "she did not come in by the room"
    told = at_the_door.get("/w/names/")
    assert told.status_code == 410
    assert "This room is closed" in text(told)
    assert ground.say(at_the_door)["Location"] == "/w/", "its ticket went with the answer"


def test_a_closed_code_and_an_unknown_one_get_the_same_words():
    ground = Ground()
    ground.close()
    answers = [Client(HTTP_ACCEPT_LANGUAGE="en").post("/w/", {"code": code}) for code in (ground.code, "ZZZZZZ")]
    assert {answer.status_code for answer in answers} == {422}
    assert all("No room is open with this code" in text(answer) for answer in answers)


def test_it_closes_by_itself_after_four_hours_and_who_is_in_goes_on():
    with time_machine.travel(NOON, tick=False) as clock:
        ground = Ground()
        inside, at_the_door = ground.enter(), ground.enter()
        clock.shift(cards.ROOM_OPEN_FOR - dt.timedelta(minutes=5))
        ground.say(inside)
        clock.shift(dt.timedelta(minutes=6))
        assert Client().post("/w/", {"code": ground.code}).status_code == 422
        assert at_the_door.get("/w/names/").status_code in {302, 410}
        assert inside.get("/l/").status_code == 200
        clock.shift(dt.timedelta(minutes=21))
        assert inside.get("/l/")["Location"] == "/c/", "20 idle minutes"


def test_done_hands_the_tablet_to_the_next_one():
    ground = Ground()
    client = ground.enter()
    ground.say(client)
    assert client.post("/c/done/")["Location"] == "/w/names/"
    assert ground.say(client, "Willy")["Location"] == "/l/"
    assert "Willy" in text(client.get("/l/"))


def test_a_new_card_ends_the_session_of_a_room_too():
    ground = Ground()
    client = ground.enter()
    ground.say(client)
    with open_structure(ground.structure.pk):
        services.issue_card(learner=ground.learners["Amina"], by=ground.aidant)
    assert client.get("/l/")["Location"] == "/c/"


# --- guessing


def test_five_failures_lock_the_card_whether_in_the_room_or_by_code():
    ground = Ground()
    with time_machine.travel(NOON, tick=False) as clock:
        client = ground.enter()
        for _ in range(3):
            assert ground.say(client, digits=ground.wrong()).status_code == 422
        form = {"code": ground.cards["Amina"].code, "kind": "digits", "digits": ground.wrong()}
        for _ in range(2):
            assert client.post("/c/secret/", form).status_code == 422
        assert ground.say(client).status_code == 422, "locked"
        assert ground.say(ground.enter(), "Willy")["Location"] == "/l/"
        clock.shift(dt.timedelta(minutes=16))
        assert ground.say(client)["Location"] == "/l/"


def test_ten_failures_wait_for_the_aidant():
    ground = Ground()
    with time_machine.travel(NOON, tick=False) as clock:
        client = ground.enter()
        for _ in range(cards.FAILURES_TO_RESET):
            ground.say(client, digits=ground.wrong())
            clock.shift(dt.timedelta(minutes=16))
        assert ground.say(client).status_code == 422
        with open_structure(ground.structure.pk):
            services.reset_card(learner=ground.learners["Amina"], by=ground.aidant)
        assert ground.say(client)["Location"] == "/l/"


def test_a_whole_structure_has_a_limit(monkeypatch):
    monkeypatch.setattr(cards, "STRUCTURE_FAILURES", 4)
    ground, elsewhere = Ground(), Ground()
    client = ground.enter()
    for name in ("Amina", "Amina", "Willy", "Willy"):
        ground.say(client, name, ground.wrong(name))
    assert ground.say(client).status_code == 422, "her own card has three tries left"
    form = {"code": ground.cards["Amina"].code, "kind": "digits", "digits": "".join(ground.cards["Amina"].secret)}
    assert Client().post("/c/secret/", form).status_code == 422
    assert elsewhere.say(elsewhere.enter())["Location"] == "/l/"
    qr = Client()
    qr.get(f"/c/{ground.cards['Amina'].token}/")
    assert qr.post("/c/hello/")["Location"] == "/l/", "the QR has no secret to guess"


def test_too_many_wrong_secrets_close_the_room(monkeypatch):
    monkeypatch.setattr(cards, "ROOM_FAILURES", 3)
    ground = Ground()
    client = ground.enter()
    for name in ("Amina", "Amina", "Willy"):
        ground.say(client, name, ground.wrong(name))
    assert ground.stored().closed_at
    assert "This room is closed" in text(client.get("/w/names/"))
    with open_structure(ground.structure.pk):
        line = JournalEntry.objects.get(act="room_closed")
    assert line.user_id is None, "it closed by itself"


def test_all_rooms_have_a_limit_and_cards_go_on(monkeypatch):
    monkeypatch.setattr(cards, "ALL_ROOMS_FAILURES", 3)
    ground = Ground()
    inside = ground.enter()
    for number in range(4):
        assert Client(REMOTE_ADDR=f"192.0.2.{number}").post("/w/", {"code": f"ZZZZZ{number}"}).status_code == 422
    assert Client().post("/w/", {"code": ground.code}).status_code == 422
    assert ground.say(inside).status_code == 422
    form = {"code": ground.cards["Amina"].code, "kind": "digits", "digits": "".join(ground.cards["Amina"].secret)}
    assert Client().post("/c/secret/", form)["Location"] == "/l/"


def test_an_address_that_tries_room_codes_is_slowed_down():
    ground = Ground()
    with time_machine.travel(NOON, tick=False) as clock:
        SignInFailure.objects.bulk_create(
            SignInFailure(key=cards.address_hash("127.0.0.1")) for _ in range(cards.ADDRESS_SOFT_LIMIT)
        )
        clock.shift(dt.timedelta(seconds=2))
        told = Client(HTTP_ACCEPT_LANGUAGE="en").post("/w/", {"code": ground.code})
        assert (told.status_code, told["Retry-After"]) == (429, "3")
        assert "Too many tries from here" in text(told)
        clock.shift(dt.timedelta(seconds=4))
        ground.enter()


def test_a_right_code_and_a_right_secret_leave_no_trace_among_the_failures():
    ground = Ground()
    ground.say(ground.enter())
    assert not SignInFailure.objects.exists()
    assert ground.stored().failures == 0


def test_a_code_of_the_wrong_length_is_said_so():
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    assert "3 characters missing" in text(client.post("/w/", {"code": "K7M"}))
    assert "has 6 characters" in text(client.post("/w/", {"code": "K7M4TXY"}))
    assert not SignInFailure.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_guesses_at_once_in_a_room_are_five_guesses(monkeypatch):
    ground = Ground()
    looked_at: list[str] = []
    real = entering.check_password

    def watched(typed: str, kept: str) -> bool:
        if kept != entering.NOBODY:
            looked_at.append(typed)
        return real(typed, kept)

    monkeypatch.setattr(entering, "check_password", watched)
    clients = [ground.enter() for _ in range(8)]
    answers = at_once(*[lambda c=client: ground.say(c, digits=ground.wrong()) for client in clients])
    assert {answer.status_code for answer in answers} == {422}
    assert len(looked_at) == cards.FAILURES_TO_LOCK
    with across_structures("a test looks at what is counted"):
        assert Card.objects.get(pk=ground.learners["Amina"].pk).failures == cards.FAILURES_TO_LOCK
