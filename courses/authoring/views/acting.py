"""Acts from the desk: exercises that come, go and move; undo; comments; the way to publication."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from common.errors import DomainError
from courses.authoring import changing, selectors, services
from courses.authoring.forms import CommentForm, PlanForm
from courses.authoring.models import Comment, DraftSave, PlannedPublication
from courses.authoring.views.common import NOT_NOW, Desk, desk_of, part_or_404, part_url
from courses.authoring.views.editing import offer_undo
from courses.learning.models import ModuleVersion
from courses.learning.services import LintError, delete_draft, new_draft, put_back_module, submit_draft, withdraw_module
from exercises import ContentError
from structures.guards import portal_page
from structures.permissions import May


@require_POST
@portal_page(May.EDIT_CONTENT)
def exercises(request: HttpRequest, code: str) -> HttpResponse:
    """`do`: add (with `step` and `type`), duplicate, delete, up, down, or to (with `step`), of the exercise `key`."""
    desk = desk_of(code)
    key, do = request.POST.get("key", ""), request.POST.get("do", "")
    try:
        shown = _changed(request, desk, do, key)
    except (DomainError, ContentError) as error:
        messages.error(request, str(error))
        return redirect("authoring:module", code)
    fresh = desk_of(code)
    return redirect(part_url(code, fresh.outline.find("exercise", shown) if shown else None))


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
@portal_page(May.EDIT_CONTENT)
def back(request: HttpRequest, pk: Any) -> HttpResponse:
    """The draft as it was before that save."""
    save = get_object_or_404(DraftSave.objects.select_related("version__module"), pk=pk)
    try:
        services.go_back(save=save, by=request.user)
    except (DomainError, ContentError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The draft is as it was before."))
    return redirect("authoring:module", save.version.module.code)


@require_POST
@portal_page(May.EDIT_CONTENT)
def comment(request: HttpRequest, code: str, kind: str, key: str) -> HttpResponse:
    """A few words on a part."""
    desk = desk_of(code)
    part = part_or_404(desk, kind, key)
    form = CommentForm(request.POST)
    if form.is_valid():
        services.comment(version=desk.version, part=part, text=form.cleaned_data["text"], by=request.user)
    else:
        messages.error(request, _("Write a few words first: 2,000 characters at most."))
    return redirect(part_url(code, part) + "#comments")


@require_POST
@portal_page(May.EDIT_CONTENT)
def settle(request: HttpRequest, pk: Any) -> HttpResponse:
    """A comment is settled; with `open`, it is not after all."""
    one = get_object_or_404(Comment.objects.select_related("version__module"), pk=pk)
    services.settle(one=one, by=request.user, settled="open" not in request.POST)
    code = one.version.module.code
    kind, _slash, key = one.part.partition("/")
    part = desk_of(code).outline.find(kind, key)
    return redirect(part_url(code, part) + "#comments")


@require_http_methods(["GET", "HEAD", "POST"])
@portal_page(May.EDIT_CONTENT)
def publishing(request: HttpRequest, code: str) -> HttpResponse:
    """Where the module is on its way, and the next steps. A POST says by `do` which one is taken."""
    desk, form = desk_of(code), PlanForm()
    errors: list[str] = []
    if request.method == "POST":
        form = PlanForm(request.POST) if request.POST.get("do") == "plan" else form
        try:
            if form.is_bound and not form.is_valid():
                raise DomainError(_("The module is not planned: look at the moment below."))
            messages.success(request, _act(request, desk, form))
        except LintError as error:
            messages.error(request, str(error))
            errors = error.lines
        except DomainError as error:
            messages.error(request, str(error))
        else:
            writing = request.POST["do"] in ("begin", "take_back")
            return redirect("authoring:module" if writing else "authoring:publishing", code)
        desk = desk_of(code)
    context = _state(desk) | {"form": form, "errors": errors}
    return render(request, "authoring/publishing.html", context, status=422 if request.method == "POST" else 200)


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
        "versions": desk.module.versions.defer("document", "files"),
    }


def _act(request: HttpRequest, desk: Desk, form: PlanForm) -> str:
    """Takes the step; what to say of it."""
    do, version, by = request.POST.get("do", ""), desk.version, request.user
    acts: dict[str, tuple[Any, str]] = {
        "begin": (lambda: new_draft(module=desk.module, by=by), _("Here is the draft of the next version.")),
        "submit": (lambda: submit_draft(draft=version, by=by), _("The draft is in review.")),
        "take_back": (lambda: services.take_back(version=version, by=by), _("You can write in it again.")),
        "publish": (
            lambda: services.publish(version=version, by=by),
            _("It is published."),
        ),
        "plan": (lambda: services.plan(version=version, at=form.cleaned_data["at"], by=by), _("It is planned.")),
        "call_off": (lambda: services.call_off(version=version, by=by), _("It is not planned any more.")),
        "withdraw": (
            lambda: withdraw_module(module=desk.module, by=by),
            _("It is withdrawn."),
        ),
        "put_back": (lambda: put_back_module(module=desk.module, by=by), _("It can be given again.")),
        "delete": (lambda: delete_draft(draft=version, by=by), _("The draft is deleted.")),
    }
    if do not in acts:
        raise DomainError(_("Choose what to do."))
    act, words = acts[do]
    act()
    return words
