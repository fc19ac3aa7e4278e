"""Accounts: closed here, made by an invitation or a registration."""

from django.contrib import admin
from unfold.admin import ModelAdmin

from accounts.models import User


@admin.register(User)
class UserAdmin(ModelAdmin):
    list_display = ("email", "full_name", "language", "confirmed_at", "is_active", "is_staff")
    list_filter = ("is_active", "is_staff", "language")
    search_fields = ("email", "first_name", "last_name")
    fields = ("email", "first_name", "last_name", "language", "is_active", "is_staff", "groups")
    readonly_fields = ("email",)

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
