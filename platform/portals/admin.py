"""Accounts, portals, projects, partners: what an administrator sets up. What a structure owns has its wall."""

import datetime as dt

from django.contrib import admin
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from unfold.admin import StackedInline
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from accounts.models import User
from common.languages import date_in_words
from portals.forms import CodeForm, PortalForm
from portals.hosts import forget_portals
from structures.administration import Pages, RightNeeded
from structures.models import Partner, PartnerState, Portal, Project
from structures.models.network import AUDIT_YEARS
from structures.permissions import May

LONGEST_PERIOD = 60
ONE_LINE: dict[type[models.Field], dict] = {models.TextField: {"widget": UnfoldAdminTextInputWidget}}


class AdministratorPages(Pages):
    right = May.ADMINISTER


class CodedPages(AdministratorPages):
    """Addresses, files and imports name a thing by its code: given once, it never changes."""

    given_once: tuple[str, ...] = ("code",)

    def get_readonly_fields(self, request: HttpRequest, obj=None) -> tuple[str, ...]:
        return self.given_once if obj else ()


@admin.register(Portal)
class PortalAdmin(CodedPages, TranslationAdmin):
    form = PortalForm
    fieldsets = (
        (None, {"fields": ("code", "name", "host", "country", "default_language", "offered_languages")}),
        (_("Look"), {"fields": ("logo_file", "no_logo", "accent", "accent_2")}),
        (_("Home page"), {"fields": ("home_title", "home_text")}),
        (
            _("Who answers"),
            {"fields": ("controller", "contact_email", "dpo_email", "hosting", "mail_sender", "legal_notice")},
        ),
    )
    list_display = ("name", "code", "host", "default_language")
    search_fields = ("code", "name")

    def save_model(self, request: HttpRequest, obj: Portal, form: PortalForm, change: bool) -> None:
        """The next page shows it."""
        super().save_model(request, obj, form, change)
        forget_portals()


class ProjectForm(CodeForm):
    """Dates and lengths that can be counted with; a charter whose every version is asked for again."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.charters = [name for name in self.fields if name.startswith("charter") and name != "charter_version"]
        self.fields["charter_version"].required = False
        for name in self.charters:
            self.fields[name].widget = UnfoldAdminTextareaWidget()
        self.fields["period_months"].validators += [MinValueValidator(1), MaxValueValidator(LONGEST_PERIOD)]

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end < start:
            self.add_error("end", _("The end comes before the start."))
        self._clean_charter(cleaned)
        self._clean_audit(cleaned)
        return cleaned

    def _clean_audit(self, cleaned: dict) -> None:
        """Attendance lists are kept for at least the time that the funder may ask for them (docs/privacy.md)."""
        paid, until = cleaned.get("last_payment"), cleaned.get("audit_until")
        if until and not paid:
            self.add_error("last_payment", _("Fill in the last payment too: the audit counts from it."))
        elif paid and until and until < (least := dt.date(paid.year + AUDIT_YEARS, 12, 31)):
            told = _("The audit lasts until %(day)s at least.") % {"day": date_in_words(least, "DATE_FORMAT")}
            self.add_error("audit_until", told)

    def _clean_charter(self, cleaned: dict) -> None:
        """What structures accepted is not changed under them: another text is another version."""
        before = self.instance.charter_version
        given = cleaned.get("charter_version")
        version = cleaned["charter_version"] = before if given is None else given
        if version < before:
            self.add_error("charter_version", _("A version does not go back: structures accepted it."))
        elif version and not all((cleaned.get(name) or "").strip() for name in self.charters):
            self.add_error("charter_version", _("Write the charter in each language before it gets a version."))
        elif before and version == before and set(self.charters) & set(self.changed_data):
            self.add_error("charter_version", _("The text is another one: give it the next version."))


@admin.register(Project)
class ProjectAdmin(CodedPages, TranslationAdmin):
    form = ProjectForm
    formfield_overrides = ONE_LINE
    fields = (
        "code", "portal", "name", "programme", "number", "start", "end", "period_months", "grace_days", "zone",
        "held_against_target", "target_scope", "last_payment", "audit_until", "synthetic", "charter", "charter_version",
    )  # fmt: skip
    list_display = ("name", "code", "start", "end", "period_months")
    list_filter = ("portal",)
    search_fields = ("code", "name")


class PartnerStateInline(RightNeeded, StackedInline):
    right = May.ADMINISTER
    model = PartnerState
    formfield_overrides = ONE_LINE
    extra, min_num = 0, 1

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return self.allowed(request)


@admin.register(Partner)
class PartnerAdmin(CodedPages):
    form = CodeForm
    given_once = ("project", "code")
    fields = ("project", "code", "invitation_code")
    list_display = ("code", "current_name", "project", "invitation_code")
    list_filter = ("project",)
    search_fields = ("code", "states__name")
    inlines = (PartnerStateInline,)

    def get_queryset(self, request: HttpRequest):
        return super().get_queryset(request).select_related("project").prefetch_related("states")

    @admin.display(description=_("name"))
    def current_name(self, partner: Partner) -> str:
        return partner.name


@admin.register(User)
class UserAdmin(AdministratorPages):
    """Accounts begin with an invitation or a registration, never here. Roles are memberships."""

    list_display = ("email", "whole_name", "language", "confirmed_at", "is_active", "is_staff")
    list_filter = ("is_active", "is_staff", "language")
    search_fields = ("email", "first_name", "last_name")
    ordering = ("email",)
    fields = (
        "email", "first_name", "last_name", "language", "is_active", "is_staff", "confirmed_at", "joined_at",
    )  # fmt: skip

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj=None) -> tuple[str, ...]:
        """The address is the way in, and nobody shuts herself out."""
        facts = ("email", "confirmed_at", "joined_at")
        return (*facts, "is_active", "is_staff") if obj == request.user else facts

    @admin.display(description=_("name"))
    def whole_name(self, user: User) -> str:
        return user.full_name
