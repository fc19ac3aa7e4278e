"""The five-minute start beside an aidant and on paper, its result, its rights (docs/skills-check.md)."""

import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from assessments import bank, selectors
from assessments.models import SkillsCheck
from assessments.tasks import paper_of
from common.models import Job
from common.wall import across_structures, as_person, open_structure
from courses.learning.models import Assignment
from courses.learning.services import assign_module
from structures.models import JournalEntry
from tests.app.checking import PLACES, TASKS, Desk, alone, give_modules, kept
from tests.app.doors import committed
from tests.app.factories import UserFactory
from tests.app.learning import published, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "country"), PLACES)
def test_the_whole_walk_with_the_aidant_is_in_the_learners_language(language, country):
    give_modules()
    desk = Desk(language, country)
    sitting = desk.begin()
    page = desk.client.get(sitting.page("device")).content.decode()
    assert f'<html lang="{language}"' in page and "Rachida" in page
    sitting.situation()
    for step in TASKS[:6]:
        sitting.solve(step.name)
    sitting.fail("task-7")
    result = sitting.fail("task-8")
    check = kept(desk.learner)
    assert result == f"{desk.base}/{check.pk}/"
    assert (check.level, check.with_aidant_id) == (2, desk.aidant.pk)
    with across_structures("a test reads the journal"):
        assert JournalEntry.objects.get(act="skills_check_completed").object_id == str(check.pk)
    page = desk.client.get(result).content.decode()
    assert "Rachida" in page and "opens the right message" in page
    assert page.count("did not know") == 2
    for code in check.proposed:
        assert code in page


def test_another_language_may_be_asked_for_beside_the_learner():
    desk = Desk("nl")
    sitting = desk.begin()
    page = desk.client.get(sitting.page("device") + "?l=fr").content.decode()
    assert "Avec quoi allez-vous sur Internet" in page
    answer = desk.client.post(sitting.page("device") + "?l=fr", {"r": "phone", "do": "answer"})
    assert answer["Location"] == sitting.page("connection") + "?l=fr"


def test_one_check_at_a_time_whoever_begins_it():
    desk = Desk()
    first, second = desk.begin(), desk.begin()
    assert first.page("x") == second.page("x")
    phone = signed_in(desk.learner, desk.aidant)
    first.say("device", r="phone")
    assert phone.post("/l/check/")["Location"] == "/l/check/connection/"


def test_a_paper_check_is_keyed_in_on_one_page():
    give_modules()
    desk = Desk("fr")
    assert desk.client.get(f"{desk.base}/paper/?learner={desk.learner.pk}").status_code == 200
    answer = desk.paper(
        **{
            "START-01": ["returned", "opened"],
            "START-02": ["opened"],
            "START-03": "right_day",
            "START-04": "address",
            "START-05": ["name"],
            "START-06": ["unknown"],
        }
    )
    check = kept(desk.learner)
    assert answer["Location"] == f"{desk.base}/{check.pk}/"
    scores = {key: (one["score"], one["max"]) for key, one in check.answers.items()}
    assert scores == {
        "START-01": (2, 2),
        "START-02": (1, 2),
        "START-03": (1, 1),
        "START-04": (1, 1),
        "START-05": (1, 3),
        "START-06": (0, 2),
    }
    assert check.answers["START-06"]["unknown"] and check.completed_at
    assert (check.level, check.wishes, check.project is not None) == (1, ["papers"], True)
    page = desk.client.get(answer["Location"]).content.decode()
    assert page.count("not seen") == 2


def test_an_empty_paper_is_a_kind_result_too():
    desk = Desk()
    answer = desk.client.post(f"{desk.base}/paper/?learner={desk.learner.pk}", {})
    assert answer.status_code == 302
    check = kept(desk.learner)
    assert (check.level, len(check.strengths)) == (0, 3)


def test_four_wishes_on_paper_are_one_too_many():
    desk = Desk()
    answer = desk.paper(wish=["papers", "bank", "work", "phone"])
    assert answer.status_code == 422
    assert "Choose 3 at most." in answer.content.decode()


def test_before_and_after_stand_on_one_page():
    desk = Desk()
    desk.paper()
    with across_structures("a test looks at what is stored"):
        first = SkillsCheck.objects.get(learner=desk.learner)
    solved = {"START-01": ["returned", "opened"], "START-02": ["opened", "replied"], "START-03": "right_day"}
    second = desk.paper(**solved)["Location"]
    page = desk.client.get(second).content.decode()
    assert "Before and after" in page
    assert "From “I am starting” to “With help”" in page
    assert str(first.pk) in page
    assert "Before and after" not in desk.client.get(f"{desk.base}/{first.pk}/").content.decode()


def test_the_proposed_modules_are_given_in_one_tap():
    give_modules()
    desk = Desk()
    result = desk.paper(wish=["safety", "family"])["Location"]
    page = desk.client.get(result).content.decode()
    check = kept(desk.learner)
    action, form = re.search(r'<form method="post" action="([^"]*/assign/)">(.*?)</form>', page, re.DOTALL).groups()
    sent = {name: re.findall(rf'name="{name}" value="([^"]*)"', form) for name in ("learner", "module", "back")}
    assert sent["module"] == check.proposed
    assert desk.client.post(action, sent)["Location"] == result
    with across_structures("a test looks at what is stored"):
        given = set(Assignment.objects.filter(learner=desk.learner).values_list("module__code", flat=True))
    assert given == set(check.proposed)
    assert "/assign/" not in desk.client.get(result).content.decode(), "nothing is left to give"


def test_what_is_given_is_no_longer_proposed():
    desk = Desk()
    give_modules()
    result = desk.paper(wish=["safety"])["Location"]
    check = kept(desk.learner)
    with open_structure(desk.structure.pk):
        assign_module(learner=desk.learner, module=published(check.proposed[0]), by=desk.aidant)
    page = desk.client.get(result).content.decode()
    assert re.findall(r'name="module" value="(L\d\d)"', page) == check.proposed[1:]


# --- rights


def test_a_foreign_learner_or_check_is_not_there():
    desk, other = Desk(), Desk()
    other.paper()
    check = kept(other.learner)
    for address in (
        f"{desk.base}/new/?learner={other.learner.pk}",
        f"{desk.base}/new/?learner=nobody",
        f"{desk.base}/paper/?learner={other.learner.pk}",
        f"{desk.base}/{check.pk}/",
        f"{desk.base}/{check.pk}/device/",
        f"{other.base}/{check.pk}/",
    ):
        assert desk.client.get(address).status_code == 404, address
    assert desk.client.post(f"{desk.base}/new/", {"learner": str(other.learner.pk)}).status_code == 404
    assert desk.client.post(f"{desk.base}/paper/?learner={other.learner.pk}", {}).status_code == 404
    assert desk.client.post(f"{desk.base}/{check.pk}/device/", {"r": "phone", "do": "answer"}).status_code == 404
    stranger = Client()
    stranger.force_login(UserFactory())
    assert stranger.get(f"{desk.base}/new/").status_code == 404


def test_a_get_never_writes():
    desk = Desk()
    for address in ("new/", f"new/?learner={desk.learner.pk}", f"paper/?learner={desk.learner.pk}"):
        desk.client.get(f"{desk.base}/{address}")
    ground, _sitting = alone()
    for address in ("", "device/", "result/"):
        ground.client.get(f"/l/check/{address}")
    with across_structures("a test looks at what is stored"):
        assert not SkillsCheck.objects.exists()
    assert desk.client.get(f"{desk.base}/print/").status_code == 405


def test_the_result_costs_the_same_however_many_checks_there_were():
    give_modules()
    desk = Desk()

    def cost() -> int:
        result = desk.paper(**{"START-01": ["returned"]})["Location"]
        with CaptureQueriesContext(connection) as queries:
            assert desk.client.get(result).status_code == 200
        return len(queries)

    desk.paper()
    few = cost()
    for _ in range(8):
        desk.paper()
    assert cost() == few


# --- paper


@pytest.mark.parametrize(("language", "country"), PLACES)
def test_the_paper_is_two_pages(language, country):
    desk = Desk()
    with committed():
        answer = desk.client.post(f"{desk.base}/print/", {"language": language, "country": country})
    assert answer.status_code == 302
    with as_person(desk.aidant.pk):
        job = Job.objects.select_related("file").get(pk=answer["Location"].strip("/").split("/")[-1])
    assert (job.status, job.language) == ("done", language)
    reader = PdfReader(io.BytesIO(bytes(job.file.content)))
    assert len(reader.pages) == 2
    text = " ".join(" ".join(page.extract_text().split()) for page in reader.pages)
    for question in bank.form_in(language, country)["situation"]:
        assert question["question"].split()[0] in text
    for task in paper_of(language, country)["tasks"]:
        for label in task["steps"]:
            assert label.split()[-1] in text


def test_a_language_that_halte_has_not_is_refused():
    desk = Desk()
    assert (
        desk.client.post(f"{desk.base}/print/", {"language": "xx", "country": "BE"})["Location"] == f"{desk.base}/new/"
    )
    with as_person(desk.aidant.pk):
        assert not Job.objects.exists()


def test_the_last_check_tells_what_to_give_next():
    give_modules()
    desk = Desk()
    with open_structure(desk.structure.pk):
        assert selectors.proposed_to(desk.learner) == []
    desk.paper(wish=["bank"])
    with open_structure(desk.structure.pk):
        assert selectors.proposed_to(desk.learner) == kept(desk.learner).proposed != []
