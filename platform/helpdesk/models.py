"""When an administrator looked at Halte as somebody else, and why. The person concerned sees it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Viewing(models.Model):
    """One time of viewing as `person`: read-only, for a stated reason, until `ended_at` or `ends_at`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    started_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    wall_person_column = "person_id"

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return str(self.id)
