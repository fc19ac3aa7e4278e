"""A pack by the web and the worker: uploaded, read, imported once; cancelled in time or not at all."""

import datetime as dt
import io
import threading

import pytest
from django.db import connections, transaction
from django.utils import timezone

from common import jobs
from common.errors import DomainError
from common.models import Job
from common.wall import across_structures, as_person
from config.celery import app
from reporting.models import PackUpload
from reporting.services import importing, uploads
from structures.enums import Role
from structures.models import JournalEntry, Person
from tests.app.doors import signed_in, text
from tests.app.factories import ProjectFactory, UserFactory, coordinator_of
from tests.app.packs import BASE
from tests.app.work import asked, in_another_thread, pack_of, row

pytestmark = pytest.mark.django_db(transaction=True)

app.loader.import_default_modules()  # the handlers of all rooms, as in a worker


@pytest.fixture
def claire(tic):
    """Of the lead: the packs below hold several partners' rows."""
    return coordinator_of(tic, role=Role.LEAD, language="en")


# --- importing a pack on the web


def test_a_pack_is_uploaded_read_and_imported_on_the_web(tic, claire, project, tmp_path):
    client = signed_in(claire)
    pack = io.BytesIO(pack_of(project, tmp_path))
    pack.name = "pack.zip"
    page = client.post("/p/demo/tic/import/", {"pack": pack}, follow=True)
    assert "Done." in text(page)
    back = row(Job(pk=page.context["job"].pk)).back
    assert "Every row is right" in text(client.get(back))
    page = client.post(f"{back}go/", follow=True)
    assert "Done." in text(page)
    assert "Imported on" in text(client.get(back))
    with across_structures("a test reads the portal's own lines"):
        line = JournalEntry.objects.get(act="pack_imported")
    assert (line.user_id, line.object_id) == (claire.pk, str(project.pk))
    assert Person.objects.filter(project=project).count() >= 3
    again = client.post(f"{back}go/", follow=True)
    assert again.redirect_chain[-1][0].lower() == back.lower(), "an import that is done is shown, not done again"


def test_a_pack_that_another_one_replaced_says_so_to_its_sender_alone(tic, claire, project, tmp_path):
    client, content, read = signed_in(claire), pack_of(project, tmp_path), []
    for name in ("first.zip", "second.zip"):
        pack = io.BytesIO(content)
        pack.name = name
        page = client.post("/p/demo/tic/import/", {"pack": pack}, follow=True)
        read.append(row(Job(pk=page.context["job"].pk)).back)
    gone = client.get(read[0])
    assert gone.status_code == 410
    assert "You sent another pack after it" in text(gone)
    assert client.post(f"{read[0]}go/").status_code == 410
    assert "second.zip" in text(client.get(read[1]))
    colleague = signed_in(coordinator_of(tic, language="en"))
    assert [colleague.get(address).status_code for address in read] == [404, 404]


def test_a_pack_that_left_after_a_day_says_so(tic, claire, project, tmp_path):
    pack = io.BytesIO(pack_of(project, tmp_path))
    pack.name = "a.zip"
    page = signed_in(claire).post("/p/demo/tic/import/", {"pack": pack}, follow=True)
    with as_person(claire.pk), transaction.atomic():
        PackUpload.objects.all().delete()
    assert "is kept for one day" in text(signed_in(claire).get(row(Job(pk=page.context["job"].pk)).back))


def test_what_is_no_zip_is_refused_at_once(tic, claire):
    sent = io.BytesIO(b"people.csv is not a pack")
    sent.name = "people.csv"
    page = signed_in(claire).post("/p/demo/tic/import/", {"pack": sent})
    assert page.status_code == 422
    assert "neither a folder nor a zip" in text(page)
    with as_person(claire.pk), transaction.atomic():
        assert not PackUpload.objects.exists()


def test_nothing_to_import_has_no_button(tic, claire, project, tmp_path):
    client = signed_in(claire)
    header = BASE["people"].splitlines()[1]
    people = f"{header}\n        p9,nowhere,,X,Y,,,,,0\n"
    bad = dict.fromkeys(BASE.keys() - {"project", "targets"}) | {"people": people}
    for files, button in ((bad, False), ({}, True)):
        pack = io.BytesIO(pack_of(project, tmp_path / str(button), **files))
        pack.name = "a.zip"
        page = client.post("/p/demo/tic/import/", {"pack": pack}, follow=True)
        seen = client.get(row(Job(pk=page.context["job"].pk)).back)
        assert ("/go/" in seen.content.decode()) == button
        assert ("There is nothing to import" in text(seen)) != button


def test_the_bad_rows_come_back_as_a_file_and_the_good_ones_are_in(tic, claire, project, tmp_path):
    content = pack_of(project, tmp_path, people=BASE["people"] + "        p9,nowhere,,X,Y,,,,,0\n")
    upload = uploads.keep_upload(project=project, user=claire, name="a.zip", content=content)
    job = row(asked(claire, uploads.IMPORT, key="x", upload_id=str(upload.pk), skip_bad=False))
    assert (job.status, job.error) == (Job.Status.FAILED, "Some rows are wrong. Nothing was written.")
    job = row(asked(claire, uploads.IMPORT, key="x", upload_id=str(upload.pk), skip_bad=True))
    assert job.status == Job.Status.DONE
    assert b"nowhere" in bytes(job.file.content)


def test_two_presses_are_one_import(tic, claire, project, tmp_path, queue):
    upload = uploads.keep_upload(project=project, user=claire, name="a.zip", content=pack_of(project, tmp_path))
    client = signed_in(claire)
    address = f"/p/demo/tic/import/{upload.pk}/go/"
    assert client.post(address)["Location"] == client.post(address)["Location"]
    assert len(queue) == 1


def test_an_upload_is_imported_once_whoever_still_holds_it(tic, claire, project, tmp_path):
    upload = uploads.keep_upload(project=project, user=claire, name="a.zip", content=pack_of(project, tmp_path))
    with as_person(claire.pk), transaction.atomic():
        stale = PackUpload.objects.select_related("project", "user").get(pk=upload.pk)
    uploads.import_upload(upload=upload, skip_bad=False)
    with pytest.raises(DomainError) as refused:
        uploads.import_upload(upload=stale, skip_bad=False)
    assert refused.value.message == uploads.ALREADY


def test_a_new_upload_spares_those_of_other_projects_and_those_at_work(tic, claire, project, queue):
    kept = uploads.keep_upload(project=ProjectFactory(code="OTHER"), user=claire, name="other.zip", content=b"x")
    uploads.keep_upload(project=project, user=claire, name="old.zip", content=b"x")
    busy = uploads.keep_upload(project=project, user=claire, name="busy.zip", content=b"x")
    asked(claire, uploads.IMPORT, upload_id=str(busy.pk), skip_bad=False)
    new = uploads.keep_upload(project=project, user=claire, name="new.zip", content=b"x")
    with as_person(claire.pk), transaction.atomic():
        assert set(PackUpload.objects.values_list("pk", flat=True)) == {kept.pk, busy.pk, new.pk}


def test_an_upload_that_nobody_imports_is_forgotten_after_a_day(tic, claire, project, queue):
    uploads.keep_upload(project=project, user=claire, name="a.zip", content=b"x")
    busy = uploads.keep_upload(project=project, user=UserFactory(), name="b.zip", content=b"x")
    asked(busy.user, uploads.ANALYSE, upload_id=str(busy.pk))
    uploads.forget_uploads()
    with across_structures("a test looks at the uploads"):
        assert PackUpload.objects.count() == 2
        PackUpload.objects.update(created_at=timezone.now() - dt.timedelta(days=1, minutes=1))
    uploads.forget_uploads()
    with across_structures("a test looks at the uploads"):
        assert [one.pk for one in PackUpload.objects.all()] == [busy.pk]


# --- progress and second thoughts


def seen_by_others(job: Job) -> tuple[int, int]:
    """What another connection reads of a job's progress now."""
    found: list = []

    def look() -> None:
        try:
            one = row(job)
            found.append((one.done, one.total))
        finally:
            connections.close_all()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    return found[0]


def test_the_page_sees_how_far_an_import_is_while_it_writes(tic, claire, project, tmp_path, monkeypatch, queue):
    upload = uploads.keep_upload(project=project, user=claire, name="a.zip", content=pack_of(project, tmp_path))
    job = asked(claire, uploads.IMPORT, upload_id=str(upload.pk), skip_bad=False)
    seen = []
    write = importing.records.write_activity

    def watched(*given):
        seen.append(seen_by_others(job))
        return write(*given)

    monkeypatch.setattr(importing.records, "write_activity", watched)
    jobs.run(str(job.pk))
    assert row(job).status == Job.Status.DONE
    [(done, total)] = seen
    assert total == 30
    assert 15 < done < 30, "checking is behind it, writing has begun"
    assert row(job).done == 30, "the parts that were promised came"


def test_an_import_that_is_cancelled_writes_nothing_and_one_that_is_written_is_not_cancelled(
    tic, claire, project, tmp_path, monkeypatch, queue
):
    upload = uploads.keep_upload(project=project, user=claire, name="a.zip", content=pack_of(project, tmp_path))
    job = asked(claire, uploads.IMPORT, upload_id=str(upload.pk), skip_bad=False)
    client = signed_in(claire)
    write, roll_up = importing.records.write_activity, importing.run.roll_up

    def cancelled_in_time(*given):
        in_another_thread(lambda: client.post(f"/jobs/{job.pk}/cancel/"))
        return write(*given)

    monkeypatch.setattr(importing.records, "write_activity", cancelled_in_time)
    jobs.run(str(job.pk))
    assert row(job).status == Job.Status.CANCELLED
    assert not Person.objects.filter(project=project, code="p2").exists()

    def cancelled_too_late(**given):
        in_another_thread(lambda: client.post(f"/jobs/{job.pk}/cancel/"))
        return roll_up(**given)

    monkeypatch.setattr(importing.records, "write_activity", write)
    monkeypatch.setattr(importing.run, "roll_up", cancelled_too_late)
    job = asked(claire, uploads.IMPORT, upload_id=str(upload.pk), skip_bad=False)
    jobs.run(str(job.pk))
    assert row(job).status == Job.Status.DONE
    assert Person.objects.filter(project=project, code="p2").exists()


def test_what_fails_after_the_work_is_written_does_not_call_it_undone(tic, claire, project, tmp_path, monkeypatch):
    def broken(**given):
        raise RuntimeError("the roll-up")

    monkeypatch.setattr(importing.run, "roll_up", broken)
    upload = uploads.keep_upload(project=project, user=claire, name="a.zip", content=pack_of(project, tmp_path))
    assert row(asked(claire, uploads.IMPORT, upload_id=str(upload.pk), skip_bad=False)).status == Job.Status.DONE
