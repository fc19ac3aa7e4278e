"""Other systems that a structure works with: a record store (xAPI), learning platforms (LTI), and what they were told.

No name and no address of a person is kept: what a platform calls who launches is a keyed hash, and, sealed, what its
gradebook calls her.
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.interop.enums import SentState, Told, Trouble, Version
from courses.learning.models import Assignment
from learners.models import Learner
from structures.models import Structure


class RecordStore(models.Model):
    """Where a structure's learning records go (an LRS). Off until a referent turns it on; the secret is sealed."""

    structure = models.OneToOneField(Structure, models.CASCADE, related_name="+")
    endpoint = models.CharField(_("address"), max_length=300)
    key = models.CharField(_("name"), max_length=200)
    secret = models.TextField(_("secret"))
    version = models.CharField(_("version"), max_length=8, choices=Version, default=Version.ONE)
    site = models.CharField(max_length=200, help_text="Our own address, as statements say it.")
    on = models.BooleanField(default=False)
    since = models.DateTimeField(null=True, help_text="Answers from then on are sent.")
    failures = models.PositiveSmallIntegerField(default=0, help_text="In a row; a success ends them.")
    trouble = models.CharField(max_length=12, choices=Trouble, blank=True, default=Trouble.NONE)
    next_at = models.DateTimeField(default=timezone.now, help_text="Not before; a worker that sends puts it off.")
    last_at = models.DateTimeField(null=True, help_text="The last time that something arrived.")

    def __str__(self) -> str:
        return self.endpoint


class SentStatement(models.Model):
    """A statement that a record store has, or refuses. What has no row here is still to be sent.

    It names an answer or an assignment by number alone: neither is held by it when a learner is erased.
    """

    structure = models.ForeignKey(Structure, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    answer = models.BigIntegerField(null=True)
    assignment = models.UUIDField(null=True)
    state = models.CharField(max_length=8, choices=SentState, default=SentState.SENT)
    tries = models.PositiveSmallIntegerField(default=1)
    status = models.PositiveSmallIntegerField(default=200, help_text="What the store answered.")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["answer"], name="interop_answer_once"),
            models.UniqueConstraint(fields=["assignment", "kind"], name="interop_assignment_once"),
        ]
        indexes = [models.Index(fields=["structure", "state"], name="interop_state")]

    def __str__(self) -> str:
        return f"{self.kind} {self.answer or self.assignment}"


class Platform(models.Model):
    """A learning platform that may launch modules (LTI 1.3). Who launches there learns in this structure.

    Written by an administrator; off until a referent of the structure turns it on.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    structure = models.ForeignKey(Structure, models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    issuer = models.CharField(_("issuer"), max_length=300)
    client_id = models.CharField(_("client ID"), max_length=200)
    deployments = ArrayField(models.CharField(max_length=200), verbose_name=_("deployment IDs"))
    login_url = models.CharField(_("authentication request URL"), max_length=500)
    token_url = models.CharField(_("access token URL"), max_length=500)
    keyset_url = models.CharField(_("public keyset URL"), max_length=500)
    on = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["issuer", "client_id"], name="interop_platform_once")]

    def __str__(self) -> str:
        return self.name


class LaunchedLearner(models.Model):
    """Who comes from a platform: a learner of the structure, found again by a keyed hash of the platform's own id."""

    structure = models.ForeignKey(Structure, models.CASCADE, related_name="+")
    platform = models.ForeignKey(Platform, models.CASCADE, related_name="+")
    learner = models.ForeignKey(Learner, models.CASCADE, related_name="+")
    subject = models.CharField(max_length=64, help_text="HMAC of what the platform calls her.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["platform", "subject"], name="interop_learner_once")]

    def __str__(self) -> str:
        return f"{self.platform_id} {self.subject[:8]}"


class ScoreLine(models.Model):
    """Where the result of a launched module goes (AGS), and how much of it the platform knows.

    It goes with `launched` when she is erased: her assignments go past Django then, which would follow no key.
    """

    structure = models.ForeignKey(Structure, models.CASCADE, related_name="+")
    launched = models.ForeignKey(LaunchedLearner, models.CASCADE, related_name="+")
    platform = models.ForeignKey(Platform, models.CASCADE, related_name="+")
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="+")
    address = models.CharField(max_length=500, help_text="The line item, in the platform.")
    user = models.TextField(help_text="What the platform's gradebook calls her, sealed.")
    told = models.CharField(max_length=12, choices=Told, blank=True, default=Told.NOTHING)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=12, choices=Trouble, blank=True, default=Trouble.NONE)
    next_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["assignment", "address"], name="interop_score_once")]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.told}"


class SpentLaunch(models.Model):
    """A launch that came in: its state is good once. Forgotten after an hour."""

    key = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the state.")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.key[:8]


class ToolKey(models.Model):
    """The key with which Halte speaks to platforms. The private half is sealed (accounts/vault.py)."""

    kid = models.CharField(max_length=64, unique=True)
    private = models.TextField(help_text="PEM, sealed.")
    public = models.TextField(help_text="PEM.")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.kid
