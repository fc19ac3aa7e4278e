"""Who did what to whom, when, in which structure. Insert and read only, by right of the database."""

from django.conf import settings
from django.db import models

from common.db.fields import TransactionIdField
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
    # The database's own clock, by a trigger; none for lines from before it (0010). `at` is what the application said.
    noted = models.DateTimeField(null=True, editable=False)
    written = TransactionIdField()  # what the sealing follows; not `changed`, for a line never changes

    append_only = True

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["written", "id"], name="journal_written"),
            models.Index(fields=["structure", "-at", "-id"], name="journal_of_structure"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.object_type} {self.object_id}"


class JournalSeal(models.Model):
    """The hash chain over a structure's lines: each seal is over the seal before it and one line (docs/wall.md).

    Made a moment after the line, by a job: a chain that is made inside the act would let one act wait for another.
    `structure` is empty in the chain of the acts that belong to no structure.
    """

    structure = models.ForeignKey(Structure, models.PROTECT, null=True, related_name="+")
    number = models.PositiveBigIntegerField(help_text="1 for the first seal of the chain; no number is left out.")
    line = models.OneToOneField(JournalEntry, models.PROTECT, related_name="seal")
    digest = models.CharField(max_length=64, help_text="SHA-256 over the digest before and the line's content.")
    at = models.DateTimeField(auto_now_add=True)

    append_only = True

    class Meta:
        ordering = ["structure", "number"]
        constraints = [
            models.UniqueConstraint(fields=["structure", "number"], nulls_distinct=False, name="journal_seal_once")
        ]

    def __str__(self) -> str:
        return f"{self.structure_id} {self.number}"
