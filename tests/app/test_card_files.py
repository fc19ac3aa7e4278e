"""Of one learner one file of cards at a time; and a file that newer cards have overtaken says so."""

import pytest

from common import jobs
from common.models import Job
from common.wall import across_structures, as_person, open_structure
from config.celery import app
from learners.services import issue_card
from tests.app.doors import signed_in, text
from tests.app.factories import LearnerFactory, StructureFactory, aidant_of

pytestmark = pytest.mark.django_db
app.loader.import_default_modules()  # the handlers of all rooms, as in a worker
CARDS = "/s/epn/learners/cards/"


@pytest.fixture
def ines(epn):
    return aidant_of(epn, language="en")


def wanted(*learners) -> dict:
    return {"learners": [str(one.pk) for one in learners], "secret_kind": "digits"}


def cards_jobs(user) -> list[Job]:
    with as_person(user.pk):
        return list(Job.objects.filter(kind="learners.print_cards"))


@pytest.mark.parametrize("status", Job.ACTIVE)
def test_asking_again_leads_to_the_cards_that_are_being_made(epn, ines, status):
    fatima, luc, rosa = (LearnerFactory(structure=epn, alias=alias) for alias in ("Fatima", "Luc", "Rosa"))
    client = signed_in(ines)
    client.post(CARDS, wanted(fatima, luc))
    (first,) = cards_jobs(ines)
    with as_person(ines.pk):
        Job.objects.update(status=status)
    page = client.get(CARDS)
    assert "Cards are being made for Fatima, Luc." in text(page)
    assert f'href="/jobs/{first.pk}/"' in page.content.decode()
    again = client.post(CARDS, wanted(luc, rosa), follow=True)
    assert again.redirect_chain[-1][0] == f"/jobs/{first.pk}/"
    assert "are being made already" in text(again)
    assert len(cards_jobs(ines)) == 1
    client.post(CARDS, wanted(rosa))
    assert len(cards_jobs(ines)) == 2, "another learner's cards need not wait"


def test_what_is_made_elsewhere_is_not_shown_here(epn, ines):
    other = StructureFactory(slug="other")
    there = LearnerFactory(structure=other, alias="Samir")
    args = {"structure_id": other.pk, "user_id": ines.pk, "learner_ids": [str(there.pk)]}
    with as_person(ines.pk):
        Job.objects.create(kind="learners.print_cards", user=ines, args=args, language="en", key="elsewhere")
    page = text(signed_in(ines).get(CARDS))
    assert "being made" not in page
    assert "Samir" not in page


@pytest.mark.django_db(transaction=True)
def test_a_file_of_dead_cards_is_refused_and_says_since_when(epn, ines):
    fatima, luc = (LearnerFactory(structure=epn, alias=alias) for alias in ("Fatima", "Luc"))
    client = signed_in(ines)
    page = client.post(CARDS, wanted(fatima, luc), follow=True)
    job = page.context["job"]
    assert "Newer cards" not in text(page)

    def renew(learner):
        with open_structure(epn.pk):
            issue_card(learner=learner, by=ines)

    renew(luc)
    page = text(client.get(f"/jobs/{job.pk}/"))
    assert "In this file, these cards no longer work: Luc." in page
    assert client.get(f"/jobs/{job.pk}/file/").content.startswith(b"%PDF-"), "Fatima's card is good"
    renew(fatima)
    for address in (f"/jobs/{job.pk}/", f"/jobs/{job.pk}/file/"):
        late = client.get(address)
        assert "The cards in this file no longer work." in text(late)
        assert f'href="/jobs/{job.pk}/file/"' not in late.content.decode(), "nothing to download"
    assert late.status_code == 410


def test_other_files_are_never_outdated(ines):
    with across_structures("a test makes a job"):
        job = Job.objects.create(kind="assessments.print_start", user=ines, language="en", key="x", status="done")
    assert jobs.outdated(job) is None
