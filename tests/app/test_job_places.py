"""Access ends at once, files too: long work belongs to the place where it was asked, and closes with the right."""

import datetime as dt
import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from common import jobs
from common.models import Job
from common.wall import across_structures, open_structure
from config.celery import app
from reporting.services import uploads
from structures import job_places
from structures.enums import Role
from structures.models import Invitation, Membership, Structure
from structures.permissions import May
from team.services.memberships import change_role, end_membership, restore_membership
from tests.app.community import planned
from tests.app.doors import signed_in, text
from tests.app.factories import LearnerFactory, StructureFactory, aidant_of, coordinator_of, referent_of
from tests.app.learning import published
from tests.app.work import asked, pack_of, row

pytestmark = pytest.mark.django_db
app.loader.import_default_modules()  # the handlers of all rooms, as in a worker

HERS = {"training.print_attestation", "privacy.erase_account"}  # asked at no place; her own copy is tried below


class Ground:
    """A structure and an operator, each with somebody who stays when the one who asks has to go."""

    def __init__(self, epn, tic, project, folder):
        self.epn, self.tic, self.project, self.folder = epn, tic, project, folder
        self.karim, self.claire = referent_of(epn, language="en"), coordinator_of(tic, role=Role.LEAD, language="en")
        referent_of(epn)
        coordinator_of(tic, role=Role.LEAD)
        self.learner = LearnerFactory(structure=epn, alias="Fatima")

    def pack(self) -> io.BytesIO:
        pack = io.BytesIO(pack_of(self.project, self.folder))
        pack.name = "pack.zip"
        return pack

    def read_pack(self) -> str:
        content = self.pack().read()
        kept = uploads.keep_upload(project=self.project, user=self.claire, name="a.zip", content=content)
        jobs.run(str(asked(self.claire, uploads.ANALYSE, upload_id=str(kept.pk)).pk))
        return f"/p/demo/tic/import/{kept.pk}/go/"

    def listed(self) -> str:
        file = SimpleUploadedFile("team.csv", b"email\na@place.example\n", content_type="text/csv")
        page = signed_in(self.karim).post("/s/epn/people/lists/", {"file": file, "language": "nl"})
        return f"{page['Location']}send/"


# Kind of work -> who asks, where, with which form: each by the public door.
def _cards(on: Ground):
    return on.karim, "/s/epn/learners/cards/", {"learners": [str(on.learner.pk)], "secret_kind": "digits"}


def _memo(on: Ground):
    return on.karim, f"/s/epn/modules/{published().code}/memo/print/", {}


ASKED = {
    "learners.print_cards": _cards,
    "privacy.copy": lambda on: (on.karim, f"/s/epn/learners/{on.learner.pk}/privacy/copy/", {}),
    "assessments.print_start": lambda on: (on.karim, "/s/epn/checks/print/", {"language": "fr", "country": "BE"}),
    "courses.print_sheet": _memo,
    "structures.send_invitations": lambda on: (on.karim, on.listed(), {}),
    "structures.resend_expired": lambda on: (on.karim, "/s/epn/people/invitations/resend/", {}),
    "events.sign_in_sheet": lambda on: (on.claire, f"/p/demo/tic/actions/{planned(on.tic).pk}/roll/sheet/", {}),
    "reporting.report_file": lambda on: (on.claire, "/p/demo/tic/reports/1/file/", {"language": "nl", "form": "csv"}),
    "interop.export": lambda on: (
        on.karim,
        "/s/epn/interop/export/",
        {"since": "2026-01-01", "until": "2026-01-31"},
    ),
    uploads.ANALYSE: lambda on: (on.claire, "/p/demo/tic/import/", {"pack": on.pack()}),
    uploads.IMPORT: lambda on: (on.claire, on.read_pack(), {}),
}


@pytest.fixture
def ground(epn, tic, project, tmp_path):
    return Ground(epn, tic, project, tmp_path)


def ask(ground: Ground, kind: str):
    """(who asked, the job, which waits)."""
    user, address, form = ASKED[kind](ground)
    answer = signed_in(user).post(address, form)
    assert answer.status_code == 302, answer.content
    assert answer["Location"].startswith("/jobs/"), answer["Location"]
    job = row(Job(pk=answer["Location"].strip("/").rpartition("/")[2]))
    assert job.kind == kind
    return user, job


def role_of(user) -> Membership:
    with across_structures("a test takes the only role of a person"):
        return Membership.objects.select_related("structure", "partner", "user").get(user=user)


def end(user) -> None:
    role = role_of(user)
    with open_structure(role.structure_id):
        end_membership(membership=role, by=None)


def answers(user, job) -> dict[str, int]:
    """She signs in again, and asks for all that a job has."""
    user.refresh_from_db()
    client = signed_in(user)
    asked_for = {"page": client.get(f"/jobs/{job}/"), "file": client.get(f"/jobs/{job}/file/")}
    asked_for["part"] = client.get(f"/jobs/{job}/", headers={"HX-Request": "true"})
    asked_for["cancel"] = client.post(f"/jobs/{job}/cancel/")
    return {name: answer.status_code for name, answer in asked_for.items()}


def test_every_kind_of_work_is_tried():
    assert set(ASKED) | HERS == jobs.kinds(), "a kind of work: say here how it is asked for, or that it is a person's"


@pytest.mark.parametrize("kind", ASKED)
def test_whose_role_ended_gets_neither_the_page_nor_the_file(ground, kind):
    user, job = ask(ground, kind)
    jobs.run(str(job.pk))
    made = row(job)
    assert (made.status, made.error) == (Job.Status.DONE, "")
    before = answers(user, job.pk)
    assert before["page"] == before["part"] == 200
    assert before["file"] == (200 if hasattr(made, "file") else 404)
    end(user)
    assert answers(user, job.pk) == answers(user, uuid.uuid4()) == dict.fromkeys(before, 404)
    if hasattr(made, "file"):
        assert bytes(row(job).file.content) == b"", "and nobody else has it either"


@pytest.mark.parametrize("kind", ["privacy.copy", "reporting.report_file"])
def test_a_role_that_runs_out_by_its_date_closes_them_too(ground, kind):
    user, job = ask(ground, kind)
    jobs.run(str(job.pk))
    assert answers(user, job.pk)["file"] == 200
    with across_structures("a test lets a role run out"):
        Membership.objects.filter(user=user).update(since=timezone.localdate() - dt.timedelta(days=9))
        Membership.objects.filter(user=user).update(until=timezone.localdate())
    assert set(answers(user, job.pk).values()) == {404}


@pytest.mark.parametrize("how", ["ended", "ran out"])
def test_what_still_waits_when_the_role_ends_is_never_done(ground, how):
    user, job = ask(ground, "structures.send_invitations")
    if how == "ended":
        end(user)
        assert row(job).status == Job.Status.CANCELLED
    else:
        with across_structures("a test lets a role run out"):
            Membership.objects.filter(user=user).update(until=timezone.localdate())
    jobs.run(str(job.pk))
    assert row(job).status == Job.Status.CANCELLED
    with across_structures("a test counts"):
        assert not Invitation.objects.exists()


def test_undoing_the_end_opens_the_page_again_and_the_file_is_gone(ground):
    user, job = ask(ground, "privacy.copy")
    jobs.run(str(job.pk))
    end(user)
    role = role_of(user)
    with open_structure(role.structure_id):
        restore_membership(membership=role, by=None)
    found = answers(user, job.pk)
    assert (found["page"], found["file"]) == (200, 410)
    assert "no longer" in text(signed_in(user).get(f"/jobs/{job.pk}/file/"))


def test_another_role_keeps_what_it_allows(ground):
    """From referent to aidant: learners' copies stay hers, what was for who invites does not."""
    user, copy = ask(ground, "privacy.copy")
    _user, late = ask(ground, "structures.resend_expired")
    for job in (copy, late):
        jobs.run(str(job.pk))
    role = role_of(user)
    with open_structure(role.structure_id):
        change_role(membership=role, role=Role.AIDANT, by=None)
    assert answers(user, copy.pk)["file"] == 200
    assert answers(user, late.pk)["page"] == 404


def test_what_is_her_own_or_of_another_place_stays(ground):
    user, _job = ask(ground, "privacy.copy")
    mine = signed_in(user).post("/account/privacy/copy/")["Location"].strip("/").rpartition("/")[2]
    other = StructureFactory(slug="bib")
    with open_structure(other.pk):
        Membership.objects.create(user=user, role=Role.AIDANT, structure=other)
    there = signed_in(user).post("/s/bib/checks/print/", {"language": "fr", "country": "BE"})
    there = there["Location"].strip("/").rpartition("/")[2]
    for job in (mine, there):
        jobs.run(job)
    with across_structures("a test takes one of her roles"):
        role = Membership.objects.select_related("structure", "user").get(user=user, structure=ground.epn)
    with open_structure(role.structure_id):
        end_membership(membership=role, by=None)
    assert [answers(user, job)["file"] for job in (mine, there)] == [200, 200]


def test_the_same_sheet_asked_at_two_places_is_two_jobs(ground):
    """A sheet has a key; the job of a place that she left must not stand in the way at the other."""
    aidant = aidant_of(ground.epn)
    other = StructureFactory(slug="bib")
    with open_structure(other.pk):
        Membership.objects.create(user=aidant, role=Role.AIDANT, structure=other)
    module = published().code
    asked_at = [
        signed_in(aidant).post(f"/s/{slug}/modules/{module}/memo/print/")["Location"] for slug in ("epn", "bib")
    ]
    assert len(set(asked_at)) == 2


def test_the_lead_keeps_what_she_asked_at_another_partner(ground, d09):
    answer = signed_in(ground.claire).post("/p/demo/d09/reports/1/file/", {"language": "nl", "form": "csv"})
    job = answer["Location"].strip("/").rpartition("/")[2]
    jobs.run(job)
    assert answers(ground.claire, job)["file"] == 200
    end(ground.claire)
    assert set(answers(ground.claire, job).values()) == {404}


def test_work_asked_at_a_structure_that_was_merged_is_found_at_the_one_that_took_it_over(ground):
    aidant, old = aidant_of(ground.epn), StructureFactory(slug="old")
    key = job_places.at(old, May.HELP)
    assert key not in job_places.keys_of(aidant)
    Structure.objects.filter(pk=old.pk).update(merged_into=ground.epn)
    assert key in job_places.keys_of(aidant)
    assert job_places.at(old, May.INVITE) not in job_places.keys_of(aidant), "the right counts, not only the place"
