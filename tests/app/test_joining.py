"""Coming in by asking: from the register or with a code; a referent answers."""

import datetime as dt
from functools import partial

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from common.errors import DomainError
from common.wall import across_structures, as_person, open_structure
from structures.enums import Role
from structures.models import JoinRequest, Membership, Person, Structure
from team.selectors.joining import requests_of
from team.services.joining import CODE_LENGTH, SIGNS, accept_request, ask_to_join, renew_join_code, withdraw_request
from tests.app.community import acts
from tests.app.crowd import at_once, meanwhile
from tests.app.doors import code_in, letters_to, link_in, send, signed_in, text, visitor
from tests.app.factories import StructureFactory, UserFactory, aidant_of, referent_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_attempts")]
SITE = "https://halte.example"
YOU = {"first_name": "Ali", "last_name": "Haddad", "email": "ali@place.example"}


def requests():
    with across_structures("a test reads all requests"):
        return list(JoinRequest.objects.select_related("user", "structure"))


def asked(structure, user, **more) -> JoinRequest:
    """A request as the service makes it."""
    return ask_to_join(structure=structure, user=user, site=SITE, **more)[0]


def coded(structure, by) -> str:
    with open_structure(structure.pk):
        return renew_join_code(structure=structure, by=by)


# --- from the register


def test_a_stranger_asks_signs_in_and_is_taken_in(epn, project):
    karim = referent_of(epn, email="karim@place.example", first_name="Karim", language="nl")
    guest = visitor()
    page = guest.get("/join/epn/")
    assert "EPN Tournai" in text(page)
    assert "who are you" in text(page)
    went = send(guest, "/join/epn/", YOU)
    assert went.headers["Location"] == "/accounts/login/code/?next=%2Fjoin%2Fepn%2F"
    assert not requests(), "nothing is asked before she is known"
    code = code_in(letters_to(YOU["email"])[-1])
    back = send(guest, "/accounts/login/code/", {"code": code, "next": "/join/epn/"})
    assert back.headers["Location"] == "/join/epn/"
    assert send(guest, "/join/epn/", {"message": "Je viens le mardi."}).headers["Location"] == "/places/"
    assert "Je viens" not in text(guest.get("/places/"))
    places = text(guest.get("/places/"))
    assert "EPN Tournai has your request and will answer you by e-mail." in places
    assert "Register an organisation: it takes" not in places
    assert "no organisation knows it" not in places, "nobody who waits is sent to register the place again"
    [letter] = letters_to(karim.email)
    assert letter.extra_headers["Content-Language"] == "nl"
    for words in ("Ali Haddad", "ali@place.example", "Je viens le mardi."):
        assert words in letter.body
    client = signed_in(karim)
    link = link_in(letter, "/s/epn/people/requests/")
    assert "Je viens le mardi." in text(client.get(link))
    assert guest.get("/s/epn/").status_code == 404, "asking opens nothing"
    accepted = send(client, link, {"answer": "accept"})
    assert accepted.headers["Location"] == "/s/epn/people/"
    assert guest.get("/s/epn/").status_code == 200
    [welcome] = [one for one in letters_to(YOU["email"]) if "Welcome" in one.subject]
    assert "/s/epn/" in welcome.body
    person = Person.objects.get(user__email=YOU["email"])
    assert (person.project, person.home) == (project, epn)
    with open_structure(epn.pk):
        assert Membership.objects.get(user__email=YOU["email"]).role == Role.AIDANT
    assert {"join_requested", "join_accepted"} <= set(acts())
    assert "This request was accepted" in text(client.get(link))


def test_an_address_with_an_account_and_one_without_look_the_same(epn):
    referent_of(epn)
    UserFactory(email="known@place.example", first_name="Nora")
    pages = [send(visitor(), "/join/epn/", {**YOU, "email": to}) for to in ("known@place.example", "no@place.example")]
    assert len({(one.status_code, one.headers["Location"]) for one in pages}) == 1
    assert "Nora" not in text(visitor().get("/join/epn/"))


def test_a_decline_takes_a_reason_and_the_person_reads_it(epn):
    client = signed_in(referent_of(epn))
    ali = UserFactory(email="ali@place.example", first_name="Ali", language="fr")
    request = asked(epn, ali)
    address = f"/s/epn/people/requests/{request.pk}/"
    for empty in ({}, {"answer": "decline"}, {"answer": "decline", "reason": " \u200b "}, {"answer": "perhaps"}):
        assert send(client, address, empty).status_code == 422
    assert "Say why" in text(send(client, address, {"answer": "decline"}))
    assert send(client, address, {"answer": "decline", "reason": "x" * 600}).status_code == 422
    assert send(client, address, {"answer": "decline", "reason": "Nous ne vous connaissons pas."}).status_code == 302
    [letter] = letters_to(ali.email)
    assert letter.extra_headers["Content-Language"] == "fr"
    assert "Nous ne vous connaissons pas." in letter.body
    assert "Nous ne vous connaissons pas." in text(signed_in(ali).get("/places/"))
    assert "declined in the meantime" in text(send(client, address, {"answer": "accept"}, follow=True))
    with open_structure(epn.pk):
        assert not Membership.objects.filter(user=ali).exists()
    with time_machine.travel(timezone.now() + dt.timedelta(days=31)), as_person(ali.pk):
        assert not requests_of(user=ali), "after a month it is no longer shown"
    assert asked(epn, ali).pk != request.pk, "she may ask again"


def test_asking_twice_is_asking_once_and_a_member_need_not_ask(epn):
    karim = referent_of(epn)
    ali = UserFactory(email="ali@place.example")
    client = signed_in(ali)
    for _ in range(2):
        send(client, "/join/epn/", {"message": ""})
    assert len(requests()) == 1
    assert len(letters_to(karim.email)) == 1
    assert signed_in(karim).get("/join/epn/").headers["Location"] == "/s/epn/"
    with override("en"), pytest.raises(DomainError, match="already"):
        asked(epn, karim)


def test_where_nobody_could_answer_it_says_so(epn):
    aidant_of(epn)
    page = send(signed_in(UserFactory()), "/join/epn/", {"message": ""}, follow=True)
    assert "Nobody looks after this organisation" in text(page)
    assert not requests()


def test_a_place_that_is_not_there_or_was_merged_away_is_not_asked(epn):
    gone = StructureFactory(slug="gone")
    Structure.objects.filter(pk=gone.pk).update(merged_into=epn)
    for client in (visitor(), signed_in(UserFactory())):
        assert client.get("/join/gone/").status_code == 404
        assert client.get("/join/nothing/").status_code == 404
        assert send(client, "/join/gone/", YOU).status_code == 404


def test_she_withdraws_and_nobody_else_does(epn):
    karim = referent_of(epn)
    ali = UserFactory(email="ali@place.example")
    request = asked(epn, ali)
    address = f"/join/requests/{request.pk}/withdraw/"
    for stranger in (UserFactory(), karim):
        assert send(signed_in(stranger), address).status_code == 404
    assert visitor().post(address).headers["Location"].startswith("/accounts/login/")
    client = signed_in(ali)
    assert "is withdrawn" in text(send(client, address, follow=True))
    assert "EPN Tournai" not in text(client.get("/places/"))
    assert send(client, address).status_code == 302, "again: no change"
    late = send(signed_in(karim), f"/s/epn/people/requests/{request.pk}/", {"answer": "accept"}, follow=True)
    assert "withdrawn in the meantime" in text(late)
    with open_structure(epn.pk):
        assert not Membership.objects.filter(user=ali).exists()
    assert "join_withdrawn" in acts()


def test_the_team_page_lists_the_requests_for_who_may_answer(epn):
    karim, ines = referent_of(epn), aidant_of(epn)
    ali = UserFactory(email="ali@place.example", first_name="Ali", last_name="Haddad")
    request = asked(epn, ali, message="Bonjour")
    page = text(signed_in(karim).get("/s/epn/people/"))
    assert "Ali Haddad" in page
    assert "Bonjour" in page
    assert "Ali Haddad" not in text(signed_in(ines).get("/s/epn/people/"))
    assert signed_in(ines).get(f"/s/epn/people/requests/{request.pk}/").status_code == 403
    assert send(signed_in(ines), f"/s/epn/people/requests/{request.pk}/", {"answer": "accept"}).status_code == 403
    other = StructureFactory(slug="other")
    boss = signed_in(referent_of(other))
    assert boss.get(f"/s/other/people/requests/{request.pk}/").status_code == 404
    assert send(boss, f"/s/other/people/requests/{request.pk}/", {"answer": "accept"}).status_code == 404


def test_her_home_tells_a_referent_who_asks_and_that_she_is_alone(epn):
    karim = signed_in(referent_of(epn))
    assert "the only one here" in text(karim.get("/s/epn/"))
    asked(epn, UserFactory())
    asked(epn, UserFactory())
    home = karim.get("/s/epn/")
    assert "2 people ask to join your team." in text(home)
    assert "the only one here" not in text(home)
    helper = text(signed_in(aidant_of(epn)).get("/s/epn/"))
    assert "ask to join" not in helper
    assert "the only one here" not in helper


def test_who_has_a_code_finds_the_door_where_she_signs_in():
    assert 'href="/join/"' in visitor().get("/accounts/login/").content.decode()


def test_accepting_after_an_invitation_makes_one_membership(epn):
    karim = referent_of(epn)
    ali = aidant_of(epn, email="ali@place.example")
    with open_structure(epn.pk):
        request = JoinRequest.objects.create(structure=epn, user=ali)
    told = send(signed_in(karim), f"/s/epn/people/requests/{request.pk}/", {"answer": "accept"}, follow=True)
    assert "is here now" in text(told)
    assert send(signed_in(karim), f"/s/epn/people/requests/{request.pk}/", {"answer": "accept"}).status_code == 302
    with open_structure(epn.pk):
        assert Membership.objects.active().filter(user=ali).count() == 1


# --- with a code


def test_a_code_is_made_shown_renewed_and_ended(epn):
    karim = referent_of(epn, language="en")
    client = signed_in(karim)
    assert send(client, "/s/epn/people/code/", {"act": "renew"}).status_code == 302
    first = Structure.objects.get(pk=epn.pk).join_code
    assert len(first) == CODE_LENGTH
    assert set(first) <= set(SIGNS)
    assert not set(SIGNS) & set("01OILUVZSB")
    assert f"{first[:4]} {first[4:]}" in text(client.get("/s/epn/people/"))
    assert first not in text(signed_in(aidant_of(epn)).get("/s/epn/people/")).replace(" ", "")
    send(client, "/s/epn/people/code/", {"act": "renew"})
    second = Structure.objects.get(pk=epn.pk).join_code
    assert second != first
    ali = signed_in(UserFactory(email="ali@place.example"))
    refused = [send(ali, "/join/", {"code": code}) for code in (first, "ZZZZZZZZ", "x", "²" * 8, "\u202e")]
    assert {one.status_code for one in refused} == {422}
    assert send(ali, "/join/", {"code": f" {second[:4].lower()}-{second[4:]} "}).headers["Location"] == "/places/"
    [request] = requests()
    assert (request.by_code, request.structure) == (True, epn)
    assert "code of your organisation was used" in letters_to(karim.email)[0].body
    assert "with your code" in text(client.get("/s/epn/people/"))
    with open_structure(epn.pk):
        assert not Membership.objects.filter(user=request.user).exists(), "the code opens nothing by itself"
    send(client, "/s/epn/people/code/", {"act": "end"})
    assert Structure.objects.get(pk=epn.pk).join_code is None
    assert send(ali, "/join/", {"code": second}).status_code == 422
    assert {"join_code_renewed", "join_code_ended"} <= set(acts())


def test_codes_are_made_and_ended_by_who_may_invite(epn):
    for who, status in ((aidant_of(epn), 403), (UserFactory(), 404)):
        assert send(signed_in(who), "/s/epn/people/code/", {"act": "renew"}).status_code == status
    assert Structure.objects.get(pk=epn.pk).join_code is None
    assert signed_in(referent_of(epn)).get("/s/epn/people/code/").status_code == 405


def test_guessing_codes_ends_soon_with_the_same_words_for_all(epn):
    code = coded(epn, referent_of(epn))
    client = signed_in(UserFactory())
    words = {text(send(client, "/join/", {"code": wrong})).split("Type its code")[1][:400] for wrong in ("A" * 8, "B")}
    assert len({one.replace("AAAAAAAA", "").replace("B", "") for one in words}) == 1
    answers = [send(client, "/join/", {"code": "ABCDEFGH"}).status_code for _ in range(9)]
    assert answers[-1] == 429
    assert send(client, "/join/", {"code": code}).status_code == 429, "the right one too"
    assert not requests()


def test_a_code_in_the_address_is_there_to_be_sent_after_signing_in(epn):
    code = coded(epn, referent_of(epn))
    guest = visitor()
    went = send(guest, f"/join/?code={code}", YOU)
    assert went.headers["Location"] == f"/accounts/login/code/?next=%2Fjoin%2F%3Fcode%3D{code}"
    signed = signed_in(UserFactory())
    assert f'value="{code}"' in signed.get(f"/join/?code={code}").content.decode()
    assert not requests(), "a look asks nothing"


# --- at once


@pytest.mark.django_db(transaction=True)
def test_two_referents_accept_at_once_and_she_asks_twice_at_once():
    epn = StructureFactory()
    people = [referent_of(epn) for _ in range(2)]
    ali = UserFactory(email="ali@place.example", language="en")
    ask = partial(ask_to_join, structure=epn, user=ali, site=SITE)
    done = at_once(ask, ask, ask)
    assert sorted(new for _request, new in done) == [False, False, True], done
    [request] = requests()

    def accept(by):
        with open_structure(epn.pk), transaction.atomic():
            accept_request(request=JoinRequest.objects.get(pk=request.pk), by=by, site=SITE)

    assert at_once(*[partial(accept, by) for by in people]) == [None, None]
    with across_structures("a test counts memberships"):
        assert Membership.objects.active().filter(structure=epn, user=ali).count() == 1
    assert len([one for one in letters_to(ali.email) if "Welcome" in one.subject]) == 1


@pytest.mark.django_db(transaction=True)
def test_an_accept_while_she_withdraws_is_refused_in_words():
    epn = StructureFactory()
    karim, ali = referent_of(epn), UserFactory(email="ali@place.example")
    request = asked(epn, ali)

    def withdraw():
        with as_person(ali.pk), transaction.atomic():
            withdraw_request(request=JoinRequest.objects.select_related("structure").get(pk=request.pk))

    def accept():
        with open_structure(epn.pk), transaction.atomic():
            accept_request(request=JoinRequest.objects.get(pk=request.pk), by=karim, site=SITE)

    refused = meanwhile(withdraw, accept)
    assert isinstance(refused, DomainError), refused
    with across_structures("a test counts memberships"):
        assert not Membership.objects.filter(structure=epn, user=ali).exists()
