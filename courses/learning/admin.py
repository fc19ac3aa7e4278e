"""Where curators write: a draft of the next version, file by file; publishing is an act of its own."""

from typing import ClassVar

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
from unfold.widgets import UnfoldAdminTextareaWidget

from common.errors import DomainError
from courses.learning.content import files_of, from_files
from courses.learning.models import Module, ModuleVersion
from courses.learning.services import LintError, delete_draft, new_draft, publish_draft, save_draft
from exercises.documents import Files, place_in
from exercises.lint import Finding
from structures.administration import Pages, RightNeeded
from structures.permissions import May

SHOWN_FINDINGS = 30
LINES = (8, 28)
NEVER_CHANGES = gettext_lazy("A published version never changes. Make a draft of the next one.")
NOTHING_TO_SAVE = {"show_save": False, "show_save_and_continue": False}


def pressed(page: ModelAdmin, name: str, request: HttpRequest) -> bool:
    """Whether the form was sent by that button of the page."""
    return page.get_unfold_action(name).action_name in request.POST


class NotAdded:
    """Modules come from the catalogue, versions from modules."""

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


class VersionInline(NotAdded, RightNeeded, TabularInline):
    """The versions of a module, newest first."""

    right = May.EDIT_CONTENT
    model = ModuleVersion
    fk_name = "module"
    fields = readonly_fields = ("number", "status", "published_at", "open_it")
    extra = 0

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    @admin.display(description=gettext_lazy("open"))
    def open_it(self, version: ModuleVersion) -> str:
        url = reverse("admin:courses_moduleversion_change", args=[version.pk])
        return format_html('<a href="{}">{}</a>', url, _("Open"))


@admin.register(Module)
class ModuleAdmin(NotAdded, Pages):
    """Facts come from the published version; here one begins the next."""

    right = May.EDIT_CONTENT
    list_display = ("code", "title", "level", "minutes", "published")
    search_fields = ("code", "title_fr", "title_nl", "title_en")
    fields = readonly_fields = ("code", "title", "promise", "track", "level", "minutes", "competences", "published")
    inlines = (VersionInline,)
    actions = ("begin_drafts",)
    actions_submit_line = ("write_next",)

    def get_queryset(self, request: HttpRequest):
        heavy = ("published__document", "published__files")
        found = super().get_queryset(request).filter(structure=None)
        return found.select_related("published").defer(*heavy)

    def changeform_view(self, request: HttpRequest, object_id=None, form_url="", extra_context=None):
        return super().changeform_view(request, object_id, form_url, (extra_context or {}) | NOTHING_TO_SAVE)

    @action(description=gettext_lazy("Write the next version"), permissions=["change"])
    def write_next(self, request: HttpRequest, obj: Module) -> HttpResponse:
        """The draft of the next version, to write in; the open one comes back when there is one."""
        return redirect("admin:courses_moduleversion_change", new_draft(module=obj, by=request.user).pk)

    def save_model(self, request: HttpRequest, obj: Module, form: forms.ModelForm, change: bool) -> None:
        """Nothing here is the curator's to save: the published version says it."""

    def log_change(self, request: HttpRequest, obj: Module, message) -> None:
        """The act is in the journal, under the draft that it began."""

    def response_change(self, request: HttpRequest, obj: Module) -> HttpResponse:
        if pressed(self, "write_next", request):
            return self.write_next(request, obj)
        return redirect(request.path)

    @admin.action(description=gettext_lazy("Write the next version"), permissions=["change"])
    def begin_drafts(self, request: HttpRequest, queryset) -> HttpResponse | None:
        """A draft changes nothing that learners see; the open one comes back when there is one."""
        drafts = [new_draft(module=module, by=request.user) for module in queryset]
        if len(drafts) == 1:
            return redirect("admin:courses_moduleversion_change", drafts[0].pk)
        messages.success(request, _("%(n)s drafts are ready.") % {"n": len(drafts)})
        return None


class FilesForm(forms.ModelForm):
    """One field a file. A file that can't be read keeps what was typed, and says where it stops."""

    class Meta:
        model = ModuleVersion
        fields = ()

    class Media:
        css: ClassVar = {"all": ("css/editor.css",)}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.document: dict = self.instance.document
        self.files_typed: dict[str, str] = {}
        for name, text in files_of(self.instance).items():
            rows = min(max(text.count("\n") + 2, LINES[0]), LINES[1])
            widget = UnfoldAdminTextareaWidget(
                {"rows": rows, "spellcheck": "false", "class": "editor-file max-w-none", "wrap": "off"}
            )
            self.fields[name] = forms.CharField(label=name, initial=text, strip=False, widget=widget)

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
class ModuleVersionAdmin(NotAdded, Pages):
    """A draft is edited and published; a published version is only read."""

    right = May.EDIT_CONTENT
    services_note = True
    form = FilesForm
    list_display = ("module", "number", "status", "published_at")
    list_filter = ("status", "module")
    actions_submit_line = ("publish",)
    ordering = ("module__code", "-number")

    def get_queryset(self, request: HttpRequest):
        found = super().get_queryset(request).filter(structure=None)
        return found.select_related("module").defer("document", "files")

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return self.allowed(request) and (obj is None or obj.status == ModuleVersion.Status.DRAFT)

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return self.allowed(request) and obj is not None and obj.status == ModuleVersion.Status.DRAFT

    def changeform_view(self, request: HttpRequest, object_id=None, form_url="", extra_context=None):
        """Somebody may have published it since this page was opened: said in words, before anything is read."""
        version = self.get_object(request, object_id) if request.method == "POST" and object_id else None
        if version and self.allowed(request) and version.status != ModuleVersion.Status.DRAFT:
            raise DomainError(NEVER_CHANGES)
        stay = {"show_save_and_continue": False}
        return super().changeform_view(request, object_id, form_url, (extra_context or {}) | stay)

    def get_form(self, request: HttpRequest, obj=None, change=False, **kwargs):
        """The fields are made for each version: Django's factory must not look for them on the model."""
        return FilesForm

    def get_fieldsets(self, request: HttpRequest, obj=None):
        if obj is None or obj.status != ModuleVersion.Status.DRAFT:
            fields = ("module", "number", "status", "published_at", "as_text")
            return ((None, {"fields": fields, "description": NEVER_CHANGES}),)
        return ((None, {"fields": tuple(files_of(obj))}),)

    def get_readonly_fields(self, request: HttpRequest, obj=None):
        draft = obj is not None and obj.status == ModuleVersion.Status.DRAFT
        return () if draft else ("module", "number", "status", "published_at", "as_text")

    @admin.display(description=gettext_lazy("files"))
    def as_text(self, version: ModuleVersion) -> str:
        files = files_of(version).items()
        return format_html_join("", "<details><summary>{}</summary><pre>{}</pre></details>", files)

    def save_model(self, request: HttpRequest, obj: ModuleVersion, form: FilesForm, change: bool) -> None:
        """Kept with its errors: only publishing asks for none. What the lint says is shown."""
        findings = save_draft(draft=obj, document=form.document, files=form.files_typed, by=request.user)
        if pressed(self, "publish", request):
            self.publish(request, obj)
        else:
            _show(request, findings, form.files_typed)

    def response_change(self, request: HttpRequest, obj: ModuleVersion) -> HttpResponse:
        """A draft stays open, with what was said about it; a published version is left."""
        left = super().response_change(request, obj)
        return redirect(request.path) if obj.status == ModuleVersion.Status.DRAFT else left

    @action(description=gettext_lazy("Save and publish"), permissions=["publish"])
    def publish(self, request: HttpRequest, obj: ModuleVersion) -> None:
        """Learners who begin from now on get it; those on the way stay on theirs."""
        try:
            publish_draft(draft=obj, by=request.user)
        except LintError as error:
            _show(request, error.findings, dict(obj.files))
            messages.error(request, str(error))
        except DomainError as error:
            messages.error(request, str(error))
        else:
            text = _("Version %(n)s of %(code)s is published.")
            messages.success(request, text % {"n": obj.number, "code": obj.module.code})

    def delete_model(self, request: HttpRequest, obj: ModuleVersion) -> None:
        delete_draft(draft=obj, by=request.user)

    def has_publish_permission(self, request: HttpRequest, object_id=None) -> bool:
        """For the button, which a draft alone has; the act itself asks again, under the module's lock."""
        version = self.get_object(request, object_id) if object_id else None
        return self.allowed(request) and (version is None or version.status == ModuleVersion.Status.DRAFT)


def _show(request: HttpRequest, findings: list[Finding], files: Files) -> None:
    """By file, as the editor shows them: errors first; the first ones in full, and how many more there are."""
    for finding in findings[:SHOWN_FINDINGS]:
        level = messages.ERROR if finding.severity == "error" else messages.WARNING
        messages.add_message(request, level, f"{place_in(files, finding.where)}: {finding.text}")
    if len(findings) > SHOWN_FINDINGS:
        messages.warning(request, _("And %(n)s more remarks.") % {"n": len(findings) - SHOWN_FINDINGS})
    if not findings:
        messages.success(request, _("The lint has no remark."))
