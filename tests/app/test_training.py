"""A helper's own training by the public door: her path, a module from end to end, what she wrote, beginning again."""

import datetime as dt
import json
import re
import uuid

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from common.wall import as_person, open_structure
from community.events.models import Action, Attendance
from courses.learning import content
from courses.learning.models import Assignment
from courses.learning.progress import Event, fold
from courses.learning.selectors import offers_to
from courses.training.models import Attestation, Study, StudyAnswer
from courses.training.selectors import events_by_study
from structures.models import Structure
from tests.app.doors import signed_in
from tests.app.factories import (
    LearnerFactory,
    PartnerFactory,
    PersonFactory,
    ProjectFactory,
    StructureFactory,
    UserFactory,
    aidant_of,
)
from tests.app.learning import document, fields, published
from tests.app.training import answer, right, walk

pytestmark = pytest.mark.django_db
CODES = ("A01", "A02", "A03", "A04", "A05", "A06", "A07", "A08")


@pytest.fixture
def helper():
    return aidant_of(StructureFactory(name="EPN", slug="epn"), first_name="Inès", last_name="Verbeke")


def test_helpers_modules_are_not_given_to_learners_and_theirs_are_not_on_her_path(helper):
    published("A02"), published("L16")
    client = signed_in(helper)
    catalogue = client.get("/s/epn/modules/").content.decode()
    assert "/s/epn/modules/L16/" in catalogue
    assert "A02" not in catalogue
    assert client.get("/s/epn/modules/A02/").status_code == 404
    assert client.get("/s/epn/modules/A02/try/A02-01/").status_code == 404
    learner = LearnerFactory(structure=StructureFactory(slug="bib"))
    with open_structure(learner.structure_id):
        assert [offer.code for offer in offers_to(learner)] == ["L16"]
    mine = LearnerFactory(structure=Structure.objects.get(slug="epn"))
    sent = client.post("/s/epn/assign/", {"learner": str(mine.pk), "module": "A02"})
    assert sent.status_code == 404
    with open_structure(mine.structure_id):
        assert not Assignment.objects.exists()
    path = client.get("/training/").content.decode()
    assert "/training/A02/" in path
    assert "/training/L16/" not in path
    assert client.get("/training/L16/").status_code == 404


def test_the_sector_is_remembered_and_ends_the_path(helper):
    for code in CODES:
        published(code)
    client = signed_in(helper)
    order = [f"/training/{code}/" for code in CODES]
    page = client.get("/training/").content.decode()
    assert [one for one in order if one in page] == order[:4]
    client.post("/training/sector/", {"sector": "health"})
    page = client.get("/training/").content.decode()
    assert [one for one in order if one in page] == [*order[:4], "/training/A08/"]
    assert page.index(order[3]) < page.index("/training/A08/")
    assert "Care and health" in page
    client.post("/training/sector/", {"sector": "magic"})
    assert "/training/A08/" in client.get("/training/").content.decode(), "what is no sector changes nothing"


def test_a_module_from_end_to_end_is_attested_once_and_its_minutes_are_hers(helper):
    published("A04")
    client = signed_in(helper)
    walk(client, "A04")
    page = client.get("/training/A04/").content.decode()
    assert "Your attestation" in page
    with as_person(helper.pk):
        (study,) = Study.objects.all()
        (attestation,) = Attestation.objects.all()
    assert study.mastered
    assert attestation.name == "Inès Verbeke"
    minutes = sum(step["minutes"] for step in document("A04")["module"]["steps"])
    assert attestation.minutes == minutes
    assert f"{minutes // 60} h {minutes % 60:02}" in client.get("/training/").content.decode()
    check = content.plan(study.version).step("check").exercises[0]
    answer(client, "A04", "check", check, None)
    with as_person(helper.pk):
        assert Study.objects.get().mastered, "a later answer takes nothing back"
        assert Attestation.objects.count() == 1
    again = client.post("/training/A04/again/", follow=True).content.decode()
    assert "You have mastered this module already." in again


def test_without_four_of_five_there_is_no_attestation_and_she_begins_again(helper):
    published("A04")
    client = signed_in(helper)
    walk(client, "A04", missed=2)
    page = client.get("/training/A04/").content.decode()
    assert "3 right at the first try" in page
    assert "Begin again" in page
    with as_person(helper.pk):
        assert not Attestation.objects.exists()
    assert "Step 1 of 6" not in page
    client.post("/training/A04/again/")
    assert "You are still in this module." in client.post("/training/A04/again/", follow=True).content.decode()
    walk(client, "A04")
    with as_person(helper.pk):
        assert [one.mastered for one in Study.objects.all()] == [False, True]
        assert Attestation.objects.count() == 1


def test_the_same_answer_counts_once_and_another_one_under_its_key_is_refused(helper):
    published("A04")
    client = signed_in(helper)
    exercise = content.plan(published("A04").published).step("check").exercises[0]
    key = uuid.uuid4()
    value = right("A04", exercise)
    first = answer(client, "A04", "check", exercise, value, key=key)
    second = answer(client, "A04", "check", exercise, value, key=key)
    assert (first.json()["new"], second.json()["new"]) == (True, False)
    assert answer(client, "A04", "check", exercise, None, key=key).status_code == 422
    with as_person(helper.pk):
        assert StudyAnswer.objects.count() == 1
    url = "/training/A04/answers/"
    for body, status in (("{", 400), ("[]", 400), ('{"key": 1}', 400), (json.dumps({"key": "x"}), 400)):
        assert client.post(url, body, content_type="application/json").status_code == status
    assert answer(client, "A04", "check", "A04-99", "x").status_code == 422
    assert answer(client, "A04", "guided", exercise, value).status_code == 422


def test_an_exercise_is_played_by_plain_forms_too(helper):
    module = published("A04")
    client = signed_in(helper)
    exercises = document("A04")["exercises"]
    case = next(key for key, one in exercises.items() if one["type"] == "case" and not one.get("write"))
    url = f"/training/A04/x/{case}/"
    page = client.get(url).content.decode()
    assert 'class="play' in page
    asked = client.post(url, {**fields(page), "do": "answer"}).content.decode()
    assert "Choose an answer first." in asked
    done = client.post(url, {**fields(page), "do": "answer", "r": right("A04", case)}).content.decode()
    assert 'class="verdict' in done
    assert 'name="again"' not in done, "a case is not tried again: the expert's words were read"
    with as_person(helper.pk):
        assert StudyAnswer.objects.get().outcome["first"]
    assert client.post(url, {**fields(page), "do": "skip"}).status_code == 422, "that key was used"
    assert client.get("/training/A04/x/A04-99/").status_code == 404
    assert client.get(f"/training/{module.code}/step/nowhere/").status_code == 404


def test_her_hours_are_those_of_validated_lists_and_of_finished_modules(helper):
    published("A04")
    client = signed_in(helper)
    person = PersonFactory(user=helper, project=ProjectFactory(code="HOURS"))
    start = timezone.now() - dt.timedelta(days=9)
    for title, status, validated in (
        ("Atelier", "present", True), ("Absente", "absent", True), ("Pas encore", "present", False)
    ):  # fmt: skip
        action = Action.objects.create(
            project=person.project,
            code=title,
            kind="training",
            title=title,
            operator=PartnerFactory(project=person.project),
            starts_at=start,
            ends_at=start + dt.timedelta(hours=3),
            status="closed",
        )
        when = start if validated else None
        Attendance.objects.create(action=action, person=person, status=status, validated_at=when)
    walk(client, "A04")
    page = client.get("/training/").content.decode()
    minutes = sum(step["minutes"] for step in document("A04")["module"]["steps"])
    assert "Atelier" in page
    assert "Absente" not in page
    assert "Pas encore" not in page
    assert "<dd>3 h 00</dd>" in page
    assert f"<dd>{(180 + minutes) // 60} h {(180 + minutes) % 60:02}</dd>" in page


def test_what_she_wrote_is_shown_to_her_alone(helper):
    published("A04")
    client = signed_in(helper)
    written = next(key for key, one in document("A04")["exercises"].items() if one.get("write"))
    step = content.plan(published("A04").published).step_of(written).name
    answer(client, "A04", step, written, "Je l'appelle demain, promis.")
    assert "Je l&#x27;appelle demain, promis." in client.get("/training/notes/").content.decode()
    colleague = aidant_of(StructureFactory(slug="bib"))
    assert "promis" not in signed_in(colleague).get("/training/notes/").content.decode()
    with as_person(colleague.pk):
        assert not StudyAnswer.objects.exists()


def test_an_answer_never_changes_whoever_asks(helper):
    published("A04")
    signed_in(helper).post("/training/A04/step/why/", {"key": str(uuid.uuid4())})
    with as_person(helper.pk):
        assert StudyAnswer.objects.count() == 1
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            StudyAnswer.objects.update(score=5)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM training_studyanswer WHERE score = 5")
            assert cursor.fetchone() == (0,)


def test_the_answers_grouped_by_the_database_fold_to_the_same(helper):
    published("A04")
    client = signed_in(helper)
    for step in content.plan(published("A04").published).steps:
        for number, exercise in enumerate(step.exercises):
            for value in (None, right("A04", exercise)) if number % 2 else (right("A04", exercise), None):
                answer(client, "A04", step.name, exercise, value, helped=number % 3 == 0)
    with as_person(helper.pk):
        (study,) = Study.objects.all()
        plain = [
            Event(one.step, one.exercise, one.outcome.get("kind", ""), one.outcome["first"], one.helped)
            for one in StudyAnswer.objects.all()
        ]
        assert fold(events_by_study([study.pk])[study.pk]) == fold(plain)


def test_without_her_session_an_answer_is_refused_in_words_and_waits_for_her(helper):
    """A page stays open over night: the session ends, the answer does not (docs/training.md)."""
    published("A04")
    client = Client(enforce_csrf_checks=True)
    client.force_login(helper)
    exercise = content.plan(published("A04").published).step("guided").exercises[0]
    page = client.get(f"/training/A04/x/{exercise}/")
    send = json.loads(
        page.content.decode().partition('id="play" type="application/json">')[2].partition("</script>")[0]
    )
    item = json.dumps({**send["send"], "key": str(uuid.uuid4()), "value": right("A04", exercise)})

    def sent(**more):
        return client.post("/training/A04/answers/", item, content_type="application/json", **more)

    client.logout()
    refused = sent()
    assert refused.status_code == 401
    assert "onglet" in refused.json()["error"], "in her language"
    client.force_login(UserFactory())
    assert sent().status_code == 401, "another person’s window"
    client.force_login(helper)
    assert sent(headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400, "another site’s page"
    assert client.post("/training/A04/answers/", {"key": "x"}).status_code == 400, (
        "a form, which another site could send"
    )
    assert sent().json()["new"], "signed in again elsewhere, the old page sends it"
    with as_person(helper.pk):
        assert StudyAnswer.objects.count() == 1


def test_a_question_of_the_check_brings_no_answer_and_is_graded_here(helper) -> None:
    """An attestation is signed: the page of a question holds nothing that says which answer is right."""
    client = signed_in(helper)
    check = content.plan(published("A04").published).step("check")
    for exercise in check.exercises:
        address = f"/training/A04/x/{exercise}/"
        page = client.get(address).content.decode()
        assert 'id="play"' not in page, exercise
        assert '"right"' not in page and "train-ask" not in page, exercise
    practice = content.plan(published("A04").published).step("guided").exercises[0]
    assert 'id="play"' in client.get(f"/training/A04/x/{practice}/").content.decode()


def test_exercises_that_ask_the_same_are_told_apart_by_their_situations(helper) -> None:
    published("A05")
    page = signed_in(helper).get("/training/A05/step/alone/").content.decode()
    titles = re.findall(r'<a class="hit" href="/training/A05/x/[^"]+">([^<]+)</a>', page)
    assert len(titles) > 2 and len(set(titles)) == len(titles), titles
