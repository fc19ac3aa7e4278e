"""The five-minute start through the public door: alone, beside the aidant, on paper (docs/skills-check.md)."""

import io
import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accompaniments.models import Trace
from assessments import bank, selectors, services
from assessments.models import SkillsCheck
from assessments.signals import diagnostic_completed
from assessments.tasks import paper_of
from common.models import Job
from common.wall import across_structures, as_person, open_structure
from exercises import client_bundle
from exercises.bundles import _card, filled_in
from tests.app.doors import committed
from tests.app.factories import LearnerFactory, ProjectFactory, StructureFactory, UserFactory, aidant_of
from tests.app.learning import Ground, fields, play_simulator, published, right_form, signed_in

pytestmark = pytest.mark.django_db

PLACES = [(language, country) for language in ("fr", "nl", "en") for country in ("BE", "FR")]
SITUATION = {"device": "phone", "connection": "home", "email": "alone", "key": "helped", "reading": "easy"}
TASKS = [step for step in bank.steps() if step.kind == "task"]
MODULES = ["L06", "L10", "L11", "L14", "L16"]


class Sitting:
    """A check walked page by page, as a person without JavaScript does it."""

    def __init__(self, client: Client, page, language: str, country: str):
        self.client, self.page, self.language, self.country = client, page, language, country

    def say(self, name: str, **form) -> str:
        """Answer one page; the address that comes next."""
        answer = self.client.post(self.page(name), {"do": "answer", **form})
        assert answer.status_code == 302, answer.content.decode()
        return answer["Location"]

    def situation(self, wishes=("papers", "family"), **changes) -> str:
        for name, value in (SITUATION | changes).items():
            shown = self.client.get(self.page(name)).content.decode()
            assert f'value="{value}"' in shown
            self.say(name, r=value)
        return self.say("wish", r=list(wishes))

    def solve(self, name: str) -> str:
        """Do one task right; the last page's HTML, or the address that comes next."""
        key = bank.step_named(name).id
        exercise = bank.document_of()["exercises"][key]
        bundle = client_bundle(bank.document_of(), key, self.language, self.country)
        shown = self.client.get(self.page(name)).content.decode()
        assert bundle["instruction"].split("\n")[0].replace("'", "&#x27;") in shown
        if "world" in exercise:
            solution = filled_in(exercise["solution"], _card(bank.document_of(), exercise, self.country))
            return play_simulator(self.client, self.page(name), solution)
        return self.say(name, **right_form(exercise, bundle))

    def fail(self, name: str) -> str:
        return self.say(name, do="skip")


def alone(language: str = "en", country: str = "BE", *, structure=None) -> tuple[Ground, Sitting]:
    ground = Ground(language=language, country=country)
    ground.client.cookies["language"] = language
    return ground, Sitting(ground.client, lambda name: f"/l/check/{name}/", language, country)


def kept(learner) -> SkillsCheck:
    with across_structures("a test looks at what is stored"):
        return SkillsCheck.objects.select_related("project").get(learner=learner)


def give_modules() -> None:
    for code in MODULES:
        published(code)


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
    assert "First an e-mail address, with your helper." in body
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


@pytest.mark.parametrize("log", ["nonsense", "{}", "[1,2]", '["send"]', '[{"a":1}]', "[" * 500])
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
    heard = []

    def hear(sender, *, check, **_kwargs):
        heard.append(check)

    diagnostic_completed.connect(hear, dispatch_uid="test")
    try:
        with committed():
            client.post("/l/check/")
            sitting.situation()
            sitting.fail("task-1")
            sitting.fail("task-2")
    finally:
        diagnostic_completed.disconnect(dispatch_uid="test")
    check = kept(learner)
    assert [one.pk for one in heard] == [check.pk]
    assert check.project == project
    assert uuid.UUID(check.code)
    with across_structures("a test looks at what is stored"):
        trace = Trace.objects.get(learner=learner)
    assert (trace.code, trace.theme) == ("skills_check", "skills_check")


# --- beside the aidant


class Desk:
    """An aidant signed in, with a learner of her structure."""

    def __init__(self, language: str = "nl", country: str = "BE"):
        self.structure = StructureFactory(affiliation__project=ProjectFactory())
        self.aidant = aidant_of(self.structure)
        self.learner = LearnerFactory(structure=self.structure, language=language, country=country, alias="Rachida")
        self.client = Client()
        self.client.force_login(self.aidant)
        self.client.cookies["language"] = "en"
        self.base = f"/s/{self.structure.slug}/checks"

    def begin(self) -> Sitting:
        first = self.client.post(f"{self.base}/new/", {"learner": str(self.learner.pk)})["Location"]
        assert first.endswith("/device/")
        start = first.removesuffix("device/")
        return Sitting(self.client, lambda name: f"{start}{name}/", self.learner.language, self.learner.country)

    def paper(self, **form):
        values = {**SITUATION, "wish": ["papers"], **form}
        return self.client.post(f"{self.base}/paper/?learner={self.learner.pk}", values)


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
    page = desk.client.get(desk.paper(wish=["safety", "family"])["Location"]).content.decode()
    check = kept(desk.learner)
    form = page[page.index(f'action="/s/{desk.structure.slug}/assign') :] if "/assign" in page else page
    assert re.findall(r'name="module" value="(L\d\d)"', form) == check.proposed


def test_what_is_given_is_no_longer_proposed():
    desk = Desk()
    give_modules()
    result = desk.paper(wish=["safety"])["Location"]
    check = kept(desk.learner)
    with open_structure(desk.structure.pk):
        from courses.services import assign_module

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


def test_a_learner_sees_only_her_own():
    ground, _sitting = alone()
    other, theirs = alone()
    other.client.post("/l/check/")
    theirs.situation()
    assert ground.client.get("/l/check/task-1/")["Location"] == "/l/check/"
    assert ground.client.get("/l/check/result/")["Location"] == "/l/check/"
    assert Client().get("/l/check/")["Location"] == "/c/"


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
    from pypdf import PdfReader

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
