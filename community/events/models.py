"""Trainings, awareness actions and events of the operators; who registered, who was there."""

import datetime as dt
import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.db.fields import PublicIdField, TransactionIdField
from structures.models import Partner, Person, Project


class ActionKind(models.TextChoices):
    TRAINING = "training", _("Training")
    COACHING = "coaching", _("Coaching session")
    AWARENESS = "awareness", _("Awareness action")
    WEBINAR = "webinar", _("Webinar")
    CONFERENCE = "conference", _("Conference")
    COMMUNITY = "community", _("Community meeting")
    LAUNCH = "launch", _("Launch")
    OTHER = "other", _("Other event")


class ActionStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


class Sector(models.TextChoices):
    NONE = "", _("All sectors")
    WORK = "work", _("Work integration")
    BANKING = "banking", _("Banking")
    SOCIAL = "social", _("Social services")
    EDUCATION = "education", _("Education")
    HEALTH = "health", _("Care and health")
    SENIORS = "seniors", _("Seniors")


COUNTED = ("kind", "core", "sector", "starts_at", "ends_at", "dates", "country", "postcode", "online")
"""The fields that a closed action's figures rest on: it is opened again before these change."""


class ActionQuerySet(models.QuerySet["Action"]):
    def coming(self) -> "ActionQuerySet":
        return self.filter(status=ActionStatus.PLANNED, starts_at__gte=timezone.now())


class Action(models.Model):
    """Something an operator organises. Closed, it may count; cancelled is a state, never a deletion."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="actions")
    code = models.CharField(max_length=500, help_text="The action's id in the project's packs.")
    kind = models.CharField(_("kind"), max_length=12, choices=ActionKind)
    core = models.BooleanField(_("core workshop (3 h)"), default=False)
    sector = models.CharField(_("sector"), max_length=12, choices=Sector, blank=True)
    title = models.TextField(_("title"))
    description = models.TextField(_("description"), blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    operator = models.ForeignKey(Partner, models.PROTECT, related_name="actions")
    joint = models.ManyToManyField(Partner, related_name="joint_actions", blank=True)
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"), null=True, blank=True)
    dates = ArrayField(models.DateField(), default=list, blank=True, help_text="More dates of a series.")
    country = models.TextField(_("country"), blank=True)
    postcode = models.TextField(_("postcode"), blank=True)
    venue = models.CharField(_("place"), max_length=200, blank=True)
    online = models.BooleanField(_("online"), default=False)
    link = models.URLField(_("link to join"), max_length=500, blank=True, help_text="Only registered people see it.")
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    audience = models.PositiveIntegerField(_("audience"), null=True, blank=True)
    evidence = models.TextField(_("evidence"), blank=True)
    status = models.CharField(max_length=10, choices=ActionStatus, default=ActionStatus.PLANNED)
    cancel_reason = models.CharField(_("reason"), max_length=300, blank=True)
    changed = TransactionIdField()

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "code"]
        constraints = [models.UniqueConstraint(fields=["project", "code"], name="action_code_once")]
        indexes = [models.Index(fields=["project", "starts_at"]), models.Index(fields=["changed"])]

    def __str__(self) -> str:
        return self.title

    @property
    def started(self) -> bool:
        return self.starts_at <= timezone.now()

    @property
    def days(self) -> list[dt.date]:
        """Every local date of the action, the first one included, in order."""
        return sorted({timezone.localdate(self.starts_at), *self.dates})

    @property
    def minutes(self) -> int:
        """How long it lasts, all its days together; 0 without an end.

        Over several days, each lasts from the first one's hour to the last one's: nobody trains at night.
        """
        if self.ends_at is None:
            return 0
        start, end = (timezone.localtime(at).replace(tzinfo=None) for at in (self.starts_at, self.ends_at))
        nights = (end.date() - start.date()).days
        length = end - start - dt.timedelta(days=nights)
        if nights and length <= dt.timedelta(0):  # past midnight, still the same evening
            nights, length = nights - 1, length + dt.timedelta(days=1)
        days = {start.date() + dt.timedelta(days=night) for night in range(nights + 1)} | set(self.dates)
        return max(0, int(length.total_seconds() // 60)) * len(days)

    @property
    def has_roll(self) -> bool:
        """An awareness action counts its audience; everything else has a list of people."""
        return self.kind != ActionKind.AWARENESS

    @property
    def counts_by_roll(self) -> bool:
        """A training counts by its presences alone (docs/counting.md); closing it is validating its roll."""
        return self.kind in {ActionKind.TRAINING, ActionKind.COACHING}


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def seated(self) -> "AttendanceQuerySet":
        """Those who take a place: not the waiting list, not who withdrew."""
        return self.filter(status__in=SEATED)

    def waiting(self) -> "AttendanceQuerySet":
        """The waiting list, first come first."""
        return self.filter(status=Attendance.Status.WAITING).order_by("registered_at", "pk")


class Attendance(models.Model):
    """A person at an action. Present counts once the roll is validated."""

    class Status(models.TextChoices):
        REGISTERED = "registered", _("Registered")
        WAITING = "waiting", _("On the waiting list")
        CANCELLED = "cancelled", _("Cancelled")
        PRESENT = "present", _("Present")
        ABSENT = "absent", _("Absent")

    public = PublicIdField()
    action = models.ForeignKey(Action, models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, models.PROTECT, related_name="attendances")
    status = models.CharField(max_length=10, choices=Status, default=Status.REGISTERED)
    validated_at = models.DateTimeField(null=True, blank=True)
    registered_at = models.DateTimeField(default=timezone.now)
    walk_in = models.BooleanField(default=False, help_text="Came without having registered.")
    changed = TransactionIdField()

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["registered_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["action", "person"], name="attendance_once")]
        indexes = [models.Index(fields=["changed"])]

    def __str__(self) -> str:
        return f"{self.person_id} {self.status}"


SEATED = (Attendance.Status.REGISTERED, Attendance.Status.PRESENT, Attendance.Status.ABSENT)
