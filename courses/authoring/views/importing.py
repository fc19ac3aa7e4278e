"""Questions of another system: the file, then what it would bring, then the draft."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from common.errors import DomainError
from common.languages import page_language
from common.once import once
from courses.authoring.exchange_forms import QuestionsForm
from courses.authoring.importing import Analysis, analyse, bring_in, keep_upload
from courses.authoring.models import QuestionUpload
from courses.authoring.views.common import desk_of, part_url
from courses.authoring.views.editing import offer_undo
from courses.exchange.questions import ExchangeError
from courses.exchange.words import refusal
from courses.learning.enums import StepName
from courses.learning.models import Module
from courses.learning.selectors import version_in_hand
from exercises import ContentError
from structures.guards import portal_page
from structures.permissions import May

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@portal_page(May.EDIT_CONTENT)
@once
def import_file(request: HttpRequest, code: str) -> HttpResponse:
    """Send a file; the next page says what it would bring."""
    module = get_object_or_404(Module, code=code)
    first = {"language": page_language(), "step": StepName.ALONE}
    form = QuestionsForm(request.POST, request.FILES) if request.method == "POST" else QuestionsForm(initial=first)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        kept = keep_upload(
            module=module,
            user=request.user,
            name=asked["file"].name,
            content=form.content,
            language=asked["language"],
            step=asked["step"],
        )
        return redirect("authoring:import_analysis", kept.pk)
    context = {"form": form, "module": module, "version": version_in_hand(module)}
    return render(request, "authoring/import.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@portal_page(May.EDIT_CONTENT)
@once
def import_analysis(request: HttpRequest, pk: Any) -> HttpResponse:
    """What the file would bring, question by question; the POST brings in those that are ticked, once."""
    kept = QuestionUpload.objects.select_related("module").filter(pk=pk, user=request.user.pk).first()
    if kept is None:
        raise Http404
    error = ""
    try:
        if request.method == "POST":
            return _brought(request, kept)
    except (DomainError, ContentError) as problem:
        error = str(problem)
    try:
        found = analyse(kept)
    except ExchangeError as problem:  # it could be read when it came: the reader has changed since
        messages.error(request, refusal(problem))
        return redirect("authoring:import_file", kept.module.code)
    context = _context(request, kept, found) | {"error": error}
    return render(request, "authoring/import_analysis.html", context, status=422 if error else 200)


def _brought(request: HttpRequest, kept: QuestionUpload) -> HttpResponse:
    keys = bring_in(upload=kept, chosen=request.POST.getlist("take"), by=request.user)
    desk = desk_of(kept.module.code)
    words = ngettext("%(n)s question is in the draft.", "%(n)s questions are in the draft.", len(keys))
    offer_undo(request, desk, words % {"n": len(keys)})
    return redirect(part_url(desk.module.code, desk.outline.find("exercise", keys[0])))


def _context(request: HttpRequest, kept: QuestionUpload, found: Analysis) -> dict[str, Any]:
    page = Paginator(found.rows, PER_PAGE).get_page(request.GET.get("page"))
    names, said = dict(settings.LANGUAGES), found.reading.language[:2].lower()
    fits = sum(not row.taken for row in page) <= found.room
    ticked = request.POST.getlist("take") if request.method == "POST" else None
    for row in page:
        row.chosen = fits and not row.taken if ticked is None else str(row.index) in ticked
    return {
        "upload": kept,
        "module": kept.module,
        "found": found,
        "page": page,
        "fits": fits,
        "first_page": page.number == 1,
        "step": StepName(kept.step).label,
        "language": names[kept.language],
        "other_language": names.get(said, "") if said != kept.language else "",
        "page_language": page_language(),
    }
