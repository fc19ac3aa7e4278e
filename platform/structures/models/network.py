"""Portal -> project -> partners: who answers for the figures."""

import datetime as dt

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.manager import MultilingualManager

from common.db.fields import PublicIdField, TransactionIdField
from structures.enums import HeldAgainst, PartnerRole, Side, TargetScope, ZoneScope


def every_language() -> list[str]:
    """What a portal offers until somebody chooses."""
    return [code for code, _name in settings.LANGUAGES]


class Portal(models.Model):
    """A public face of the platform: an operator's name, colours, languages and notices on its own host."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    host = models.CharField(_("web address"), max_length=200, blank=True, help_text=_("For example: halte.example"))
    default_language = models.CharField(_("default language"), max_length=5, choices=settings.LANGUAGES, default="fr")
    offered_languages = ArrayField(
        models.CharField(max_length=5, choices=settings.LANGUAGES),
        verbose_name=_("languages offered"),
        default=every_language,
    )
    country = models.CharField(_("country"), max_length=2, blank=True, db_default="")
    accent = models.CharField(_("first colour"), max_length=7, blank=True, db_default="")
    accent_2 = models.CharField(_("second colour"), max_length=7, blank=True, db_default="")
    logo = models.BinaryField(null=True, blank=True)
    logo_type = models.CharField(max_length=40, blank=True, db_default="")
    home_title = models.TextField(_("title of the home page"), blank=True, db_default="")
    home_text = models.TextField(_("text of the home page"), blank=True, db_default="")
    legal_notice = models.TextField(_("legal notice"), blank=True, db_default="")
    mail_sender = models.CharField(_("sender of letters"), max_length=200, blank=True, db_default="")
    controller = models.TextField(_("who is responsible for the data"), blank=True, db_default="")
    contact_email = models.EmailField(_("address for questions"), blank=True, db_default="")
    dpo_email = models.EmailField(_("data protection officer's address"), blank=True, db_default="")
    hosting = models.TextField(_("where the data is kept"), blank=True, db_default="")

    objects = MultilingualManager["Portal"]()

    class Meta:
        verbose_name, verbose_name_plural = _("portal"), _("portals")

    def __str__(self) -> str:
        return self.name


AUDIT_YEARS = 5


class ProjectQuerySet(models.QuerySet["Project"]):
    def running(self, on: dt.date) -> "ProjectQuerySet":
        """Projects whose dates, both included, hold that day."""
        return self.filter(start__lte=on, end__gte=on)


class Project(models.Model):
    """A funded project, reported by periods of whole months counted from its start."""

    portal = models.ForeignKey(Portal, models.PROTECT, related_name="projects", verbose_name=_("portal"))
    code = models.CharField(_("code"), max_length=500, unique=True)
    name = models.TextField(_("name"))
    programme = models.TextField(_("programme"), blank=True)
    number = models.TextField(_("number"), blank=True)
    start = models.DateField(_("start"))
    end = models.DateField(_("end"))
    period_months = models.PositiveSmallIntegerField(_("months per period"), default=6)
    zone = models.CharField(_("zone"), max_length=10, choices=ZoneScope, default=ZoneScope.PROGRAMME)
    held_against_target = models.CharField(
        _("accompaniments held against the target"), max_length=10, choices=HeldAgainst, default=HeldAgainst.DECLARED
    )
    target_scope = models.CharField(
        _("what counts for the target"), max_length=10, choices=TargetScope, default=TargetScope.ALL
    )
    grace_days = models.PositiveSmallIntegerField(_("grace days"), default=15)
    charter = models.TextField(_("charter"), blank=True, db_default="")
    charter_version = models.PositiveIntegerField(
        _("version of the charter"), default=0, db_default=0, help_text=_("0: there is none to accept.")
    )
    last_payment = models.DateField(
        _("last payment"), null=True, blank=True, help_text=_("When the funder paid the last time. Empty: not yet.")
    )
    audit_until = models.DateField(
        _("audit until"),
        null=True,
        blank=True,
        help_text=_("Attendance lists keep their names until then. Empty: 5 years after the year of the last payment."),
    )
    synthetic = models.BooleanField(
        _("synthetic data"), default=False, help_text=_("Invented data: the screen and the reports say so.")
    )
    changed = TransactionIdField()

    objects = MultilingualManager.from_queryset(ProjectQuerySet)()

    # One a language, as structures/translation.py adds them to the class.
    name_fr: str
    name_nl: str
    name_en: str

    class Meta:
        verbose_name, verbose_name_plural = _("project"), _("projects")
        constraints = [models.CheckConstraint(condition=Q(end__gte=F("start")), name="project_ends_after_start")]

    def __str__(self) -> str:
        return self.name

    @property
    def rolls_until(self) -> dt.date | None:
        """The last day on which its attendance lists have names (docs/privacy.md, Retention); None: no end is known.

        5 years from 31 December of the year of the last payment, unless a later day is filled in.
        """
        if self.last_payment is None:
            return None
        end = dt.date(self.last_payment.year + AUDIT_YEARS, 12, 31)
        return max(end, self.audit_until) if self.audit_until else end


class Partner(models.Model):
    """A partner of a project. Its name, role and side are dated: PartnerState."""

    public = PublicIdField()
    project = models.ForeignKey(Project, models.CASCADE, related_name="partners", verbose_name=_("project"))
    code = models.CharField(_("code"), max_length=500)
    invitation_code = models.CharField(
        _("invitation code"),
        max_length=30,
        blank=True,
        help_text=_("A structure types it to register with this partner."),
    )

    class Meta:
        verbose_name, verbose_name_plural = _("partner"), _("partners")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["project", "code"], name="partner_code_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Today's name, or the first one while none has begun; a report takes the one valid at its period's end."""
        state = self.state_on(timezone.localdate()) or min(self.states.all(), key=lambda s: s.since, default=None)
        return state.name if state else self.code

    def state_on(self, on: dt.date) -> "PartnerState | None":
        """The row in force that day: the latest `since` on or before it."""
        states = [s for s in self.states.all() if s.since <= on]
        return max(states, key=lambda s: s.since, default=None)


class PartnerState(models.Model):
    """A partner from a date on. A row is complete: nothing is inherited from the one before."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="states", verbose_name=_("partner"))
    since = models.DateField(_("from (date)"))
    name = models.TextField(_("name"))
    role = models.CharField(_("role"), max_length=10, choices=PartnerRole)
    side = models.CharField(_("side"), max_length=5, choices=Side, blank=True)
    country = models.TextField(_("country"), blank=True)
    postcode = models.TextField(_("postcode"), blank=True)
    territorial_default = models.BooleanField(
        _("default for its side"), default=False, help_text=_("Takes what its side leaves unattributed.")
    )
    changed = TransactionIdField()

    class Meta:
        verbose_name, verbose_name_plural = _("situation from a date"), _("situations over time")
        ordering = ["since"]
        constraints = [models.UniqueConstraint(fields=["partner", "since"], name="partner_state_once")]

    def __str__(self) -> str:
        return f"{self.name} ({self.since})"
