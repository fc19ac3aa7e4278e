"""The log of help given. A record is never deleted: cancelled is a state."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accompaniments.enums import Equipment, Mode, Outcome, RecordStatus, Where
from common.db.fields import TransactionIdField
from learners.models import Learner
from structures.models import Person, Project, Structure


class AccompanimentQuerySet(models.QuerySet["Accompaniment"]):
    def for_structure(self, structure: Structure) -> "AccompanimentQuerySet":
        return self.filter(structure=structure)

    def recorded(self) -> "AccompanimentQuerySet":
        return self.filter(status=RecordStatus.RECORDED)


class Accompaniment(models.Model):
    """One session of help: a workshop of eight is one record and eight accompaniments (docs/counting.md)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    structure = models.ForeignKey(Structure, models.CASCADE, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=500, help_text="The record's id in the project's packs.")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", help_text="Who helped.")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    date = models.DateField(_("date"))
    mode = models.CharField(_("kind"), max_length=10, choices=Mode)
    place = models.CharField(_("place"), max_length=10, choices=Where, blank=True)
    country = models.TextField(blank=True)
    postcode = models.TextField(_("postcode"), blank=True)
    minutes = models.PositiveIntegerField(_("minutes"), null=True, blank=True)
    themes = ArrayField(models.TextField(), default=list, blank=True)
    equipment = models.CharField(max_length=10, choices=Equipment, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    learners = models.ManyToManyField(Learner, through="AccompaniedLearner", related_name="accompaniments")
    anonymous = models.PositiveIntegerField(_("anonymous people"), default=0)
    status = models.CharField(max_length=10, choices=RecordStatus, default=RecordStatus.RECORDED)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed = TransactionIdField()

    objects = AccompanimentQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["project", "code"], name="accompaniment_code_once")]
        indexes = [models.Index(fields=["structure", "-date"]), models.Index(fields=["changed"])]

    def __str__(self) -> str:
        return f"{self.date} {self.mode}"


class AccompaniedLearner(models.Model):
    structure = models.ForeignKey(Structure, models.CASCADE, related_name="+")
    accompaniment = models.ForeignKey(Accompaniment, models.CASCADE)
    learner = models.ForeignKey(Learner, models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["accompaniment", "learner"], name="accompanied_learner_once")]

    def __str__(self) -> str:
        return f"{self.accompaniment_id} {self.learner_id}"


class Trace(models.Model):
    """What a learner did today, left here by the rooms above so that the form can be prefilled."""

    structure = models.ForeignKey(Structure, models.CASCADE, related_name="+")
    learner = models.ForeignKey(Learner, models.CASCADE, related_name="+")
    on = models.DateField()
    code = models.CharField(max_length=60, help_text="What was worked on: a module's code, or `skills_check`.")
    theme = models.CharField(max_length=20)
    seconds = models.PositiveIntegerField(default=0)
    logged = models.ForeignKey(Accompaniment, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "on", "code"], name="trace_once_a_day")]

    def __str__(self) -> str:
        return f"{self.on} {self.code}"
