"""Roles that change and end: what follows, who follows whom, and the people of partners and portals."""

import datetime as dt

import pytest
from django.utils import timezone

from common.wall import across_structures, as_person, open_structure
from learners.models import Learner
from structures.enums import Role
from structures.models import Invitation, JournalEntry, Membership
from structures.permissions import ROLE_PERMISSIONS, WORDS, May, table_of
from tests.app.doors import code_in, letters_to, link_in, send, signed_in, text, visitor
from tests.app.factories import (
    LearnerFactory,
    MembershipFactory,
    PortalFactory,
    StructureFactory,
    aidant_of,
    coordinator_of,
    portal_person,
    referent_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_attempts", "demo_rules")]


@pytest.fixture
def demo_rules(settings):
    """No second step is asked for: these tests are about roles."""
    settings.DEMO = True


def role_of(user, structure, *, active=True) -> Membership:
    with open_structure(structure.pk):
        found = Membership.objects.active() if active else Membership.objects.all()
        return found.filter(user=user, structure=structure).order_by("-pk").first()


def acts(structure) -> list[str]:
    with open_structure(structure.pk):
        return list(JournalEntry.objects.filter(structure=structure).order_by("pk").values_list("act", flat=True))


def followers(structure) -> dict[str, int | None]:
    with open_structure(structure.pk):
        return dict(Learner.objects.values_list("alias", "referent_id"))


# --- what roles mean


def test_each_permission_has_its_words_and_the_table_says_what_the_code_does():
    assert set(WORDS) == set(May)
    for power in table_of(Role):
        may = next(one for one, words in WORDS.items() if words is power.words)
        assert {str(label) for label, yes in power.cells if yes} == {
            str(role.label) for role in Role if may in ROLE_PERMISSIONS[role]
        }


def test_the_page_says_who_may_do_what_and_who_was_here(epn):
    client = signed_in(referent_of(epn, first_name="Karim"))
    gone = aidant_of(epn, first_name="Ali", last_name="Haddad")
    member = role_of(gone, epn)
    with open_structure(epn.pk):
        Membership.objects.filter(pk=member.pk).update(until=timezone.localdate() - dt.timedelta(days=40))
    page = text(client.get("/s/epn/people/"))
    assert "Invite colleagues, change their role, end their access no yes" in page
    assert "1 former colleague" in page
    assert "Digital helper, until" in page
    assert "Give the access back" not in page, "only for a day"
    colleague = signed_in(aidant_of(epn))
    assert "former colleague" not in text(colleague.get("/s/epn/people/"))


def test_a_large_team_has_a_filter_and_a_constant_number_of_queries(epn, django_assert_max_num_queries):
    client = signed_in(referent_of(epn, first_name="Karim"))
    for number in range(40):
        aidant_of(epn, first_name=f"Hélène{number}")
    with django_assert_max_num_queries(40):
        page = client.get("/s/epn/people/")
    assert "1 to 30 of 41" in text(page)
    found = text(client.get("/s/epn/people/?q=helene39"))
    assert "Hélène39" in found
    assert "Hélène38" not in found
    assert "Hélène39" not in text(client.get("/s/epn/people/?q=helene39&role=referent"))


def test_a_role_changes_from_today_on_and_the_last_referent_stays(epn):
    first = referent_of(epn, first_name="Karim")
    aidant = aidant_of(epn, first_name="Ali")
    client = signed_in(first)
    before = role_of(aidant, epn)
    send(client, f"/s/epn/people/{before.public}/role/", {"role": "referent"})
    now = role_of(aidant, epn)
    with open_structure(epn.pk):
        before.refresh_from_db()
    assert (before.role, before.until, now.role, now.since) == (
        "aidant",
        timezone.localdate(),
        "referent",
        timezone.localdate(),
    )
    assert signed_in(aidant).get("/s/epn/people/invitations/").status_code == 200
    send(client, f"/s/epn/people/{now.public}/role/", {"role": "aidant"})
    mine = role_of(first, epn)
    told = client.post(f"/s/epn/people/{mine.public}/role/", {"role": "aidant"}, follow=True)
    assert "only referent" in text(told)
    assert role_of(first, epn).role == "referent"
    assert acts(epn).count("role_changed") == 2
    assert "Choose what" in text(client.post(f"/s/epn/people/{mine.public}/role/", {"role": "lead"}, follow=True))


# --- leaving


def test_her_learners_go_to_a_named_colleague_and_come_back_with_the_undo(epn):
    client = signed_in(referent_of(epn))
    gone, heir = aidant_of(epn, first_name="Ali"), aidant_of(epn, first_name="Bea", last_name="Maes")
    kept = aidant_of(epn)
    for alias, who in (("Amina", gone), ("Fatima", gone), ("Zoé", kept)):
        LearnerFactory(structure=epn, alias=alias, referent=who)
    member = role_of(gone, epn)
    address = f"/s/epn/people/{member.public}/end/"
    assert "follows 2 learners" in text(client.get(address))
    refused = send(client, address)
    assert refused.status_code == 422
    assert "Choose a colleague" in text(refused)
    assert role_of(gone, epn) is not None
    done = client.post(address, {"handed_to": heir.public}, follow=True)
    assert "Bea Maes follows 2 learners more" in text(done)
    assert followers(epn) == {"Amina": heir.pk, "Fatima": heir.pk, "Zoé": kept.pk}
    with open_structure(epn.pk):  # meanwhile somebody else takes one of them
        Learner.objects.filter(alias="Fatima").update(referent=kept)
    send(client, f"/s/epn/people/{member.public}/restore/")
    assert followers(epn) == {"Amina": gone.pk, "Fatima": kept.pk, "Zoé": kept.pk}
    assert acts(epn) == ["membership_ended", "learners_handed_over", "membership_restored", "learners_taken_back"]


def test_letters_tell_who_lost_access_and_who_follows_the_learners_now(epn):
    client = signed_in(referent_of(epn, first_name="Karim", email="karim@place.example"))
    gone = aidant_of(epn, first_name="Ali", email="ali@place.example", language="fr")
    heir = aidant_of(epn, email="bea@place.example", language="en")
    for alias in ("Amina", "Fatima"):
        LearnerFactory(structure=epn, alias=alias, referent=gone)
    member = role_of(gone, epn)
    send(client, f"/s/epn/people/{member.public}/end/", {"handed_to": heir.public})
    [ended] = letters_to("ali@place.example")
    assert ended.extra_headers["Content-Language"] == "fr"
    assert "Karim" in ended.body
    assert "karim@place.example" in ended.body
    [received] = letters_to("bea@place.example")
    assert received.subject == "You follow 2 learners more"
    assert link_in(received, "/s/") == "/s/epn/learners/?who=mine"
    assert "Amina" not in received.body
    send(client, f"/s/epn/people/{member.public}/restore/")
    assert link_in(letters_to("ali@place.example")[-1], "/home") == "/home/"
    assert len(letters_to("ali@place.example")) == 2


def test_who_leaves_by_herself_gets_no_letter_and_her_colleague_does(epn):
    karim = referent_of(epn, email="karim@place.example")
    ali = aidant_of(epn, email="ali@place.example")
    LearnerFactory(structure=epn, alias="Amina", referent=ali)
    send(signed_in(ali), f"/s/epn/people/{role_of(ali, epn).public}/end/", {"handed_to": karim.public})
    assert letters_to("ali@place.example") == []
    assert len(letters_to("karim@place.example")) == 1


def test_the_only_referent_reads_it_before_any_form(epn):
    karim = referent_of(epn, language="en")
    LearnerFactory(structure=epn, alias="Amina", referent=karim)
    aidant_of(epn)
    client, address = signed_in(karim), f"/s/epn/people/{role_of(karim, epn).public}/end/"
    page = client.get(address)
    assert "You are the only referent. Invite another one first." in text(page)
    assert 'name="handed_to"' not in page.content.decode()
    assert 'href="/s/epn/people/#h-invite"' in page.content.decode()
    referent_of(epn)
    assert 'name="handed_to"' in client.get(address).content.decode()


def test_absence_is_said_neither_of_oneself_nor_of_who_has_just_come(epn):
    karim, new, old = referent_of(epn), aidant_of(epn), aidant_of(epn)
    month_ago = timezone.localdate() - dt.timedelta(days=40)
    with open_structure(epn.pk):
        Membership.objects.filter(user__in=[karim, old]).update(since=month_ago)
        Membership.objects.filter(user=new).update(since=timezone.localdate())
    client = signed_in(karim)
    assert text(client.get("/s/epn/people/")).count("not active here for a month") == 1
    with open_structure(epn.pk):
        Membership.objects.filter(user=new).update(since=month_ago)
    assert text(client.get("/s/epn/people/")).count("not active here for a month") == 2


def test_nobody_beyond_the_structure_can_be_named(epn):
    client = signed_in(referent_of(epn))
    gone = aidant_of(epn)
    LearnerFactory(structure=epn, alias="Amina", referent=gone)
    stranger = referent_of(StructureFactory(slug="other"))
    member = role_of(gone, epn)
    for other in (stranger.public, gone.public, stranger.pk, "x"):
        assert send(client, f"/s/epn/people/{member.public}/end/", {"handed_to": other}).status_code == 422
    assert followers(epn) == {"Amina": gone.pk}


def test_who_has_another_place_stays_signed_in_there_alone(epn):
    other = StructureFactory(slug="other")
    both = aidant_of(epn)
    MembershipFactory(user=both, role=Role.AIDANT, structure=other)
    theirs = signed_in(both)
    assert theirs.get("/s/epn/").status_code == theirs.get("/s/other/").status_code == 200
    send(signed_in(referent_of(epn)), f"/s/epn/people/{role_of(both, epn).public}/end/")
    assert theirs.get("/s/epn/").status_code == 404
    assert theirs.get("/s/other/").status_code == 200


def test_a_person_leaves_by_herself_and_nobody_elses_place(epn):
    referent_of(epn)
    aidant, colleague = aidant_of(epn), aidant_of(epn)
    LearnerFactory(structure=epn, alias="Amina", referent=aidant)
    theirs = signed_in(aidant)
    assert "Leave this place" in text(theirs.get("/s/epn/people/"))
    assert theirs.get(f"/s/epn/people/{role_of(colleague, epn).public}/end/").status_code == 403
    mine = role_of(aidant, epn)
    assert "You follow 1 learner" in text(theirs.get(f"/s/epn/people/{mine.public}/end/"))
    gone = send(theirs, f"/s/epn/people/{mine.public}/end/", {"handed_to": colleague.public})
    assert gone.headers["Location"] == "/home/"
    assert theirs.get("/s/epn/").status_code == 404
    assert theirs.get("/account/").status_code == 200, "the account is hers"
    assert followers(epn) == {"Amina": colleague.pk}


def test_who_changes_structure_keeps_the_account_and_not_the_learners(epn):
    other = StructureFactory(slug="other")
    boss = signed_in(referent_of(epn))
    mover, heir = aidant_of(epn, email="ali@place.example"), aidant_of(epn)
    learner = LearnerFactory(structure=epn, alias="Amina", referent=mover)
    send(boss, f"/s/epn/people/{role_of(mover, epn).public}/end/", {"handed_to": heir.public})
    send(signed_in(referent_of(other)), "/s/other/people/", {"email": mover.email, "role": "aidant", "language": "nl"})
    guest = visitor()
    link = link_in(letters_to(mover.email)[-1], "/invitation/")
    send(guest, link, {"first_name": "A", "last_name": "B"})
    assert guest.get("/s/other/").status_code == 302, "a link opens no account that is there: a code does"
    send(guest, "/accounts/login/code/", {"code": code_in(letters_to(mover.email)[-1])})
    assert guest.get("/s/other/").status_code == 200
    assert int(guest.session["_auth_user_id"]) == mover.pk, "the same account: forum name and attestations hang on it"
    mover.refresh_from_db()
    assert mover.first_name != "A"
    assert guest.get(f"/s/epn/learners/{learner.pk}/").status_code == 404
    assert guest.get(f"/s/other/learners/{learner.pk}/").status_code == 404
    assert followers(epn) == {"Amina": heir.pk}


def test_the_list_shows_mine_a_colleagues_or_nobodys_and_the_follower_changes(epn):
    me, bea = aidant_of(epn, first_name="Ali"), aidant_of(epn, first_name="Bea")
    gone = aidant_of(epn)
    ids = {}
    for alias, who in (("Amina", me), ("Fatima", bea), ("Zoé", gone), ("Rosa", None)):
        ids[alias] = LearnerFactory(structure=epn, alias=alias, referent=who).pk
    with open_structure(epn.pk):
        Membership.objects.filter(user=gone).update(until=timezone.localdate())
    client = signed_in(me)

    def shown(who) -> set[str]:
        page = text(client.get(f"/s/epn/learners/?who={who}"))
        return {alias for alias in ids if alias in page}

    assert shown("mine") == {"Amina"}
    assert shown(bea.public) == {"Fatima"}
    assert shown("nobody") == {"Zoé", "Rosa"}
    assert shown("") == set(ids)
    send(client, f"/s/epn/learners/{ids['Zoé']}/follower/", {"referent": bea.public})
    assert shown(bea.public) == {"Fatima", "Zoé"}
    assert send(client, f"/s/epn/learners/{ids['Zoé']}/follower/", {"referent": gone.public}).status_code == 422
    assert acts(epn)[-1] == "learner_handed_over"


# --- partners and portals


def invited_to_partner(client, email, role="trainer"):
    return send(client, "/p/demo/tic/people/", {"email": email, "role": role, "language": "fr"})


def test_a_coordinator_lets_a_trainer_in_and_ends_her_role(tic):
    client = signed_in(coordinator_of(tic))
    assert invited_to_partner(client, "an@tic.example").status_code == 302
    guest = visitor()
    link = link_in(letters_to("an@tic.example")[0], "/invitation/")
    assert "Technofutur TIC" in text(guest.get(f"{link}?go=1"))
    send(guest, link, {"first_name": "An", "last_name": "Peeters"})
    assert guest.get("/p/demo/tic/actions/").status_code == 200
    assert guest.get("/p/demo/tic/people/").status_code == 403
    with across_structures("a test looks at a partner's roles"):
        member = Membership.objects.get(role=Role.TRAINER)
    send(client, f"/p/demo/tic/people/{member.public}/end/")
    assert guest.get("/p/demo/tic/actions/").status_code == 302, "signed out: it was her only place"
    send(client, f"/p/demo/tic/people/{member.public}/restore/")
    with across_structures("a test looks at a partner's roles"):
        assert Membership.objects.get(pk=member.pk).until is None
        written = JournalEntry.objects.filter(object_type="structures.membership").order_by("pk")
        assert list(written.values_list("act", flat=True)) == ["membership_ended", "membership_restored"]


def test_one_coordinator_stays_and_a_lead_is_a_leads_affair(tic, d09):
    first = coordinator_of(tic)
    client = signed_in(first)
    with across_structures("a test looks at a partner's roles"):
        mine = Membership.objects.get(user=first)
    assert "only coordinator" in text(client.post(f"/p/demo/tic/people/{mine.public}/end/", follow=True))
    assert invited_to_partner(client, "x@tic.example", "lead").status_code == 422
    lead = coordinator_of(d09, role=Role.LEAD)
    with across_structures("a test looks at a partner's roles"):
        hers = Membership.objects.get(user=lead)
    assert send(client, f"/p/demo/tic/people/{hers.public}/end/").status_code == 404, "another partner's"
    manages = signed_in(lead)
    assert manages.get("/p/demo/tic/people/").status_code == 200
    assert invited_to_partner(manages, "y@tic.example", "coordinator").status_code == 302
    assert manages.get("/p/demo/tic/actions/").status_code == 403, "people, not actions, of another partner"
    other = coordinator_of(d09)
    assert signed_in(other).get("/p/demo/tic/people/").status_code == 404
    with across_structures("a test looks at a partner's invitations"):
        invitation = Invitation.objects.get(email="y@tic.example")
    assert send(signed_in(other), f"/p/demo/d09/people/invitations/{invitation.pk}/revoke/").status_code == 404


def test_the_door_of_the_administration_follows_the_role(project):
    admin = portal_person(Role.ADMINISTRATOR, is_staff=True)
    client = signed_in(admin)
    where = f"portal-{PortalFactory().code}"
    form = {"email": "paul@halte.example", "where": where, "role": "curator", "language": "fr"}
    assert send(client, "/people/", form).status_code == 302
    guest = visitor()
    link = link_in(letters_to("paul@halte.example")[0], "/invitation/")
    send(guest, link, {"first_name": "Paul", "last_name": "Dubois"})
    assert guest.get("/admin/courses/module/").status_code == 200
    with across_structures("a test looks at the portal's roles"):
        curator, mine = Membership.objects.get(role=Role.CURATOR), Membership.objects.get(user=admin)
        assert curator.user.is_staff
    send(client, f"/people/{curator.public}/end/")
    curator.user.refresh_from_db()
    assert not curator.user.is_staff
    send(client, f"/people/{curator.public}/restore/")
    curator.user.refresh_from_db()
    assert curator.user.is_staff
    assert "only administrator" in text(client.post(f"/people/{mine.public}/end/", follow=True))


def test_a_role_belongs_to_its_kind_of_place(tic):
    client = signed_in(portal_person(Role.ADMINISTRATOR, is_staff=True))
    form = {"email": "x@halte.example", "where": f"partner-{tic.public}", "role": "curator", "language": "fr"}
    refused = send(client, "/people/", form)
    assert refused.status_code == 422
    assert "A portal has curators" in text(refused)
    assert send(client, "/people/", form | {"role": "coordinator"}).status_code == 302
    assert "Technofutur TIC" in text(client.get("/people/"))
    assert send(client, "/people/", form | {"where": "portal-0"}).status_code == 422


def test_invitations_of_no_structure_are_in_nobodys_sight(epn, tic):
    invited_to_partner(signed_in(coordinator_of(tic)), "an@tic.example")
    reader = referent_of(epn)
    with open_structure(epn.pk), as_person(reader.pk):
        assert not Invitation.objects.exists()
    assert not Invitation.objects.exists()
