"""A new secret, with the aidant beside her; notes where the referent switched them on."""

import re

import pytest
from django.test import Client

from common.wall import open_structure
from learners import cards, services
from learners.models import Card, Learner
from structures.models import JournalEntry, Structure
from tests.app.doors import signed_in, text
from tests.app.factories import LearnerFactory, StructureFactory, aidant_of, referent_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def structure():
    return StructureFactory(slug="epn")


@pytest.fixture
def aidant(structure):
    return aidant_of(structure)


@pytest.fixture
def amina(structure):
    return LearnerFactory(structure=structure, alias="Amina", language="en")


@pytest.fixture
def card(structure, amina, aidant):
    with open_structure(structure.pk):
        return services.issue_card(learner=amina, by=aidant)


def enter(card, digits: str = "") -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    form = {"code": card.code, "kind": "digits", "digits": digits or "".join(card.secret)}
    client.answer = client.post("/c/secret/", form)
    return client


def address(learner) -> str:
    return f"/s/epn/learners/{learner.pk}/secret/"


def test_she_chooses_digits_and_her_sessions_end_but_the_card_stays(aidant, amina, card):
    before = enter(card)
    assert before.get("/l/").status_code == 200
    desk = signed_in(aidant)
    assert desk.post(address(amina), {"kind": "digits", "digits": "2864"}).status_code == 302
    assert before.get("/l/")["Location"] == "/c/", "whoever knew the old one is out"
    assert enter(card).answer.status_code == 422
    assert enter(card, "2864").answer["Location"] == "/l/"
    qr = Client()
    qr.get(f"/c/{card.token}/")
    assert qr.post("/c/hello/")["Location"] == "/l/", "the printed card is the same"


def test_she_taps_four_pictures_without_a_script(structure, aidant, amina, card):
    desk, wanted = signed_in(aidant), ["cat", "sun", "cat", "boat"]
    answer = desk.get(f"{address(amina)}?kind=pictures")
    assert all(f'value="{name}"' in answer.content.decode() for name in cards.PICTURES), "12 of them"
    so_far = ""
    for name in wanted:
        answer = desk.post(address(amina), {"kind": "pictures", "so_far": so_far, "picture": name})
        found = re.search(r'name="so_far" value="([^"]*)"', answer.content.decode())
        so_far = found[1] if found else so_far
    assert answer.status_code == 302
    client = Client()
    form = {"code": card.code, "kind": "pictures", "so_far": " ".join(wanted[:3]), "picture": "boat"}
    assert client.post("/c/secret/", form)["Location"] == "/l/"


@pytest.mark.parametrize("digits", ["1111", "1234", "9876", "123", "12a4", ""])
def test_what_anybody_would_try_first_is_refused(aidant, amina, card, digits):
    refused = signed_in(aidant).post(address(amina), {"kind": "digits", "digits": digits})
    assert refused.status_code == 422
    assert enter(card).answer["Location"] == "/l/", "the old one still works"


def test_a_secret_is_drawn_shown_once_and_unlocks(structure, aidant, amina, card):
    with open_structure(structure.pk):
        Card.objects.filter(learner=amina).update(failures=cards.FAILURES_TO_RESET)
    desk = signed_in(aidant)
    page = desk.post(address(amina), {"kind": "digits", "draw": "1"})
    drawn = "".join(re.findall(r'<b class="code">(\d)</b>', page.content.decode()))
    assert len(drawn) == 4
    assert "no-store" in page["Cache-Control"]
    assert "The new secret" not in text(desk.get(address(amina)))
    assert enter(card, drawn).answer["Location"] == "/l/"
    with open_structure(structure.pk):
        line = JournalEntry.objects.get(act="secret_changed")
    assert line.detail == {"kind": "digits"}


def test_without_a_card_there_is_no_secret(aidant, amina):
    page = signed_in(aidant).post(address(amina), {"kind": "digits", "digits": "2864"})
    assert "Make a card first" in text(page)


# --- notes


def test_a_note_is_written_where_the_referent_allows_it_and_she_reads_it(structure, aidant, amina, card):
    referent = signed_in(referent_of(structure))
    edit = f"/s/epn/learners/{amina.pk}/edit/"
    form = {"alias": "Amina", "language": "en", "country": "BE", "note": "Practise the mouse."}
    desk = signed_in(aidant)
    assert 'name="note"' not in desk.get(edit).content.decode()
    desk.post(edit, form)
    with open_structure(structure.pk):
        assert Learner.objects.get().note == "", "notes are off by default"
    assert signed_in(aidant).post("/s/epn/learners/notes/", {"on": "1"}).status_code == 403
    referent.post("/s/epn/learners/notes/", {"on": "1"})
    assert Structure.objects.get(slug="epn").notes_on
    desk.post(edit, form)
    assert "Practise the mouse." in text(desk.get(f"/s/epn/learners/{amina.pk}/"))
    home = text(enter(card).get("/l/"))
    assert "What your helper wrote" in home
    assert "Practise the mouse." in home


def test_switched_off_again_what_was_written_stays_in_her_sight_and_can_be_emptied(structure, aidant, amina, card):
    with open_structure(structure.pk):
        Learner.objects.update(note="Practise the mouse.")
    page = text(signed_in(aidant).get(f"/s/epn/learners/{amina.pk}/"))
    assert "Practise the mouse." in page
    form = {"alias": "Amina", "language": "en", "country": "BE", "note": ""}
    signed_in(aidant).post(f"/s/epn/learners/{amina.pk}/edit/", form)
    assert "What your helper wrote" not in text(enter(card).get("/l/"))


def test_switching_is_in_the_journal_once(structure):
    client = signed_in(referent_of(structure))
    for on in ("1", "1", "0"):
        client.post("/s/epn/learners/notes/", {"on": on})
    with open_structure(structure.pk):
        lines = JournalEntry.objects.filter(act="notes_switched").order_by("pk").values_list("detail", flat=True)
        assert list(lines) == [{"on": True}, {"on": False}]
