"""Portal, projects, partners: what an administrator sets up. What a structure owns is not here: it has its wall."""

from django.contrib import admin
from modeltranslation.admin import TabbedTranslationAdmin
from unfold.admin import ModelAdmin, TabularInline

from structures.models import Partner, PartnerState, Portal, Project


@admin.register(Portal)
class PortalAdmin(ModelAdmin, TabbedTranslationAdmin):
    list_display = ("name", "code", "host", "default_language")


@admin.register(Project)
class ProjectAdmin(ModelAdmin, TabbedTranslationAdmin):
    list_display = ("name", "code", "start", "end", "period_months")
    list_filter = ("portal",)
    search_fields = ("code", "name")


class PartnerStateInline(TabularInline):
    model = PartnerState
    extra = 0


@admin.register(Partner)
class PartnerAdmin(ModelAdmin):
    list_display = ("code", "name", "project", "invitation_code")
    list_filter = ("project",)
    search_fields = ("code",)
    inlines = (PartnerStateInline,)
