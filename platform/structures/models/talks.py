"""A structure and its operator talk about an affiliation; and what the structure signed."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from structures.enums import TalkSide
from structures.models.places import Affiliation, Structure


class AffiliationMessage(models.Model):
    """One message of the thread under an affiliation. `asks_changes`: the operator waits for an answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    structure = models.ForeignKey(Structure, models.CASCADE, related_name="+")
    affiliation = models.ForeignKey(Affiliation, models.CASCADE, related_name="messages")
    side = models.CharField(max_length=10, choices=TalkSide)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    text = models.TextField(_("message"))
    asks_changes = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.id)


class CharterAcceptance(models.Model):
    """A structure accepted a version of its project's charter."""

    structure = models.ForeignKey(Structure, models.CASCADE, related_name="+")
    affiliation = models.ForeignKey(Affiliation, models.CASCADE, related_name="charters")
    version = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["affiliation", "version"], name="charter_accepted_once")]

    def __str__(self) -> str:
        return f"{self.affiliation_id} v{self.version}"
