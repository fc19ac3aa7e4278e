"""Two structures, or two accounts, that are one. What moved is kept for 30 days, so that it can go back."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    STRUCTURES = "structures", _("Structures")
    ACCOUNTS = "accounts", _("Accounts")


class Merge(models.Model):
    """One merge: `gone` became `kept` (ids of structures or accounts, by `kind`). Ids and counts only, no names."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    kept = models.BigIntegerField()
    gone = models.BigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    effects = models.JSONField(default=dict, help_text="What moved by table, and the open periods that it touches.")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-at"]
        constraints = [
            # Whoever is gone can't be merged again, nor by two people at once.
            models.UniqueConstraint(fields=["kind", "gone"], condition=models.Q(undone_at=None), name="gone_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.gone} -> {self.kept}"


class Move(models.Model):
    """One row that a merge changed: its table, its key, the values that it had (null: the row was made) and got.

    Both empty: the row was the kept structure's before, which is how an undo tells it from what came since.
    """

    merge = models.ForeignKey(Merge, models.CASCADE, related_name="moves")
    table = models.CharField(max_length=100)
    row = models.CharField(max_length=60)
    before = models.JSONField(null=True)
    after = models.JSONField(default=dict, db_default={})

    class Meta:
        indexes = [models.Index(fields=["merge", "table"])]

    def __str__(self) -> str:
        return f"{self.table} {self.row}"
