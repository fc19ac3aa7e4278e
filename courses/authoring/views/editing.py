"""One part of a module on the desk: its form, all its texts, or its file as YAML; saved at once, errors or not."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from csp.decorators import csp_update
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.errors import DomainError
from courses.authoring import clashes, selectors, services, undoing
from courses.authoring.advice import notes_on, put_notes, reason_of
from courses.authoring.changing import NEW_TYPES
from courses.authoring.clashes import Clash
from courses.authoring.filling import PREFIX, Filling
from courses.authoring.forms import CommentForm
from courses.authoring.media import described, pictures_for
from courses.authoring.outline import WITH_EXERCISES, Part
from courses.authoring.pressing import pressed
from courses.authoring.steps import loose_notes, refusals
from courses.authoring.texts import Texts
from courses.authoring.trees import at, path_of, replaced
from courses.authoring.views.common import NOT_NOW, Desk, desk_of, looking, part_or_404, part_url
from courses.learning.credits import credit_of
from courses.learning.enums import EXERCISE_TYPES, StepName
from courses.learning.models import ModuleVersion
from courses.learning.places import editor_page, editor_url
from courses.learning.services import new_draft, origin_changed
from exercises import ContentError

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
    clashes: list[Clash] = field(default_factory=list)
    was: dict[str, str] = field(default_factory=dict)  # the marks of fields that clash, as they came


@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]  # its own type forgets that addresses have parts
@require_http_methods(["GET", "HEAD", "POST"])
@editor_page
def part(request: HttpRequest, code: str, kind: str = "facts", key: str = "module") -> HttpResponse:
    """GET shows it; POST saves what was typed, or does what a button of the form says."""
    desk = desk_of(request, code)
    found = part_or_404(desk, kind, key)
    sheet = _sheet(desk, found, request.POST if request.method == "POST" else request.GET, request.method == "POST")
    if request.method == "POST":
        try:
            if request.POST.get("do") == "reopen" and not desk.editable:
                desk, found = _reopened(request, desk, found)
            _save(request, desk, found, sheet)
        except (DomainError, ContentError) as error:
            sheet.error, sheet.status = reason_of(error), 409 if isinstance(error, services.Overtaken) else 422
            desk = desk_of(request, code)
        else:
            return redirect(_again(request, desk, found, sheet))
    return render(request, "authoring/part.html", _context(request, desk, found, sheet), status=sheet.status)


def _sheet(desk: Desk, part: Part, asked: QueryDict, typed: bool) -> Sheet:
    tree, posted = desk.tree(part), asked if typed else None
    view = asked.get("as", "form") if asked.get("as") in VIEWS else "form"
    if not isinstance(tree, dict):
        view = "yaml"
    elif view == "form" and not part.shape(tree):
        view = "texts"
    text = desk.files[part.file]
    if view == "yaml":
        return Sheet(view, text=text if posted is None else posted.get("text", text))
    return Sheet(view, filling=_filling(desk, part, view, posted))


def _filling(desk: Desk, part: Part, view: str, posted: Mapping[str, str] | None = None) -> Filling | Texts:
    tree, before = desk.tree(part), desk.before(part)
    if view == "texts":
        return Texts(tree, desk.source, posted, before)
    return Filling(part.shape(tree), tree, desk.source, posted, _choices(desk), before)


def _reopened(request: HttpRequest, desk: Desk, part: Part) -> tuple[Desk, Part]:
    """The version to write in again, with what was typed meanwhile: out of review, or the next one."""
    if desk.version.status == ModuleVersion.Status.IN_REVIEW:
        services.take_back(version=desk.version, by=request.user)
    else:
        new_draft(module=desk.module, by=request.user)
    desk = desk_of(request, desk.module.code)
    return desk, part_or_404(desk, part.kind, part.key)


def _save(request: HttpRequest, desk: Desk, part: Part, sheet: Sheet) -> None:
    if not desk.editable:
        raise DomainError(NOT_NOW)
    now = services.mark_of(desk.files[part.file])
    base = now if request.POST.get("base") is not None else None
    if base is not None and request.POST["base"] != now:
        _meet(request.POST, desk, part, sheet)
        services.close_sitting(desk.version)
    if sheet.filling is None:
        services.save_text(version=desk.version, part=part, text=sheet.text, base=base, by=request.user)
    else:
        _save_form(request, desk, part, sheet.filling, base)
    if not clashes.by_itself(request.POST):
        services.close_sitting(desk.version)
    if sheet.clashes:
        fresh = desk_of(request, desk.module.code)
        mine = {one.name: one.mine for one in sheet.clashes if not one.moved}
        if sheet.filling is None:
            sheet.text = sheet.clashes[0].mine
        else:
            sheet.filling = _filling(fresh, part, sheet.view, mine)
        raise services.Overtaken(clashes.said_of(sheet.clashes))


def _save_form(request: HttpRequest, desk: Desk, part: Part, filling: Filling | Texts, base: str | None) -> None:
    do = request.POST.get("do", "save")
    tree = filling.result()
    if isinstance(filling, Filling):
        tree = _without_refused(desk, part, filling, tree)
    wrong = isinstance(filling, Filling) and filling.errors
    if isinstance(filling, Filling) and not wrong and do not in ("save", "reopen"):
        try:
            tree = pressed(do, tree, filling.shape, request.POST, desk.source)
        except (ValueError, KeyError) as error:
            raise Http404 from error
    drops = do.startswith("drop:") and not wrong
    services.save_tree(
        version=desk.version, part=part, tree=described(tree, desk.document), base=base, by=request.user, apart=drops
    )
    if wrong:
        raise DomainError(_("One thing can’t be kept as it is typed; it is marked below. The rest is kept."))
    if drops:
        offer_undo(request, desk, _("It is taken away."))


def _without_refused(desk: Desk, part: Part, filling: Filling, tree: dict[str, Any]) -> dict[str, Any]:
    """The tree with what stood there before in the place of what can't be kept."""
    before = desk.tree(part)
    for name, reason in refusals(part, before, tree, desk.outline).items():
        filling.errors[name] = reason
        path = path_of(name.removeprefix(PREFIX))
        old = at(before, path)
        holder = at(tree, path[:-1])
        left = {key: one for key, one in holder.items() if key != path[-1]}
        tree = replaced(tree, path[:-1], left if old is None else {**holder, path[-1]: old})
    return tree


def _meet(posted: QueryDict, desk: Desk, part: Part, sheet: Sheet) -> None:
    """Somebody saved the same file since the page was drawn: what was typed over what stands there now."""
    was = clashes.marks_in(posted)
    if was is None:
        raise services.Overtaken(services.OVERTAKEN)
    if sheet.filling is None:
        sheet.text, sheet.clashes = clashes.met_file(posted, desk.files[part.file], was)
        sheet.was = {one.name: was.get("text", "") for one in sheet.clashes}
        return
    drawn = clashes.drawn(_filling(desk, part, sheet.view).rows())
    if not clashes.may_press(posted.get("do", "save"), drawn, was):
        raise services.Overtaken(services.OVERTAKEN)
    sheet.filling.posted, sheet.clashes = clashes.met(posted, drawn, was)
    sheet.was = {one.name: was.get(one.short, "") for one in sheet.clashes if not one.moved}


def offer_undo(request: HttpRequest, desk: Desk, words: str, *, came: bool = False) -> None:
    """Say what was done, with the way back: something went, or `came`, for which some languages have another word."""
    last = services.last_save(desk.version)
    address = f"{editor_url(request, 'authoring:back', last.pk)}?alone=1" if last else ""
    tags = f"{'undo' if came else 'restore'}:{address}" if address else ""
    messages.success(request, words, extra_tags=tags)


def _again(request: HttpRequest, desk: Desk, part: Part, sheet: Sheet) -> str:
    """The same page, in the same view, with the phone as it was; near the field of a button."""
    look = looking(request, desk, part)["look"]
    do, _colon, path = request.POST.get("do", "").partition(":")
    anchor = f"#v.{path}" if do in ("add", "up", "down", "split", "join") else ""
    return f"{part_url(request, desk.module.code, part)}?as={sheet.view}&look={look}{anchor}"


def _choices(desk: Desk) -> dict[str, list[tuple[str, str]]]:
    exercises = desk.document["exercises"].items()
    simulators = [(key, key) for key, one in exercises if isinstance(one, dict) and "world" in one]
    personas = desk.document["module"].get("personas")
    return {
        "simulators": sorted(simulators),
        "worlds": [(key, key) for key in sorted(desk.document["worlds"])],
        "personas": [(key, key) for key in personas] if isinstance(personas, dict) else [],
        "pictures": pictures_for(desk.module.family, desk.document),
        "children": [(key, str(EXERCISE_TYPES[key])) for key in ("choice", "multiple", "order", "match", "fill")],
    }


def _context(request: HttpRequest, desk: Desk, part: Part, sheet: Sheet) -> dict[str, Any]:
    rows = sheet.filling.rows() if sheet.filling else []
    version, tree = desk.version, desk.tree(part)
    fresh = _filling(desk, part, sheet.view).rows() if sheet.filling and isinstance(tree, dict) else []
    was = clashes.drawn(fresh).marks() if sheet.view != "yaml" else {"text": clashes.mark_of(desk.files[part.file])}
    return {
        "desk": desk,
        "module": desk.module,
        "version": version,
        "part": part,
        "sheet": sheet,
        "rows": rows,
        "notes": put_notes(rows, notes_on(part, desk.findings) + loose_notes(part, desk.outline)),
        "views": [one for one in VIEWS if one != "form" or (isinstance(tree, dict) and part.shape(tree))],
        "base": "-" if sheet.was else services.mark_of(desk.files[part.file]),
        "was": json.dumps(was | {one.short: sheet.was[one.name] for one in sheet.clashes if one.name in sheet.was}),
        "last": services.last_save(version),
        "undo": undoing.newest_of(version, desk.files, part) if desk.editable else None,
        "part_name": undoing.name(part),
        "comments": selectors.comments_on(version, part.address),
        "comment_form": CommentForm(),
        "credit": credit_of(desk.module),
        "origin_changed": origin_changed(desk.module),
        "new_types": [(one, EXERCISE_TYPES[one]) for one in NEW_TYPES],
        "steps": [(one, StepName(one).label) for one in WITH_EXERCISES],
        **looking(request, desk, part),
    }
