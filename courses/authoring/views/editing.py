"""One part of a module on the desk: its form, all its texts, or its file as YAML; saved at once, errors or not."""

from dataclasses import dataclass, field
from typing import Any

from csp.decorators import csp_update
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.errors import DomainError
from courses.authoring import selectors, services
from courses.authoring.advice import notes_on
from courses.authoring.changing import NEW_TYPES
from courses.authoring.filling import Filling, put_notes
from courses.authoring.forms import CommentForm
from courses.authoring.outline import WITH_EXERCISES, Part
from courses.authoring.pressing import pressed
from courses.authoring.texts import Texts
from courses.authoring.views.common import NOT_NOW, Desk, desk_of, looking, part_or_404, part_url
from courses.learning.enums import EXERCISE_TYPES, StepName
from exercises import ContentError
from structures.guards import portal_page
from structures.permissions import May

VIEWS = ("form", "texts", "yaml")


@dataclass
class Sheet:
    """The middle of the page: the part as it is shown, and what was wrong with what was posted."""

    view: str
    text: str = ""
    filling: Filling | Texts | None = None
    error: str = ""
    status: int = 200
    notes: list[Any] = field(default_factory=list)


@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]  # its own type forgets that addresses have parts
@require_http_methods(["GET", "HEAD", "POST"])
@portal_page(May.EDIT_CONTENT)
def part(request: HttpRequest, code: str, kind: str = "facts", key: str = "module") -> HttpResponse:
    """GET shows it; POST saves what was typed, or does what a button of the form says."""
    desk = desk_of(code)
    found = part_or_404(desk, kind, key)
    sheet = _sheet(request, desk, found)
    if request.method == "POST":
        try:
            _save(request, desk, found, sheet)
        except (DomainError, ContentError) as error:
            sheet.error, sheet.status = str(error), 409 if isinstance(error, services.Overtaken) else 422
            desk = desk_of(code)
        else:
            return redirect(_again(request, desk, found, sheet))
    return render(request, "authoring/part.html", _context(request, desk, found, sheet), status=sheet.status)


def _sheet(request: HttpRequest, desk: Desk, part: Part) -> Sheet:
    tree, posted = desk.tree(part), request.POST if request.method == "POST" else None
    asked = request.POST.get("as") or request.GET.get("as") or "form"
    view = asked if asked in VIEWS else "form"
    if not isinstance(tree, dict):
        view = "yaml"
    elif view == "form" and not part.shape(tree):
        view = "texts"
    text = desk.files[part.file]
    if view == "yaml":
        return Sheet(view, text=text if posted is None else posted.get("text", text))
    before = desk.before(part)
    if view == "texts":
        return Sheet(view, filling=Texts(tree, desk.source, posted, before))
    return Sheet(view, filling=Filling(part.shape(tree), tree, desk.source, posted, _choices(desk), before))


def _save(request: HttpRequest, desk: Desk, part: Part, sheet: Sheet) -> None:
    if not desk.editable:
        raise DomainError(NOT_NOW)
    base, do = request.POST.get("base"), request.POST.get("do", "save")
    if sheet.filling is None:
        services.save_text(version=desk.version, part=part, text=sheet.text, base=base, by=request.user)
        return
    tree = sheet.filling.result()
    if isinstance(sheet.filling, Filling) and sheet.filling.errors:
        raise DomainError(_("Something can’t be kept as it is typed. It is marked below."))
    if do != "save" and isinstance(sheet.filling, Filling):
        try:
            tree = pressed(do, tree, sheet.filling.shape, request.POST, desk.source)
        except (ValueError, KeyError) as error:
            raise Http404 from error
    services.save_tree(
        version=desk.version, part=part, tree=tree, base=base, by=request.user, apart=do.startswith("drop:")
    )
    if do.startswith("drop:"):
        offer_undo(request, desk, _("It is taken away."))


def offer_undo(request: HttpRequest, desk: Desk, words: str) -> None:
    """Say what was done, with the way back."""
    last = services.last_save(desk.version)
    tags = "restore:" + reverse("authoring:back", args=[last.pk]) if last else ""
    messages.success(request, words, extra_tags=tags)


def _again(request: HttpRequest, desk: Desk, part: Part, sheet: Sheet) -> str:
    """The same page, in the same view, with the phone as it was; near the field of a button."""
    look = looking(request, desk, part)["look"]
    do, _colon, path = request.POST.get("do", "").partition(":")
    anchor = f"#v.{path}" if do in ("add", "up", "down", "split", "join") else ""
    return f"{part_url(desk.module.code, part)}?as={sheet.view}&look={look}{anchor}"


def _choices(desk: Desk) -> dict[str, list[tuple[str, str]]]:
    exercises = desk.document["exercises"].items()
    simulators = [(key, key) for key, one in exercises if isinstance(one, dict) and "world" in one]
    personas = desk.document["module"].get("personas")
    return {
        "simulators": sorted(simulators),
        "worlds": [(key, key) for key in sorted(desk.document["worlds"])],
        "personas": [(key, key) for key in personas] if isinstance(personas, dict) else [],
        "children": [(key, str(EXERCISE_TYPES[key])) for key in ("choice", "multiple", "order", "match", "fill")],
    }


def _context(request: HttpRequest, desk: Desk, part: Part, sheet: Sheet) -> dict[str, Any]:
    rows = sheet.filling.rows() if sheet.filling else []
    version, tree = desk.version, desk.tree(part)
    return {
        "desk": desk,
        "module": desk.module,
        "version": version,
        "part": part,
        "sheet": sheet,
        "rows": rows,
        "notes": put_notes(rows, notes_on(part, desk.findings)),
        "views": [one for one in VIEWS if one != "form" or (isinstance(tree, dict) and part.shape(tree))],
        "base": services.mark_of(desk.files[part.file]),
        "last": services.last_save(version),
        "comments": selectors.comments_on(version, part.address),
        "comment_form": CommentForm(),
        "new_types": [(one, EXERCISE_TYPES[one]) for one in NEW_TYPES],
        "steps": [(one, StepName(one).label) for one in WITH_EXERCISES],
        **looking(request, desk, part),
    }
