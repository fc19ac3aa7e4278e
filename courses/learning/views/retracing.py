"""Where did she get stuck: a learner's tries for her aidant, one try step by step, and where a group stops."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.languages import page_language
from courses.learning import content, tries
from courses.learning.forms import GroupFilter
from courses.learning.models import Answer, Assignment
from courses.learning.selectors import country_of
from courses.learning.views.desk import module_of
from exercises import ExerciseError
from exercises.drawing import blocks
from exercises.retracing import Moment, answered, missing_step
from structures.guards import StructureRequest, structure_page
from structures.permissions import May


def _assignment(request: StructureRequest, pk) -> Assignment:
    """One of the structure's, whose learner is still known; 404 for any other."""
    found = Assignment.objects.select_related("learner", "module").filter(structure=request.place.structure)
    assignment = get_object_or_404(found, pk=pk)
    if not assignment.learner.alias:
        raise Http404
    return assignment


def _crumbs(request: StructureRequest, assignment: Assignment, *more: tuple[str, str]) -> list[dict[str, str]]:
    slug, learner = request.place.structure.slug, assignment.learner
    found = [
        (_("Learners"), reverse("learners:list", args=[slug])),
        (learner.alias, reverse("desk:learner", args=[slug, learner.pk])),
        *more,
    ]
    return [{"label": label, "url": url} for label, url in found]


@require_safe
@structure_page(May.HELP)
def assignment_tries(request: StructureRequest, pk) -> HttpResponse:
    """All that she tried in a module: what cost most tries first."""
    assignment = _assignment(request, pk)
    found = tries.exercises_of(assignment, page_language(), assignment.learner.country)
    context = {
        "assignment": assignment,
        "exercises": found,
        "hard": tries.most_tried(found),
        "crumbs": _crumbs(request, assignment, (assignment.module.title, "")),
    }
    return render(request, "courses/tries.html", context)


@require_safe
@structure_page(May.HELP)
def retrace(request: StructureRequest, pk, exercise: str) -> HttpResponse:
    """One exercise as she did it: `try` says which time (the last one), `n` which step of it."""
    assignment = _assignment(request, pk)
    answers = list(tries.tries_of(assignment).filter(exercise=exercise))
    if not answers:
        raise Http404
    which = _number(request.GET.get("try", ""), len(answers)) or len(answers)
    answer = answers[which - 1]
    try:
        bundle = content.bundle_of(answer.version, exercise, page_language(), assignment.learner.country)
    except ExerciseError as error:
        raise Http404 from error
    url = reverse("courses:tries", args=[request.place.structure.slug, assignment.pk])
    context = {
        "assignment": assignment,
        "bundle": bundle,
        "title": bundle["instruction"].partition("\n")[0],
        "answer": answer,
        "tries": [{"n": n, "kind": one.outcome.get("kind"), "at": one.received_at} for n, one in enumerate(answers, 1)],
        "which": which,
        "crumbs": _crumbs(
            request, assignment, (assignment.module.title, url), (bundle["instruction"].split("\n")[0], "")
        ),
        **_seen(request, assignment, answer, bundle),
    }
    return render(request, "courses/retrace.html", context)


def _seen(request: StructureRequest, assignment: Assignment, answer: Answer, bundle: dict[str, Any]) -> dict[str, Any]:
    """A question's answer in words; of a simulator, the moments and the one that is looked at."""
    country, exercise = assignment.learner.country, answer.exercise
    facts = content.part_of(answer.version, "exercises", page_language(), country)[exercise]
    step = missing_step(facts, tries.got(answer)) if answer.outcome.get("kind") != "success" else ""
    missing = tries.step_label(answer.version, facts, step, page_language(), country) if step else ""
    if "actions" not in bundle:
        rows = answered(bundle, answer.value)
        return {"rows": rows, "summary": tries.summed_up(answer, missing, [])}
    done = tries.retraced(answer, bundle)
    total = len(done.moments)
    n = _number(request.GET.get("n", ""), total + 1) or 1
    moment = done.moments[n - 1] if n <= total else None
    return {
        "summary": tries.summed_up(answer, missing, done.moments),
        "moments": [_line(number, one) for number, one in enumerate(done.moments, 1)],
        "n": n,
        "end": total + 1,
        "moment": _line(n, moment) if moment else None,
        "before": n - 1,
        "after": n + 1 if n <= total else 0,
        "first_hint": done.hint if n == 1 else "",
        **_drawn(moment.screen if moment else done.last, moment),
    }


def _drawn(screen: dict[str, Any], moment: Moment | None) -> dict[str, Any]:
    """What courses/frame.html draws: the screen, with what was touched in its frame."""
    frame = {"action": moment.action, "option": moment.option} if moment else {"action": None, "option": None}
    return {"screen": screen, "screen_title": screen["title"], "blocks": blocks(screen), "frame": frame}


def _line(number: int, moment: Moment) -> dict[str, Any]:
    return {"n": number, "text": tries.said(moment), "moment": moment}


def _number(text: str, most: int) -> int:
    """A number of the address between 1 and `most`; 0 for anything else."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    return number if 0 < number <= most else 0


@require_safe
@structure_page(May.HELP)
def stuck(request: StructureRequest, code: str) -> HttpResponse:
    """Where learners stop in a module: counts over all who have it, or over a group."""
    structure = request.place.structure
    module = module_of(structure, code)
    filters = GroupFilter(request.GET, structure=structure)
    group = filters.cleaned_data.get("group") if filters.is_valid() else None
    given = Assignment.objects.filter(structure=structure, module=module, cancelled_at=None)
    given = given.exclude(learner__alias="")
    if group:
        given = given.filter(learner__groups=group)
    found = tries.exercises_of_many(given, page_language(), country_of(structure))
    context = {
        "module": module,
        "filters": filters,
        "group": group,
        "exercises": found,
        "hard": tries.most_tried(found),
        "learners": given.values("learner").distinct().count(),
    }
    return render(request, "courses/stuck.html", context)
