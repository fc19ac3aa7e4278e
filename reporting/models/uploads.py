"""Packs that a coordinator uploads: kept until they are imported or a day old."""

import uuid

from django.conf import settings
from django.db import models

from structures.models import Project


class PackUpload(models.Model):
    """A pack between its upload and its import, with the analysis that was read in between."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    analysis = models.JSONField(null=True, help_text="What a dry run found: counts, problems, notices.")
    imported_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    wall_person_column = "user_id"

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name
