"""Long work and its files. Rows belong to the person who asked; nobody else sees them."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class JobQuerySet(models.QuerySet["Job"]):
    def forgotten(self, before) -> "JobQuerySet":
        """Queued since before that instant: the broker may have lost the message."""
        return self.filter(status=Job.Status.QUEUED, created_at__lt=before)


class Job(models.Model):
    """One piece of long work. The row is the truth, the queue only a hint (docs/decisions.md)."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("In progress")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

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
    error = models.TextField(blank=True)
    back = models.CharField(max_length=300, blank=True, help_text="The address of the page that asked.")
    created_at = models.DateTimeField(auto_now_add=True)
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


class JobFile(models.Model):
    """What a job made. In the database, so that web and worker need no shared disk."""

    job = models.OneToOneField(Job, models.CASCADE, related_name="file", primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()

    wall_person_column = "user_id"

    def __str__(self) -> str:
        return self.name
