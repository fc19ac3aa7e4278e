"""Accounts, portals, projects, partners: what an administrator sets up. What a structure owns has its wall."""

import re

from django import forms
from django.contrib import admin
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from unfold.admin import StackedInline
from unfold.widgets import UnfoldAdminTextInputWidget

from accounts.models import User
from structures.administration import Pages, RightNeeded
from structures.models import Partner, PartnerState, Portal, Project
from structures.permissions import May

CODE = re.compile(r"[A-Za-z0-9][\w.-]*", re.ASCII)
LONGEST_PERIOD = 60
ONE_LINE: dict[type[models.Field], dict] = {models.TextField: {"widget": UnfoldAdminTextInputWidget}}


class AdministratorPages(Pages):
    right = May.ADMINISTER


class CodedPages(AdministratorPages):
    """Addresses, files and imports name a thing by its code: given once, it never changes."""

    given_once: tuple[str, ...] = ("code",)

    def get_readonly_fields(self, request: HttpRequest, obj=None) -> tuple[str, ...]:
        return self.given_once if obj else ()


class CodeForm(forms.ModelForm):
    """A code stands in addresses, so it can't hold what divides them."""

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if not CODE.fullmatch(code):
            raise forms.ValidationError(_("Use only letters, digits, dots, hyphens and underscores."))
        return code


@admin.register(Portal)
class PortalAdmin(CodedPages, TranslationAdmin):
    form = CodeForm
    fields = ("code", "name", "host", "default_language")
    list_display = ("name", "code", "host", "default_language")
    search_fields = ("code", "name")


class ProjectForm(CodeForm):
    """Dates and lengths that can be counted with."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["period_months"].validators += [MinValueValidator(1), MaxValueValidator(LONGEST_PERIOD)]

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end < start:
            self.add_error("end", _("The end comes before the start."))
        return cleaned


@admin.register(Project)
class ProjectAdmin(CodedPages, TranslationAdmin):
    form = ProjectForm
    formfield_overrides = ONE_LINE
    fields = (
        "code", "portal", "name", "programme", "number", "start", "end", "period_months", "grace_days", "zone",
        "held_against_target", "target_scope", "synthetic",
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
