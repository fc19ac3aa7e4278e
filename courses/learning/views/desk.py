"""The aidant's pages: the catalogue, a module, giving and taking back, who is where."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import DomainError
from common.languages import page_language
from common.sentences import one_stop
from courses.learning import content, selectors, services
from courses.learning.catalogue import published_modules
from courses.learning.credits import credit_of
from courses.learning.enums import EXERCISE_TYPES, OPEN_AT_MOST, How, StepName
from courses.learning.forms import AssignForm, ProgressFilter
from courses.learning.models import Assignment, Module, ModuleVersion
from courses.library.enums import Audience
from courses.library.selectors import for_module
from digcomp.enums import Level
from digcomp.framework import named
from learners.names import apart_in
from structures.guards import StructureRequest, structure_page
from structures.models import Structure
from structures.permissions import May

PER_PAGE = 30


def module_of(structure: Structure, code: str) -> Module:
    """A module of the structure's catalogue by its code."""
    return get_object_or_404(published_modules(at=structure), code=code)


def version_of(module: Module) -> ModuleVersion:
    """What the catalogue shows of a published module."""
    if module.published is None:
        raise Http404
    return module.published


@require_safe
@structure_page(May.HELP)
def modules(request: StructureRequest) -> HttpResponse:
    """The catalogue: what can be given today."""
    cards = [
        {"module": module, "level": Level(module.level).label, "competences": named(module.competences)}
        for module in published_modules(at=request.place.structure)
    ]
    context = {"cards": cards, "may_adapt": request.place.may(May.ADAPT)}
    return render(request, "courses/modules.html", context)


@structure_page(May.HELP)
@require_http_methods(["GET", "HEAD", "POST"])
def module(request: StructureRequest, code: str) -> HttpResponse:
    """What a module holds, its sheets, a try of each exercise; and whom to give it to."""
    structure = request.place.structure
    found = module_of(structure, code)
    chosen = {"learners": request.GET.getlist("learner"), "group": request.GET.get("group")}
    form = AssignForm(request.POST if request.method == "POST" else None, structure=structure, initial=chosen)
    if request.method == "POST" and form.is_valid():
        _give(request, found, form)
        return redirect("courses:module", structure.slug, code)
    country = selectors.country_of(structure)
    version = version_of(found)
    facts = content.part_of(version, "module", page_language(), country)
    exercises = content.part_of(version, "exercises", page_language(), country)
    context = {
        "module": found,
        "facts": facts,
        "level": Level(found.level).label,
        "competences": named(facts["competences"]),
        "also": named(facts.get("also", [])),
        "steps": [_step(step, exercises) for step in facts["steps"]],
        "shelf": for_module(code=found.family, audience=Audience.HELPERS, language=page_language()),
        "form": form,
        "credit": credit_of(found),
        "may_adapt": request.place.may(May.ADAPT),
        "origin_changed": found.own and services.origin_changed(found),
    }
    return render(request, "courses/module.html", context, status=422 if form.is_bound else 200)


def _step(step: dict[str, Any], exercises: dict[str, Any]) -> dict[str, Any]:
    """One of the six, with its exercises; a step's minutes are shared by those that have to be done."""
    keys = step.get("exercises", [])
    needed = step.get("choose", {}).get("at_least", len(keys))
    return {
        "label": StepName(step["step"]).label,
        "minutes": step["minutes"],
        "needed": needed,
        "each": max(1, round(step["minutes"] / needed)) if needed else 0,
        "exercises": [_row(exercises[key]) for key in keys],
    }


def _row(exercise: dict[str, Any]) -> dict[str, Any]:
    title, _end, rest = exercise["instruction"].partition("\n")
    kind = EXERCISE_TYPES.get(exercise["type"], exercise["type"])
    return {"id": exercise["id"], "picto": exercise["picto"], "title": title, "rest": rest, "type": kind}


def _give(request: StructureRequest, module: Module, form: AssignForm) -> None:
    """Give it to each; what could not be given is said by name, and nothing else is lost."""
    made: list[Assignment] = []
    for learner in form.cleaned_data["learners"]:
        try:
            made.append(services.assign_module(learner=learner, module=module, by=request.user))
        except DomainError as error:
            messages.warning(request, str(error))
    if group := form.cleaned_data["group"]:
        given = services.assign_to_group(group=group, module=module, by=request.user)
        made += given.made
        names = ", ".join(learner.alias for learner in given.full)
        if names:
            text = _("These learners already have 3 open modules: %(names)s.") % {"names": names}
            messages.warning(request, one_stop(text))
        if not (given.made or given.already or given.full):
            messages.warning(request, _("Nobody is in the group %(group)s yet.") % {"group": group.name})
    if made:
        _say_given(request, module, made)


def _say_given(request: StructureRequest, module: Module, made: list[Assignment]) -> None:
    text = ngettext(
        "“%(title)s” has been given to %(n)s learner.", "“%(title)s” has been given to %(n)s learners.", len(made)
    )
    undo = ""
    if len(made) == 1:
        undo = "undo:" + reverse("courses:cancel", args=[request.place.structure.slug, made[0].pk])
    messages.success(request, text % {"title": module.title, "n": len(made)}, extra_tags=undo)


@require_POST
@structure_page(May.HELP)
def assign(request: StructureRequest) -> HttpResponse:
    """One tap, from a learner's page or her skills check: `learner`, and one `module` or several (codes)."""
    structure = request.place.structure
    form = AssignForm({"learners": request.POST.getlist("learner")[:1]}, structure=structure)
    if not form.is_valid():
        raise Http404
    codes = request.POST.getlist("module")[:OPEN_AT_MOST]
    for found in [module_of(structure, code) for code in codes]:
        _give(request, found, form)
    learner = form.cleaned_data["learners"][0]
    return redirect(back_to(request, reverse("desk:learner", args=[structure.slug, learner.pk])))


def back_to(request: HttpRequest, otherwise: str) -> str:
    """Where the form wants to go back to, when that is a page of ours."""
    wanted = request.POST.get("back", "")
    good = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if good and wanted.startswith("/") else otherwise


def _assignment(request: StructureRequest, pk) -> Assignment:
    structure = request.place.structure
    return get_object_or_404(Assignment.objects.select_related("learner", "module"), pk=pk, structure=structure)


@require_POST
@structure_page(May.HELP)
def cancel(request: StructureRequest, pk) -> HttpResponse:
    """Take a module back at once; undo rather than confirm."""
    assignment, slug = _assignment(request, pk), request.place.structure.slug
    services.cancel_assignment(assignment=assignment, by=request.user)
    text = _("“%(title)s” has been taken back from %(name)s.")
    messages.success(
        request,
        one_stop(text % {"title": assignment.module.title, "name": assignment.learner.alias}),
        extra_tags="restore:" + reverse("courses:restore", args=[slug, pk]),
    )
    return redirect(back_to(request, reverse("desk:learner", args=[slug, assignment.learner_id])))


@require_POST
@structure_page(May.HELP)
def restore(request: StructureRequest, pk) -> HttpResponse:
    """The undo of taking back."""
    assignment = _assignment(request, pk)
    services.restore_assignment(assignment=assignment, by=request.user)
    messages.success(request, _("%(name)s has the module again.") % {"name": assignment.learner.alias})
    return redirect("desk:learner", request.place.structure.slug, assignment.learner_id)


@require_POST
@structure_page(May.HELP)
def bridge(request: StructureRequest, pk) -> HttpResponse:
    """The aidant notes how it went on the learner's own phone."""
    assignment = _assignment(request, pk)
    how = request.POST.get("how", "")
    tasks = [
        task["id"] for task in content.step_of(assignment.version, StepName.BRIDGE, page_language(), "BE")["tasks"]
    ]
    services.record_answer(
        learner=assignment.learner,
        assignment=assignment,
        key=services.new_key(),
        step=StepName.BRIDGE,
        value={"tasks": tasks, "how": how},
        helped=how != How.ALONE,
    )
    messages.success(request, _("Noted: %(name)s, on the own phone.") % {"name": assignment.learner.alias})
    return redirect("desk:learner", request.place.structure.slug, assignment.learner_id)


@require_safe
@structure_page(May.HELP)
def progress(request: StructureRequest) -> HttpResponse:
    """Who is where, and who is stuck."""
    structure = request.place.structure
    filters = ProgressFilter(request.GET, structure=structure)
    wanted = filters.cleaned_data if filters.is_valid() else {}
    stuck = selectors.stuck_assignments(structure=structure)
    found = selectors.learners_learning(
        structure=structure,
        group=str(wanted["group"].pk) if wanted.get("group") else "",
        only=list(stuck) if wanted.get("stuck") else None,
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = selectors.progress_rows(learners=list(page.object_list), stuck=stuck)
    context = {"filters": filters, "page": page, "rows": rows, "stuck_count": len(stuck), "apart": apart_in(structure)}
    return render(request, "courses/progress.html", context)
