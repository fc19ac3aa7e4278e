"""Work done in the background: a job that names somebody else's things does nothing with them and says nothing.

The files are read as a person reads them: the words of a PDF, each part of a zip or a workbook. What is foreign has the
word SECRET (tests/app/world.py).
"""

import logging
import uuid

import pytest
from django.db import transaction

from common import jobs
from common.models import Job
from common.wall import across_structures, as_person
from config.celery import app
from courses.training.models import Attestation
from privacy.models import PrivacyAct
from reporting.services import uploads
from structures.models import InvitationList
from tests.app.figures import Tries
from tests.app.probe import spy, words_of, written
from tests.app.world import SECRET

pytestmark = pytest.mark.django_db
app.loader.import_default_modules()  # the handlers of all rooms, as in a worker
SITE = "https://halte.example"
OF_THE_JOB = {"common_job", "common_jobfile"}


@pytest.fixture(autouse=True)
def _quiet(caplog):
    caplog.set_level(logging.CRITICAL)


def done(world, persona: str, kind: str, **args) -> tuple[Job, str]:
    """The job of that kind, run for that persona as a worker runs it, and the words of its file."""
    user = world.users[persona]
    with as_person(user.pk), transaction.atomic():
        job = Job.objects.create(kind=kind, title="Work", user=user, language="en", key=uuid.uuid4(), args=args)
    jobs.run(str(job.pk))
    with as_person(user.pk), transaction.atomic():
        job = Job.objects.select_related("file").get(pk=job.pk)
        return job, words_of(bytes(job.file.content)) if hasattr(job, "file") else ""


def of_here(world, **args) -> dict:
    return {"structure_id": world.things["here"].pk, "user_id": world.users["aidant"].pk, "site": SITE} | args


CARDS = {"secret_kind": "digits", "origin": SITE}


def cards(world, *learners) -> dict:
    return (
        CARDS
        | {k: v for k, v in of_here(world).items() if k != "site"}
        | {"learner_ids": [str(one) for one in learners]}
    )


def foreign_jobs(world):
    """(persona, kind, arguments that name what is beyond her wall): what comes of a view that forgets to look."""
    with across_structures("a test looks for what is foreign"):
        lists = InvitationList.objects.get(structure=world.things["there"])
        act = PrivacyAct.objects.get(structure=world.things["there"])
        learner = PrivacyAct.objects.create(
            kind="export", user=world.users["foreign_aidant"], structure=world.things["there"],
            learner=world.foreign["learner"][0],
        )  # fmt: skip
    yield "aidant", "learners.print_cards", cards(world, *world.foreign["learner"], *world.foreign["second"])
    yield "referent", "structures.send_invitations", of_here(world, list_id=str(lists.pk))
    yield "aidant", "privacy.copy", {"act": str(act.pk)}
    yield "aidant", "privacy.copy", {"act": str(learner.pk)}
    yield "aidant", "privacy.erase_account", {"act": str(act.pk)}
    with across_structures("a test looks for somebody else's attestation"):
        others = Attestation.objects.get(code=world.foreign["attestation"][0])
    yield "aidant", "training.print_attestation", {"attestation_id": others.pk, "site": "", "portal": ""}
    for action in world.foreign["past_action"]:
        partner = world.things["ours"].pk
        yield "coordinator", "events.sign_in_sheet", {"action_id": str(action), "partner_id": partner}
    for upload in world.foreign["upload"][1:]:
        yield "coordinator", uploads.ANALYSE, {"upload_id": str(upload)}
        yield "coordinator", uploads.IMPORT, {"upload_id": str(upload), "skip_bad": True}


# Kinds whose arguments name no row that is anybody's, or that the person's place is asked for when the job is run.
NOTHING_FOREIGN = {
    "assessments.print_start": "a country",
    "courses.print_sheet": "the catalogue is everybody's",
    "interop.export": "names the structure alone, in which she has her place",
    "structures.resend_expired": "names the structure alone, in which she has her place",
    "reporting.report_file": "names the partner alone, at which she has her place",
}


def test_a_job_that_names_what_is_foreign_does_nothing_and_says_nothing(world, record_property):
    tries, kinds = Tries("jobs"), set()
    for persona, kind, args in foreign_jobs(world):
        kinds.add(kind)
        tries.one("", persona)
        with spy() as asked:
            job, words = done(world, persona, kind, **args)
        found = [f"writes {one}" for one in sorted(set(written(asked)) - OF_THE_JOB)]
        if SECRET in words + job.error or "Stranger" in words:
            found.append("says what lies beyond the wall")
        tries.found(f"{kind} by {persona}: {one}" for one in found)
    assert kinds | set(NOTHING_FOREIGN) == jobs.kinds(), "a kind of work without a foreign case"
    tries.tell(record_property, least=8)


def test_what_jobs_make_of_ones_own_holds_nothing_foreign(world, record_property):
    """The words of each file: her own are there, so that it was read, and nobody else's."""
    with across_structures("a test asks for a copy"):
        act = PrivacyAct.objects.create(
            kind="export", user=world.users["aidant"], structure=world.things["here"], learner=world.own["learner"]
        )
    report = {"project_id": world.things["project"].pk, "period": 1, "partner": "OURS", "language": "en"}
    sheet = {"action_id": str(world.own["past_action"]), "partner_id": world.things["ours"].pk}
    tries = Tries("jobs")
    for persona, kind, args, own in (
        ("aidant", "learners.print_cards", cards(world, world.own["learner"], *world.foreign["learner"]), "Amina"),
        ("coordinator", "events.sign_in_sheet", sheet, "Yesterday"),
        ("aidant", "privacy.copy", {"act": str(act.pk)}, "Amina"),
        *(
            ("coordinator", "reporting.report_file", report | {"form": form}, "Digital skills")
            for form in ("csv", "xlsx", "pdf")
        ),
    ):
        tries.one("", persona)
        job, words = done(world, persona, kind, **args)
        assert (job.status, job.error) == (Job.Status.DONE, ""), kind
        assert own.lower() in words.lower(), (kind, words[:2000])
        tries.found([f"{kind}: {SECRET}"] if SECRET in words else [])
    tries.tell(record_property)
