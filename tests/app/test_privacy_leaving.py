"""Erasing one's account is leaving every place as anybody leaves it; and never the last one who answers for it."""

import datetime as dt

import pytest
from django.utils import timezone, translation

from accounts.models import User
from affiliations.services.affiliations import write_to_structure
from common.errors import DomainError
from common.wall import across_structures, open_structure
from learners.models import Learner
from privacy import retention, services
from privacy.models import PrivacyAct
from structures.models import Affiliation, JournalEntry, Membership
from structures.selectors import administrators_of, coordinators_of, leads_of, referents_of
from tests.app.doors import committed, letters_to, send, signed_in, text
from tests.app.factories import (
    LearnerFactory,
    MembershipFactory,
    PartnerFactory,
    StructureFactory,
    aidant_of,
    coordinator_of,
    portal_person,
    referent_of,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now()
ERASE = "/account/privacy/erase/"


def erase(user: User, **handed_to) -> PrivacyAct:
    with committed(), translation.override("en"):
        return services.erase_account(user=user, receipt_url=lambda act: "https://halte.example/", **handed_to)


def lines(structure, act: str) -> list[JournalEntry]:
    with across_structures("a test looks"):
        return list(JournalEntry.objects.filter(structure=structure, act=act))


@pytest.fixture
def karim(epn):
    return referent_of(epn, email="karim@place.example", first_name="Karim", language="en")


@pytest.fixture
def ines(epn, karim):
    return aidant_of(epn, email="ines@place.example", first_name="Inès", language="en")


# --- the last one of a place stays


def test_the_only_coordinator_of_a_partner_cant_erase_her_account(tic):
    sophie = coordinator_of(tic, language="en")
    assert "You are the only coordinator of Technofutur TIC." in text(signed_in(sophie).get(ERASE))
    with pytest.raises(DomainError, match="only coordinator of Technofutur TIC"):
        erase(sophie)
    assert User.objects.get(pk=sophie.pk).is_active
    coordinator_of(tic, role="lead")
    erase(sophie)
    assert not User.objects.get(pk=sophie.pk).is_active


def test_the_only_administrator_of_a_portal_cant_either(project):
    nadia = portal_person("administrator", portal=project.portal, language="en")
    with pytest.raises(DomainError, match="only administrator"):
        erase(nadia)
    portal_person("administrator", portal=project.portal)
    erase(nadia)


def test_a_closed_account_is_nobody_who_stays(epn, karim):
    other = referent_of(epn)
    User.objects.filter(pk=other.pk).update(is_active=False)
    with pytest.raises(DomainError, match="only referent of EPN Tournai"):
        erase(karim)
    with across_structures("a test looks"):
        mine = Membership.objects.get(user=karim)
    client = signed_in(karim)
    assert send(client, f"/s/epn/people/{mine.public}/end/").status_code == 422
    with across_structures("a test looks"):
        assert Membership.objects.active().filter(pk=mine.pk).exists()


def test_two_roles_at_one_place_are_no_two_people(tic):
    sophie = coordinator_of(tic)
    MembershipFactory(user=sophie, role="lead", partner=tic)
    with pytest.raises(DomainError, match="only coordinator"):
        erase(sophie)


# --- leaving, place by place


def test_nobody_is_asked_who_follows_no_learner(ines):
    assert "Who follows your learners" not in text(signed_in(ines).get(ERASE))


def test_learners_are_handed_over_to_a_named_colleague_of_each_structure(epn, tic, karim, ines):
    other = StructureFactory(name="Autre", slug="autre", affiliation__project=tic.project)
    zoe = referent_of(other, first_name="Zoé")
    MembershipFactory(user=ines, role="aidant", structure=other)
    here, there = LearnerFactory(structure=epn, referent=ines), LearnerFactory(structure=other, referent=ines)
    client = signed_in(ines)
    page = text(client.get(ERASE))
    assert "Who follows your learners at EPN Tournai from now on?" in page
    assert "Who follows your learners at Autre from now on?" in page
    proof = {"typed": "ines@place.example", "learners_of_epn": str(karim.public)}
    assert send(client, ERASE, proof).status_code == 422, "one structure is not answered"
    # Somebody of the other structure is no colleague of this one.
    assert send(client, ERASE, proof | {"learners_of_autre": str(karim.public)}).status_code == 422
    assert send(client, ERASE, proof | {"learners_of_autre": str(zoe.public)}).status_code == 302
    with across_structures("a test looks"):
        assert Learner.objects.get(pk=here.pk).referent == karim
        assert Learner.objects.get(pk=there.pk).referent == zoe
        assert not Membership.objects.filter(user=ines).exists()
    for structure in (epn, other):
        [ended], [handed] = lines(structure, "membership_ended"), lines(structure, "learners_handed_over")
        assert ended.user_id == ines.pk
        assert len(handed.detail["learners"]) == 1
    assert lines(None, "account_erased")


def test_without_a_name_the_service_refuses_too(epn, ines):
    LearnerFactory(structure=epn, referent=ines)
    with pytest.raises(DomainError, match="Choose a colleague"):
        erase(ines)
    assert User.objects.get(pk=ines.pk).is_active


def test_where_there_is_no_colleague_nobody_is_asked_for(tic):
    alone = StructureFactory(name="Alone", slug="alone", affiliation__project=tic.project)
    only = aidant_of(alone, email="only@place.example", language="en")
    LearnerFactory(structure=alone, referent=only)
    client = signed_in(only)
    assert "Who follows your learners" not in text(client.get(ERASE))
    assert send(client, ERASE, {"typed": "only@place.example"}).status_code == 302
    assert lines(alone, "membership_ended")


# --- retention leaves the same way


def unused(user: User) -> None:
    years = dt.timedelta(days=800)
    User.objects.filter(pk=user.pk).update(
        joined_at=NOW - years, last_login=NOW - years, warned_at=NOW - dt.timedelta(days=40)
    )


def test_retention_keeps_the_last_of_a_place_and_tells_those_above_once(epn, tic, karim):
    coordinator_of(tic, email="sophie@tic.example", language="en")
    unused(karim)
    assert retention.overdue(now=NOW)["accounts"] == 0
    [found] = [one for one in retention.listed(now=NOW) if one.rule.key == "accounts"]
    [line] = found.lines
    assert line.number == str(karim.public)
    with translation.override("en"):
        [found] = [one for one in retention.listed(now=NOW) if one.rule.key == "accounts"]
        assert found.lines[0].kept == "the only referent of EPN Tournai"
    for _night in range(2):
        with committed():
            assert retention.run(now=NOW)["accounts"] == 0
    assert User.objects.get(pk=karim.pk).is_active
    [letter] = letters_to("sophie@tic.example")
    assert "The only referent of EPN Tournai has not signed in for two years." in letter.body
    referent_of(epn)
    assert retention.run(now=NOW)["accounts"] == 1


def test_of_the_only_coordinator_the_leads_hear_of_the_only_administrator_nobody_can(project, tic):
    sophie, nadia = coordinator_of(tic), portal_person("administrator", portal=project.portal)
    coordinator_of(PartnerFactory(project=project, code="LEADS"), role="lead", email="claire@lead.example")
    unused(sophie)
    unused(nadia)
    with committed():
        assert retention.run(now=NOW)["accounts"] == 0
    assert len(letters_to("claire@lead.example")) == 1
    assert User.objects.filter(pk__in=[sophie.pk, nadia.pk], is_active=True).count() == 2


def test_retention_hands_learners_to_who_answers_and_is_nobodys_own_act(epn, karim, ines, queue):
    learner = LearnerFactory(structure=epn, referent=ines)
    aidant_of(epn, first_name="Aaron")
    unused(ines)
    assert retention.run(now=NOW)["accounts"] == 1
    with open_structure(epn.pk):
        assert Learner.objects.get(pk=learner.pk).referent == karim
    assert [line.user for line in lines(epn, "membership_ended")] == [None]
    assert [line.user for line in lines(None, "account_erased")] == [None]


# --- who answers for a place


def test_a_closed_account_gets_no_letter(project, epn, tic, karim):
    nora = coordinator_of(tic, role="lead")
    nadia = portal_person("administrator", portal=project.portal)
    closed = [
        referent_of(epn, email="closed@place.example"), coordinator_of(tic), coordinator_of(tic, role="lead"),
        portal_person("administrator", portal=project.portal),
    ]  # fmt: skip
    User.objects.filter(pk__in=[one.pk for one in closed]).update(is_active=False)
    with across_structures("a test asks who answers"):
        assert referents_of(structure=epn) == [karim]
        assert coordinators_of(partner=tic) == [nora]
        assert leads_of(project=project) == [nora]
        assert administrators_of(portal=project.portal) == [nadia] == administrators_of()
        affiliation = Affiliation.objects.get(structure=epn)
    with committed():
        write_to_structure(
            affiliation_id=affiliation.pk, partner=tic, by=nora, text="Hello", site="https://halte.example"
        )
    assert len(letters_to("karim@place.example")) == 1
    assert letters_to("closed@place.example") == []
