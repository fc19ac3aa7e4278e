"""Structures, the tenants; and their affiliations to projects. What changes with time is dated."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.db.fields import PublicIdField, TransactionIdField
from structures.enums import AffiliationStatus
from structures.kinds import StructureType
from structures.models.network import Partner, Portal, Project


class Structure(models.Model):
    """A local place of help. The register itself is public; what a structure owns stands behind the wall."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.TextField(_("name"), help_text="Today's name, copied from the latest state.")
    created_at = models.DateTimeField(auto_now_add=True)
    portal = models.ForeignKey(Portal, models.PROTECT, null=True, blank=True, related_name="structures")
    join_code = models.CharField(
        max_length=20, unique=True, null=True, blank=True, help_text="Who types it asks to join; a new one ends it."
    )
    notes_on = models.BooleanField(default=False, db_default=False, help_text="Whether learners have a note.")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class StructureState(models.Model):
    """A structure from a date on: its name, place and kind. A row is complete: an empty cell is empty."""

    structure = models.ForeignKey(Structure, models.CASCADE, related_name="states")
    since = models.DateField()
    name = models.TextField(_("name"))
    country = models.TextField(_("country"), blank=True)
    postcode = models.TextField(_("postcode"), blank=True)
    commune = models.CharField(_("municipality"), max_length=100, blank=True)
    nuts3 = models.CharField(max_length=8, blank=True)
    address = models.TextField(_("street and number"), blank=True, db_default="")
    type = models.TextField(_("type"), choices=StructureType, blank=True)
    enterprise_number = models.TextField(_("enterprise number"), blank=True)
    changed = TransactionIdField()

    class Meta:
        ordering = ["since"]
        constraints = [models.UniqueConstraint(fields=["structure", "since"], name="structure_state_once")]

    def __str__(self) -> str:
        return f"{self.name} ({self.since})"


class Affiliation(models.Model):
    """A structure in a project, under the code its reports use. One project at a time counts a structure's work."""

    public = PublicIdField()
    structure = models.ForeignKey(Structure, models.CASCADE, related_name="affiliations")
    project = models.ForeignKey(Project, models.CASCADE, related_name="affiliations")
    code = models.CharField(max_length=500, help_text="The structure's id in the project's packs.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "code"], name="affiliation_code_once"),
            models.UniqueConstraint(fields=["project", "structure"], name="affiliation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.structure} / {self.project}"

    def state_on(self, on: dt.date) -> "AffiliationState | None":
        """The row in force that day: the latest `since` on or before it."""
        states = [s for s in self.states.all() if s.since <= on]
        return max(states, key=lambda s: s.since, default=None)


class AffiliationState(models.Model):
    """Status and referring operator from a date on."""

    structure = models.ForeignKey(Structure, models.CASCADE, related_name="+")
    affiliation = models.ForeignKey(Affiliation, models.CASCADE, related_name="states")
    since = models.DateField()
    status = models.CharField(_("status"), max_length=10, choices=AffiliationStatus)
    operator = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(blank=True)
    changed = TransactionIdField()

    class Meta:
        ordering = ["since"]
        constraints = [models.UniqueConstraint(fields=["affiliation", "since"], name="affiliation_state_once")]

    def __str__(self) -> str:
        return f"{self.status} ({self.since})"


class StructureLabel(models.Model):
    """A label that a structure holds from one date to another; `until` is the first day without."""

    structure = models.ForeignKey(Structure, models.CASCADE, related_name="labels")
    code = models.CharField(_("label"), max_length=40)
    since = models.DateField(_("from (date)"))
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["since", "pk"]
        constraints = [models.UniqueConstraint(fields=["structure", "code", "since"], name="structure_label_once")]

    def __str__(self) -> str:
        return f"{self.code} ({self.since})"
