"""Coming in: a registration that is not sent yet, a request to join a structure, a list of people to invite."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from structures.models.places import Structure


class RegistrationDraft(models.Model):
    """What a registration has answered so far. Whoever holds the mailed link goes on where it stopped.

    It belongs to nobody yet, so it stands behind no wall: the token is the right, and only its hash is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    answers = models.JSONField(default=dict)
    done = models.JSONField(default=list)
    sent = models.JSONField(null=True, blank=True, help_text="Once it is sent: the structure's name, the page after.")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["changed_at"])]

    def __str__(self) -> str:
        return str(self.id)


class JoinRequest(models.Model):
    """Somebody with an account asks a structure to take her in; its referent answers.

    `accepted` stays empty where she withdrew it herself.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    structure = models.ForeignKey(Structure, models.CASCADE, related_name="join_requests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="join_requests")
    message = models.TextField(_("message"), blank=True)
    by_code = models.BooleanField(default=False, db_default=False, help_text="Asked with the structure's code.")
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    accepted = models.BooleanField(null=True)
    reason = models.TextField(_("reason"), blank=True)

    wall_person_column = "user_id"

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "user"], condition=models.Q(decided_at=None), name="join_request_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class InvitationList(models.Model):
    """A list of people from a file, looked at before anybody is invited (at most 500 rows)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    structure = models.ForeignKey(Structure, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=200, help_text="The file's.")
    rows = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return str(self.id)
