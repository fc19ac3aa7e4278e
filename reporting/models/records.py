"""What is counted here and recorded nowhere else: activity, readings, press, contents, targets, coefficients."""

from django.conf import settings
from django.db import models

from common.db.fields import TransactionIdField
from learners.models import Learner
from structures.models import Partner, Person, Project, Structure


class Activity(models.Model):
    """A signed-in request: who, in which structure, when. No address, no URL, no browser (docs/counting.md)."""

    structure = models.ForeignKey(Structure, models.CASCADE, related_name="+")
    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    learner = models.ForeignKey(Learner, models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()
    changed = TransactionIdField()

    append_only = erasable = True
    follows_merges = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "person", "learner", "structure", "at"], nulls_distinct=False, name="activity_once"
            )
        ]
        indexes = [models.Index(fields=["project", "changed"])]

    def __str__(self) -> str:
        return f"{self.at}"


class Target(models.Model):
    """The value an indicator is held against: a partner's, or the project's when there is no partner."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="targets")
    indicator = models.CharField(max_length=30)
    partner = models.ForeignKey(Partner, models.CASCADE, null=True, blank=True, related_name="+")
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "indicator", "partner"], nulls_distinct=False, name="target_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.value}"


class Coefficient(models.Model):
    """Accompaniments per trained aidant per month, with the survey it comes from."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="coefficients")
    version = models.CharField(max_length=500)
    since = models.DateField()
    value = models.DecimalField(max_digits=27, decimal_places=18)
    n = models.PositiveIntegerField(null=True, blank=True)
    mean = models.DecimalField(max_digits=27, decimal_places=18, null=True, blank=True)
    low = models.DecimalField(max_digits=27, decimal_places=18, null=True, blank=True)
    high = models.DecimalField(max_digits=27, decimal_places=18, null=True, blank=True)
    source = models.TextField(blank=True)
    changed = TransactionIdField()

    class Meta:
        ordering = ["since"]
        constraints = [models.UniqueConstraint(fields=["project", "version"], name="coefficient_once")]

    def __str__(self) -> str:
        return f"{self.version} {self.value}"


class NewsletterReading(models.Model):
    """Confirmed subscribers of an operator's newsletter on a day. A stock: semesters are not added."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    operator = models.ForeignKey(Partner, models.CASCADE, related_name="+")
    on = models.DateField()
    readers = models.PositiveIntegerField()
    changed = TransactionIdField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["operator", "on"], name="reading_once")]

    def __str__(self) -> str:
        return f"{self.on} {self.readers}"


class PressItem(models.Model):
    """One published item about the project. `key` says when two rows are the same item (docs/counting.md, PRESS)."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    operator = models.ForeignKey(Partner, models.CASCADE, null=True, blank=True, related_name="+")
    key = models.CharField(max_length=64, help_text="SHA-256 of what makes two rows one item.")
    row = models.CharField(max_length=64, default="", help_text="SHA-256 of the row's own key in its pack.")
    on = models.DateField()
    medium = models.TextField()
    title = models.TextField()
    url = models.TextField(blank=True)
    kind = models.CharField(max_length=15)
    changed = TransactionIdField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "row"], name="press_item_once")]

    def __str__(self) -> str:
        return self.title


class ContentItem(models.Model):
    """A learning content that an operator published, as its pack says."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    code = models.CharField(max_length=500)
    published_on = models.DateField()
    operator = models.ForeignKey(Partner, models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.TextField(blank=True)
    changed = TransactionIdField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "code"], name="content_item_once")]

    def __str__(self) -> str:
        return self.code


class PackImport(models.Model):
    """An import that went through: what came in, by whom, and the report that was read before."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="imports")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    counts = models.JSONField(default=dict, help_text="file -> {new, changed, unchanged, bad}.")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.project_id} {self.at:%Y-%m-%d}"
