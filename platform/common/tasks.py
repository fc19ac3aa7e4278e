"""The tasks behind every job."""

from celery import shared_task

from common import jobs
from common.once import forget_sent_forms as forget_keys


@shared_task(name=jobs.RUN_JOB, max_retries=0)
def run_job(job_id: str) -> None:
    """Ids in; the row decides whether there is still something to do, so a second message is harmless."""
    jobs.run(job_id)


@shared_task(name="common.tasks.resend_forgotten_jobs", max_retries=0)
def resend_forgotten_jobs() -> None:
    """A broker that lost its memory loses no job: every minute, what still waits is sent again."""
    for job_id in jobs.forgotten_ids():
        run_job.delay(job_id)


@shared_task(name="common.tasks.forget_files", max_retries=0)
def forget_files() -> None:
    """Every ten minutes: files past their time leave the database."""
    jobs.forget_files()


@shared_task(name="common.tasks.forget_sent_forms", max_retries=0)
def forget_sent_forms() -> None:
    """Every night: keys of forms that were sent more than a day ago."""
    forget_keys()
