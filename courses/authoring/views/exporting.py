"""A module's questions for another system: what would go and what stays, then the file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.downloads import attachment, file_name
from common.languages import page_language
from courses.authoring.exchange_forms import ExportForm
from courses.authoring.exporting import FORMATS, Export, export, versions_of
from courses.learning.models import Module
from courses.learning.places import editor_page, module_here


@require_safe
@editor_page
def export_module(request: HttpRequest, code: str) -> HttpResponse:
    """What would go out and what stays, before anything is downloaded."""
    module, form = _asked(request, code)
    found = _made(module, form) if form.is_valid() else None
    context = {"module": module, "form": form, "found": found, "asked": request.GET.urlencode()}
    context["language"] = form.cleaned_data.get("language", "")
    return render(request, "authoring/export.html", context, status=200 if found else 422)


@require_safe
@editor_page
def export_file(request: HttpRequest, code: str) -> HttpResponse:
    """The file. 404 for a choice that isn't one, and when no question can go."""
    module, form = _asked(request, code)
    if not form.is_valid():
        raise Http404
    found, asked = _made(module, form), form.cleaned_data
    if not found.taken:
        raise Http404
    chosen = FORMATS[asked["format"]]
    name = file_name(chosen.what, found.title, asked["language"], asked["country"], extension=chosen.extension)
    return attachment(name, found.content, chosen.content_type)


def _asked(request: HttpRequest, code: str) -> tuple[Module, ExportForm]:
    module = module_here(request, code)
    versions = versions_of(module)
    if not versions:
        raise Http404
    return module, ExportForm(request.GET, versions=versions, language=page_language())


def _made(module: Module, form: ExportForm) -> Export:
    asked = form.cleaned_data
    version = module.versions.get(number=int(asked["version"]))
    version.module = module
    return export(
        version=version, format=FORMATS[asked["format"]], language=asked["language"], country=asked["country"]
    )
