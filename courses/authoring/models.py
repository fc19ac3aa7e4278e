"""What stands around a draft: its saves, what curators say about it, and when it is to be published."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.learning.models import Module, ModuleVersion
from structures.models import Structure


class OfVersion(models.Model):
    """A row about a version stands where that stands: for all curators, or in the structure whose copy it is."""

    structure = models.ForeignKey(Structure, models.CASCADE, null=True, blank=True, related_name="+")

    wall_shared = True

    class Meta:
        abstract = True

    def save(self, *args, **kwargs) -> None:
        if self._state.adding:
            self.structure_id = self.version.structure_id  # type: ignore[attr-defined]  # each heir has its version
        super().save(*args, **kwargs)


class DraftSave(OfVersion):
    """One save of a draft: the files that it changed, as they were before. What they became is in the next one.

    What somebody writes in the same file within a few minutes is one save (courses/authoring/receivers.py).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(ModuleVersion, models.CASCADE, related_name="saves")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    begun_at = models.DateTimeField(auto_now_add=True)
    at = models.DateTimeField()
    apart = models.BooleanField(default=False, help_text="An act with an undo of its own: what comes after is another.")
    before = models.JSONField(help_text="{name: text, or null for a file that was not there}.")

    class Meta:
        ordering = ["-begun_at", "-pk"]
        indexes = [models.Index(fields=["version", "-begun_at"], name="authoring_saves")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.begun_at:%Y-%m-%d %H:%M}"

    @property
    def names(self) -> list[str]:
        return sorted(self.before)


class Comment(OfVersion):
    """What a curator says about one part of a version, until somebody settles it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(ModuleVersion, models.CASCADE, related_name="comments")
    part = models.CharField(max_length=60, help_text="As in the address of the editor: step/why, exercise/L16-02.")
    text = models.TextField(_("comment"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name, verbose_name_plural = _("comment"), _("comments")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.part} {self.at:%Y-%m-%d}"


class PlannedPublication(models.Model):
    """When a version in review is to be published. The row goes then; it stays, with `failed`, when it can't be."""

    version = models.OneToOneField(ModuleVersion, models.CASCADE, related_name="planned")
    at = models.DateTimeField(_("publish at"), db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    failed = models.TextField(blank=True, help_text="Why it could not be published at its time; empty: it waits.")

    def __str__(self) -> str:
        return f"{self.version_id} {self.at:%Y-%m-%d %H:%M}"


class QuestionUpload(models.Model):
    """A file of questions as it came, looked at before anything is written. Hers who sent it, for a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    module = models.ForeignKey(Module, models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    language = models.CharField(max_length=2, help_text="Of its texts.")
    step = models.CharField(max_length=10, help_text="Where its questions go: guided, alone or check.")
    taken = models.JSONField(default=dict, help_text="{place in the file: id of the exercise it became}.")
    ticked = models.JSONField(null=True, help_text="Places in the file of what is ticked; none yet: what is by itself.")
    created_at = models.DateTimeField(auto_now_add=True)

    wall_person_column = "user_id"

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return str(self.id)
