"""What the scheduler asks of the roll-up, and the long work that coordinators ask for."""

import logging

from celery import shared_task
from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.jobs import Made, Progress, handler
from reporting.models import PackUpload
from reporting.packs.schema import FILES
from reporting.services import rollup, uploads
from reporting.services.files import report_file
from structures.models import Project

log = logging.getLogger("halte.rollup")


@shared_task(name="reporting.tasks.roll_up_all", max_retries=0)
def roll_up_all() -> None:
    """Every project whose records changed; a failure of one waits for the next turn and stops no other."""
    for project in Project.objects.all():
        try:
            rollup.roll_up(project=project)
        except Exception:
            log.exception("roll-up of project %s failed", project.pk)


@shared_task(name="reporting.tasks.recount_and_compare", max_retries=0)
def recount_and_compare() -> None:
    """Nightly: a full recount of every project must give the numbers that are stored; a failure stops no other."""
    for project in Project.objects.all():
        try:
            differences = rollup.recount(project=project)
        except Exception:
            log.exception("the recount of project %s failed", project.pk)
            continue
        if differences:
            log.error("project %s: the recount differs in %s places", project.pk, len(differences))


@shared_task(name="reporting.tasks.forget_uploads", max_retries=0)
def forget_uploads() -> None:
    """Every hour: packs that nobody imported within a day."""
    uploads.forget_uploads()


@handler("reporting.report_file")
def make_report_file(
    progress: Progress, *, project_id: int, period: int, partner: str | None, language: str, form: str
) -> Made:
    """A report as a file, with figures brought up to date first: three parts."""
    project = Project.objects.get(pk=project_id)
    progress(0, 3)
    rollup.roll_up(project=project)
    progress(1, 3)
    made = report_file(project=project, period=period, partner=partner, language=language, form=form)
    progress(2, 3)
    return made


@handler(uploads.ANALYSE)
def analyse_pack(progress: Progress, *, upload_id: str) -> None:
    """What a pack would do."""
    upload = _upload(upload_id)
    uploads.analyse(upload=upload, progress=_counting(progress))


@handler(uploads.IMPORT)
def import_uploaded_pack(progress: Progress, *, upload_id: str, skip_bad: bool) -> None:
    """Take the pack in; the file of bad rows is kept together with the good ones."""
    uploads.import_upload(
        upload=_upload(upload_id), skip_bad=skip_bad, progress=_counting(progress), seal=progress.seal
    )


@transaction.atomic
def _upload(upload_id: str) -> PackUpload:
    found = PackUpload.objects.select_related("project", "user").filter(pk=upload_id).first()
    if found is None:
        raise DomainError(_("This pack is no longer here. Upload it again."))
    return found


def _counting(progress: Progress):
    """The import tells file by file, when it checks and when it writes: a pack's parts, whatever files it has."""
    parts = [*FILES, *(file.stem for file in FILES.values())]

    def tell(name: str, _rows: int) -> None:
        progress(parts.index(name) + 1, len(parts))

    return tell
