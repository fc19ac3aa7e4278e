"""Long work: asked by POST, done by a worker, followed on a page that survives closing.

A room registers a handler in its tasks.py:

    @handler("learners.print_cards")
    def print_cards(progress: Progress, *, structure_id: int, learner_ids: list[str]) -> Made: ...

and a view calls `enqueue`. Arguments are ids: the handler opens its structure itself.
"""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.models import Job, JobFile
from common.wall import across_structures, as_person

log = logging.getLogger("halte.jobs")
FORGOTTEN_AFTER = timedelta(minutes=1)
STALE_AFTER = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class Made:
    """A file that a job made: its name, its media type, its bytes."""

    name: str
    content_type: str
    content: bytes


class Cancelled(Exception):
    """The person who asked changed her mind."""


class Progress:
    """Tells the page how far the work is: real counts, in a transaction of its own, so that the page sees them."""

    def __init__(self, job: Job):
        self.job = job

    @transaction.atomic
    def __call__(self, done: int, total: int) -> None:
        if not Job.objects.filter(pk=self.job.pk, status=Job.Status.RUNNING).update(done=done, total=total):
            raise Cancelled


Handler = Callable[..., Made | None]  # None: the work leaves no file, its page shows what it did
_handlers: dict[str, Handler] = {}


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does this kind of work."""

    def register(function: Handler) -> Handler:
        _handlers[kind] = function
        return function

    return register


@transaction.atomic
def enqueue(*, kind: str, title: str, user, args: dict, language: str, back: str = "", key: str = "") -> Job:
    """Write the job's row, and send it to a worker once this transaction is committed.

    The same `key` gives the same job back, unless that one failed or was cancelled.
    """
    from common.tasks import run_job  # noqa: PLC0415  (tasks import this module)

    key = f"{user.pk}:{key}" if key else str(uuid.uuid4())
    with as_person(user.pk):
        found = Job.objects.filter(key=key).first()
        if found and found.status not in {Job.Status.FAILED, Job.Status.CANCELLED}:
            return found
        if found:
            found.delete()
        job = Job.objects.create(kind=kind, title=title, user=user, args=args, language=language, back=back, key=key)
    transaction.on_commit(lambda: run_job.delay(str(job.pk)))
    return job


@transaction.atomic
def cancel(*, job: Job) -> None:
    """Stop waiting for it. A running handler notices at its next step."""
    Job.objects.filter(pk=job.pk, status__in=[Job.Status.QUEUED, Job.Status.RUNNING]).update(
        status=Job.Status.CANCELLED, ended_at=timezone.now()
    )


def run(job_id: str) -> None:
    """Do the work once, whatever the number of messages: only the one that takes the row goes on."""
    with across_structures("a worker takes a job by its id"):
        taken = Job.objects.filter(pk=job_id, status=Job.Status.QUEUED).update(
            status=Job.Status.RUNNING, started_at=timezone.now()
        )
        job = Job.objects.filter(pk=job_id).select_related("user").first()
    if not (taken and job):
        return
    with as_person(job.user_id), translation.override(job.language):
        try:
            made = _handlers[job.kind](Progress(job), **job.args)
        except Cancelled:
            return
        except DomainError as error:
            _end(job, Job.Status.FAILED, error=str(error))
        except Exception:
            log.exception("job %s (%s) failed", job.pk, job.kind)
            _end(job, Job.Status.FAILED, error=_("Something went wrong on our side. Nothing was lost: try again."))
        else:
            _end(job, Job.Status.DONE, made=made)


@transaction.atomic
def _end(job: Job, status: str, *, error: str = "", made: Made | None = None) -> None:
    changed = Job.objects.filter(pk=job.pk, status=Job.Status.RUNNING).update(
        status=status, error=error, ended_at=timezone.now()
    )
    if changed and made:
        JobFile.objects.create(
            job=job, user_id=job.user_id, name=made.name, content_type=made.content_type, content=made.content
        )


def forgotten_ids() -> list[str]:
    """Jobs whose message seems lost: queued for over a minute, or running for longer than any job may."""
    now = timezone.now()
    with across_structures("the scheduler looks for jobs that no worker took"):
        Job.objects.filter(status=Job.Status.RUNNING, started_at__lt=now - STALE_AFTER).update(status=Job.Status.QUEUED)
        return [str(pk) for pk in Job.objects.forgotten(now - FORGOTTEN_AFTER).values_list("pk", flat=True)]
