"""Somebody is stuck: the help desk sees how far she came, and may see what she sees, for a reason."""

import datetime as dt
import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.utils import timezone

from accounts.models import OutgoingMail, User
from common.wall import across_structures, as_person, open_structure
from helpdesk import viewing
from helpdesk.models import Viewing
from helpdesk.selectors import token_of
from reporting.models import Activity
from structures.enums import Role
from structures.models import JournalEntry
from team.services.invitations import invite
from tests.app.doors import code_in, committed, letters_to, send, signed_in, text, visitor
from tests.app.factories import (
    LearnerFactory,
    PartnerFactory,
    ProjectFactory,
    StructureFactory,
    UserFactory,
    aidant_of,
    coordinator_of,
    portal_person,
    referent_of,
)
from tests.app.test_second_step import digits

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    operator = PartnerFactory(project=ProjectFactory())
    return StructureFactory(
        name="EPN Ici", slug="ici", affiliation__project=operator.project, affiliation__operator=operator
    )


@pytest.fixture
def nadia() -> User:
    return portal_person(Role.ADMINISTRATOR, is_staff=True, first_name="Nadia", email="nadia@halte.example")


@pytest.fixture
def ines(place) -> User:
    return aidant_of(place, first_name="Inès", last_name="Verbeke", email="ines@place.example")


def begin(browser, person: User, reason: str = "She asked why her list is empty"):
    return browser.post(f"/help-desk/{token_of(person)}/view-as/", {"reason": reason})


# --- finding


def test_a_person_is_found_by_name_without_accents_and_by_address(nadia, ines):
    browser = signed_in(nadia)
    for words in ("ines", "VERBE", "ines@place"):
        assert "Inès Verbeke" in browser.get("/help-desk/", {"q": words}).content.decode()
    assert "Nobody found" in browser.get("/help-desk/", {"q": "zzz"}).content.decode()
    assert browser.get("/help-desk/", {"q": "i"}).status_code == 200


def test_who_was_only_invited_is_found_too_and_gets_her_letter_again(nadia, place):
    referent = referent_of(place)
    with open_structure(place.pk):
        invite(structure=place, email="new@place.example", role=Role.AIDANT, language="nl", by=referent, site="")
    browser = signed_in(nadia)
    page = browser.get("/help-desk/", {"q": "new@place"}).content.decode()
    assert "new@place.example" in page
    assert "EPN Ici" in page
    with across_structures("a test looks for the invitation"):
        before, pk = OutgoingMail.objects.count(), place.invitations.get().pk
    browser.post(f"/help-desk/invitations/{pk}/")
    assert OutgoingMail.objects.filter(to="new@place.example").count() == before + 1


def test_her_page_says_what_stands_in_her_way(nadia, ines):
    User.objects.filter(pk=ines.pk).update(bounced_at=timezone.now(), confirmed_at=None, is_active=False)
    page = signed_in(nadia).get(f"/help-desk/{token_of(ines)}/").content.decode()
    for words in ("closed", "no code was typed yet", "they have come back since", "EPN Ici", "never"):
        assert words in page


def test_an_address_that_the_help_desk_did_not_make_is_nobodys(nadia, ines):
    for token in (str(ines.pk), "x", token_of(ines)[:-1] + "x"):
        assert signed_in(nadia).get(f"/help-desk/{token}/").status_code == 404


def test_an_account_is_closed_and_opened_again(nadia, ines):
    desk, hers = signed_in(nadia), signed_in(ines)
    assert hers.get("/s/ici/").status_code == 200
    desk.post(f"/help-desk/{token_of(ines)}/close/")
    assert hers.get("/s/ici/").status_code == 302
    desk.post(f"/help-desk/{token_of(ines)}/reopen/")
    assert User.objects.get(pk=ines.pk).is_active
    desk.post(f"/help-desk/{token_of(nadia)}/close/")
    assert User.objects.get(pk=nadia.pk).is_active, "nobody shuts herself out"


def test_an_account_that_was_closed_comes_back_without_its_sessions(nadia, ines):
    """A stolen phone: opened again, the account waits for a new sign-in everywhere."""
    desk, stolen = signed_in(nadia), signed_in(ines)
    desk.post(f"/help-desk/{token_of(ines)}/close/")
    desk.post(f"/help-desk/{token_of(ines)}/reopen/")
    assert stolen.get("/s/ici/").status_code == 302
    ines.refresh_from_db()
    assert signed_in(ines).get("/s/ici/").status_code == 200


def test_the_last_who_answers_for_a_place_is_not_shut_out(nadia, place):
    referent = referent_of(place, first_name="Karim")
    boss = coordinator_of(PartnerFactory(project=ProjectFactory(), code="ONE"), first_name="Joris")
    for user in (referent, boss):
        page = signed_in(nadia).post(f"/help-desk/{token_of(user)}/close/", follow=True)
        assert "the only person who answers for" in page.content.decode()
        assert User.objects.get(pk=user.pk).is_active
    referent_of(place)
    signed_in(nadia).post(f"/help-desk/{token_of(referent)}/close/")
    assert not User.objects.get(pk=referent.pk).is_active


def test_who_typed_too_many_wrong_codes_is_seen_as_locked_and_freed(nadia, ines):
    """The library's counters: of the app's digits, and of codes asked for by mail."""
    cache.clear()
    secret = generate_totp_secret()
    TOTP.activate(ines, secret)
    stuck, page = visitor(), f"/help-desk/{token_of(ines)}/"
    desk = signed_in(nadia)
    assert "nothing is locked" in text(desk.get(page))
    assert "Nothing is locked any more" in text(desk.post(f"{page}unlock/", follow=True))
    for browser in (visitor(), visitor(), stuck):
        send(browser, "/accounts/login/", {"email": ines.email})
    send(stuck, "/accounts/login/code/", {"code": code_in(letters_to(ines.email)[-1])})
    for number in range(5):
        stuck.post("/accounts/2fa/authenticate/", {"code": f"{number:06}"})
    right = {"code": digits(secret)}
    assert stuck.post("/accounts/2fa/authenticate/", right).status_code == 200, "locked, though right"
    seen = text(desk.get(page))
    assert re.search(r"locked until \d+.\d\d.*: wrong codes of the app", seen)
    assert "codes asked for to sign in" in seen
    with committed():
        assert "Unlocked" in text(desk.post(f"{page}unlock/", follow=True))
    assert "nothing is locked" in text(desk.get(page))
    assert stuck.post("/accounts/2fa/authenticate/", right).status_code == 302
    with across_structures("a test reads the journal"):
        assert JournalEntry.objects.filter(act="account_unlocked", object_id=str(ines.pk), user=nadia).count() == 1


def test_an_erased_account_stays_closed(nadia, ines):
    User.objects.filter(pk=ines.pk).update(is_active=False, erased_at=timezone.now())
    signed_in(nadia).post(f"/help-desk/{token_of(ines)}/reopen/")
    assert not User.objects.get(pk=ines.pk).is_active


# --- viewing as


def test_she_is_seen_as_she_sees_herself_and_nothing_can_be_sent(nadia, ines, place):
    LearnerFactory(structure=place, alias="Amina")
    browser = signed_in(nadia)
    assert browser.get("/s/ici/learners/").status_code == 404
    assert begin(browser, ines).status_code == 302
    page = browser.get("/s/ici/learners/")
    assert "Amina" in page.content.decode()
    assert "You see Halte as Inès Verbeke does" in page.content.decode()
    answer = browser.post("/s/ici/learners/", {"alias": "Zoé", "language": "fr", "country": "BE"})
    assert answer.status_code == 403
    assert "nothing can be sent" in answer.content.decode()
    with open_structure(place.pk):
        assert place.pk
        assert LearnerFactory._meta.model.objects.count() == 1


@pytest.mark.parametrize(
    "path",
    ["/account/", "/accounts/2fa/", "/accounts/2fa/recovery-codes/", "/admin/", "/help-desk/", "/people/",
     "/account/privacy/", "/training/", "/training/notes/", "/s/ici/accompaniments/export.csv"],
)  # fmt: skip
def test_what_is_hers_alone_stays_closed(nadia, ines, path):
    browser = signed_in(nadia)
    begin(browser, ines)
    assert browser.get(path).status_code == 403


def test_it_is_nobodys_activity(nadia, ines, place):
    browser = signed_in(nadia)
    begin(browser, ines)
    browser.get("/s/ici/")
    with open_structure(place.pk):
        assert not Activity.objects.exists()


def test_she_gets_a_letter_and_finds_it_on_her_account_and_in_two_journals(nadia, ines, place):
    begin(signed_in(nadia), ines)
    letter = OutgoingMail.objects.get(to=ines.email)
    assert "She asked why her list is empty" in letter.text
    page = signed_in(ines).get("/account/viewings/").content.decode()
    assert "She asked why her list is empty" in page
    with across_structures("a test reads both journals"):
        lines = JournalEntry.objects.filter(act="viewing_begun").values_list("structure", "user", "object_id")
        assert set(lines) == {(None, nadia.pk, str(ines.pk)), (place.pk, nadia.pk, str(ines.pk))}


def test_the_button_gives_her_back_to_herself(nadia, ines):
    browser = signed_in(nadia)
    begin(browser, ines)
    browser.post("/help-desk/stop/")
    assert browser.get("/help-desk/").status_code == 200
    with as_person(ines.pk):
        assert Viewing.objects.get().ended_at is not None


def test_it_ends_by_itself_after_half_an_hour(nadia, ines):
    browser = signed_in(nadia)
    begin(browser, ines)
    with across_structures("a test lets time pass"):
        Viewing.objects.update(ends_at=timezone.now() - dt.timedelta(seconds=1))
    assert browser.get("/s/ici/").status_code == 404
    assert browser.get("/help-desk/").status_code == 200


def test_it_ends_when_the_right_does(nadia, ines):
    browser = signed_in(nadia)
    begin(browser, ines)
    with as_person(nadia.pk), across_structures("a test takes the role away"):
        nadia.memberships.all().delete()
    assert browser.get("/s/ici/").status_code == 404


def test_nobody_views_without_a_reason_as_herself_or_as_another_administrator(nadia, ines):
    other = portal_person(Role.ADMINISTRATOR, email="other@halte.example")
    browser = signed_in(nadia)
    tried = ((ines, ""), (ines, "why not"), (nadia, "I look at myself now"), (other, "I look at a colleague"))
    for person, reason in tried:
        assert begin(browser, person, reason).status_code == 422
    assert viewing.KEY not in browser.session


def test_a_made_up_viewing_is_none(nadia, ines):
    browser = signed_in(ines)
    begin(signed_in(nadia), ines)
    with as_person(ines.pk):
        running = str(Viewing.objects.get().pk)
    for key in (running, "x"):
        session = browser.session
        session[viewing.KEY] = key
        session.save()
        assert browser.get("/account/").status_code == 200


def test_only_administrators_come_in(ines):
    assert signed_in(ines).get("/help-desk/").status_code == 403
    assert (
        signed_in(UserFactory()).post(f"/help-desk/{token_of(ines)}/view-as/", {"reason": "x" * 20}).status_code == 403
    )
