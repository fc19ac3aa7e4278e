"""A helper's own training: her path, what she answered, what attests it. All rows are hers (docs/wall.md)."""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from community.events.models import Sector
from courses.learning.models import Module, ModuleVersion
from courses.training.enums import CODE_LENGTH
from learners.cards import CODE_ALPHABET


def new_code() -> str:
    """A code of 60 bits without look-alikes: nobody finds an attestation by trying."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


class Trainee(models.Model):
    """What a helper chose for her path."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    sector = models.CharField(_("sector"), max_length=12, choices=Sector, blank=True)

    wall_person_column = "user_id"

    def __str__(self) -> str:
        return f"{self.user_id} {self.sector}"


class Study(models.Model):
    """A helper on a module, in the version with which she began. Not mastered, it may be begun again: another row."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    module = models.ForeignKey(Module, models.PROTECT, related_name="+")
    version = models.ForeignKey(ModuleVersion, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(_("begun on"), auto_now_add=True)
    completed_at = models.DateTimeField(_("finished on"), null=True, blank=True)
    mastered = models.BooleanField(_("mastered"), default=False)

    wall_person_column = "user_id"

    class Meta:
        ordering = ["begun_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "module"], condition=models.Q(completed_at=None), name="training_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.module_id} -> {self.user_id}"


class StudyAnswer(models.Model):
    """One answer: an event that never changes (a trigger says so). The same (user, key) is the same answer."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    study = models.ForeignKey(Study, models.CASCADE, related_name="answers")
    key = models.UUIDField()
    step = models.CharField(max_length=10)
    exercise = models.CharField(max_length=20, blank=True, help_text="Empty for a step without an exercise.")
    value = models.JSONField(null=True, help_text="What she did. Never a secret that she typed.")
    value_hash = models.CharField(max_length=64)
    score = models.PositiveSmallIntegerField(default=0)
    max_score = models.PositiveSmallIntegerField(default=0)
    outcome = models.JSONField(default=dict, help_text="Steps reached, slips, trapped, kind of feedback; first or not.")
    helped = models.BooleanField(default=False, help_text="A hint was shown.")
    received_at = models.DateTimeField(auto_now_add=True)

    wall_person_column = "user_id"

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="training_answer_once")]

    def __str__(self) -> str:
        return f"{self.exercise or self.step} {self.score}/{self.max_score}"


class Attestation(models.Model):
    """Somebody has mastered a module. Whoever has the code reads it, until she takes it out of sight.

    `site` (https://halte.example), `issuer` (the portal's name) and `language` are of the day, so that its badge is the
    same at every address of this installation. Empty where nobody knew them: then they are those of who asks.
    """

    code = models.CharField(max_length=20, unique=True, default=new_code)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    study = models.OneToOneField(Study, models.CASCADE, related_name="attestation")
    module = models.ForeignKey(Module, models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=200, help_text="As it was shown on the day.")
    title = models.JSONField(help_text="The module's title in each language, as it was on the day.")
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    site = models.CharField(max_length=200, blank=True, default="", db_default="", help_text="Where it was issued.")
    issuer = models.CharField(max_length=120, blank=True, default="", db_default="", help_text="Who issued it.")
    language = models.CharField(
        max_length=2, choices=settings.LANGUAGES, blank=True, default="", db_default="", help_text="Hers, on the day."
    )
    issued_at = models.DateTimeField(_("issued on"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, blank=True)

    wall_person_column = "user_id"

    class Meta:
        ordering = ["issued_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "module"], name="training_attested_once")]

    def __str__(self) -> str:
        return self.code

    @property
    def code_shown(self) -> str:
        """In three groups, for who types it."""
        return " ".join(self.code[at : at + 4] for at in range(0, len(self.code), 4))
