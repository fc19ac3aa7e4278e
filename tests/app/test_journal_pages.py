"""The journal as those read it whom it concerns: her structure's, her own acts, the portal's."""

import datetime as dt

import pytest
import time_machine
from django.db import transaction

from accounts.models import User
from common.wall import across_structures, open_structure
from journal.selectors import lines_of_person
from learners.handover import leave_structure
from learners.models import Learner
from learners.services import add_learner, archive_learner
from privacy.services import erase_learner_now
from structures import journal
from structures.enums import Role
from structures.models import JournalEntry, Membership
from tests.app.doors import signed_in, text
from tests.app.factories import StructureFactory, UserFactory, aidant_of, coordinator_of, portal_person, referent_of


def write(structure, act: str = "learner_added", by=None, **detail) -> None:
    with open_structure(structure.pk if structure else None), transaction.atomic():
        journal.record(act=act, by=by, **detail)


@pytest.fixture
def epn(db):
    return StructureFactory(slug="epn", name="EPN Tournai")


def test_a_referent_reads_her_structures_journal_and_nothing_of_another(epn):
    referent, other = referent_of(epn, first_name="Rosa"), StructureFactory()
    with open_structure(epn.pk):
        learner = add_learner(structure=epn, alias="Amina", language="fr", by=referent)
        archive_learner(learner=learner, by=referent)
    with open_structure(other.pk):
        add_learner(structure=other, alias="SECRET", language="fr", by=aidant_of(other, first_name="Foreign"))
    client = signed_in(referent)
    page = text(client.get("/s/epn/journal/"))
    assert "Amina" in page
    assert "Rosa" in page
    assert "SECRET" not in page
    assert "Foreign" not in page
    file = client.get("/s/epn/journal/export.csv").content.decode()
    assert file.count("Amina") == 2
    assert file.index("Learner archived") < file.index("Learner added"), "the newest first"
    assert "SECRET" not in file
    assert signed_in(aidant_of(epn)).get("/s/epn/journal/").status_code == 403


def test_the_filters_have_an_address(epn):
    referent, colleague = referent_of(epn, first_name="Rosa"), aidant_of(epn, first_name="Luc")
    with time_machine.travel(dt.datetime(2026, 3, 2, 22, 30, tzinfo=dt.UTC), tick=False), open_structure(epn.pk):
        add_learner(structure=epn, alias="Amina", language="fr", by=referent)
    with time_machine.travel(dt.datetime(2026, 3, 3, 12, 0, tzinfo=dt.UTC), tick=False), open_structure(epn.pk):
        archive_learner(learner=add_learner(structure=epn, alias="Willy", language="fr", by=colleague), by=colleague)
    client = signed_in(referent)

    def rows(query: str) -> int:
        file = client.get(f"/s/epn/journal/export.csv?{query}").content.decode()
        page = client.get(f"/s/epn/journal/?{query}").content.decode()
        assert page.count('role="rowheader"') == file.count("\r\n") - 1, "the page and the file are the same"
        return file.count("\r\n") - 1

    assert rows("") == 3
    assert rows(f"person={colleague.public}") == 2
    assert rows("act=learner_archived") == 1
    assert rows("until=2026-03-02") == 1, "by the local day: 23:30"
    assert rows("since=2026-03-03") == 2
    assert rows("since=2026-03-04") == 0
    assert rows("person=999999&act=nonsense") == 3, "what it does not offer is no filter"
    assert "No line matches" in text(client.get("/s/epn/journal/?since=2026-03-04"))


def test_an_empty_journal_says_so(epn):
    assert "Nothing has been done yet" in text(signed_in(referent_of(epn)).get("/s/epn/journal/"))


def test_many_lines_come_in_pages_with_the_same_number_of_queries(epn, django_assert_max_num_queries):
    referent = referent_of(epn)
    client = signed_in(referent)
    with open_structure(epn.pk):
        for number in range(60):
            add_learner(structure=epn, alias=f"L{number}", language="fr", by=referent)
    with django_assert_max_num_queries(22):
        first = client.get("/s/epn/journal/")
    assert "L59" in text(first)
    assert "L5 " not in text(first)
    assert "L5 " in text(client.get("/s/epn/journal/?page=2"))


def test_a_person_reads_her_own_acts_in_every_structure_and_what_was_done_to_her_account(epn):
    other = StructureFactory(name="Bib Gent")
    ines = aidant_of(epn, first_name="Inès")
    old = UserFactory(merged_into=ines)
    boss = portal_person(Role.ADMINISTRATOR, first_name="Ada")
    for structure, by in ((epn, ines), (other, ines), (other, old), (other, aidant_of(other))):
        with open_structure(structure.pk):
            add_learner(structure=structure, alias="SECRET", language="fr", by=by)
    with open_structure(None):
        journal.record(act="account_changed", by=boss, target=ines)
        journal.record(act="account_changed", by=boss, target=old)
    with across_structures("a test counts"):
        assert lines_of_person(user=ines).count() == 4
    page = text(signed_in(ines).get("/account/journal/"))
    assert page.count("Learner added") >= 3
    assert "Bib Gent" in page
    assert "Ada" in page
    assert "SECRET" not in page, "a learner stays behind the wall"
    assert signed_in(ines).get("/account/journal/export.csv").content.decode().count("\r\n") == 5


def test_an_administrator_reads_the_portals_own_lines_and_no_structures(epn):
    with open_structure(epn.pk):
        add_learner(structure=epn, alias="SECRET", language="fr", by=aidant_of(epn))
    boss = portal_person(Role.ADMINISTRATOR)
    with open_structure(None):
        journal.record(act="topic_closed", by=boss)
    page = text(signed_in(boss).get("/journal/"))
    assert "Topic closed" in page
    assert "Learner added" not in page
    assert "Learner added" not in signed_in(boss).get("/journal/export.csv").content.decode()


def test_an_account_that_is_gone_leaves_its_lines(epn):
    referent = referent_of(epn)
    with open_structure(epn.pk):
        JournalEntry.objects.create(structure=epn, user_id=2_000_000_000, act="learner_added")
        journal.record(act="learner_added", by=None)
    page = text(signed_in(referent).get("/s/epn/journal/"))
    assert "An account that no longer exists" in page
    assert "Halte, by itself" in page


# --- whom or what


def test_a_line_says_to_whom_and_what_came_of_it(epn):
    """Names are those of today, read through the open wall; the lines themselves hold ids."""
    rosa = referent_of(epn, first_name="Rosa", last_name="Claes")
    karim = aidant_of(epn, first_name="Karim", last_name="Benali")
    luc = aidant_of(epn, first_name="Luc", last_name="Maes")
    with open_structure(epn.pk):
        learner = add_learner(structure=epn, alias="Amina", language="fr", by=karim)
        Learner.objects.update(referent=karim)
        role = Membership.objects.select_related("structure", "user").get(user=karim)
        leave_structure(membership=role, handed_to=luc, by=rosa)
        line = JournalEntry.objects.get(act="learners_handed_over")
    assert line.detail == {"to": luc.pk, "learners": [str(learner.pk)]}
    client = signed_in(rosa)
    page = text(client.get("/s/epn/journal/"))
    assert "Learners handed over to a colleague Karim Benali; to Luc Maes; Amina" in page
    assert "Access ended Karim Benali; Digital helper" in page
    assert "Cursisten overgedragen aan een collega Karim Benali; aan Luc Maes; Amina" in text(
        signed_in(rosa, "nl").get("/s/epn/journal/")
    )
    assert "Karim Benali; to Luc Maes; Amina" in client.get("/s/epn/journal/export.csv").content.decode()
    with open_structure(epn.pk):
        erase_learner_now(learner=learner, by=None)
    page = text(client.get("/s/epn/journal/"))
    assert "Amina" not in page
    assert "Learner erased no longer there" in page
    assert "to Luc Maes; no longer there" in page


@pytest.mark.django_db
def test_the_portals_lines_name_partners_people_and_numbers(tic, project):
    boss = portal_person(Role.ADMINISTRATOR)
    claire = coordinator_of(tic, first_name="Claire", last_name="Dupont")
    with across_structures("a test takes a role"):
        role = Membership.objects.get(user=claire)
    journal.record(act="membership_ended", by=boss, target=role, role=role.role)
    journal.record(act="report_asked", by=claire, target=tic, period=3, scope="partner", form="pdf", language="fr")
    journal.record(act="pack_imported", by=claire, target=project, rows=12)
    journal.record(act="account_closed", by=boss, target=User(pk=2_000_000_000))
    page = text(signed_in(boss).get("/journal/"))
    assert "Access ended Claire Dupont; Partner coordinator" in page
    assert "Report asked for TIC; period 3; PDF" in page
    assert "Pack imported DEMO; rows: 12" in page
    assert "Account closed no longer there" in page


def test_the_portals_page_names_nobody_of_a_structure(epn):
    boss = portal_person(Role.ADMINISTRATOR)
    with open_structure(epn.pk):
        learner = add_learner(structure=epn, alias="SECRET", language="fr", by=aidant_of(epn))
    journal.record(act="learner_added", by=boss, target=learner)
    page = text(signed_in(boss).get("/journal/"))
    assert "Learner added" in page
    assert "SECRET" not in page
    assert "no longer there" not in page, "nor does it say whether she is there"
