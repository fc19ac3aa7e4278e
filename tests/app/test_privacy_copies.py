"""A copy of one's own data has all of hers and nothing of anybody else's; an objection holds at once."""

import csv
import io
import json
import zipfile

import pytest

import config.urls  # noqa: F401  (read before a test turns the demo on)
from common import jobs
from common.models import Job
from common.wall import across_structures, as_person, open_structure
from config.celery import app
from learners.models import Learner
from privacy.models import PrivacyAct
from reporting.models import Activity, Excluded
from reporting.services.rollup import roll_up
from structures.models import Person
from tests.app.doors import send, text
from tests.app.world import SECRET

pytestmark = pytest.mark.django_db
app.loader.import_default_modules()  # the handlers of all rooms, as in a worker


@pytest.fixture(autouse=True)
def _no_queue(queue, settings):
    settings.ROOT_URLCONF, settings.DEMO = "tests.app.demo_urls", True


def opened(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def made_by_job(world, persona: str, address: str) -> dict[str, str]:
    client, user = world.clients[persona], world.users[persona]
    answer = send(client, address)
    assert answer.status_code == 302
    job = answer["Location"].strip("/").rpartition("/")[2]
    jobs.run(job)
    with as_person(user.pk):
        found = Job.objects.get(pk=job)
        assert (found.status, found.error) == ("done", "")
    file = client.get(f"/jobs/{job}/file/")
    assert file["Content-Disposition"].endswith('.zip"')
    return opened(file.content)


def test_an_aidant_gets_what_is_hers_and_nothing_of_anybody_else(world):
    files = made_by_job(world, "aidant", "/account/privacy/copy/")
    data = json.loads(files["data.json"])
    assert data["user-pk"][0]["email"] == "aidant@place.example"
    assert len(data["accompaniment-recorded-by"]) == 2
    assert data["post-author"][0]["text"] == "Laquelle prendre ?"
    assert "La plus simple." not in str(files), "somebody else's answer"
    everything = "".join(files.values())
    own_words = [one["message"] for one in data["joinrequest-user"]]
    assert everything.count(SECRET) == 3 * own_words.count(SECRET), "what she wrote herself, once in each of the files"
    for other in ("elsewhere@place.example", "referent@place.example", "Colette", "amina@invited.example"):
        assert other not in everything
    assert "Amina" not in "".join(files[name] for name in files if name.startswith("accompaniment"))


def test_the_page_of_a_copy_is_one_to_read(world):
    files = made_by_job(world, "aidant", "/account/privacy/copy/")
    page = files["index.html"]
    assert '<html lang="en">' in page
    assert page.count("<h1>") == 1
    assert 'scope="col"' in page
    assert "<script" not in page
    assert "http" not in page, "nothing of it is loaded from elsewhere"
    rows = list(csv.reader(io.StringIO(files["user-pk.csv"].removeprefix("\ufeff"))))
    assert rows[0][0] == "e-mail address"
    assert rows[1][0] == "aidant@place.example"


def test_a_receipt_says_how_many_rows_of_what_were_given(world):
    made_by_job(world, "aidant", "/account/privacy/copy/")
    with as_person(world.users["aidant"].pk):
        act = PrivacyAct.objects.filter(user=world.users["aidant"], done_at__isnull=False).first()
    assert act.receipt["given"]["accounts.User.pk"] == 1
    page = world.clients["aidant"].get(f"/privacy/receipt/{act.pk}/")
    assert "Your account" in text(page)
    assert "in the copy" in text(page)


def test_a_learner_takes_her_copy_herself(world):
    answer = world.clients["learner"].post("/l/privacy/copy/")
    files = opened(answer.content)
    data = json.loads(files["data.json"])
    assert data["learner-pk"][0]["alias"] == "Amina"
    assert len(data["answer-learner"]) == 2
    everything = "".join(files.values())
    assert SECRET not in everything
    assert "Amina Zwei" not in everything
    assert "place.example" not in everything, "no address of a helper"


def test_the_structure_makes_a_learners_copy_for_her(world):
    files = made_by_job(world, "aidant", f"/s/ici/learners/{world.own['learner']}/privacy/copy/")
    assert json.loads(files["data.json"])["learner-pk"][0]["alias"] == "Amina"
    assert "Amina Zwei" not in "".join(files.values())


def test_an_aidant_objects_with_one_click_and_comes_back_with_another(world):
    client, user = world.clients["aidant"], world.users["aidant"]
    for wanted in (True, False):
        send(client, "/account/privacy/objection/", {"objects": "1" if wanted else "0"})
        assert Person.objects.get(user=user).objects_to_statistics is wanted
        assert ("not counted" in text(client.get("/account/privacy/"))) is wanted


def visits(learner) -> int:
    with across_structures("a test counts"):
        return Activity.objects.filter(learner=learner).count()


def test_nothing_of_a_learner_who_objects_is_written_down(world):
    client, learner = world.clients["learner"], world.own["learner"]
    before = visits(learner)
    client.get("/l/")
    assert visits(learner) == before + 1
    send(client, "/l/privacy/objection/", {"objects": "1"})
    client.get("/l/")
    assert visits(learner) == before + 1, "neither the page after, nor the one that said so"
    assert "Now your visits are not counted." in text(client.get("/l/privacy/"))
    send(client, "/l/privacy/objection/", {"objects": "0"})
    client.get("/l/")
    assert visits(learner) > before + 1


def test_a_report_says_how_many_learners_object(world):
    def told() -> int:
        roll_up(project=world.things["project"], everything=True)
        found = Excluded.objects.filter(project=world.things["project"], code="SESSIONS_ZONE", reason="objected")
        return max([one.count for one in found], default=0)

    before = told()
    with open_structure(world.things["here"].pk):
        Learner.objects.filter(pk=world.own["second"]).update(objects_to_statistics=True)
    assert told() == before + 1
