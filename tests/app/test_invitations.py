"""A referent invites, an aidant joins, access ends."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from common.wall import open_structure
from structures import services
from structures.enums import Role
from structures.models import Invitation, Membership, Person
from tests.app.community import acts
from tests.app.doors import committed, letters_to, link_in, send, signed_in, text, visitor
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
    asked = guest.get(link)
    assert "Karim Lenoir invites you" in text(asked)
    with open_structure(epn.pk):
        assert Membership.objects.count() == 1, "looking changes nothing"
    joined = send(guest, link, {"first_name": "Ali", "last_name": "Haddad"})
    assert joined.headers["Location"] == "/s/epn/"
    assert guest.get("/s/epn/").status_code == 200
    person = Person.objects.get(user__email="ali@place.example")
    assert (person.first_name, person.project, person.home) == ("Ali", project, epn)
    assert person.user.confirmed_at is not None
    assert "Ali Haddad" in text(client.get("/s/epn/people/"))
    assert guest.get(link).status_code == 410, "used once"
    assert send(guest, link, {"first_name": "B", "last_name": "C"}).status_code == 410


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
    assert send(client, f"/s/epn/people/{membership.pk}/end/").status_code == 403


def test_people_and_invitations_of_another_structure_do_not_exist(epn):
    other = StructureFactory(slug="other")
    stranger = signed_in(referent_of(other))
    invite(signed_in(referent_of(epn)))
    with open_structure(epn.pk):
        membership, invitation = Membership.objects.get(), Invitation.objects.get()
    assert stranger.get("/s/epn/people/").status_code == 404
    assert send(stranger, f"/s/other/people/{membership.pk}/end/").status_code == 404
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
    assert "Ali" not in visitor().get(link).content.decode().replace("ali@place.example", "")
    send(visitor(), link, {"first_name": "Ali", "last_name": "Haddad"})
    (person,) = Person.objects.filter(project=project, email="ali@place.example")
    assert (person.pk, person.user.email, person.home) == (known.pk, "ali@place.example", elsewhere)


def test_an_account_that_exists_joins_under_its_own_name_and_language(epn):
    old = UserFactory(email="ali@place.example", first_name="Ali", last_name="Old", language="fr")
    invite(signed_in(referent_of(epn)))
    link = link_in(letters_to("ali@place.example")[0], "/invitation/")
    send(visitor(), link, {"first_name": "Al", "last_name": "Ias"})
    old.refresh_from_db()
    assert (old.last_name, old.language) == ("Old", "fr")
    assert Person.objects.get(user=old).last_name == "Old"


def test_somebody_else_who_is_signed_in_is_told_and_leaves_her_session(epn):
    other = UserFactory(email="other@place.example")
    invite(signed_in(referent_of(epn)))
    link = link_in(letters_to("ali@place.example")[0], "/invitation/")
    client = signed_in(other)
    assert "you are signed in as other@place.example" in text(client.get(link))
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
    send(client, f"/s/epn/people/{membership.pk}/end/")
    assert theirs.get("/s/epn/").status_code == 404
    assert theirs.get("/s/epn/people/").status_code == 404
    assert Person.objects.filter(user=aidant).exists()
    assert send(client, f"/s/epn/people/{membership.pk}/end/").status_code == 404, "ended is ended"


def test_an_end_has_an_undo_for_a_day(epn):
    aidant = aidant_of(epn, first_name="Ali", last_name="Haddad")
    client, theirs = signed_in(referent_of(epn)), signed_in(aidant)
    with open_structure(epn.pk):
        membership = Membership.objects.get(user=aidant)
    ended = client.post(f"/s/epn/people/{membership.pk}/end/", follow=True)
    assert f'action="/s/epn/people/{membership.pk}/restore/"' in ended.content.decode()
    assert theirs.get("/s/epn/").status_code == 404
    back = client.post(f"/s/epn/people/{membership.pk}/restore/", follow=True)
    assert "Ali Haddad has access again." in text(back)
    assert theirs.get("/s/epn/").status_code == 200
    assert acts()[-2:] == ["membership_ended", "membership_restored"]
    assert send(client, f"/s/epn/people/{membership.pk}/restore/").status_code == 302, "twice is no harm"
    with open_structure(epn.pk):
        membership.until = timezone.localdate() - dt.timedelta(days=2)
        membership.save()
    late = client.post(f"/s/epn/people/{membership.pk}/restore/", follow=True)
    assert "Send an invitation instead" in text(late)
    assert theirs.get("/s/epn/").status_code == 404


def test_the_undo_never_makes_a_second_membership(epn):
    aidant = aidant_of(epn)
    client = signed_in(referent_of(epn))
    with open_structure(epn.pk):
        ended = Membership.objects.get(user=aidant)
        send(client, f"/s/epn/people/{ended.pk}/end/")
        Membership.objects.create(user=aidant, structure=epn, role=Role.AIDANT)  # came back by an invitation
    assert "is here already" in text(client.post(f"/s/epn/people/{ended.pk}/restore/", follow=True))
    with open_structure(epn.pk):
        assert Membership.objects.active().filter(user=aidant).count() == 1


def test_only_a_referent_of_the_structure_takes_an_end_back(epn):
    aidant, colleague = aidant_of(epn), aidant_of(epn)
    with open_structure(epn.pk):
        membership = Membership.objects.get(user=aidant)
    stranger = signed_in(referent_of(StructureFactory(slug="other")))
    send(signed_in(referent_of(epn)), f"/s/epn/people/{membership.pk}/end/")
    assert send(signed_in(colleague), f"/s/epn/people/{membership.pk}/restore/").status_code == 403
    for slug in ("epn", "other"):
        assert send(stranger, f"/s/{slug}/people/{membership.pk}/restore/").status_code == 404
    with open_structure(epn.pk):
        assert not Membership.objects.active().filter(user=aidant).exists()


def test_the_only_referent_stays_until_there_is_another(epn):
    first = referent_of(epn)
    client = signed_in(first)
    with open_structure(epn.pk):
        membership = Membership.objects.get()
    send(client, f"/s/epn/people/{membership.pk}/end/")
    assert "only referent" in text(client.get("/s/epn/people/"))
    referent_of(epn)
    assert send(client, f"/s/epn/people/{membership.pk}/end/").headers["Location"] == "/home/"
    assert client.get("/s/epn/").status_code == 404


def test_services_leave_letters_to_the_commit(epn):
    referent = referent_of(epn)
    with open_structure(epn.pk):
        services.invite(structure=epn, email="a@place.example", role="aidant", language="fr", by=referent, site=SITE)
    assert not mail.outbox
    with committed(), open_structure(epn.pk):
        services.invite(structure=epn, email="b@place.example", role="aidant", language="fr", by=referent, site=SITE)
    assert letters_to("b@place.example")
