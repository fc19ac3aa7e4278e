"""Who changed what: the saves of a draft, and what two versions, or a save and today, differ in."""

import uuid

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.authoring import selectors, services
from courses.authoring.differences import differences
from courses.authoring.models import DraftSave
from courses.authoring.views.common import desk_of, file_names
from courses.learning.content import files_of
from courses.learning.models import Module, ModuleVersion
from courses.learning.places import editor_page, module_here
from exercises.documents import Files

PER_PAGE = 30


@require_safe
@editor_page
def history(request: HttpRequest, code: str) -> HttpResponse:
    """The saves of the version in hand, newest first; the versions to compare."""
    desk = desk_of(request, code)
    page = Paginator(selectors.saves_of(desk.version), PER_PAGE).get_page(request.GET.get("page"))
    names = file_names(request, desk)
    rows = [(save, [names.get(name, (name, "")) for name in save.names]) for save in page]
    context = {
        "module": desk.module,
        "version": desk.version,
        "desk": desk,
        "page": page,
        "rows": rows,
        "versions": desk.module.versions.defer("document", "files"),
    }
    return render(request, "authoring/history.html", context)


@require_safe
@editor_page
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """`a` and `b` are numbers of versions; or `save`: what that save changed."""
    module = module_here(request, code)
    if save := request.GET.get("save"):
        title, before, after = _of_save(module, save)
    else:
        first, second = (_version(module, request.GET.get(name, "")) for name in ("a", "b"))
        title = _("From version %(a)s to version %(b)s") % {"a": first.number, "b": second.number}
        before, after = files_of(first), files_of(second)
    names = file_names(request, desk_of(request, code))
    files = differences(before, after)
    for one in files:
        one.title, one.url = names.get(one.name, ("", ""))
    context = {"module": module, "title": title, "files": files}
    return render(request, "authoring/compare.html", context)


def _version(module: Module, number: str) -> ModuleVersion:
    if not (number.isascii() and number.isdigit() and len(number) < 7):
        raise Http404
    return get_object_or_404(ModuleVersion, module=module, number=int(number))


def _of_save(module: Module, pk: str) -> tuple[str, Files, Files]:
    try:
        known = uuid.UUID(pk)
    except ValueError as error:
        raise Http404 from error
    save = get_object_or_404(DraftSave.objects.select_related("version", "by"), pk=known, version__module=module)
    today = files_of(save.version)
    before = services.files_before(save, today)
    after = services.files_after(save, today)
    who = save.by.short_name if save.by else _("somebody")
    return _("What %(who)s saved") % {"who": who}, before, after
