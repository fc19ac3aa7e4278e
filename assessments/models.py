"""Skills checks: the five-minute start today, grid and adaptive test later."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from common.db.fields import TransactionIdField
from learners.models import Learner
from structures.models import Project, Structure


class SkillsCheck(models.Model):
    """One check of one learner, alone or with an aidant. Completed ones count as DIAGNOSTICS."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    structure = models.ForeignKey(Structure, models.CASCADE, related_name="+")
    learner = models.ForeignKey(Learner, models.CASCADE, null=True, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=500, help_text="The check's id in the project's packs.")
    with_aidant = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    form = models.CharField(max_length=20, default="start")
    form_version = models.PositiveSmallIntegerField(default=1)
    situation = models.JSONField(default=dict)
    wishes = ArrayField(models.CharField(max_length=30), default=list)
    answers = models.JSONField(default=dict, help_text="Task id -> what was done and its score.")
    level = models.PositiveSmallIntegerField(null=True, help_text="0 prerequisites to 3 alone on usual procedures.")
    strengths = ArrayField(models.CharField(max_length=30), default=list)
    proposed = ArrayField(models.CharField(max_length=10), default=list, help_text="Module codes, best first.")
    started_at = models.DateTimeField(auto_now_add=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    changed = TransactionIdField()

    class Meta:
        ordering = ["-started_at"]
        constraints = [models.UniqueConstraint(fields=["project", "code"], name="skills_check_code_once")]
        indexes = [models.Index(fields=["changed"])]

    def __str__(self) -> str:
        return f"{self.form} {self.started_at:%Y-%m-%d}"
