"""Acts from the desk: exercises that come, go and move; undo; comments; the way to publication."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from common.errors import DomainError
from courses.authoring import changing, selectors, services, undoing
from courses.authoring.advice import reason_of
from courses.authoring.forms import CommentForm, PlanForm
from courses.authoring.left import Group, errors_by_part
from courses.authoring.models import Comment, DraftSave, PlannedPublication
from courses.authoring.outline import Part
from courses.authoring.views.common import NOT_NOW, Desk, desk_of, part_or_404, part_url
from courses.authoring.views.editing import VIEWS, offer_undo
from courses.learning.models import ModuleVersion
from courses.learning.places import editor_page, editor_url, structure_here
from courses.learning.services import (
    LintError,
    delete_draft,
    new_draft,
    publish_draft,
    put_away,
    put_back_module,
    submit_draft,
    withdraw_module,
)
from exercises import ContentError
from structures import journal


@require_POST
@editor_page
def exercises(request: HttpRequest, code: str) -> HttpResponse:
    """`do`: add (with `step` and `type`), duplicate, delete, up, down, or to (with `step`), of the exercise `key`."""
    desk = desk_of(request, code)
    key, do = request.POST.get("key", ""), request.POST.get("do", "")
    try:
        shown = _changed(request, desk, do, key)
    except (DomainError, ContentError) as error:
        messages.error(request, reason_of(error))
        return redirect(editor_url(request, "authoring:module", code))
    fresh = desk_of(request, code)
    return redirect(part_url(request, code, fresh.outline.find("exercise", shown) if shown else None))


def _changed(request: HttpRequest, desk: Desk, do: str, key: str) -> str:
    """Does it; the exercise to show then, if any."""
    if not desk.editable:
        raise DomainError(NOT_NOW)
    step = request.POST.get("step", "")
    if do == "add":
        kind = request.POST.get("type", "")
        return changing.add(version=desk.version, step=step, kind=kind, by=request.user)
    if do == "duplicate":
        return changing.duplicate(version=desk.version, key=key, by=request.user)
    if do == "delete":
        changing.delete(version=desk.version, key=key, by=request.user)
        offer_undo(request, desk, _("Exercise %(key)s is taken away.") % {"key": key})
        return ""
    if do in ("up", "down", "to"):
        changing.move(version=desk.version, key=key, to=step if do == "to" else do, by=request.user)
        return key
    raise DomainError(_("Choose what to do."))


@require_POST
@editor_page
def back(request: HttpRequest, pk: Any) -> HttpResponse:
    """What a save changed, as it was: one part (`part`), that save alone (`alone`), or the draft before it."""
    here = DraftSave.objects.filter(version__module__structure=structure_here(request))
    save = get_object_or_404(here.select_related("version__module"), pk=pk)
    desk = desk_of(request, save.version.module.code)
    part = _part_of(desk, request.POST.get("part", ""))
    try:
        words = _undone(save, part, alone="alone" in request.GET, by=request.user)
    except (DomainError, ContentError) as error:
        messages.error(request, reason_of(error))
    else:
        messages.success(request, words)
    view = request.POST.get("as", "")
    return redirect(part_url(request, desk.module.code, part) + (f"?as={view}" if view in VIEWS else ""))


def _part_of(desk: Desk, address: str) -> Part | None:
    return part_or_404(desk, *address.split("/", 1)) if "/" in address else None


def _undone(save: DraftSave, part: Part | None, *, alone: bool, by) -> str:
    if part:
        undoing.undo(save=save, part=part, by=by)
        return _("“%(part)s” is as it was before the last save.") % {"part": undoing.name(part)}
    if alone:
        undoing.undo_alone(save=save, by=by)
        return _("It is as it was before.")
    services.go_back(save=save, by=by)
    return _("The draft is as it was before.")


@require_POST
@editor_page
def comment(request: HttpRequest, code: str, kind: str, key: str) -> HttpResponse:
    """A few words on a part."""
    desk = desk_of(request, code)
    part = part_or_404(desk, kind, key)
    form = CommentForm(request.POST)
    if form.is_valid():
        services.comment(version=desk.version, part=part, text=form.cleaned_data["text"], by=request.user)
    else:
        messages.error(request, _("Write a few words first: 2,000 characters at most."))
    return redirect(part_url(request, code, part) + "#comments")


@require_POST
@editor_page
def settle(request: HttpRequest, pk: Any) -> HttpResponse:
    """A comment is settled; with `open`, it is not after all."""
    here = Comment.objects.filter(version__module__structure=structure_here(request))
    one = get_object_or_404(here.select_related("version__module"), pk=pk)
    services.settle(one=one, by=request.user, settled="open" not in request.POST)
    code = one.version.module.code
    kind, _slash, key = one.part.partition("/")
    part = desk_of(request, code).outline.find(kind, key)
    return redirect(part_url(request, code, part) + "#comments")


@require_http_methods(["GET", "HEAD", "POST"])
@editor_page
def publishing(request: HttpRequest, code: str) -> HttpResponse:
    """Where the module is on its way, and the next steps. A POST says by `do` which one is taken."""
    desk, form = desk_of(request, code), PlanForm()
    errors: list[Group] = []
    if request.method == "POST":
        if _asks_first(request, desk):
            return redirect(editor_url(request, "authoring:publishing", code) + "?delete=1#h-del")
        form = PlanForm(request.POST) if request.POST.get("do") == "plan" else form
        try:
            if form.is_bound and not form.is_valid():
                raise DomainError(_("The module is not planned: look at the moment below."))
            words, undo = _act(request, desk, form), ""
            if request.POST["do"] == "put_away":
                undo = "restore:" + editor_url(request, "authoring:bring_back", code)
            messages.success(request, words, extra_tags=undo)
        except LintError as error:
            messages.error(request, str(error))
            errors = errors_by_part(error.findings, desk.outline, desk.tree, partial(_address, request, desk))
        except DomainError as error:
            messages.error(request, str(error))
        else:
            return redirect(editor_url(request, *_after(request.POST["do"], code)))
        desk = desk_of(request, code)
    context = _state(desk) | {"form": form, "errors": errors, "deleting": "delete" in request.GET}
    return render(request, "authoring/publishing.html", context, status=422 if request.method == "POST" else 200)


def _asks_first(request: HttpRequest, desk: Desk) -> bool:
    """Whether a draft is to be deleted that has more saves than she was told of (`sure`)."""
    told = request.POST.get("sure", "")
    told_of = int(told) if told.isascii() and told.isdigit() and len(told) < 7 else 0
    return request.POST.get("do") == "delete" and selectors.saves_of(desk.version).count() > told_of


def _address(request: HttpRequest, desk: Desk, part: Part) -> str:
    if part is desk.outline.media:
        return editor_url(request, "authoring:media", desk.module.code)
    return part_url(request, desk.module.code, part)


def _after(do: str, code: str) -> tuple[str, ...]:
    """Where one goes on."""
    if do == "put_away":
        return ("authoring:modules",)
    return "authoring:module" if do in ("begin", "take_back") else "authoring:publishing", code


def _state(desk: Desk) -> dict[str, Any]:
    """Where the module stands, as the page shows it."""
    withdrawn = desk.module.versions.filter(status=ModuleVersion.Status.WITHDRAWN)
    return {
        "desk": desk,
        "module": desk.module,
        "version": desk.version,
        "planned": PlannedPublication.objects.filter(version=desk.version).select_related("by").first(),
        "comments": selectors.open_comments(desk.version),
        "withdrawn": desk.module.published_id is None and withdrawn.exists(),
        "saves": selectors.saves_of(desk.version).count(),
        "savers": selectors.savers_of(desk.version),
        "sent_by": _sent_by(desk.version),
        "first_draft": desk.editable and desk.version.number == 1,
        "versions": desk.module.versions.defer("document", "files"),
    }


def _sent_by(version: ModuleVersion) -> str:
    """Who sent it to review, while it is there."""
    if version.status != ModuleVersion.Status.IN_REVIEW:
        return ""
    return journal.last_name(target=version, acts=["draft_submitted"])


def _act(request: HttpRequest, desk: Desk, form: PlanForm) -> str:
    """Takes the step; what to say of it."""
    do, version, by = request.POST.get("do", ""), desk.version, request.user
    acts = (
        _own_acts(desk, by)
        if desk.module.own
        else {
            "submit": (lambda: submit_draft(draft=version, by=by), _("The draft is in review.")),
            "take_back": (lambda: services.take_back(version=version, by=by), _("You can write in it again.")),
            "publish": (
                lambda: services.publish(version=version, by=by),
                _("It is published."),
            ),
            "plan": (lambda: services.plan(version=version, at=form.cleaned_data["at"], by=by), _("It is planned.")),
            "call_off": (lambda: services.call_off(version=version, by=by), _("It is not planned any more.")),
        }
        | _common_acts(desk, by)
    )
    if do not in acts:
        raise DomainError(_("Choose what to do."))
    act, words = acts[do]
    act()
    return words


def _common_acts(desk: Desk, by) -> dict[str, tuple[Any, str]]:
    """What may be done with every module."""
    module, version = desk.module, desk.version
    return {
        "begin": (lambda: new_draft(module=module, by=by), _("Here is the draft of the next version.")),
        "withdraw": (lambda: withdraw_module(module=module, by=by), _("It is withdrawn.")),
        "put_back": (lambda: put_back_module(module=module, by=by), _("It can be given again.")),
        "delete": (lambda: delete_draft(draft=version, by=by), _("The draft is deleted.")),
    }


def _own_acts(desk: Desk, by) -> dict[str, tuple[Any, str]]:
    """A structure publishes its copy itself: nobody rereads it. Its only draft goes with the copy."""
    acts = _common_acts(desk, by)
    if not desk.module.versions.exclude(pk=desk.version.pk).exists():
        del acts["delete"]
    return acts | {
        "publish": (lambda: publish_draft(draft=desk.version, by=by), _("It is published.")),
        "put_away": (lambda: put_away(copy=desk.module, by=by), _("The copy is deleted.")),
    }
