"""Erasing: nobody gets in, nothing names her, the rest follows; and no total of a report moves."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.utils import timezone, translation

from accompaniments.models import AccompaniedLearner
from accompaniments.services import record_accompaniment
from accounts.models import User
from common import jobs
from common.errors import DomainError
from common.models import Job
from common.wall import across_structures, as_person, open_structure
from community.events.models import Action, Attendance
from community.forums.models import ForumTheme, Post
from community.forums.services import load_themes, start_topic
from config.celery import app
from courses.learning.models import Answer, AnswerConflict, Assignment
from courses.learning.services import assign_module, record_answer
from learners.models import Card, Learner
from learners.services import add_learner, issue_card
from privacy import erasing, retention, services
from privacy.models import PrivacyAct
from reporting.models import Activity
from reporting.selectors.reports import report_json
from reporting.services.rollup import recount, roll_up
from structures.models import JournalEntry, Membership, Person
from tests.app.doors import committed, send, signed_in, text
from tests.app.factories import aidant_of, referent_of
from tests.app.learning import published

pytestmark = pytest.mark.django_db
app.loader.import_default_modules()


@pytest.fixture
def karim(epn):
    return referent_of(epn, email="karim@place.example", first_name="Karim", language="en")


@pytest.fixture
def ines(epn, karim):
    return aidant_of(epn, email="ines@place.example", first_name="Inès", language="en")


@pytest.fixture
def amina(epn, ines, project, tic):
    """A learner with a card, an answer, help of two dates, a visit; and her helper's training and post."""
    with open_structure(epn.pk), as_person(ines.pk):
        learner = add_learner(structure=epn, alias="Amina", language="fr", by=ines)
        issue_card(learner=learner, by=ines)
        assignment = assign_module(learner=learner, module=published(), by=ines)
        record_answer(learner=learner, assignment=assignment, key="6a3c7a44-0000-4000-8000-000000000001",
                      step="show", value={"seen": 1})  # fmt: skip
        AnswerConflict.objects.create(
            structure=epn, learner=learner, key="6a3c7a44-0000-4000-8000-000000000001", content={"x": "typed by her"}
        )
        for day in (timezone.localdate(), timezone.localdate() - dt.timedelta(days=1)):
            record_accompaniment(
                structure=epn, by=ines, learners=[learner], themes=["email"], date=day, mode="individual",
                place="structure", minutes=30,
            )  # fmt: skip
    with across_structures("a test lays its ground"):
        for person in (None, Person.objects.get(user=ines)):
            Activity.objects.create(
                structure=epn, project=project, learner=None if person else learner, person=person, at=timezone.now()
            )
        training = Action.objects.create(
            project=project, operator=tic, code="T1", title="T", kind="training", core=True, status="closed",
            starts_at=timezone.now() - dt.timedelta(days=20),
        )  # fmt: skip
        Attendance.objects.create(
            action=training, person=Person.objects.get(user=ines), status="present", validated_at=timezone.now()
        )
    load_themes()
    start_topic(author=ines, theme=ForumTheme.objects.first(), language="fr", title="Une souris ?", text="Laquelle ?")
    return learner


def totals(project) -> dict[str, dict]:
    roll_up(project=project)
    assert recount(project=project) == []
    found = {}
    for period in (1, 2, 3, 4):
        for line in report_json(project=project, period=period)["lines"]:
            found[period, line["code"]] = {
                key: line[key] for key in ("period", "cumulative", "in_zone", "out_zone", "unknown_zone") if key in line
            }
    return found


def hand_counted(project) -> dict[str, int]:
    figures = totals(project)
    return {code: max(line["cumulative"] for (_p, c), line in figures.items() if c == code) for code in COUNTED}


COUNTED = {"PART_TRAINED": 1, "AIDANT_ACCOUNTS": 2, "ACCOMP_DECLARED": 2, "PERSONS_BENEFIT": 1, "SESSIONS_ZONE": 2}


def test_a_learner_erases_herself_and_no_total_moves(project, epn, ines, amina, client):
    before = totals(project)
    assert hand_counted(project) == COUNTED
    pseudonym = amina.pseudonym
    with open_structure(epn.pk):
        act = services.erase_learner_now(learner=amina, by=None)
        amina.refresh_from_db()
        assert (amina.alias, amina.note, amina.referent) == ("", "", None)
        assert amina.archived_at
        assert amina.pseudonym != pseudonym
        for model in (Card, Answer, AnswerConflict, Assignment):
            assert not model.objects.filter(learner=amina).exists(), model
        assert AccompaniedLearner.objects.filter(learner=amina).count() == 2
    assert act.receipt["delete"]["courses.Answer.learner"] == 1
    assert totals(project) == before
    assert hand_counted(project) == COUNTED
    lines = JournalEntry.objects.filter(act="learner_erased")
    assert lines.count() == 0, "nothing is read while no wall is open"
    with open_structure(epn.pk):
        assert [(one.object_id, one.user_id, one.detail) for one in lines] == [(str(amina.pk), None, {})]


def test_who_was_erased_is_in_no_list_and_has_no_page(epn, ines, amina):
    client = signed_in(ines)
    with open_structure(epn.pk):
        services.erase_learner_now(learner=amina, by=None)
    assert client.get(f"/s/epn/learners/{amina.pk}/").status_code == 404
    assert str(amina.pk) not in client.get("/s/epn/learners/?archived=on").content.decode()
    assert "deleted learner" in text(client.get("/s/epn/accompaniments/"))


def test_a_pseudonym_of_a_pack_stays_for_the_pack_may_come_again(epn, amina):
    with open_structure(epn.pk):
        Learner.objects.filter(pk=amina.pk).update(pseudonym="L-0042")
        services.erase_learner_now(learner=amina, by=None)
        assert Learner.objects.get(pk=amina.pk).pseudonym == "L-0042"


def test_what_a_learner_typed_is_nowhere_in_the_database(epn, amina):
    with open_structure(epn.pk):
        services.erase_learner_now(learner=amina, by=None)
    with across_structures("a test looks everywhere"), connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()")
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT count(*) FROM \"{table}\" t WHERE t::text ~ 'Amina|typed by her'")
            assert cursor.fetchone()[0] == 0, table


def test_the_functions_that_forget_are_for_one_structure_and_one_role(epn, amina):
    call = "SELECT halte_forget_answers(%s)"
    with open_structure(epn.pk), connection.cursor() as cursor:
        cursor.execute("SELECT has_function_privilege('halte_app', 'halte_forget_answers(uuid)', 'EXECUTE')")
        assert cursor.fetchone() == (False,)
    with open_structure(None), across_structures("a test tries"), connection.cursor() as cursor:
        cursor.execute(call, [str(amina.pk)])
        assert cursor.fetchone() == (0,), "no structure is open: nothing goes"


def test_a_structure_has_a_week_to_take_an_erasure_back(epn, ines, amina):
    client = signed_in(ines)
    page = f"/s/epn/learners/{amina.pk}/privacy/"
    send(client, f"{page}erase/")
    assert "This learner will be erased on" in text(client.get(page))
    with open_structure(epn.pk):
        assert Learner.objects.get(pk=amina.pk).archived_at, "nobody sees her in a list, and her card is shut"
    retention.run()
    with open_structure(epn.pk):
        assert Learner.objects.get(pk=amina.pk).alias == "Amina"
    send(client, f"{page}erase/", {"keep": "1"})
    with open_structure(epn.pk):
        assert Learner.objects.get(pk=amina.pk).archived_at is None
    send(client, f"{page}erase/")
    with time_machine.travel(timezone.now() + dt.timedelta(days=8)):
        assert retention.overdue()["planned"] == 1
        assert retention.run()["planned"] == 1
    with open_structure(epn.pk):
        line = JournalEntry.objects.get(act="learner_erased")
    assert (line.object_id, line.user) == (str(amina.pk), None)
    with open_structure(epn.pk):
        assert Learner.objects.get(pk=amina.pk).alias == ""
    assert client.get(page).status_code == 404


def test_an_account_erases_itself_and_no_total_moves(project, epn, karim, ines, amina, queue, mailoutbox):
    before, client = totals(project), signed_in(ines)
    elsewhere = signed_in(ines)
    wrong = send(client, "/account/privacy/erase/", {"typed": "somebody@place.example"})
    assert wrong.status_code == 422
    to = {"learners_of_epn": str(karim.public)}
    done = send(client, "/account/privacy/erase/", {"typed": "INES@place.example", **to})
    assert done.status_code == 302
    for browser in (client, elsewhere):
        assert browser.get("/home/").status_code == 302
        assert "/accounts/login" in browser.get("/home/")["Location"] or "login" in browser.get("/home/")["Location"]
    user = User.objects.get(pk=ines.pk)
    assert (user.first_name, user.last_name, user.is_active) == ("", "", False)
    assert "ines" not in user.email
    with across_structures("a test looks"):
        assert not Membership.objects.filter(user=ines).exists()
        [job] = Job.objects.filter(kind=erasing.ERASE)
    jobs.run(str(job.pk))
    with across_structures("a test looks"):
        person = Person.objects.get(user=ines)
        assert (person.first_name, person.last_name, person.email) == ("", "", "")
        assert not Learner.objects.filter(referent=ines).exists()
    assert Post.objects.get().author is None
    assert totals(project) == before
    assert hand_counted(project) == COUNTED
    receipt = client.get(done["Location"])
    assert "the name is gone, the rest stays" in text(receipt)
    assert "ines" not in receipt.content.decode().lower()


def test_the_last_referent_hands_over_first(epn, karim):
    page = signed_in(karim).get("/account/privacy/erase/")
    assert "You are the only referent of EPN Tournai." in text(page)
    assert "To be sure that it is you" not in text(page), "nothing is asked of her yet"
    assert "Something to do first" in text(page)
    assert f'href="/s/{epn.slug}/people/"' in page.content.decode().split('id="h-sure"')[1]
    with translation.override("en"), pytest.raises(DomainError, match="only referent"):
        services.erase_account(user=karim, receipt_url=lambda act: "https://halte.example/")
    assert User.objects.get(pk=karim.pk).is_active


def test_the_same_address_may_come_back_as_somebody_new(ines, queue):
    with committed():
        services.erase_account(user=ines, receipt_url=lambda act: "https://halte.example/")
    assert not User.objects.filter(email__iexact="ines@place.example").exists()
    with translation.override("en"):
        assert str(User.objects.get(pk=ines.pk)) == "deleted user"


def test_an_act_done_twice_does_nothing_more(epn, karim, ines, amina, queue):
    to = {"handed_to": {epn.pk: karim}}
    with committed():
        act = services.erase_account(user=ines, receipt_url=lambda act: "https://halte.example/", **to)
    assert erasing.erase_rows_of_account(act)
    again = erasing.erase_rows_of_account(act)
    assert "delete" not in again
    assert PrivacyAct.objects.count() == 0, "no receipt is read while no wall is open"
