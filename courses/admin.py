"""Where curators write: a draft of the next version, file by file; publishing is an act of its own."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action

from common.errors import DomainError
from courses import content
from courses.content import LintError, files_of, from_files, publish_draft, save_draft
from courses.models import Module, ModuleVersion
from structures.permissions import May
from structures.selectors import portal_permissions

SHOWN_FINDINGS = 30
LINES = (8, 28)


def may_edit(request: HttpRequest) -> bool:
    """Curators and administrators; asked once a request."""
    if not hasattr(request, "may_edit_content"):
        signed_in = request.user.is_authenticated and request.user.is_active and request.user.is_staff
        allowed = signed_in and May.EDIT_CONTENT in portal_permissions(user=request.user)
        request.may_edit_content = allowed  # type: ignore[attr-defined]
    return request.may_edit_content  # type: ignore[attr-defined]


class CuratorOnly:
    """The roles of the portal decide, not Django's own table of permissions."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_edit(request)

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return may_edit(request)

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return may_edit(request)

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


class VersionInline(CuratorOnly, TabularInline):
    """The versions of a module, newest first."""

    model = ModuleVersion
    fk_name = "module"
    fields = readonly_fields = ("number", "status", "published_at", "open_it")
    extra = 0

    @admin.display(description=gettext_lazy("open"))
    def open_it(self, version: ModuleVersion) -> str:
        url = reverse("admin:courses_moduleversion_change", args=[version.pk])
        return format_html('<a href="{}">{}</a>', url, _("Open"))


@admin.register(Module)
class ModuleAdmin(CuratorOnly, ModelAdmin):
    """Facts come from the published version; here one begins the next."""

    list_display = ("code", "title", "level", "minutes", "published")
    search_fields = ("code", "title_fr", "title_nl", "title_en")
    fields = readonly_fields = ("code", "title", "promise", "track", "level", "minutes", "competences", "published")
    inlines = (VersionInline,)
    actions = ("begin_drafts",)

    def get_queryset(self, request: HttpRequest):
        return super().get_queryset(request).select_related("published").defer("published__document")

    @admin.action(description=gettext_lazy("Write the next version"), permissions=["change"])
    def begin_drafts(self, request: HttpRequest, queryset) -> HttpResponse | None:
        """A draft changes nothing that learners see; the open one comes back when there is one."""
        drafts = [content.new_draft(module=module) for module in queryset]
        if len(drafts) == 1:
            return redirect("admin:courses_moduleversion_change", drafts[0].pk)
        messages.success(request, _("%(n)s drafts are ready.") % {"n": len(drafts)})
        return None


class FilesForm(forms.ModelForm):
    """One field a file. A file that can't be read keeps what was typed, and says where it stops."""

    class Meta:
        model = ModuleVersion
        fields = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.document: dict = self.instance.document
        self.files_typed: dict[str, str] = {}
        for name, text in files_of(self.instance).items():
            rows = min(max(text.count("\n") + 2, LINES[0]), LINES[1])
            attrs = {"rows": rows, "spellcheck": "false", "class": "font-mono text-sm w-full", "wrap": "off"}
            self.fields[name] = forms.CharField(label=name, initial=text, strip=False, widget=forms.Textarea(attrs))

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        files = {name: cleaned[name].replace("\r\n", "\n") for name in self.fields if name in cleaned}
        document, wrong = from_files(files)
        for name, text in wrong.items():
            self.add_error(name, text)
        if not self.errors and document["module"].get("code") != self.instance.module.code:
            self.add_error("module.yaml", _("The code of a module never changes."))
        self.document, self.files_typed = document, files
        return cleaned


@admin.register(ModuleVersion)
class ModuleVersionAdmin(CuratorOnly, ModelAdmin):
    """A draft is edited and published; a published version is only read."""

    form = FilesForm
    list_display = ("module", "number", "status", "published_at")
    list_filter = ("status", "module")
    actions_submit_line = ("publish",)
    ordering = ("module__code", "-number")

    def get_queryset(self, request: HttpRequest):
        return super().get_queryset(request).select_related("module")

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return may_edit(request) and (obj is None or obj.status == ModuleVersion.Status.DRAFT)

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return may_edit(request) and obj is not None and obj.status == ModuleVersion.Status.DRAFT

    def get_form(self, request: HttpRequest, obj=None, change=False, **kwargs):
        """The fields are made for each version: Django's factory must not look for them on the model."""
        return FilesForm

    def get_fields(self, request: HttpRequest, obj=None):
        if obj is None or obj.status != ModuleVersion.Status.DRAFT:
            return ("module", "number", "status", "published_at", "as_text")
        return tuple(files_of(obj))

    def get_readonly_fields(self, request: HttpRequest, obj=None):
        draft = obj is not None and obj.status == ModuleVersion.Status.DRAFT
        return () if draft else ("module", "number", "status", "published_at", "as_text")

    @admin.display(description=gettext_lazy("files"))
    def as_text(self, version: ModuleVersion) -> str:
        files = files_of(version).items()
        return format_html_join("", "<details><summary>{}</summary><pre>{}</pre></details>", files)

    def save_model(self, request: HttpRequest, obj: ModuleVersion, form: FilesForm, change: bool) -> None:
        """Kept with its errors: only publishing asks for none. What the lint says is shown."""
        findings = save_draft(draft=obj, document=form.document, files=form.files_typed)
        if "publish" in request.POST:
            self.publish(request, obj)
        else:
            _show(request, findings)

    @action(description=gettext_lazy("Save and publish"), permissions=["publish"])
    def publish(self, request: HttpRequest, obj: ModuleVersion) -> None:
        """Learners who begin from now on get it; those on the way stay on theirs."""
        try:
            publish_draft(draft=obj)
        except LintError as error:
            _show(request, error.findings)
            messages.error(request, str(error))
        except DomainError as error:
            messages.error(request, str(error))
        else:
            text = _("Version %(n)s of %(code)s is published.")
            messages.success(request, text % {"n": obj.number, "code": obj.module.code})

    def has_publish_permission(self, request: HttpRequest, object_id=None) -> bool:
        return may_edit(request)


def _show(request: HttpRequest, findings: list) -> None:
    """Errors first; the first ones in full, and how many more there are."""
    for finding in findings[:SHOWN_FINDINGS]:
        level = messages.ERROR if finding.severity == "error" else messages.WARNING
        messages.add_message(request, level, f"{finding.where}: {finding.text}")
    if len(findings) > SHOWN_FINDINGS:
        messages.warning(request, _("And %(n)s more remarks.") % {"n": len(findings) - SHOWN_FINDINGS})
    if not findings:
        messages.success(request, _("The lint has no remark."))
