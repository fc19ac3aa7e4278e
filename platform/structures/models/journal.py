"""Who did what to whom, when, in which structure. Insert and read only, by right of the database."""

from django.conf import settings
from django.db import models

from structures.models.places import Structure


class JournalEntry(models.Model):
    """One act. No name and no text that a person typed: ids and words of the code only."""

    structure = models.ForeignKey(Structure, models.PROTECT, null=True, related_name="+")
    # No constraint and no cascade: a line stays as it is when its actor's account goes (docs/decisions.md).
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    act = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=60, blank=True)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    append_only = True

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.act} {self.object_type} {self.object_id}"
