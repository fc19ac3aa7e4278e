"""Acts of privacy: an export, an erasure, an objection; and what retention did. Ids and counts, no names."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from structures.models import Structure


class PrivacyAct(models.Model):
    """One request, by an account for itself or about a learner of a structure, with its receipt."""

    class Kind(models.TextChoices):
        EXPORT = "export", _("A copy of the data")
        ERASURE = "erasure", _("Erasure")
        OBJECTION = "objection", _("Objection to statistics")
        RETURN = "return", _("Objection withdrawn")
        WARNING = "warning", _("Announced: a learner will be erased")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    # No constraint: the receipt stays when the account is gone.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    structure = models.ForeignKey(Structure, models.CASCADE, null=True, blank=True, related_name="+")
    learner = models.UUIDField(null=True, blank=True, help_text="The learner's id, who may be gone.")
    asked_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)
    receipt = models.JSONField(default=dict, help_text="How many rows of what were given, erased or kept, and why.")

    wall_person_column = "user_id"

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class SecurityEvent(models.Model):
    """Who signed in, or failed to, and when: kept for 12 months. Ids only: no address, no device, nothing typed.

    Of a try that leads to nobody (an unknown address, a code that no card has) both ids are empty.
    """

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", _("Signed in")
        FAILED = "failed", _("Failed to sign in")
        SECOND_STEP_FAILED = "second_step_failed", _("Failed at the second step")
        LOCKED = "locked", _("Locked after too many tries")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    # No constraint: a line stays as it is when the account is gone.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    structure = models.ForeignKey(Structure, models.CASCADE, null=True, blank=True, related_name="+")
    learner = models.UUIDField(null=True, blank=True, help_text="The learner's id, who may be gone.")
    at = models.DateTimeField(auto_now_add=True)

    wall_person_column = "user_id"

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"


class RetentionRun(models.Model):
    """What one night of retention removed, by rule: counts only."""

    at = models.DateTimeField(auto_now_add=True)
    removed = models.JSONField(default=dict)

    append_only = True

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
