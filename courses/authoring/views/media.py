"""The pictures and recordings of a module: a gallery, the texts that are said, and what may be done with both."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.errors import DomainError
from common.languages import page_language
from common.once import once
from courses.authoring import media, services
from courses.authoring.advice import notes_on, reason_of
from courses.authoring.media_forms import NewPictureForm, PictureForm, SoundForm
from courses.authoring.recordings import lines
from courses.authoring.texts import Texts
from courses.authoring.views.common import NOT_NOW, Desk, desk_of
from courses.authoring.views.editing import offer_undo
from courses.learning.places import editor_page, editor_url
from exercises import ContentError
from exercises.texts import LANGUAGES


class Refused(DomainError):
    """A form that can't be taken: `form` says why at its field."""

    def __init__(self, form: Any):
        super().__init__(" ".join(str(one) for errors in form.errors.values() for one in errors))
        self.form = form


@require_http_methods(["GET", "HEAD", "POST"])
@editor_page
@once
def media_page(request: HttpRequest, code: str) -> HttpResponse:
    """GET shows both; POST does what `do` says: add, describe, replace or remove a picture; record, unrecord a text."""
    desk = desk_of(request, code)
    form, error = NewPictureForm(source=desk.source), ""
    if request.method == "POST":
        try:
            if not desk.editable:
                raise DomainError(NOT_NOW)
            words = _asked(request)(request, desk)
        except (DomainError, ContentError) as problem:
            error = reason_of(problem)
            form = problem.form if isinstance(problem, Refused) and isinstance(problem.form, NewPictureForm) else form
            desk = desk_of(request, code)
        else:
            offer_undo(request, desk, words)
            return redirect(f"{editor_url(request, 'authoring:media', code)}?say={_language(request)}")
    context = _context(request, desk) | {"form": form, "error": error}
    return render(request, "authoring/media.html", context, status=422 if error else 200)


def _language(request: HttpRequest) -> str:
    asked = request.POST.get("say") or request.GET.get("say") or ""
    return asked if asked in LANGUAGES else page_language()


def _context(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    language = _language(request)
    said = lines(desk.document, desk.outline, language)
    part = desk.outline.media
    texts = {one.path.partition(".alt")[0]: one for one in Texts(desk.document.get("media") or {}, desk.source).rows()}
    pictures = [
        (index, one, texts.get(f"pictures.{index}"))
        for index, one in enumerate(media.gallery(desk.document, desk.outline))
    ]
    return {
        "desk": desk,
        "module": desk.module,
        "version": desk.version,
        "part": part,
        "pictures": pictures,
        "lines": said,
        "recorded": sum(one.facts is not None for one in said),
        "say": language,
        "languages": settings.LANGUAGES,
        "notes": notes_on(part, desk.findings),
        "last": services.last_save(desk.version),
    }


def _add(request: HttpRequest, desk: Desk) -> str:
    form = NewPictureForm(request.POST, request.FILES, source=desk.source)
    if not form.is_valid():
        raise Refused(form)
    media.add_picture(version=desk.version, stem=form.stem, small=form.small, alt=form.alt, by=request.user)
    kilobytes = max(1, round(len(form.small.content) / 1000))
    facts = {"n": kilobytes, "width": form.small.width, "height": form.small.height}
    return _("The picture is there: %(n)s kB, %(width)s × %(height)s pixels.") % facts


def _describe(request: HttpRequest, desk: Desk) -> str:
    alt = {one: request.POST.get(f"alt.{one}", "")[:300] for one in LANGUAGES}
    right = [one for one in LANGUAGES if f"right.{one}" in request.POST]
    file = request.POST.get("file", "")
    media.describe(version=desk.version, file=file, alt=alt, right=right, source=desk.source, by=request.user)
    return _("The description is kept.")


def _replace(request: HttpRequest, desk: Desk) -> str:
    form = PictureForm({}, MultiValueDict({"file": request.FILES.getlist("new")}))
    if not form.is_valid():
        raise Refused(form)
    file = request.POST.get("file", "")
    media.replace(version=desk.version, file=file, stem=form.stem, small=form.small, by=request.user)
    return _("The picture is replaced wherever it is shown. Reread what it shows.")


def _remove(request: HttpRequest, desk: Desk) -> str:
    media.remove(version=desk.version, file=request.POST.get("file", ""), by=request.user)
    return _("The picture is taken away.")


def _record(request: HttpRequest, desk: Desk) -> str:
    form = SoundForm({}, request.FILES)
    if not form.is_valid():
        raise Refused(form)
    language, words = _language(request), _words(request)
    if not any(one.words == words and one.part for one in lines(desk.document, desk.outline, language)):
        raise DomainError(_("Choose a text of the list."))
    media.record(version=desk.version, language=language, words=words, sound=form.sound, by=request.user)
    return _("The recording is there. It is played instead of the voice.")


def _unrecord(request: HttpRequest, desk: Desk) -> str:
    media.unrecord(version=desk.version, language=_language(request), words=_words(request), by=request.user)
    return _("The recording is taken away: the voice says it again.")


def _words(request: HttpRequest) -> str:
    return request.POST.get("words", "").replace("\r\n", "\n").strip()


ACTS = {
    "add": _add,
    "describe": _describe,
    "replace": _replace,
    "remove": _remove,
    "record": _record,
    "unrecord": _unrecord,
}


def _asked(request: HttpRequest) -> Callable[[HttpRequest, Desk], str]:
    act = ACTS.get(request.POST.get("do", ""))
    if act is None:
        raise DomainError(_("Nothing was asked for. Load this page again."))
    return act
