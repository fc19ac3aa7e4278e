"""Long work and its files, and forms that were sent. Rows belong to the person who asked; nobody else sees them."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

FORGOTTEN_AFTER = timedelta(minutes=1)


class JobQuerySet(models.QuerySet["Job"]):
    def forgotten(self, now) -> "JobQuerySet":
        """Still waiting though it is time: the broker may have lost the message."""
        return self.filter(status=Job.Status.QUEUED, send_again_at__lte=now)

    def of_no_more_use(self, now) -> "JobQuerySet":
        """Failed, cancelled, or with a file that is gone: whoever asks again gets new work."""
        return self.filter(
            models.Q(status__in=[Job.Status.FAILED, Job.Status.CANCELLED]) | models.Q(file__expires_at__lte=now)
        )


def _in_a_minute() -> datetime:
    return timezone.now() + FORGOTTEN_AFTER


class Job(models.Model):
    """One piece of long work. The row is the truth, the queue only a hint (docs/decisions.md)."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("In progress")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    ACTIVE = (Status.QUEUED, Status.RUNNING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    args = models.JSONField(default=dict)
    language = models.CharField(max_length=5)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    key = models.CharField(max_length=200, unique=True, help_text="The same key is the same work.")
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    sealed = models.BooleanField(default=False, db_default=False, help_text="Its work is written: too late to cancel.")
    error = models.TextField(blank=True)
    back = models.CharField(max_length=300, blank=True, help_text="The address of the page that asked.")
    place = models.CharField(
        max_length=80, blank=True, default="", db_default="", help_text="Where it was asked, and by which right."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    send_again_at = models.DateTimeField(default=_in_a_minute, db_default=Now())
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()
    wall_person_column = "user_id"

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def over(self) -> bool:
        return self.status in {self.Status.DONE, self.Status.FAILED, self.Status.CANCELLED}


class JobFileQuerySet(models.QuerySet["JobFile"]):
    def past(self, now) -> "JobFileQuerySet":
        """Those that may no longer be downloaded."""
        return self.filter(expires_at__lte=now)


class JobFile(models.Model):
    """What a job made. In the database, so that web and worker need no shared disk; and not for long.

    Past its time nobody gets it, and `common.tasks.forget_files` empties it: cards would else be there to print for
    whoever reads the database (docs/sign-in.md).
    """

    job = models.OneToOneField(Job, models.CASCADE, related_name="file", primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()
    expires_at = models.DateTimeField(db_default=Now() + timedelta(hours=1))

    objects = JobFileQuerySet.as_manager()
    wall_person_column = "user_id"

    def __str__(self) -> str:
        return self.name

    @property
    def gone(self) -> bool:
        return self.expires_at <= timezone.now()


class SentForm(models.Model):
    """A form that made something, and the answer that it got: sent again, it gets the same one (common/once.py)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=64, help_text="SHA-256 of the form's address, its key and its content.")
    address = models.TextField(blank=True, help_text="Where the first sending led.")
    messages = models.JSONField(default=list, help_text="What was said then: level, text, tags.")
    at = models.DateTimeField(auto_now_add=True)

    wall_person_column = "user_id"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="form_sent_once")]

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.at:%Y-%m-%d}"
