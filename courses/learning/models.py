"""Modules and their versions; what a portal shows of them; assignments; answers, events that never change."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from modeltranslation.manager import MultilingualManager

from courses.learning.enums import Audience
from digcomp.enums import Level
from learners.models import Learner, LearnerGroup
from structures.models import Portal, Structure


class Module(models.Model):
    """A learning module under its catalogue code. Its title is that of the published version.

    Without a structure it is the house's, for everybody. With one it is that structure's own copy of a version of the
    house's, changed there and seen nowhere else; its document keeps the code that it was copied under (`family`).
    """

    code = models.CharField(_("code"), max_length=10, unique=True)
    title = models.CharField(_("title"), max_length=160)
    promise = models.CharField(_("promise"), max_length=200, blank=True)
    track = models.CharField(_("learning path"), max_length=60, blank=True)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level, default=Level.WITH_HELP)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=20)
    competences = ArrayField(models.CharField(max_length=5), verbose_name=_("DigComp competences"), default=list)
    audience = models.CharField(
        _("for whom"), max_length=10, choices=Audience, default=Audience.LEARNER, db_default=Audience.LEARNER
    )
    published = models.ForeignKey(
        "ModuleVersion",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="published_as",
        verbose_name=_("published version"),
    )
    structure = models.ForeignKey(
        Structure, models.CASCADE, null=True, blank=True, related_name="+", help_text="Whose own copy it is."
    )
    copied_from = models.ForeignKey(
        "ModuleVersion", models.PROTECT, null=True, blank=True, related_name="+", help_text="Of an own copy: of what."
    )
    seen = models.ForeignKey(
        "ModuleVersion",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Of an own copy: the version of its origin that its people have looked at.",
    )
    put_away_at = models.DateTimeField(null=True, blank=True, help_text="Of an own copy: when it was deleted.")

    wall_shared = True
    objects = MultilingualManager["Module"]()

    class Meta:
        verbose_name, verbose_name_plural = _("module"), _("modules")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(structure=None, copied_from=None, put_away_at=None)
                | models.Q(structure__isnull=False, copied_from__isnull=False),
                name="module_copy_has_its_origin",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def family(self) -> str:
        """The code in its document: its own, or its origin's. Exercises, pictures and themes go by it."""
        return self.code.partition("-")[0]

    @property
    def own(self) -> bool:
        """Whether it is a structure's own copy."""
        return self.structure_id is not None


class ModuleVersion(models.Model):
    """The whole module as one document (exercises/documents.py). Published, it never changes: the database says so."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        PUBLISHED = "published", _("Published")
        RETIRED = "retired", _("Retired")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    OPEN = (Status.DRAFT, Status.IN_REVIEW)
    HEAVY = ("document", "files")

    module = models.ForeignKey(Module, models.CASCADE, related_name="versions", verbose_name=_("module"))
    number = models.PositiveIntegerField(_("number"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    document = models.JSONField()
    sha256 = models.CharField(max_length=64)
    files = models.JSONField(default=list, help_text="[[name, text], ...]: the YAML as written, comments included.")
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(_("published on"), null=True, blank=True)
    structure = models.ForeignKey(
        Structure, models.CASCADE, null=True, blank=True, related_name="+", help_text="As its module's."
    )

    wall_shared = True

    class Meta:
        verbose_name, verbose_name_plural = _("version of a module"), _("versions of modules")
        ordering = ["module", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["module", "number"], name="module_version_once"),
            models.UniqueConstraint(
                fields=["module"], condition=models.Q(status="published"), name="module_version_one_published"
            ),
            models.UniqueConstraint(
                fields=["module"],
                condition=models.Q(status__in=["draft", "in_review"]),
                name="module_version_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.module.code} v{self.number}"

    def save(self, *args, **kwargs) -> None:
        """A version stands where its module stands."""
        if self._state.adding:
            self.structure_id = self.module.structure_id
        super().save(*args, **kwargs)

    @classmethod
    def heavy(cls, at: str = "") -> list[str]:
        """What a query defers that needs no more than a number or a fingerprint: 100 kB a version. `at` is the way to
        the version, with its underscores; pages read the document through `content`, which keeps it in memory."""
        return [f"{at}{name}" for name in cls.HEAVY]


class PortalCatalogue(models.Model):
    """What a portal shows of the house's modules beside those that it says something about; without one: all."""

    portal = models.OneToOneField(Portal, models.CASCADE, related_name="+")
    others_shown = models.BooleanField(default=True, help_text="Whether a module without a word of its own is shown.")

    def __str__(self) -> str:
        return f"{self.portal_id}"


class PortalModule(models.Model):
    """What a portal says about one module: shown or not, and its place (those without one come after, by code)."""

    portal = models.ForeignKey(Portal, models.CASCADE, related_name="+")
    module = models.ForeignKey(Module, models.CASCADE, related_name="+")
    shown = models.BooleanField(null=True, help_text="Empty: as the others.")
    place = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["portal", "module"], name="portal_module_once")]

    def __str__(self) -> str:
        return f"{self.portal_id} {self.module_id}"


class Assignment(models.Model):
    """A module for a learner, given by an aidant; through a group, one row per learner."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    structure = models.ForeignKey(Structure, models.CASCADE, related_name="+")
    learner = models.ForeignKey(Learner, models.CASCADE, related_name="assignments")
    module = models.ForeignKey(Module, models.PROTECT)
    version = models.ForeignKey(ModuleVersion, models.PROTECT)
    group = models.ForeignKey(LearnerGroup, models.SET_NULL, null=True, blank=True, related_name="+")
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    assigned_at = models.DateTimeField(auto_now_add=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["assigned_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "module"],
                condition=models.Q(cancelled_at=None, completed_at=None),
                name="assignment_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.module_id} -> {self.learner_id}"


class Answer(models.Model):
    """One answer: an append-only event. The same (learner, key) is the same answer, however often it is sent."""

    structure = models.ForeignKey(Structure, models.CASCADE, related_name="+")
    learner = models.ForeignKey(Learner, models.CASCADE, related_name="+")
    key = models.UUIDField()
    assignment = models.ForeignKey(Assignment, models.CASCADE, null=True, related_name="answers")
    version = models.ForeignKey(ModuleVersion, models.PROTECT, related_name="+")
    step = models.CharField(max_length=10, help_text="why, show, guided, alone, check or bridge.")
    exercise = models.CharField(max_length=20, blank=True, help_text="Empty for a step without an exercise.")
    value = models.JSONField(help_text="What the learner did. Never a secret that she typed.")
    value_hash = models.CharField(max_length=64)
    score = models.PositiveSmallIntegerField(default=0)
    max_score = models.PositiveSmallIntegerField(default=0)
    outcome = models.JSONField(default=dict, help_text="Steps reached, slips, trapped, kind of feedback.")
    helped = models.BooleanField(default=False, help_text="A hint was shown, or an aidant helped.")
    client_sequence = models.PositiveIntegerField(default=0)
    client_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(auto_now_add=True)

    append_only = erasable = True
    follows_merges = True

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["learner", "key"], name="answer_once")]
        indexes = [models.Index(fields=["learner", "version"])]

    def __str__(self) -> str:
        return f"{self.exercise or self.step} {self.score}/{self.max_score}"


class AnswerConflict(models.Model):
    """An answer that came under a key already used for another one: refused, and kept for inspection."""

    structure = models.ForeignKey(Structure, models.CASCADE, related_name="+")
    learner = models.ForeignKey(Learner, models.CASCADE, related_name="+")
    key = models.UUIDField()
    content = models.JSONField(help_text="Assignment, version, step, exercise and value, without secrets.")
    received_at = models.DateTimeField(auto_now_add=True)

    append_only = erasable = True
    follows_merges = True

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.key)
