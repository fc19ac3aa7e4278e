"""A structure's own copies of modules: made, told when the origin changed, brought back after a deletion."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from common.errors import DomainError
from common.once import once
from courses.authoring.differences import FileChange, differences
from courses.learning import services
from courses.learning.catalogue import published_modules
from courses.learning.content import to_files
from courses.learning.models import Module, ModuleVersion
from courses.learning.places import editor_url, module_here
from structures.guards import StructureRequest, structure_page
from structures.permissions import May


@require_POST
@structure_page(May.ADAPT)
@once
def copy(request: StructureRequest, code: str) -> HttpResponse:
    """A module of the catalogue as the structure's own, to write in."""
    structure = request.place.structure
    module = get_object_or_404(published_modules(at=structure), code=code)
    try:
        made = services.copy_module(module=module, structure=structure, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("courses:module", structure.slug, code)
    messages.success(request, _("Here is your copy. Only your organisation sees it."))
    return redirect(editor_url(request, "authoring:module", made.code))


@require_http_methods(["GET", "HEAD", "POST"])
@structure_page(May.ADAPT)
def origin(request: StructureRequest, code: str) -> HttpResponse:
    """What changed in the origin since the copy was made, or since somebody looked; a POST says that it was seen."""
    module = module_here(request, code)
    newest = services.origin_changed(module)
    if request.method == "POST":
        number = request.POST.get("number", "")
        known = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 0
        try:
            services.note_seen(copy=module, number=known, by=request.user)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect(editor_url(request, "authoring:origin", code))
        messages.success(request, _("Noted. You are told when the original changes again."))
        return redirect(editor_url(request, "authoring:module", code))
    context = {"module": module, "newest": newest, "files": _changes(module.seen, newest)}
    return render(request, "authoring/origin.html", context)


def _changes(seen: ModuleVersion | None, newest: ModuleVersion | None) -> list[FileChange]:
    """By what the documents say: a file that has another name and the same content is no change."""
    if seen is None or newest is None:
        return []
    return differences(to_files(seen.document), to_files(newest.document))


@require_POST
@structure_page(May.ADAPT)
def bring_back(request: StructureRequest, code: str) -> HttpResponse:
    """The undo of a deletion."""
    structure = request.place.structure
    found = get_object_or_404(Module, code=code, structure=structure)
    services.bring_back(copy=found, by=request.user)
    messages.success(request, _("Your copy is back."))
    return redirect(editor_url(request, "authoring:module", code))
