"""The learner's own pages around the exercises: her path, the steps, the end of a module. GET writes nothing."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from assessments.selectors import proposals_of
from common.languages import page_language
from courses.learning import content, selectors
from courses.learning.enums import How, StepName
from courses.learning.selectors import Standing
from courses.learning.services import record_answer
from courses.learning.views.common import (
    header,
    kept_at,
    scene_of,
    sound_for,
    standing_for,
    step_facts,
    stepping,
    stop_url,
)
from courses.library.selectors import shared_with
from exercises import replay
from exercises.drawing import blocks
from learners.guards import LearnerRequest, learner_page


@learner_page
@require_safe
def home(request: LearnerRequest) -> HttpResponse:
    """What to do next, as the line; or whom to ask when nothing is given."""
    path = selectors.path_of(learner=request.learner)
    return home_page(request, path, stop_url(path.here.assignment, path.here.stop) if path.here else "")


def home_page(request: LearnerRequest, path: selectors.Path, go: str) -> HttpResponse:
    """Her path, as far as that; `go` is where it goes on."""
    check = None if path.here else selectors.check_to_look_at(learner=request.learner, path=path)
    proposals = proposals_of(check) if check else []
    context = {"path": path, "go": go, "check": check, "proposals": proposals, "home_url": reverse("courses:home")}
    context["given"] = shared_with(learner=request.learner)
    if path.here:
        path.here.assignment.learner = request.learner  # known, so not asked for again
        context |= kept_at(path.here.assignment)
    return render(request, "courses/home.html", context)


@learner_page
@require_safe
def onward(request: LearnerRequest, pk: uuid.UUID) -> HttpResponse:
    """To the next stop of this module."""
    standing = standing_for(request.learner, pk)
    return redirect(stop_url(standing.assignment, standing.stop))


@learner_page
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: LearnerRequest, pk: uuid.UUID, name: str) -> HttpResponse:
    """One of the six steps: screens to read, a replay to watch, or the door to its exercises."""
    standing = standing_for(request.learner, pk)
    draw = DRAWN.get(name, _door)
    if standing.plan.step(name) is None:
        raise Http404
    if request.method == "POST" and draw is not _door:
        return _seen(request, standing, name)
    return draw(request, standing, name)


def _seen(request: LearnerRequest, standing: Standing, name: str) -> HttpResponse:
    """The step was gone through: keep that, with what was answered, and go on."""
    value: Any = request.POST.get("r") or None
    if name == StepName.BRIDGE:
        value = {"tasks": request.POST.getlist("task"), "how": request.POST.get("how", "")}
    assignment = standing.assignment
    record_answer(
        learner=request.learner,
        assignment=assignment,
        key=_key(request.POST.get("key")),
        step=name,
        value=value,
        helped=name == StepName.BRIDGE and value["how"] != How.ALONE,
    )
    return redirect(stop_url(assignment, selectors.standing(assignment).stop))


def _key(text: str | None) -> uuid.UUID:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return uuid.uuid4()


def _number(request: LearnerRequest, most: int) -> int:
    text = request.GET.get("n", "")
    return min(int(text), most - 1) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _why(request: LearnerRequest, standing: Standing, name: str) -> HttpResponse:
    screens = step_facts(standing, name)["screens"]
    number = _number(request, len(screens))
    shown = screens[number]
    scene = scene_of(standing, shown["picture"]) if "picture" in shown else None
    text = shown.get("ask") or shown.get("text", "")
    context = {
        **header(number, len(screens)),
        **stepping(request, standing, name),
        "lines": text.split("\n"),
        "answers": shown.get("answers", []),
        "scene": scene,
        "sound": sound_for(standing, text),
        "words": _words(standing, text),
        "key": uuid.uuid4(),
        "next": "" if number == len(screens) - 1 else f"?n={number + 1}",
    }
    return render(request, "courses/why.html", context)


def _show(request: LearnerRequest, standing: Standing, name: str) -> HttpResponse:
    """The solution, action by action: the screen, what is tapped, and what is said about it."""
    facts, assignment = step_facts(standing, name), standing.assignment
    if "screens" in facts:  # an aidant's module has screens to read here
        return _why(request, standing, name)
    bundle = content.bundle_of(assignment.version, facts["replay"], page_language(), assignment.learner.country)
    frames = replay(bundle, facts["captions"])
    number = _number(request, len(frames))
    frame = frames[number]
    last = number == len(frames) - 1
    caption = frame["caption"] or (bundle["feedback"]["success"] if last else facts["intro"])
    context = {
        **header(number, len(frames)),
        **stepping(request, standing, name),
        "intro": facts["intro"] if number == 0 else "",
        "caption": caption,
        "sound": "" if number == 0 else sound_for(standing, caption),  # the first screen says two texts
        "words": _words(standing, caption),
        "blocks": blocks(frame["screen"]),
        "title": frame["screen"]["title"],
        "screen": frame["screen"],
        "frame": {"action": frame["action"], "option": frame["option"]},
        "key": uuid.uuid4(),
        "next": "" if last else f"?n={number + 1}",
        "before": f"?n={number - 1}" if number else "",
    }
    return render(request, "courses/show.html", context)


def _door(request: LearnerRequest, standing: Standing, name: str) -> HttpResponse:
    """What comes now, and the way in. Where exercises may be chosen, the ones that are left."""
    if request.method == "POST":
        raise Http404
    return render(request, "courses/door.html", door_context(standing, name))


def door_context(standing: Standing, name: str) -> dict[str, Any]:
    """What the door shows as far as that. 404 for a step that there isn't."""
    plan = standing.plan.step(name)
    if plan is None:
        raise Http404
    facts, assignment = step_facts(standing, name), standing.assignment
    answered = standing.progress.answered
    fixed = next((one for one in plan.always if one not in answered), "")
    choices = [] if fixed else [one for one in plan.exercises if one not in answered]
    exercises = content.part_of(assignment.version, "exercises", page_language(), assignment.learner.country)
    return {
        **header(min(standing.answered_in(name), plan.choose), plan.choose),
        **kept_at(assignment),
        "label": StepName(name).label,
        "lines": facts["intro"].split("\n"),
        "sound": sound_for(standing, facts["intro"]),
        "begun": bool(answered & set(plan.exercises)),
        "choices": [
            {
                "url": reverse("courses:exercise", args=[assignment.pk, one]),
                "text": exercises[one]["instruction"].split("\n")[0],
                "picto": exercises[one]["picto"],
            }
            for one in choices
        ],
        "left": max(0, plan.choose - standing.answered_in(name)),
        "go": reverse("courses:exercise", args=[assignment.pk, fixed]) if fixed else "",
        "onward": stop_url(assignment, standing.stop),
    }


def _bridge(request: LearnerRequest, standing: Standing, name: str) -> HttpResponse:
    """How the five questions went; then, with her helper, the same on her own phone."""
    facts, assignment = step_facts(standing, name), standing.assignment
    country = assignment.learner.country
    result = step_facts(standing, StepName.CHECK)["result"]["reached" if standing.mastered else "not_yet"]
    with_tasks = "tasks" in request.GET
    context = {
        **header(len(standing.plan.steps) - 1, len(standing.plan.steps)),
        **stepping(request, standing, name),
        "learner": assignment.learner,
        "mastered": standing.mastered,
        "result": result.split("\n"),
        "promise": content.part_of(assignment.version, "module", page_language(), country)["promise"],
        "intro": facts["intro"].split("\n"),
        "sound": sound_for(standing, facts["intro"] if with_tasks else result),
        "tasks": facts["tasks"],
        "hows": How.choices,
        "key": uuid.uuid4(),
        "evidence": facts["evidence"],
    }
    return render(request, "courses/bridge.html" if with_tasks else "courses/result.html", context)


DRAWN: dict[str, Callable[[LearnerRequest, Standing, str], HttpResponse]] = {
    StepName.WHY: _why,
    StepName.SHOW: _show,
    StepName.BRIDGE: _bridge,
}


def drawn(request: LearnerRequest, standing: Standing, name: str) -> HttpResponse:
    """A step as far as that, on whatever page it is shown."""
    return DRAWN.get(name, _door)(request, standing, name)


@learner_page
@require_safe
def finished(request: LearnerRequest, pk: uuid.UUID) -> HttpResponse:
    """The module is done; what comes after."""
    standing = standing_for(request.learner, pk)
    assignment = standing.assignment
    if standing.stop is not None:
        return redirect(stop_url(assignment, standing.stop))
    return finished_page(request, standing, selectors.path_of(learner=request.learner).here)


def finished_page(request: LearnerRequest, standing: Standing, after: Standing | None) -> HttpResponse:
    """Well done; `after` is the module that comes next."""
    facts = content.part_of(standing.assignment.version, "module", page_language(), request.learner.country)
    context = {"learner": request.learner, "facts": facts, "after": after, "home_url": reverse("courses:home")}
    return render(request, "courses/finished.html", context)


def _words(standing: Standing, text: str) -> list[dict[str, str]]:
    """The module's new words that stand in this text, with what they mean."""
    assignment = standing.assignment
    facts = content.part_of(assignment.version, "module", page_language(), assignment.learner.country)
    bare = {word["word"]: word["word"].split("'")[-1].split("’")[-1].split(" ")[-1].lower() for word in facts["words"]}
    return [word for word in facts["words"] if bare[word["word"]] in text.lower()]
