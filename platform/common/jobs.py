"""Long work: asked by POST, done by a worker, followed on a page that survives closing.

A room registers a handler in its tasks.py:

    @handler("learners.print_cards")
    def print_cards(progress: Progress, *, structure_id: int, learner_ids: list[str]) -> Made: ...

and a view calls `enqueue`. Arguments are ids: the handler opens its structure itself. It runs outside a transaction,
and opens one for whatever it reads or writes behind the wall.

A job that was asked for at a place belongs there (`place`): whoever lost the right that started it has neither its page
nor its file (docs/wall.md). What a place is, a higher room knows (`keep_places`).
"""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from celery import current_app
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.models import Job, JobFile, JobQuerySet
from common.wall import SET_WALL, across_structures, as_person, wall_settings

log = logging.getLogger("halte.jobs")
RUN_JOB = "common.tasks.run_job"
IN_THE_QUEUE = timedelta(minutes=5)  # what was sent a moment ago is not sent again every minute
STALE_AFTER = timedelta(minutes=20)
ATTEMPTS = 3

TELL = "; ".join(
    (
        SET_WALL,
        "UPDATE common_job SET done = %s, total = %s WHERE id = %s::uuid AND status = 'running' AND attempts = %s",
    )
)


@dataclass(frozen=True, slots=True)
class Made:
    """A file that a job made: its name, its media type, its bytes, and how long it may be downloaded."""

    name: str
    content_type: str
    content: bytes
    keep: timedelta = timedelta(days=7)


class Cancelled(Exception):
    """The person who asked changed her mind, or another attempt has taken over."""


class Progress:
    """Tells the page how far the work is: real counts, committed at once, so that the page sees them.

    Inside a transaction of the handler they go by a connection of their own.
    """

    def __init__(self, job: Job):
        self.job = job
        self._at_start = connection.in_atomic_block  # True where the caller's transaction holds the job itself
        self._sealed = False
        self._beside: BaseDatabaseWrapper | None = None

    def __call__(self, done: int, total: int) -> None:
        """`done` parts of `total`. Raises Cancelled when the work is no longer wanted."""
        with self._connection().cursor() as cursor:
            # Two statements in one message are one transaction: the setting is local to it.
            cursor.execute(TELL, (*wall_settings(), done, total, str(self.job.pk), self.job.attempts))
            wanted = cursor.rowcount
        if not wanted:
            raise Cancelled

    def seal(self, made: Made | None = None) -> None:
        """Last step of the handler's writing transaction: once it is committed, the work can't be cancelled.

        `made` is kept in the same transaction: the work and its file, or neither. Raises Cancelled.
        """
        if not connection.in_atomic_block:
            raise transaction.TransactionManagementError("seal() belongs to the transaction that does the work")
        if not _mine(self.job).update(sealed=True):
            raise Cancelled
        if made:
            _keep(self.job, made)
        self._sealed = True

    def close(self) -> None:
        """Give the second connection back."""
        if self._beside is not None:
            self._beside.close()

    def _connection(self):
        # A sealed job's row is locked by the transaction that sealed it: another connection would wait for ever.
        if self._sealed or connection.in_atomic_block == self._at_start:
            return connection
        if self._beside is None:
            self._beside = connections.create_connection(DEFAULT_DB_ALIAS)
        return self._beside


@dataclass(frozen=True, slots=True)
class Outdated:
    """A file that something newer has replaced: the sentence that says so; `whole` when nothing in it is of use."""

    told: str
    whole: bool


Handler = Callable[..., Made | None]  # None: the work leaves no file, its page shows what it did
_handlers: dict[str, Handler] = {}
_outdated: dict[str, Callable[[Job], Outdated | None]] = {}
_places: list[Callable[[Any], frozenset[str]]] = []


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does this kind of work."""

    def register(function: Handler) -> Handler:
        _handlers[kind] = function
        return function

    return register


def watch(kind: str, look: Callable[[Job], Outdated | None]) -> None:
    """Register what says whether a file of this kind was overtaken. In an app's ready(): web processes ask it."""
    _outdated[kind] = look


def keep_places(look: Callable[[Any], frozenset[str]]) -> None:
    """Register what says which places an account has today. In the app's ready(): web and worker ask it."""
    _places[:] = [look]


def jobs_of(user) -> JobQuerySet:
    """What she asked for and may still have: her own, and that of the places which she has today."""
    return Job.objects.filter(user=user, place__in=frozenset({""}).union(*(look(user) for look in _places)))


def outdated(job: Job) -> Outdated | None:
    """What to say before the job's file is taken; None when it is as good as new, or there is none to take."""
    look = _outdated.get(job.kind)
    if look is None or job.status != Job.Status.DONE or not hasattr(job, "file") or job.file.gone:
        return None
    return look(job)


def kinds() -> frozenset[str]:
    """The kinds of work that a handler is registered for."""
    return frozenset(_handlers)


@transaction.atomic
def enqueue(
    *, kind: str, title: str, user, args: dict, language: str, place: str, back: str = "", key: str = ""
) -> Job:
    """Write the job's row, and send it to a worker once this transaction is committed.

    `place` is where it is asked and by which right (structures.job_places); empty for what is the person's own.
    The same `key` of a kind gives the same job back, unless that one failed, was cancelled, or its file is gone.
    """
    key = ":".join(filter(None, (str(user.pk), kind, place, key))) if key else str(uuid.uuid4())
    with as_person(user.pk):
        Job.objects.filter(key=key).of_no_more_use(timezone.now()).delete()
        values = {"kind": kind, "title": title, "user": user, "args": args, "language": language, "back": back}
        values["place"] = place
        job, made = Job.objects.get_or_create(key=key, defaults=values)
    if made:
        # By name, since the task imports this module; whatever the queue loses is sent again from the row.
        transaction.on_commit(lambda: current_app.signature(RUN_JOB, args=[str(job.pk)]).delay(), robust=True)
    return job


@transaction.atomic
def cancel(*, job: Job) -> None:
    """Stop waiting for it. A running handler notices at its next step; work that is written already stays."""
    Job.objects.filter(pk=job.pk, status__in=Job.ACTIVE, sealed=False).update(
        status=Job.Status.CANCELLED, ended_at=timezone.now()
    )


def run(job_id: str) -> None:
    """Do the work once, whatever the number of messages: only the one that takes the row goes on."""
    with across_structures("a worker takes a job by its id"):
        taken = Job.objects.filter(pk=job_id, status=Job.Status.QUEUED).update(
            status=Job.Status.RUNNING, started_at=timezone.now(), attempts=F("attempts") + 1
        )
        job = Job.objects.filter(pk=job_id).select_related("user").first()
    if not (taken and job):
        return
    if not _still_there(job):
        return
    progress = Progress(job)
    with as_person(job.user_id), translation.override(job.language):
        try:
            made = _handlers[job.kind](progress, **job.args)
        except Cancelled:
            return
        except DomainError as error:
            _fail(job, str(error))
        except Exception:
            log.exception("job %s (%s) failed", job.pk, job.kind)
            _fail(job, _("Something went wrong on our side. Nothing was lost: try again."))
        else:
            _succeed(job, made)
        finally:
            progress.close()


@transaction.atomic
def _still_there(job: Job) -> bool:
    """Whether she may have what she asked for; if not, the job is cancelled before it begins."""
    with as_person(job.user_id):
        if jobs_of(job.user).filter(pk=job.pk).exists():
            return True
        _mine(job).filter(sealed=False).update(status=Job.Status.CANCELLED, ended_at=timezone.now())
    return False


@transaction.atomic
def close_lost(*, user) -> None:
    """After she lost a right: what she asked for by it is cancelled where it is not done, and its files are emptied."""
    now = timezone.now()
    with as_person(user.pk):
        lost = list(Job.objects.filter(user=user).exclude(pk__in=jobs_of(user)).values_list("pk", flat=True))
        active = Job.objects.filter(pk__in=lost, status__in=Job.ACTIVE, sealed=False)
        active.update(status=Job.Status.CANCELLED, ended_at=now)
        JobFile.objects.filter(job__in=lost).exclude(content=b"").update(content=b"", expires_at=now)


def _mine(job: Job):
    """The row, as long as this attempt is the one that runs."""
    return Job.objects.filter(pk=job.pk, status=Job.Status.RUNNING, attempts=job.attempts)


def _keep(job: Job, made: Made) -> None:
    JobFile.objects.create(
        job=job,
        user_id=job.user_id,
        name=made.name,
        content_type=made.content_type,
        content=made.content,
        expires_at=timezone.now() + made.keep,
    )


@transaction.atomic
def _succeed(job: Job, made: Made | None) -> None:
    if _mine(job).update(status=Job.Status.DONE, ended_at=timezone.now()) and made:
        _keep(job, made)


@transaction.atomic
def _fail(job: Job, error: str) -> None:
    """Failed, unless the work itself was committed: what came after it is not the person's concern."""
    now = timezone.now()
    if not _mine(job).filter(sealed=False).update(status=Job.Status.FAILED, error=error, ended_at=now):
        _mine(job).update(status=Job.Status.DONE, ended_at=now)


def forgotten_ids() -> list[str]:
    """Jobs whose message seems lost: queued for over a minute, or running for longer than any job may.

    Each is then left to the queue for five minutes.

    A job that stopped halfway for the third time is given up: it may be what kills the worker.
    """
    now = timezone.now()
    with across_structures("the scheduler looks for jobs that no worker took"):
        stale = Job.objects.filter(status=Job.Status.RUNNING, started_at__lt=now - STALE_AFTER)
        stale.filter(sealed=True).update(status=Job.Status.DONE, ended_at=now)
        for job in stale.filter(attempts__gte=ATTEMPTS):
            with translation.override(job.language):
                _fail(job, _("This stopped halfway three times. Ask for less at once, or try again tomorrow."))
        stale.filter(attempts__lt=ATTEMPTS).update(status=Job.Status.QUEUED, send_again_at=now)
        found = list(Job.objects.forgotten(now).values_list("pk", flat=True))
        Job.objects.filter(pk__in=found).update(send_again_at=now + IN_THE_QUEUE)
        return [str(pk) for pk in found]


def forget_files() -> int:
    """Empty the files that are past their time; returns how many. Their rows stay, to say that there was one."""
    with across_structures("old files are deleted, whoever asked for them"):
        return JobFile.objects.past(timezone.now()).exclude(content=b"").update(content=b"")
