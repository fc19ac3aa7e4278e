"""A referent invites, an aidant joins, access ends."""

import datetime as dt

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.utils import timezone

from accounts.delivery import deliver
from accounts.models import OutgoingMail
from common import jobs
from common.wall import open_structure
from structures.enums import Role
from structures.models import Invitation, JournalEntry, Membership, Person
from team import tasks  # noqa: F401  (tasks registers what jobs do)
from team.services import invitations
from tests.app.community import acts
from tests.app.doors import code_in, committed, letters_to, link_in, send, signed_in, text, visitor
from tests.app.factories import (
    PersonFactory,
    StructureFactory,
    UserFactory,
    aidant_of,
    referent_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_attempts")]
SITE = "https://halte.example"


def invite(client, email="ali@place.example", **changes):
    return send(client, "/s/epn/people/", {"email": email, "role": "aidant", "language": "nl", **changes})


def test_a_referent_invites_and_the_aidant_is_at_work(epn, project):
    client = signed_in(referent_of(epn, first_name="Karim", last_name="Lenoir"))
    assert invite(client).headers["Location"] == "/s/epn/people/"
    [letter] = letters_to("ali@place.example")
    assert letter.extra_headers["Content-Language"] == "nl"
    assert "Karim Lenoir" in letter.subject
    link = link_in(letter, "/invitation/")
    with open_structure(epn.pk):
        assert link.split("/")[2] not in str(Invitation.objects.values_list())
    guest = visitor()
    first = guest.get(link)
    assert "Choose your language" in text(first)
    assert "Karim" not in text(first)
    chosen = guest.post("/i18n/setlang/", {"language": "nl", "next": f"{link}?go=1"})
    assert chosen.headers["Location"] == f"{link}?go=1"
    guest.cookies["language"] = "en"
    asked = guest.get(f"{link}?go=1")
    assert "Karim Lenoir invites you" in text(asked)
    assert "Follow learners" in text(asked), "what the role may do, before she says yes"
    with open_structure(epn.pk):
        assert Membership.objects.count() == 1, "looking changes nothing"
    joined = send(guest, link, {"first_name": "Ali", "last_name": "Haddad"})
    assert joined.headers["Location"] == "/s/epn/"
    assert guest.get("/s/epn/").status_code == 200
    person = Person.objects.get(user__email="ali@place.example")
    assert (person.first_name, person.project, person.home) == ("Ali", project, epn)
    assert person.user.confirmed_at is not None
    assert "Ali Haddad" in text(client.get("/s/epn/people/"))
    assert "You have joined EPN Tournai" in text(guest.get(link)), "used once"
    again = visitor()
    clicked = send(again, link, {"first_name": "B", "last_name": "C"})
    assert clicked.status_code == 200
    assert "Sign in with your address" in text(clicked)
    assert "_auth_user_id" not in again.session, "a used link signs nobody in"


def test_an_invitation_ends_after_14_days_when_withdrawn_or_when_sent_again(epn):
    client = signed_in(referent_of(epn))
    invite(client, "a@place.example")
    first = link_in(letters_to("a@place.example")[0], "/invitation/")
    with time_machine.travel(timezone.now() + dt.timedelta(days=14, minutes=1), tick=False):
        late = visitor().get(first)
        assert late.status_code == 410
        assert "14 days" in text(late)
    with open_structure(epn.pk):
        invitation = Invitation.objects.get()
    send(client, f"/s/epn/people/invitations/{invitation.pk}/resend/")
    second = link_in(letters_to("a@place.example")[1], "/invitation/")
    assert visitor().get(first).status_code == 410
    assert visitor().get(second).status_code == 200
    send(client, f"/s/epn/people/invitations/{invitation.pk}/revoke/")
    assert visitor().get(second).status_code == 410
    assert send(client, f"/s/epn/people/invitations/{invitation.pk}/resend/").status_code == 409
    assert visitor().get("/invitation/nonsense/").status_code == 410


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"email": "no address"}, "not an e-mail address"),
        ({"email": ""}, "Type the e-mail address"),
        ({"role": "lead"}, "Select a valid choice"),
        ({"language": "xx"}, "Select a valid choice"),
        ({"email": "HERE@place.example"}, "is here already"),
        ({"email": "open@place.example"}, "still open"),
    ],
)
def test_an_invitation_that_can_not_be_gets_a_sentence(epn, changes, words):
    aidant_of(epn, email="here@place.example")
    client = signed_in(referent_of(epn))
    invite(client, "open@place.example")
    refused = invite(client, **changes)
    assert refused.status_code == 422
    assert words in text(refused)


def test_an_aidant_sees_the_team_and_may_not_invite(epn):
    colleague = referent_of(epn, first_name="Karim")
    client = signed_in(aidant_of(epn))
    page = client.get("/s/epn/people/")
    assert "Karim" in text(page)
    assert "Invite a colleague" not in text(page)
    assert invite(client).status_code == 403
    with open_structure(epn.pk):
        membership = Membership.objects.get(user=colleague)
    assert send(client, f"/s/epn/people/{membership.public}/end/").status_code == 403


def test_people_and_invitations_of_another_structure_do_not_exist(epn):
    other = StructureFactory(slug="other")
    stranger = signed_in(referent_of(other))
    invite(signed_in(referent_of(epn)))
    with open_structure(epn.pk):
        membership, invitation = Membership.objects.get(), Invitation.objects.get()
    assert stranger.get("/s/epn/people/").status_code == 404
    assert send(stranger, f"/s/other/people/{membership.public}/end/").status_code == 404
    for act in ("resend", "revoke"):
        assert send(stranger, f"/s/other/people/invitations/{invitation.pk}/{act}/").status_code == 404
        assert send(stranger, f"/s/epn/people/invitations/{invitation.pk}/{act}/").status_code == 404


def test_an_address_that_a_roll_knows_says_nothing_and_counts_once(epn, project):
    """Another structure's trainer typed her on a roll: who invites her learns nothing of it, and she is one person."""
    elsewhere = StructureFactory(affiliation__project=project)
    known = PersonFactory(project=project, email="ali@place.example", first_name="Ali", last_name="Q", home=elsewhere)
    client = signed_in(referent_of(epn))
    pages = []
    for email in ("ali@place.example", "new@place.example"):
        invite(client, email)
        pages.append(text(client.get("/s/epn/people/")).replace(email, "…"))
        with open_structure(epn.pk):
            Invitation.objects.update(revoked_at=timezone.now())
    assert pages[0] == pages[1]
    invite(client, "ali@place.example")
    link = link_in(letters_to("ali@place.example")[-1], "/invitation/")
    assert "Ali" not in visitor().get(f"{link}?go=1").content.decode().replace("ali@place.example", "")
    send(visitor(), link, {"first_name": "Ali", "last_name": "Haddad"})
    (person,) = Person.objects.filter(project=project, email="ali@place.example")
    assert (person.pk, person.user.email, person.home) == (known.pk, "ali@place.example", elsewhere)


def test_an_account_that_exists_joins_under_its_own_name_and_language(epn):
    old = UserFactory(email="ali@place.example", first_name="Ali", last_name="Old", language="fr")
    invite(signed_in(referent_of(epn)))
    link = link_in(letters_to("ali@place.example")[0], "/invitation/")
    guest = visitor("nl")
    assert "form" not in text(guest.get(link))
    page = guest.get(f"{link}?go=1").content.decode()
    assert 'name="first_name"' not in page, "she has a name already"
    assert "Old" not in page, "and whoever holds the link is not told it"
    asked = send(guest, link, {"first_name": "Al", "last_name": "Ias"})
    assert asked.headers["Location"] == "/accounts/login/code/?next=%2Fs%2Fepn%2F"
    with open_structure(epn.pk):
        assert not Membership.objects.filter(user=old).exists()
    code = code_in(letters_to("ali@place.example")[-1])
    joined = send(guest, "/accounts/login/code/", {"code": code, "next": "/s/epn/"}, follow=True)
    assert joined.request["PATH_INFO"] == "/s/epn/"
    assert "Vous avez rejoint EPN Tournai" in text(joined), "in the language of her account"
    old.refresh_from_db()
    assert (old.last_name, old.language) == ("Old", "fr")
    assert Person.objects.get(user=old).last_name == "Old"
    assert acts()[-1] == "invitation_accepted"


def test_a_link_opens_no_account_that_is_there(epn):
    """A forwarded letter: its reader is not she, and neither is whoever signs in to another account in that browser."""
    hers = UserFactory(email="ali@place.example", first_name="Ali", last_name="Haddad")
    TOTP.activate(hers, generate_totp_secret())
    invite(signed_in(referent_of(epn)))
    link = link_in(letters_to("ali@place.example")[0], "/invitation/")
    thief, other = visitor(), UserFactory(email="thief@else.example")
    send(thief, link)
    assert "_auth_user_id" not in thief.session
    assert thief.get("/s/epn/").status_code == 302
    assert thief.session["invitation"]
    thief.force_login(other, backend="accounts.backend.AccountBackend")
    assert "invitation" not in thief.session, "it waited for one person, and for one sign-in"
    with open_structure(epn.pk):
        assert not Membership.objects.filter(user__in=(hers, other)).exists()
    mine = signed_in(other)
    send(mine, link)
    assert "_auth_user_id" not in mine.session, "she goes on as the invited one or not at all"
    assert [send(visitor(), link).status_code for _ in range(2)] == [302, 429], "and a link is no engine for letters"


def test_who_is_signed_in_to_the_account_joins_by_one_button(epn):
    old = UserFactory(email="ali@place.example", first_name="Ali", last_name="Old")
    invite(signed_in(referent_of(epn)))
    link = link_in(letters_to("ali@place.example")[0], "/invitation/")
    client = signed_in(old)
    assert "Join EPN Tournai" in text(client.get(link))
    assert send(client, link).headers["Location"] == "/s/epn/"
    assert client.get("/s/epn/").status_code == 200


def test_somebody_else_who_is_signed_in_is_told_and_leaves_her_session(epn):
    other = UserFactory(email="other@place.example")
    invite(signed_in(referent_of(epn)))
    link = link_in(letters_to("ali@place.example")[0], "/invitation/")
    client = signed_in(other)
    assert "you are signed in as other@place.example" in text(client.get(f"{link}?go=1"))
    send(client, link, {"first_name": "Ali", "last_name": "Haddad"})
    assert client.session["_auth_user_id"] != str(other.pk)
    assert client.get("/s/epn/").status_code == 200
    with open_structure(epn.pk):
        assert not Membership.objects.filter(user=other).exists()


def test_access_ends_at_once_and_what_was_done_stays(epn):
    aidant = aidant_of(epn)
    client, theirs = signed_in(referent_of(epn)), signed_in(aidant)
    assert theirs.get("/s/epn/").status_code == 200
    with open_structure(epn.pk):
        membership = Membership.objects.get(user=aidant)
    send(client, f"/s/epn/people/{membership.public}/end/")
    assert theirs.get("/s/epn/").headers["Location"].startswith("/accounts/login/"), "it was her only place: signed out"
    with open_structure(epn.pk):
        assert not Membership.objects.active().filter(user=aidant).exists()
    aidant.refresh_from_db()
    assert signed_in(aidant).get("/s/epn/").status_code == 404
    assert Person.objects.filter(user=aidant).exists()
    assert send(client, f"/s/epn/people/{membership.public}/end/").status_code == 404, "ended is ended"


def test_an_end_has_an_undo_for_a_day(epn):
    aidant = aidant_of(epn, first_name="Ali", last_name="Haddad")
    client, theirs = signed_in(referent_of(epn)), signed_in(aidant)
    with open_structure(epn.pk):
        membership = Membership.objects.get(user=aidant)
    ended = client.post(f"/s/epn/people/{membership.public}/end/", follow=True)
    assert f'action="/s/epn/people/{membership.public}/restore/"' in ended.content.decode()
    aidant.refresh_from_db()
    theirs = signed_in(aidant)
    assert theirs.get("/s/epn/").status_code == 404
    back = client.post(f"/s/epn/people/{membership.public}/restore/", follow=True)
    assert "Ali Haddad has access again." in text(back)
    assert theirs.get("/s/epn/").status_code == 200
    assert acts()[-2:] == ["membership_ended", "membership_restored"]
    assert send(client, f"/s/epn/people/{membership.public}/restore/").status_code == 302, "twice is no harm"
    with open_structure(epn.pk):
        membership.until = timezone.localdate() - dt.timedelta(days=2)
        membership.save()
    late = client.post(f"/s/epn/people/{membership.public}/restore/", follow=True)
    assert "Send an invitation instead" in text(late)
    assert theirs.get("/s/epn/").status_code == 404


def test_the_undo_never_makes_a_second_membership(epn):
    aidant = aidant_of(epn)
    client = signed_in(referent_of(epn))
    with open_structure(epn.pk):
        ended = Membership.objects.get(user=aidant)
        send(client, f"/s/epn/people/{ended.public}/end/")
        Membership.objects.create(user=aidant, structure=epn, role=Role.AIDANT)  # came back by an invitation
    assert "is here already" in text(client.post(f"/s/epn/people/{ended.public}/restore/", follow=True))
    with open_structure(epn.pk):
        assert Membership.objects.active().filter(user=aidant).count() == 1


def test_only_a_referent_of_the_structure_takes_an_end_back(epn):
    aidant, colleague = aidant_of(epn), aidant_of(epn)
    with open_structure(epn.pk):
        membership = Membership.objects.get(user=aidant)
    stranger = signed_in(referent_of(StructureFactory(slug="other")))
    send(signed_in(referent_of(epn)), f"/s/epn/people/{membership.public}/end/")
    assert send(signed_in(colleague), f"/s/epn/people/{membership.public}/restore/").status_code == 403
    for slug in ("epn", "other"):
        assert send(stranger, f"/s/{slug}/people/{membership.public}/restore/").status_code == 404
    with open_structure(epn.pk):
        assert not Membership.objects.active().filter(user=aidant).exists()


def test_the_only_referent_stays_until_there_is_another(epn):
    first = referent_of(epn)
    client = signed_in(first)
    with open_structure(epn.pk):
        membership = Membership.objects.get()
    refused = send(client, f"/s/epn/people/{membership.public}/end/")
    assert refused.status_code == 422
    assert "only referent" in text(refused)
    referent_of(epn)
    assert send(client, f"/s/epn/people/{membership.public}/end/").headers["Location"] == "/home/"
    assert client.get("/s/epn/").status_code == 404


def test_services_leave_letters_to_the_commit(epn):
    referent = referent_of(epn)
    with open_structure(epn.pk):
        invitations.invite(structure=epn, email="a@place.example", role="aidant", language="fr", by=referent, site=SITE)
    assert not mail.outbox
    with committed(), open_structure(epn.pk):
        invitations.invite(structure=epn, email="b@place.example", role="aidant", language="fr", by=referent, site=SITE)
    assert letters_to("b@place.example")


def test_unknown_withdrawn_and_late_links_get_the_same_page(epn):
    client = signed_in(referent_of(epn))
    pages = set()
    for change in ({"revoked_at": timezone.now()}, {"expires_at": timezone.now() - dt.timedelta(seconds=1)}):
        invite(client, "a@place.example")
        link = link_in(letters_to("a@place.example")[-1], "/invitation/")
        with open_structure(epn.pk):
            Invitation.objects.update(**change)
        pages.add(text(visitor().get(link)))
    pages.add(text(visitor().get("/invitation/no-such-token/")))
    assert len(pages) == 1
    assert "Ask the person who invited you" in pages.pop()


def test_the_language_that_was_chosen_becomes_the_accounts(epn):
    invite(signed_in(referent_of(epn)), language="nl")
    link = link_in(letters_to("ali@place.example")[0], "/invitation/")
    guest = visitor("fr")
    assert "Choisissez votre langue" in text(guest.get(link)), "asked in the browser's language"
    send(guest, link, {"first_name": "Ali", "last_name": "Haddad"})
    assert Person.objects.get(user__email="ali@place.example").user.language == "fr"


def test_letters_that_wait_or_came_back_show(epn):
    client = signed_in(referent_of(epn))
    invite(client, "a@place.example")
    assert "e-mail waiting" not in text(client.get("/s/epn/people/"))
    stuck = OutgoingMail.objects.create(to="a@place.example", language="fr", subject="x", attempts=2)
    with open_structure(epn.pk):
        Invitation.objects.update(letter=stuck.pk)
    assert "e-mail waiting since" in text(client.get("/s/epn/people/"))
    OutgoingMail.objects.all().delete()
    with open_structure(epn.pk):
        Invitation.objects.update(failed_at=timezone.now())
    assert "e-mail came back" in text(client.get("/s/epn/people/"))


def test_a_mail_server_that_is_down_loses_no_invitation(epn, settings):
    settings.EMAIL_BACKEND = "tests.app.test_invitations.Down"
    client = signed_in(referent_of(epn))
    invite(client, "a@place.example")
    assert OutgoingMail.objects.get().attempts == 1
    assert "e-mail waiting since" in text(client.get("/s/epn/people/"))
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    deliver(mail_id=OutgoingMail.objects.get().pk)
    assert len(letters_to("a@place.example")) == 1
    assert "e-mail waiting" not in text(client.get("/s/epn/people/"))


def test_a_letter_that_is_given_up_shows_on_its_invitation(epn, settings):
    settings.EMAIL_BACKEND = "tests.app.test_invitations.Down"
    client = signed_in(referent_of(epn))
    invite(client, "a@place.example")
    with time_machine.travel(timezone.now() + dt.timedelta(days=3), tick=False):
        deliver(mail_id=OutgoingMail.objects.get().pk)
    assert not OutgoingMail.objects.exists()
    page = text(client.get("/s/epn/people/"))
    assert "e-mail came back" in page
    assert "e-mail waiting" not in page


class Down:
    """A mail server that does not answer."""

    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        raise ConnectionRefusedError


def test_all_that_ran_out_go_again_in_one_act(epn, queue):
    client = signed_in(referent_of(epn))
    for number in range(3):
        invite(client, f"p{number}@place.example")
    with open_structure(epn.pk):
        late = Invitation.objects.exclude(email="p0@place.example")
        late.update(expires_at=timezone.now() - dt.timedelta(days=2))
    client.get("/s/epn/people/")  # says what was done
    page = client.get("/s/epn/people/invitations/?state=expired")
    assert "ran out 2 days ago" in text(page)
    assert "p0@place.example" not in text(page)
    with committed():
        send(client, "/s/epn/people/invitations/resend/")
        jobs.run(queue.pop())
    with open_structure(epn.pk):
        assert all(one.open for one in Invitation.objects.all())
        assert JournalEntry.objects.filter(act="invitation_resent").count() == 2
