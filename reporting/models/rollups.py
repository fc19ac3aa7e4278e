"""What the roll-up makes of the records. Every row here can be thrown away and counted again."""

from django.db import models

from learners.models import Learner
from structures.models import Partner, Person, Project, Structure


class UsageSession(models.Model):
    """Consecutive activity of one user in one structure (docs/counting.md, SESSIONS_ZONE)."""

    structure = models.ForeignKey(Structure, models.CASCADE, related_name="+")
    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    learner = models.ForeignKey(Learner, models.CASCADE, null=True, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["project", "person", "learner", "structure", "started_at"])]

    def __str__(self) -> str:
        return f"{self.started_at} - {self.ended_at}"


class CarriedSessions(models.Model):
    """How many sessions began in a structure on a local day, once their detail is too old to be kept.

    They lead to nobody. `invited_by`: what the count asks of the person where the structure has no operator.
    """

    structure = models.ForeignKey(Structure, models.CASCADE, related_name="+")
    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    on = models.DateField()
    invited_by = models.ForeignKey(Partner, models.CASCADE, null=True, related_name="+")
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "structure", "on", "invited_by"], nulls_distinct=False, name="carried_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.count}"


class Cell(models.Model):
    """One number: an indicator, a period, an operator (none: unattributed), a zone, a column."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="cells")
    code = models.CharField(max_length=30)
    period = models.PositiveSmallIntegerField()
    operator = models.ForeignKey(Partner, models.CASCADE, null=True, related_name="+")
    zone = models.CharField(max_length=10, blank=True)
    column = models.CharField(max_length=10, default="main")
    value = models.DecimalField(max_digits=20, decimal_places=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "code", "period", "operator", "zone", "column"],
                nulls_distinct=False,
                name="cell_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.period} {self.value}"


class Excluded(models.Model):
    """Records that a rule left out, by reason: shown, never hidden."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    code = models.CharField(max_length=30)
    period = models.PositiveSmallIntegerField(null=True)
    operator = models.ForeignKey(Partner, models.CASCADE, null=True, related_name="+")
    reason = models.CharField(max_length=30)
    count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.code} {self.reason} {self.count}"


class RollUp(models.Model):
    """How far the roll-up of a project has read, and when it last ran."""

    project = models.OneToOneField(Project, models.CASCADE, related_name="roll_up", primary_key=True)
    counted_below = models.CharField(max_length=20, default="0", help_text="Transactions below this are all counted.")
    people_seen = models.CharField(max_length=64, blank=True, help_text="Fingerprint of whose activity makes sessions.")
    ran_at = models.DateTimeField(null=True)
    stored_digest = models.CharField(
        max_length=32, blank=True, default="", db_default="", help_text="Of the cells as the roll-up stored them."
    )
    carried_below = models.DateTimeField(
        null=True, blank=True, help_text="Sessions that began before are CarriedSessions: their detail is gone."
    )
    checked_at = models.DateTimeField(null=True, help_text="The last full recount that gave the same numbers.")
    differences = models.JSONField(default=list, help_text="What the last full recount found different.")

    def __str__(self) -> str:
        return f"{self.project_id} {self.ran_at}"
