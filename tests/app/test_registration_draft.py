"""A registration is kept as it goes, taken up again from a letter, and forgotten."""

import datetime as dt
import hashlib

import pytest
import time_machine
from django.utils import timezone

from common.wall import open_structure
from registration.tasks import forget_drafts
from structures import selectors
from structures.models import RegistrationDraft, Structure
from tests.app.doors import letters_to, link_in, send, text, visitor
from tests.app.factories import UserFactory
from tests.app.test_registration import ANSWERS, answer, register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_attempts")]


# --- the draft


def test_answers_are_kept_on_the_server_and_go_on_elsewhere_from_the_letter(tic):
    client = visitor("nl")
    answer(client, "place")
    answer(client, "name")
    sent = send(client, "/register/later/", {"later-email": "Nora@place.example", "step": "kind"})
    assert sent.headers["Location"] == "/register/kind/"
    assert set(client.session.keys()) <= {"registration", "_language"}
    [letter] = letters_to("nora@place.example")
    assert letter.extra_headers["Content-Language"] == "nl"
    assert "Maison" not in letter.body, "no word that was typed goes to an address that was typed"
    link = link_in(letter, "/register/resume/")
    draft = RegistrationDraft.objects.get()
    token = link.rstrip("/").rsplit("/", 1)[1]
    assert draft.token_hash == hashlib.sha256(token.encode()).hexdigest()
    phone = visitor()
    page = phone.get(link)
    assert "Maison du Quai" in text(page)
    assert "registration" not in phone.session, "looking changes nothing"
    assert phone.post(link).headers["Location"] == "/register/"
    assert phone.get("/register/").headers["Location"] == "/register/kind/"
    answer(phone, "kind")
    assert "EPN" in RegistrationDraft.objects.get().answers["type"]
    assert client.get("/register/").headers["Location"] == "/register/number/", "both are in the same one"
    page = phone.get("/register/you/", follow=True)
    assert RegistrationDraft.objects.count() == 1


def test_a_new_link_ends_the_one_before(tic):
    client = visitor()
    answer(client, "place")
    send(client, "/register/later/", {"later-email": "mistyped@place.example", "step": "name"})
    send(client, "/register/later/", {"later-email": "nora@place.example", "step": "name"})
    wrong = link_in(letters_to("mistyped@place.example")[0], "/register/resume/")
    right = link_in(letters_to("nora@place.example")[0], "/register/resume/")
    assert visitor().get(wrong).status_code == 410
    assert visitor().post(wrong).status_code == 410
    assert visitor().get(right).status_code == 200


def test_a_bad_address_for_the_link_gets_a_sentence_and_many_letters_a_pause(tic):
    client = visitor()
    answer(client, "place")
    bad = send(client, "/register/later/", {"later-email": "nora", "step": "name", "name": "La Maison"})
    assert 'value="La Maison"' in bad.content.decode(), "what was typed is there"
    assert bad.status_code == 422
    assert "This is not an e-mail address" in text(bad)
    assert send(client, "/register/later/", {"later-email": "", "step": "nonsense"}).status_code == 422
    known = UserFactory(email="known@place.example")
    answers = [
        send(client, "/register/later/", {"later-email": to, "step": "name"}) for to in (known.email, "no@x.example")
    ]
    assert [one.status_code for one in answers] == [302, 302], "an account or none: the same"
    many = [send(client, "/register/later/", {"later-email": "a@x.example", "step": "name"}) for _ in range(6)]
    assert [one.status_code for one in many] == [302] * 5 + [429]


@pytest.mark.parametrize(
    ("step", "typed", "shown"),
    [("name", {"name": "La Maison du"}, "La Maison du"), ("place", {"postcode": "75"}, "75")],
)
def test_the_link_brings_back_what_was_only_typed(tic, step, typed, shown):
    client = visitor()
    if step != "place":
        answer(client, "place")
    assert (
        send(client, "/register/later/", {"later-email": "nora@place.example", "step": step, **typed}).status_code
        == 302
    )
    assert f'value="{shown}"' in client.get(f"/register/{step}/").content.decode()
    link = link_in(letters_to("nora@place.example")[0], "/register/resume/")
    other = visitor()
    assert other.get(link).status_code == 200
    other.post(link)
    page = other.get(other.get("/register/").headers["Location"])
    assert f'value="{shown}"' in page.content.decode()
    assert not page.context["form"].is_bound, "half an answer is no error"


def test_a_draft_is_forgotten_after_thirty_days(tic):
    client = visitor()
    answer(client, "place")
    send(client, "/register/later/", {"later-email": "nora@place.example", "step": "name"})
    link = link_in(letters_to("nora@place.example")[0], "/register/resume/")
    with time_machine.travel(timezone.now() + dt.timedelta(days=29)):
        forget_drafts()
        assert visitor().get(link).status_code == 200
    with time_machine.travel(timezone.now() + dt.timedelta(days=31)):
        assert visitor().get(link).status_code == 410
        forget_drafts()
    assert not RegistrationDraft.objects.exists()
    assert client.get("/register/").headers["Location"] == "/register/place/"


def test_what_was_sent_leaves_no_answers_behind(tic):
    client = visitor()
    answer(client, "place")
    send(client, "/register/later/", {"later-email": "nora@place.example", "step": "name"})
    link = link_in(letters_to("nora@place.example")[0], "/register/resume/")
    register(client, tic)
    draft = RegistrationDraft.objects.get()
    assert (draft.answers, draft.email) == ({}, "")
    assert draft.sent["name"] == "Maison du Quai"
    assert "This registration is sent" in text(visitor().get(link))
    assert visitor().post(link).status_code == 200, "it is not begun again"


def test_the_structure_has_the_address_that_was_given(tic):
    register(visitor(), tic, place={**ANSWERS["place"], "address": "Quai Dumon 3"})
    structure = Structure.objects.get()
    with open_structure(structure.pk):
        assert selectors.state_of(structure).address == "Quai Dumon 3"


def test_two_devices_send_the_same_draft_once(tic):
    client, other = visitor(), visitor()
    answer(client, "place")
    send(client, "/register/later/", {"later-email": "nora@place.example", "step": "name"})
    other.post(link_in(letters_to("nora@place.example")[0], "/register/resume/"))
    register(client, tic)
    assert answer(other, "check").status_code == 302
    assert Structure.objects.count() == 1
