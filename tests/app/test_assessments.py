"""The five-minute start, by the learner alone, through the public door (docs/skills-check.md)."""

import datetime as dt
import re
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from accompaniments.models import Trace
from assessments import bank, services
from assessments.models import SkillsCheck
from common.wall import across_structures, open_structure
from courses.learning.models import Module
from tests.app.checking import PLACES, SITUATION, TASKS, Sitting, alone, give_modules, kept
from tests.app.doors import text
from tests.app.factories import LearnerFactory, ProjectFactory, StructureFactory, aidant_of
from tests.app.learning import fields, play_simulator, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "country"), PLACES)
def test_the_whole_walk_alone(language, country):
    give_modules()
    ground, sitting = alone(language, country)
    assert ground.client.get("/l/check/").status_code == 200
    assert ground.client.post("/l/check/")["Location"] == "/l/check/device/"
    assert sitting.situation() == "/l/check/task-1/"
    for step in TASKS:
        sitting.solve(step.name)
    check = kept(ground.learner)
    assert check.completed_at is not None and check.level == 3
    assert all(answer["score"] == answer["max"] for answer in check.answers.values())
    page = ground.client.get("/l/check/result/").content.decode()
    form = bank.form_in(language, country)
    for label in form["levels"]:
        assert label.replace("'", "&#x27;") in page
    strengths = {task["exercise"]: task["strength"] for task in form["tasks"]}
    assert check.strengths == ["START-08", "START-07", "START-06"]
    for key in check.strengths:
        assert strengths[key].replace("'", "&#x27;") in page
    assert [code in check.proposed for code in ("L14", "L16")] == [True, True]
    assert len(re.findall(r'class="do"', page)) == len(check.proposed) <= 3
    assert page.count('aria-current="step"') == 1


def test_the_digital_key_is_the_countrys_own():
    for country, name in (("BE", "itsme"), ("FR", "FranceConnect")):
        ground, sitting = alone("nl", country)
        ground.client.post("/l/check/")
        for step in ("device", "connection", "email"):
            sitting.say(step, r=SITUATION[step])
        assert name in ground.client.get("/l/check/key/").content.decode()


def test_two_full_failures_end_it_kindly():
    give_modules()
    ground, sitting = alone()
    ground.client.post("/l/check/")
    sitting.situation(wishes=["safety"], email="none", device="none")
    sitting.solve("task-1")
    assert sitting.fail("task-2") == "/l/check/task-3/"
    assert sitting.say("task-3", r="other_day") == "/l/check/result/"
    check = kept(ground.learner)
    assert check.level == 0
    assert check.strengths == ["START-01", "connection", "reading"]
    page = ground.client.get("/l/check/result/").content.decode()
    body = page[page.index("<main") :]
    for unkind in ("%", "A1", "A2", "0/", "score", "wrong", "failed", "error"):
        assert unkind not in body
    assert "First a device: your helper looks with you." in body
    assert "First an e\u2011mail address, with your helper." in body
    assert "You find your way in a site." in body


def test_it_is_saved_as_it_goes_and_taken_up_again():
    ground, sitting = alone()
    ground.client.post("/l/check/")
    sitting.situation()
    page = play_simulator(ground.client, "/l/check/task-1/", ["tap_advert"])
    assert "A bicycle for you." in page
    again = signed_in(ground.learner, ground.aidant)
    again.cookies["language"] = "en"
    assert "Continue" in again.get("/l/check/").content.decode()
    assert again.post("/l/check/")["Location"] == "/l/check/task-1/"
    assert "A bicycle for you." in again.get("/l/check/task-1/").content.decode(), (
        "the simulator stands where it was left"
    )
    with across_structures("a test looks at what is stored"):
        assert SkillsCheck.objects.filter(learner=ground.learner).count() == 1


def test_back_shows_what_was_answered_and_may_change_it():
    ground, sitting = alone()
    ground.client.post("/l/check/")
    sitting.situation()
    page = ground.client.get("/l/check/email/").content.decode()
    assert re.search(r'value="alone" checked', page)
    assert 'href="/l/check/connection/"' in page, "the arrow goes back one page"
    assert sitting.say("email", r="none") == "/l/check/key/"
    assert kept(ground.learner).situation["email"] == "none"


def test_a_page_further_on_waits_for_its_turn():
    ground, _sitting = alone()
    assert ground.client.get("/l/check/task-3/")["Location"] == "/l/check/"
    ground.client.post("/l/check/")
    assert ground.client.get("/l/check/task-3/")["Location"] == "/l/check/device/"
    assert ground.client.post("/l/check/task-3/", {"do": "skip"})["Location"] == "/l/check/device/"
    assert kept(ground.learner).answers == {}
    assert ground.client.get("/l/check/nonsense/").status_code == 404


def test_i_dont_know_is_always_an_answer():
    ground, sitting = alone()
    ground.client.post("/l/check/")
    for step in bank.steps()[:6]:
        page = ground.client.get(f"/l/check/{step.name}/").content.decode()
        assert 'value="skip"' in page
        sitting.fail(step.name)
    assert set(kept(ground.learner).situation.values()) == {""}
    sitting.fail("task-1")
    assert sitting.fail("task-2") == "/l/check/result/"
    check = kept(ground.learner)
    assert (check.level, check.strengths) == (0, ["here", "time", "start"])
    assert check.answers["START-01"]["unknown"]


def test_what_was_reached_before_i_dont_know_counts():
    ground, sitting = alone()
    ground.client.post("/l/check/")
    sitting.situation()
    page = play_simulator(ground.client, "/l/check/task-1/", ["back"])
    ground.client.post("/l/check/task-1/", {**fields(page), "do": "skip"})
    assert kept(ground.learner).answers["START-01"]["reached"] == ["returned"]


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("device", {"do": "answer"}),
        ("device", {"do": "answer", "r": "rocket"}),
        ("wish", {"do": "answer", "r": ["family", "bank", "work", "phone"]}),
        ("wish", {"do": "answer"}),
        ("task-3", {"do": "answer"}),
        ("task-3", {"do": "answer", "r": "rocket"}),
        ("task-4", {"do": "answer", "f.address": "x" * 501}),
    ],
)
def test_what_is_no_answer_gets_words_and_changes_nothing(name, form):
    ground, sitting = alone()
    ground.client.post("/l/check/")
    if name != "device":
        sitting.situation()
    if name.startswith("task"):
        for step in TASKS[: TASKS.index(bank.step_named(name))]:
            sitting.solve(step.name)
    before = kept(ground.learner)
    answer = ground.client.post(f"/l/check/{name}/", form)
    assert answer.status_code == 422
    assert 'class="note bad"' in answer.content.decode()
    after = kept(ground.learner)
    assert (after.situation, after.answers, after.wishes) == (before.situation, before.answers, before.wishes)


@pytest.mark.parametrize(
    "log", ["nonsense", "{}", "[1,2]", '["send"]', '[{"a":1}]', "[" * 500, "[" * 59_000, '["\\ud800"]', "[NaN]"]
)
def test_a_log_that_is_none_never_breaks_a_page(log):
    ground, sitting = alone()
    ground.client.post("/l/check/")
    sitting.situation()
    answer = ground.client.post("/l/check/task-1/", {"log": log, "do": "a.back"})
    assert answer.status_code in (200, 422)


def test_a_secret_typed_in_the_trap_is_never_kept():
    ground, sitting = alone()
    ground.client.post("/l/check/")
    sitting.situation()
    for step in TASKS[:5]:
        sitting.solve(step.name)
    play_simulator(ground.client, "/l/check/task-6/", [{"open_message": "fake"}, "tap_link", {"type_card": "1234"}])
    answer = kept(ground.learner).answers["START-06"]
    assert (answer["score"], answer["kind"]) == (0, "trapped")
    assert "1234" not in str(answer)


def test_a_finished_check_does_not_change():
    ground, sitting = alone()
    ground.client.post("/l/check/")
    sitting.situation()
    sitting.fail("task-1")
    sitting.fail("task-2")
    before = kept(ground.learner)
    assert ground.client.post("/l/check/task-1/", {"do": "skip"})["Location"] == "/l/check/"
    with open_structure(ground.structure.pk), pytest.raises(services.DomainError):
        services.answer_task(check=before, step=TASKS[0], value=["back", {"open_page": "recipes"}])
    assert kept(ground.learner).answers == before.answers


def test_it_counts_in_todays_project_and_leaves_a_trace():
    project = ProjectFactory()
    structure = StructureFactory(affiliation__project=project)
    learner = LearnerFactory(structure=structure, language="en")
    client = signed_in(learner, aidant_of(structure))
    client.cookies["language"] = "en"
    sitting = Sitting(client, lambda name: f"/l/check/{name}/", "en", "BE")
    client.post("/l/check/")
    sitting.situation()
    sitting.fail("task-1")
    sitting.fail("task-2")
    check = kept(learner)
    assert check.project == project
    assert uuid.UUID(check.code)
    with across_structures("a test looks at what is stored"):
        trace = Trace.objects.get(learner=learner)
    assert (trace.code, trace.theme) == ("skills_check", "skills_check")


def test_a_learner_sees_only_her_own():
    ground, _sitting = alone()
    other, theirs = alone()
    other.client.post("/l/check/")
    theirs.situation()
    assert ground.client.get("/l/check/task-1/")["Location"] == "/l/check/"
    assert ground.client.get("/l/check/result/")["Location"] == "/l/check/"
    assert Client().get("/l/check/")["Location"] == "/c/"


def test_after_the_check_her_page_says_done_and_what_was_proposed():
    give_modules()
    ground, sitting = alone()
    assert "Find out what I can do" in text(ground.client.get("/l/"))
    ground.client.post("/l/check/")
    sitting.situation()
    for step in TASKS:
        sitting.solve(step.name)
    check = kept(ground.learner)
    page = text(ground.client.get("/l/"))
    assert "Done. Your helper looks at the result." in page
    assert "Nothing is ready for you yet" not in page
    with open_structure(ground.structure.pk):
        titles = {module.code: module.title_en for module in Module.objects.filter(code__in=check.proposed)}
    assert len(titles) == len(check.proposed) > 0
    assert all(title in page for title in titles.values())
    assert "Find out what I can do" not in page
    assert "Do the check again" in page
    with across_structures("a test lets weeks pass"):
        SkillsCheck.objects.update(completed_at=timezone.now() - dt.timedelta(weeks=5))
    page = text(ground.client.get("/l/"))
    assert "Find out what I can do" in page
    assert "Done. Your helper" not in page
