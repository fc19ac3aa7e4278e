"""Acts that take several steps, or that nothing else looks at, each done for real: the line is there, with that act."""

import datetime as dt
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib import admin
from django.utils import timezone

from accounts.models import User
from affiliations.services import affiliations, talks
from common.wall import across_structures, as_person, open_structure
from community.events import services as events
from community.events.models import Action, ActionKind, Attendance
from community.forums.models import ForumTheme
from community.forums.permissions import Standing
from community.forums.services import certify, load_themes, reply, start_topic, uncertify
from helpdesk import services as helpdesk
from helpdesk import viewing
from learners.services import archive_learner, restore_learner
from merging.services import merge_accounts, undo_merge
from privacy import plans, retention
from privacy import services as privacy
from registration.services import places
from registration.services.registration import Applicant, NewStructure, register_structure
from structures.enums import AffiliationStatus, Role
from structures.models import Affiliation, AffiliationState, Portal
from team.services import invitation_lists, joining
from tests.app.community import SITE, helpers, planned, registered, yesterday
from tests.app.factories import (
    LearnerFactory,
    StructureFactory,
    UserFactory,
    aidant_of,
    coordinator_of,
    portal_person,
    referent_of,
)
from tests.app.recording import noting

pytestmark = pytest.mark.django_db
TODAY = dt.date.today


@pytest.fixture
def karim(epn):
    return referent_of(epn)


def test_the_help_desk_closes_opens_and_looks(epn):
    boss, ines = portal_person(Role.ADMINISTRATOR), aidant_of(epn)
    with noting() as acts:
        helpdesk.close_account(user=ines, by=boss)
        helpdesk.reopen_account(user=ines, by=boss)
        ines.refresh_from_db()
        viewing.end(viewing=viewing.begin(person=ines, by=boss, reason="A question", site=SITE))
    assert acts >= {"account_closed", "account_reopened", "viewing_begun", "viewing_ended"}


def test_the_administration_adds_changes_and_deletes():
    boss, portal = portal_person(Role.ADMINISTRATOR), Portal.objects.create(code="nord", name="Nord")
    desk, request = admin.site._registry[Portal], SimpleNamespace(user=boss)
    with noting() as acts:
        desk.log_addition(request, portal, [])
        desk.log_change(request, portal, [])
        desk.log_deletions(request, Portal.objects.filter(pk=portal.pk))
    assert acts == {"administration_added", "administration_changed", "administration_deleted"}


def test_a_roll_is_marked_a_place_is_given_and_a_webinar_is_closed(tic):
    claire = coordinator_of(tic)
    full = planned(tic, capacity=1)
    seat, _waits = registered(full, *helpers(2, partner=tic))
    past, webinar = planned(tic), planned(tic, kind=ActionKind.WEBINAR, core=False)
    [came] = registered(past, *helpers(1, partner=tic))
    with noting() as acts:
        events.withdraw(attendance=seat, by=seat.person.user, site=SITE)
        events.mark_roll(action=yesterday(past), marks={came.pk: Attendance.Status.PRESENT}, by=claire)
        events.close_action(action=yesterday(Action.objects.get(pk=webinar.pk)), by=claire)
    assert acts == {"action_withdrawn", "action_place_given", "roll_marked", "action_closed"}


def test_an_operator_refuses_and_ends_an_affiliation(epn, tic, project):
    claire = coordinator_of(tic)
    asked = StructureFactory(
        affiliation__project=project, affiliation__operator=tic, affiliation__status=AffiliationStatus.APPLIED
    )
    with across_structures("a test finds two affiliations"):
        first, second = (Affiliation.objects.get(structure=one) for one in (asked, epn))
        AffiliationState.objects.filter(affiliation=second).update(since=TODAY() - dt.timedelta(days=30))
    with noting() as acts:
        affiliations.refuse_affiliation(affiliation_id=first.pk, partner=tic, by=claire, reason="Too far")
        affiliations.end_affiliation(
            affiliation_id=second.pk, partner=tic, by=claire, on=TODAY(), reason="It closes", site=SITE
        )
    assert acts == {"affiliation_refused", "affiliation_ended"}


def test_a_certification_is_taken_back(epn, karim):
    load_themes()
    with as_person(karim.pk):
        topic = start_topic(
            author=karim, theme=ForumTheme.objects.first(), language="fr", title="Une souris ?", text="Laquelle ?"
        )
        answer = reply(topic=topic, author=karim, text="La plus simple.", site="", mail=False)
        standing = Standing(user_id=karim.pk, certifies=True)
        with noting() as acts:
            certify(post=answer, standing=standing, by=karim)
            answer.refresh_from_db()
            uncertify(post=answer, standing=standing, by=karim)
    assert acts == {"answer_certified", "answer_uncertified"}


def test_a_list_of_invitations_is_read_and_sent(epn, karim):
    with noting() as acts, open_structure(epn.pk):
        kept = invitation_lists.keep_list(
            structure=epn, name="a.csv", content=b"email\na@place.example\n", language="nl", by=karim
        )
        invitation_lists.send_list(kept=kept, by=karim, site=SITE, progress=lambda done, total: None)
    assert acts == {"invitation_list_read", "invitation_sent", "invitation_list_sent"}


def test_somebody_asks_to_join_and_is_declined(epn, karim):
    with noting() as acts:
        request, _new = joining.ask_to_join(structure=epn, user=UserFactory(), site=SITE)
        with open_structure(epn.pk):
            joining.decline_request(request=request, by=karim, reason="Not here")
    assert acts == {"join_requested", "join_declined"}


def test_labels_and_a_planned_change_of_a_place(epn, karim):
    with noting() as acts, open_structure(epn.pk):
        places.add_label(structure=epn, code="epn", since=TODAY() - dt.timedelta(days=9), by=karim)
        places.end_label(structure=epn, code="epn", until=TODAY(), by=karim)
        state = epn.states.order_by("-since").first()
        state.pk, state.since = None, TODAY() + dt.timedelta(days=9)
        state.save(force_insert=True)
        places.drop_planned(structure=epn, since=state.since, by=karim)
    assert acts == {"label_added", "label_ended", "structure_plan_dropped"}


def test_a_learner_comes_back_and_her_erasure_is_taken_back(epn, karim):
    learner = LearnerFactory(structure=epn)
    with noting() as acts, open_structure(epn.pk):
        archive_learner(learner=learner, by=karim)
        restore_learner(learner=learner, by=karim)
        plans.schedule_erasure(learner=learner, by=karim)
        plans.keep_learner(learner=learner, by=karim)
        privacy.learner_objects(learner=learner, objects=True, by=karim)
    assert acts >= {"learner_archived", "learner_restored", "learner_erasure_planned", "learner_erasure_withdrawn"}
    assert "objection_made" in acts


def test_a_second_step_is_set_up_and_removed(karim):
    passkey = Authenticator.objects.create(user=karim, type=Authenticator.Type.WEBAUTHN, data={})
    with noting() as acts:
        for signal in (authenticator_added, authenticator_removed):
            signal.send(sender=Authenticator, request=None, user=karim, authenticator=passkey)
    assert acts == {"second_step_added", "second_step_removed"}


def test_a_place_registers_and_asks(tic):
    place = NewStructure(name="EPN", country="BE", postcode="7500", commune="Tournai", nuts3="BE32C", type="epn")
    who = Applicant(email="nora@place.example", first_name="Nora", last_name="Peeters", language="fr")
    with noting() as acts:
        structure, nora = register_structure(structure=place, applicant=who, operator=tic, portal=None, site=SITE)
    assert "structure_registered" in acts
    with noting() as acts, open_structure(structure.pk):
        affiliation = Affiliation.objects.get(structure=structure)
        AffiliationState.objects.filter(affiliation=affiliation).update(status=AffiliationStatus.REFUSED)
        talks.ask_again(structure=structure, operator=tic, by=nora, site=SITE)
    assert "affiliation_requested" in acts


def test_a_merge_of_accounts_is_undone(herself, boss):
    new, old = herself
    with noting() as acts:
        undo_merge(merge=merge_accounts(kept=new.pk, gone=old.pk, by=boss), by=boss)
    assert acts == {"accounts_merged", "accounts_merge_undone"}


def test_the_last_of_a_place_whose_account_nobody_uses_is_kept(epn, karim):
    now = timezone.now()
    long_ago = {"joined_at": now - dt.timedelta(days=900), "last_login": None, "warned_at": now - dt.timedelta(days=60)}
    User.objects.filter(pk=karim.pk).update(**long_ago)
    with noting() as acts:
        retention.run(now=now)
    assert "unused_account_kept" in acts
