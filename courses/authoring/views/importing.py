"""Questions of another system: the file, then what it would bring, then the draft."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from common.errors import DomainError
from common.languages import page_language
from common.once import once
from courses.authoring.advice import reason_of
from courses.authoring.exchange_forms import QuestionsForm
from courses.authoring.importing import Analysis, analyse, bring_in, keep_upload, tick
from courses.authoring.models import QuestionUpload
from courses.authoring.views.common import desk_of, part_url
from courses.authoring.views.editing import offer_undo
from courses.exchange.questions import ExchangeError
from courses.exchange.words import refusal
from courses.learning.enums import StepName
from courses.learning.places import editor_page, editor_url, module_here, structure_here
from courses.learning.selectors import version_in_hand
from exercises import ContentError

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@editor_page
@once
def import_file(request: HttpRequest, code: str) -> HttpResponse:
    """Send a file; the next page says what it would bring."""
    module = module_here(request, code)
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
        return redirect(editor_url(request, "authoring:import_analysis", kept.pk))
    context = {"form": form, "module": module, "version": version_in_hand(module)}
    return render(request, "authoring/import.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@editor_page
def import_analysis(request: HttpRequest, pk: Any) -> HttpResponse:
    """What the file would bring, question by question. A POST keeps the ticks of its page, then turns to another page,
    or brings in what is ticked on all of them; whatever it says is said on a page that has its own address.
    """
    hers = QuestionUpload.objects.filter(user=request.user.pk, module__structure=structure_here(request))
    kept = hers.select_related("module").filter(pk=pk).first()
    if kept is None:
        raise Http404
    try:
        found = analyse(kept)
    except ExchangeError as problem:  # it could be read when it came: the reader has changed since
        messages.error(request, refusal(problem))
        return redirect(editor_url(request, "authoring:import_file", kept.module.code))
    if request.method != "POST":
        return render(request, "authoring/import_analysis.html", _context(request, kept, found))
    page = _page(found, request.POST.get("shown"))
    do, _colon, turned = request.POST.get("do", "").partition(":")
    every = [str(row.index) for row in page if not row.taken]
    chosen = {"all": every, "none": []}.get(do, request.POST.getlist("take"))
    tick(upload=kept, found=found, shown=list(page), chosen=chosen)
    done = None if do in ("all", "none", "page") else _brought(request, kept)
    if done is not None and done.status_code == HTTPStatus.FOUND:
        return done
    return redirect(f"{request.path}?page={_page(found, turned or page.number).number}")


def _page(found: Analysis, number: Any) -> Page:
    return Paginator(found.rows, PER_PAGE).get_page(number)


@once
def _brought(request: HttpRequest, kept: QuestionUpload) -> HttpResponse:
    """To the first exercise that was made; 422, with a message, when nothing was."""
    try:
        keys = bring_in(upload=kept, by=request.user)
    except (DomainError, ContentError) as problem:
        messages.error(request, reason_of(problem))
        return HttpResponse(status=HTTPStatus.UNPROCESSABLE_ENTITY)
    desk = desk_of(request, kept.module.code)
    words = ngettext("%(n)s question is in the draft.", "%(n)s questions are in the draft.", len(keys))
    offer_undo(request, desk, words % {"n": len(keys)}, came=True)
    return redirect(part_url(request, desk.module.code, desk.outline.find("exercise", keys[0])))


def _context(request: HttpRequest, kept: QuestionUpload, found: Analysis) -> dict[str, Any]:
    page = _page(found, request.GET.get("page"))
    names, said = dict(settings.LANGUAGES), found.reading.language[:2].lower()
    return {
        "upload": kept,
        "module": kept.module,
        "found": found,
        "page": page,
        "out": Paginator(found.out, PER_PAGE).get_page(request.GET.get("out")),
        "step": StepName(kept.step).label,
        "language": names[kept.language],
        "other_language": names.get(said, "") if said != kept.language else "",
        "page_language": page_language(),
    }
