"""Learners, their groups and their cards. Everything here belongs to one structure and stays behind its wall."""

import secrets
import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learners.cards import FAILURES_TO_RESET
from structures.models import Structure

PSEUDONYM_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_pseudonym() -> str:
    """A random name for the counting: 12 characters of 31, derived from nothing."""
    return "".join(secrets.choice(PSEUDONYM_ALPHABET) for _ in range(12))


class LearnerQuerySet(models.QuerySet["Learner"]):
    def for_structure(self, structure: Structure) -> "LearnerQuerySet":
        return self.filter(structure=structure)

    def known(self) -> "LearnerQuerySet":
        """Nobody who was erased: her row stays for the counts, with an alias of nothing."""
        return self.exclude(alias="")

    def present(self) -> "LearnerQuerySet":
        """Followed today: not archived."""
        return self.filter(archived_at=None)

    def present_or_among(self, chosen: models.QuerySet["Learner"]) -> "LearnerQuerySet":
        """What a correction offers: those who are followed, and those chosen already, whom it must not lose."""
        return self.filter(models.Q(archived_at=None) | models.Q(pk__in=chosen.values("pk")))


class Learner(models.Model):
    """A learner as her structure knows her: an alias, a language, nothing that identifies."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    structure = models.ForeignKey(Structure, models.CASCADE, related_name="+")
    alias = models.CharField(_("first name or alias"), max_length=60)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="fr")
    country = models.CharField(_("country"), max_length=2, default="BE")
    pseudonym = models.CharField(max_length=500, default=new_pseudonym, editable=False)
    referent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    note = models.TextField(
        _("note"),
        max_length=500,
        blank=True,
        db_default="",
        help_text="Only where the structure allows notes; she reads it.",
    )
    objects_to_statistics = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = LearnerQuerySet.as_manager()

    class Meta:
        ordering = ["alias", "pk"]
        constraints = [models.UniqueConstraint(fields=["structure", "pseudonym"], name="learner_pseudonym_once")]

    def __str__(self) -> str:
        return self.alias

    @property
    def who(self) -> str:
        """What her phone calls her: enough to keep two learners' answers apart there, and no name."""
        return self.id.hex[:12]


class LearnerGroup(models.Model):
    """A group of learners: a workshop, a course, a Tuesday morning."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    structure = models.ForeignKey(Structure, models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    learners = models.ManyToManyField(Learner, through="GroupMember", related_name="groups")
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    structure = models.ForeignKey(Structure, models.CASCADE, related_name="+")
    group = models.ForeignKey(LearnerGroup, models.CASCADE)
    learner = models.ForeignKey(Learner, models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "learner"], name="group_member_once")]

    def __str__(self) -> str:
        return f"{self.group_id} {self.learner_id}"


class Room(models.Model):
    """A workshop that an aidant opened: who has its code taps her name and her pictures (docs/sign-in.md).

    The code is not kept: its keyed hash finds the room, and the aidant's page shows it as long as her session knows it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    structure = models.ForeignKey(Structure, models.CASCADE, related_name="+")
    group = models.ForeignKey(LearnerGroup, models.SET_NULL, null=True, blank=True, related_name="+")
    code_hash = models.CharField(max_length=64, unique=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="Wrong secrets in this room; too many close it (learners/cards.py)."
    )

    class Meta:
        ordering = ["-opened_at"]

    def __str__(self) -> str:
        return str(self.id)


class Card(models.Model):
    """What a learner signs in with: QR token, code, secret. Only hashes are kept (docs/sign-in.md)."""

    learner = models.OneToOneField(Learner, models.CASCADE, related_name="card", primary_key=True)
    structure = models.ForeignKey(Structure, models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64, unique=True)
    secret_kind = models.CharField(max_length=10, choices=[("digits", _("4 digits")), ("pictures", _("4 pictures"))])
    secret_hash = models.CharField(max_length=200)
    generation = models.PositiveIntegerField(default=1, help_text="A new card ends the old one's sessions.")
    failures = models.PositiveSmallIntegerField(default=0, help_text="Since the last reset by the aidant.")
    locked_until = models.DateTimeField(null=True, blank=True)
    issued_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return str(self.learner_id)

    @property
    def waits_for_aidant(self) -> bool:
        """Too many failures in all: it works again when the aidant resets it."""
        return self.failures >= FAILURES_TO_RESET

    @property
    def waits_until(self) -> datetime | None:
        """When a lock ends by itself; None for a card that works, or that waits for the aidant."""
        ends = self.locked_until
        return ends if ends and ends > timezone.now() and not self.waits_for_aidant else None

    @property
    def locked(self) -> bool:
        """Whether no secret of it is looked at now."""
        return self.waits_for_aidant or self.waits_until is not None


class SignInFailure(models.Model):
    """A failed attempt, to slow down guessing. Keys are keyed hashes of a code or an address."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["key", "at"])]

    def __str__(self) -> str:
        return str(self.at)
