"""Who may do what in the administration: the roles of the portal decide, not Django's own table of permissions."""

from typing import ClassVar

from django.core.exceptions import BadRequest
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.text import capfirst
from unfold.admin import ModelAdmin

from structures import journal
from structures.enums import Role
from structures.permissions import May, permissions_of
from structures.selectors import portal_permissions


def powers(request: HttpRequest) -> frozenset[May]:
    """What the person may do on the portal as a whole; nothing unless her account may open the administration.

    The account that `createsuperuser` makes is an administrator: somebody has to be the first. Asked once a request.
    """
    if not hasattr(request, "portal_powers"):
        user = request.user
        found: frozenset[May] = frozenset()
        if user.is_authenticated and user.is_active and user.is_staff:
            found = permissions_of([Role.ADMINISTRATOR]) if user.is_superuser else portal_permissions(user=user)
        request.portal_powers = found  # type: ignore[attr-defined]
    return request.portal_powers  # type: ignore[attr-defined]


def may_enter(request: HttpRequest) -> bool:
    """Curators and administrators."""
    return bool(powers(request) & {May.EDIT_CONTENT, May.ADMINISTER})


class RightNeeded:
    """For pages and inlines: all of it needs one right. Nothing is deleted unless the class says so."""

    right: ClassVar[May]

    def allowed(self, request: HttpRequest) -> bool:
        return self.right in powers(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.allowed(request)

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return self.allowed(request)

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return self.allowed(request)

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return self.allowed(request)

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


def name_of(field: models.Field) -> str:
    """A field's name; that of one of its languages is the name of what it translates."""
    return str(getattr(field, "translated_field", field).verbose_name)


class Pages(RightNeeded, ModelAdmin):
    """The pages of one model. What an address or a form brings that no link or button here could is refused (400).

    Each change leaves a line in the journal; `services_note`: the services that these pages call write theirs.
    """

    services_note: ClassVar[bool] = False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only what the list's own filters ask: Django would take any lookup of any column from the address."""
        asked = ("exact", "id__exact", "isnull")
        return lookup in {f"{name}__{how}" for name in self.get_list_filter(request) for how in asked}

    def construct_change_message(self, request: HttpRequest, form, formsets, add: bool = False) -> list:
        """Fields by the names that the catalogues know: Django notes them with a capital, and can't translate that."""
        said = super().construct_change_message(request, form, formsets, add)
        with translation.override(None):
            shown = (self.model, *(inline.model for inline in self.inlines))
            fields = [field for model in shown for field in model._meta.fields]
            plain = {capfirst(str(field.verbose_name)): name_of(field) for field in fields}
        for entry in said:
            for act in entry.values():
                if "fields" in act:
                    act["fields"] = [plain.get(label, label) for label in act["fields"]]
        return said

    def log_addition(self, request: HttpRequest, obj, message):
        self._note("administration_added", request, obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj, message):
        self._note("administration_changed", request, obj)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset):
        for obj in queryset:
            self._note("administration_deleted", request, obj)
        return super().log_deletions(request, queryset)

    def _note(self, act: str, request: HttpRequest, obj: models.Model) -> None:
        if not self.services_note:
            journal.record(act=act, by=request.user, target=obj)

    def response_action(self, request: HttpRequest, queryset, *args, **kwargs) -> HttpResponse | None:
        try:
            return super().response_action(request, queryset, *args, **kwargs)
        except ValueError as error:
            raise BadRequest("a selected id is none") from error
