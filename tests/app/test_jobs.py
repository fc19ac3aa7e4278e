"""Long work in real transactions, as a worker does it: every kind of job, its end, its file, its second thoughts."""

import datetime as dt
import threading

import pytest
from django.contrib.auth.hashers import check_password
from django.db import connections, transaction
from django.utils import timezone

from common import jobs, tasks
from common.errors import DomainError
from common.jobs import Made, handler
from common.models import Job, JobFile
from common.wall import across_structures, as_person, open_structure
from config.celery import app
from courses.training.models import Attestation, Study
from learners.models import Card
from learners.services import issue_card
from privacy.models import PrivacyAct
from reporting.services import uploads
from structures.enums import Role
from structures.models import InvitationList
from tests.app.community import planned
from tests.app.doors import signed_in, text
from tests.app.factories import LearnerFactory, aidant_of, coordinator_of, referent_of
from tests.app.learning import published
from tests.app.work import asked, in_another_thread, pack_of, row

pytestmark = pytest.mark.django_db(transaction=True)
SITE = "https://halte.example"

app.loader.import_default_modules()  # the handlers of all rooms, as in a worker


@pytest.fixture
def ines(epn):
    return aidant_of(epn, language="en")


@pytest.fixture
def claire(tic):
    """Of the lead: the packs below hold several partners' rows."""
    return coordinator_of(tic, role=Role.LEAD, language="en")


@pytest.fixture
def kind():
    """A kind of work for one test: `kind(function)` registers it."""
    before = dict(jobs._handlers)
    yield lambda function: handler("test.work")(function) and "test.work"
    jobs._handlers.clear()
    jobs._handlers.update(before)


# --- every kind of work, as a worker meets it


def test_every_kind_of_work_is_done_by_a_worker(epn, project, tic, ines, claire, tmp_path):
    learner = LearnerFactory(structure=epn)
    upload = uploads.keep_upload(project=project, user=claire, name="a.zip", content=pack_of(project, tmp_path))
    version = published().published
    country = {"country": "BE"}
    karim, gone = referent_of(epn), aidant_of(epn)
    of_people = {"structure_id": epn.pk, "user_id": karim.pk, "site": SITE}
    with across_structures("a test lays its ground"):
        listed = InvitationList.objects.create(structure=epn, by=karim, name="a.csv")
        copied = PrivacyAct.objects.create(kind="export", user=ines)
        erased = PrivacyAct.objects.create(kind="erasure", user=gone)
    with as_person(ines.pk), transaction.atomic():
        module = published("A04")
        study = Study.objects.create(user=ines, module=module, version=module.published, mastered=True)
        titles = dict.fromkeys(("fr", "nl", "en"), "Ethics")
        attested = Attestation.objects.create(
            user=ines, study=study, module=module, name="Inès", title=titles, minutes=25
        )
    cases = {
        "learners.print_cards": (
            ines,
            {"structure_id": epn.pk, "user_id": ines.pk, "learner_ids": [str(learner.pk)], "secret_kind": "digits"}
            | {"origin": SITE},
        ),
        "assessments.print_start": (ines, country),
        "courses.print_sheet": (ines, {"version_id": version.pk, "sheet": "memo", "address": f"{SITE}/c/"} | country),
        "events.sign_in_sheet": (claire, {"action_id": str(planned(tic).pk)}),
        "reporting.report_file": (
            claire,
            {"project_id": project.pk, "period": 1, "partner": "TIC", "language": "nl", "form": "csv"},
        ),
        uploads.ANALYSE: (claire, {"upload_id": str(upload.pk)}),
        "structures.send_invitations": (karim, {"list_id": str(listed.pk)} | of_people),
        "structures.resend_expired": (karim, of_people),
        "privacy.copy": (ines, {"act": str(copied.pk)}),
        "privacy.erase_account": (gone, {"act": str(erased.pk)}),
        "training.print_attestation": (ines, {"attestation_id": attested.pk, "site": SITE, "portal": "Halte"}),
        "interop.export": (
            karim,
            {"structure_id": epn.pk, "since": "2026-01-01", "until": "2026-12-31", "site": SITE},
        ),
        uploads.IMPORT: (claire, {"upload_id": str(upload.pk), "skip_bad": False}),
    }
    assert set(cases) == jobs.kinds(), "a kind of work without a case here"
    for name, (user, args) in cases.items():
        job = row(asked(user, name, **args))
        assert (job.status, job.error) == (Job.Status.DONE, ""), name


# --- cards die when the new ones are there to print, not before


@pytest.mark.parametrize("failing", ["pages", "cancel", "keeping"])
def test_no_card_dies_without_a_new_one_on_paper(epn, ines, monkeypatch, queue, failing):
    fatima = LearnerFactory(structure=epn)
    with open_structure(epn.pk), transaction.atomic():
        old = issue_card(learner=fatima, by=ines)
        generation = Card.objects.filter(learner=fatima).values_list("generation", flat=True).first()
    client = signed_in(ines)
    page = client.post("/s/epn/learners/cards/", {"learners": [str(fatima.pk)], "secret_kind": "digits"})
    job = Job(pk=page["Location"].split("/")[2])

    def fail(*given, **named):
        if failing == "cancel":
            in_another_thread(lambda: client.post(f"/jobs/{job.pk}/cancel/"))
            return b"%PDF-"
        raise DomainError("This file would have too many pages.")

    monkeypatch.setattr("common.jobs._keep" if failing == "keeping" else "learners.tasks.pdf", fail)
    jobs.run(str(job.pk))
    assert row(job).status == (Job.Status.CANCELLED if failing == "cancel" else Job.Status.FAILED)
    with across_structures("a test looks at a card"):
        card = Card.objects.get(learner=fatima)
    assert check_password("".join(old.secret), card.secret_hash), "the printed card still opens"
    assert card.generation == generation, "and so does the session that it opened"


def test_the_new_cards_and_their_file_come_together(epn, ines):
    fatima, luc = LearnerFactory(structure=epn), LearnerFactory(structure=epn)
    with open_structure(epn.pk):
        old = issue_card(learner=fatima, by=ines)
    client = signed_in(ines)
    data = {"learners": [str(fatima.pk), str(luc.pk)], "secret_kind": "pictures"}
    page = client.post("/s/epn/learners/cards/", data, follow=True)
    assert "The file is ready." in text(page)
    with across_structures("a test looks at the cards"):
        assert Card.objects.filter(secret_kind="pictures").count() == 2
        assert not check_password("".join(old.secret), Card.objects.get(learner=fatima).secret_hash)
    file = client.get(f"/jobs/{page.context['job'].pk}/file/")
    assert file.content.startswith(b"%PDF-")


# --- files do not stay


def test_the_cards_file_is_gone_after_an_hour_and_the_page_says_so(epn, ines):
    fatima = LearnerFactory(structure=epn)
    client = signed_in(ines)
    page = client.post("/s/epn/learners/cards/", {"learners": [str(fatima.pk)], "secret_kind": "digits"}, follow=True)
    job = row(Job(pk=page.context["job"].pk))
    left = job.file.expires_at - timezone.now()
    assert dt.timedelta(minutes=59) < left <= dt.timedelta(hours=1)
    with across_structures("a test lets an hour pass"):
        JobFile.objects.update(expires_at=timezone.now())
    for address in (f"/jobs/{job.pk}/", f"/jobs/{job.pk}/file/"):
        late = client.get(address)
        assert "The file is no longer here." in text(late)
        assert "make it again" in text(late)
        assert "btn-go" not in late.content.decode(), "nothing to download"
    assert late.status_code == 410
    tasks.forget_files()
    assert bytes(row(job).file.content) == b""


def test_other_files_stay_a_week(ines, kind):
    job = asked(ines, kind(lambda progress: Made("a.txt", "text/plain", b"x")))
    left = row(job).file.expires_at - timezone.now()
    assert dt.timedelta(days=6, hours=23) < left <= dt.timedelta(days=7)
    tasks.forget_files()
    assert bytes(row(job).file.content) == b"x", "not yet"


def test_a_file_that_nobody_gave_a_time_stays_an_hour(ines):
    """A version that knows nothing of expiry may still be running while the tables are new."""
    with as_person(ines.pk), transaction.atomic():
        job = Job.objects.create(kind="x", title="x", user=ines, language="en", key="x")
        file = JobFile.objects.create(job=job, user=ines, name="a", content_type="text/plain", content=b"x")
        file.refresh_from_db()
    assert file.expires_at - timezone.now() <= dt.timedelta(hours=1)


# --- the same key is the same work


def test_two_clicks_at_once_are_one_job(ines, kind, queue):
    name = kind(lambda progress: None)
    both = threading.Barrier(2)
    found, errors = [], []

    def click() -> None:
        try:
            both.wait()
            found.append(asked(ines, name, key="same").pk)
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    for _round in range(5):
        threads = [threading.Thread(target=click) for _n in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        assert len(set(found)) == 1
        with across_structures("a test begins again"):
            Job.objects.all().delete()
        found.clear()


def test_a_key_belongs_to_a_kind(ines, queue):
    assert asked(ines, "one.kind", key="7").pk != asked(ines, "other.kind", key="7").pk


def test_work_whose_file_is_gone_is_done_again(ines, kind):
    name = kind(lambda progress: Made("a.txt", "text/plain", b"x"))
    first = asked(ines, name, key="sheet")
    assert asked(ines, name, key="sheet").pk == first.pk
    with across_structures("a test lets a week pass"):
        JobFile.objects.update(expires_at=timezone.now())
    again = asked(ines, name, key="sheet")
    assert again.pk != first.pk
    assert bytes(row(again).file.content) == b"x"


# --- a worker that dies


def stopped_halfway(job: Job) -> None:
    with across_structures("a test kills a worker"):
        Job.objects.filter(pk=job.pk, status=Job.Status.RUNNING).update(
            started_at=timezone.now() - jobs.STALE_AFTER * 2
        )


def test_work_that_kills_the_worker_is_given_up_the_third_time(ines, kind, queue):
    class Killed(BaseException):
        pass

    def kills(progress):
        raise Killed

    job = asked(ines, kind(kills))
    for attempt in (1, 2, 3):
        with pytest.raises(Killed):
            jobs.run(str(job.pk))
        assert row(job).attempts == attempt
        stopped_halfway(job)
        jobs.forgotten_ids()
    ended = row(job)
    assert ended.status == Job.Status.FAILED
    assert "three times" in text(signed_in(ines).get(f"/jobs/{job.pk}/"))
    jobs.run(str(job.pk))
    assert row(job).attempts == 3


def test_an_attempt_that_was_given_up_can_no_longer_write(ines, kind, queue):
    told = []

    def slow(progress):
        if row(progress.job).attempts == 1:
            stopped_halfway(progress.job)
            jobs.forgotten_ids()
            jobs.run(str(progress.job.pk))  # the second attempt, done while the first still runs
            with pytest.raises(jobs.Cancelled):
                progress(1, 2)
            told.append("late")
            return Made("late.txt", "text/plain", b"late")
        return Made("right.txt", "text/plain", b"right")

    job = asked(ines, kind(slow))
    jobs.run(str(job.pk))
    assert told == ["late"]
    assert bytes(row(job).file.content) == b"right"


def test_a_worker_that_dies_after_the_work_is_written_leaves_it_done(ines, kind, queue):
    class Killed(BaseException):
        pass

    def kills(progress):
        with transaction.atomic():
            progress.seal(Made("a.txt", "text/plain", b"x"))
        raise Killed

    job = asked(ines, kind(kills))
    with pytest.raises(Killed):
        jobs.run(str(job.pk))
    stopped_halfway(job)
    jobs.forgotten_ids()
    assert row(job).status == Job.Status.DONE
    assert bytes(row(job).file.content) == b"x"


def test_a_seal_outside_the_transaction_of_the_work_is_an_error(ines, kind):
    job = asked(ines, kind(lambda progress: progress.seal()))
    assert row(job).status == Job.Status.FAILED
    assert row(job).error == "Something went wrong on our side. Nothing was lost: try again."


def test_what_was_sent_again_is_left_to_the_queue(ines, kind, queue):
    """A slow piece of work before five hundred others: they are not sent anew every minute, all of them."""
    job = asked(ines, kind(lambda progress: None))
    assert jobs.forgotten_ids() == [], "its message has a minute to arrive"
    with across_structures("a minute passes"):
        Job.objects.filter(pk=job.pk).update(send_again_at=timezone.now())
    assert jobs.forgotten_ids() == [str(job.pk)]
    assert jobs.forgotten_ids() == []
    assert row(job).send_again_at - timezone.now() > dt.timedelta(minutes=4)
