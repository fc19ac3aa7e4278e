"""Who may do what where, and whom a project knows."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.db.fields import PublicIdField, TransactionIdField
from structures.enums import PersonKind, Role
from structures.models.joining import InvitationList
from structures.models.network import Partner, Portal, Project
from structures.models.places import Structure


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self, on: dt.date | None = None) -> "MembershipQuerySet":
        """In force that day (today unless told): `until` is the first day without."""
        on = on or timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gt=on), since__lte=on)


class Membership(models.Model):
    """A role of a person in a structure, a partner or a portal, from one date to another."""

    public = PublicIdField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=15, choices=Role)
    structure = models.ForeignKey(Structure, models.CASCADE, null=True, blank=True, related_name="memberships")
    partner = models.ForeignKey(Partner, models.CASCADE, null=True, blank=True, related_name="memberships")
    portal = models.ForeignKey(Portal, models.CASCADE, null=True, blank=True, related_name="memberships")
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()
    wall_person_column = "user_id"

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="membership_in_one_place",
                condition=Q(structure__isnull=False, partner=None, portal=None)
                | Q(structure=None, partner__isnull=False, portal=None)
                | Q(structure=None, partner=None, portal__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "structure", "partner", "portal"],
                condition=Q(until=None),
                nulls_distinct=False,
                name="membership_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class Invitation(models.Model):
    """An invitation to a structure, a partner or a portal. The token is in the mail only; its hash is here.

    One without a structure is nobody's row behind the wall: it is reached across, with a reason.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    structure = models.ForeignKey(Structure, models.CASCADE, null=True, blank=True, related_name="invitations")
    partner = models.ForeignKey(Partner, models.CASCADE, null=True, blank=True, related_name="invitations")
    portal = models.ForeignKey(Portal, models.CASCADE, null=True, blank=True, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    first_name = models.CharField(_("first name"), max_length=80, blank=True, db_default="")
    last_name = models.CharField(_("last name"), max_length=80, blank=True, db_default="")
    role = models.CharField(_("role"), max_length=15, choices=Role, default=Role.AIDANT)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    listed = models.ForeignKey(InvitationList, models.SET_NULL, null=True, blank=True, related_name="invitations")
    letter = models.BigIntegerField(
        null=True, blank=True, help_text="The number of the last letter. Its row is there while it waits."
    )
    failed_at = models.DateTimeField(null=True, blank=True, help_text="The last letter came back, or was given up.")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="invitation_to_one_place",
                condition=Q(structure__isnull=False, partner=None, portal=None)
                | Q(structure=None, partner__isnull=False, portal=None)
                | Q(structure=None, partner=None, portal__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def open(self) -> bool:
        return not (self.accepted_at or self.revoked_at) and self.expires_at > timezone.now()

    @property
    def waits(self) -> bool:
        """Neither accepted nor withdrawn: it may be sent again."""
        return not (self.accepted_at or self.revoked_at)

    @property
    def place(self) -> Structure | Partner | Portal:
        """Where it leads."""
        place = self.structure or self.partner or self.portal
        assert place is not None  # invitation_to_one_place
        return place


class Person(models.Model):
    """A helper as a project knows her: the unit of the counting (docs/counting.md, People).

    May be an account, or a name on a roll. The register is the project's, so it is not behind a structure's wall:
    `home` is where she helps (the latest value holds for all dates of open periods), not who owns the row.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="people")
    code = models.CharField(max_length=500)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="persons")
    home = models.ForeignKey(Structure, models.SET_NULL, null=True, blank=True, related_name="persons")
    kind = models.CharField(max_length=15, choices=PersonKind, blank=True)
    first_name = models.TextField(blank=True)
    last_name = models.TextField(blank=True)
    email = models.TextField(blank=True)
    language = models.CharField(max_length=5, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    invited_by = models.ForeignKey(Partner, models.SET_NULL, null=True, blank=True, related_name="+")
    objects_to_statistics = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    merged_at = models.DateTimeField(null=True, blank=True)
    changed = TransactionIdField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "code"], name="person_code_once"),
            models.UniqueConstraint(fields=["project", "user"], name="person_account_once"),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.code

    @property
    def kept(self) -> "Person":
        """Who she is in the end: herself, or the one that she was merged into, through all merges."""
        return self.merged_into.kept if self.merged_into else self
