"""The pages of a module: what is read, the door to exercises, an exercise, the way into her own structure."""

import uuid
from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from common.errors import DomainError
from common.languages import page_language
from courses.learning import content
from courses.learning.enums import EXERCISE_TYPES, StepName
from courses.learning.playing import Page, opened, sent
from courses.learning.progress import Event, PlanStep, fold, next_stop
from courses.learning.showing import at_first, drawing, play_data
from courses.training import services
from courses.training.enums import step_label
from courses.training.selectors import Way, country_of
from courses.training.views.common import below, issuer_of, key_of, scene, stop_url, way_or_404, who
from exercises import ExerciseError, replay
from exercises.drawing import blocks


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: SignedInRequest, code: str, name: str) -> HttpResponse:
    """One of the six steps; sent, a step without exercises was gone through."""
    way = way_or_404(request, code)
    found = way.plan.step(name)
    if found is None or (request.method == "POST" and found.exercises):
        raise Http404
    country = country_of(request.user)
    if request.method == "POST":
        return _seen(request, way, name, country)
    facts = content.part_of(way.version, "module", page_language(), country)
    told = next(one for one in facts["steps"] if one["step"] == name)
    context = {
        "way": way,
        "label": step_label(name),
        "intro": told.get("intro", "").split("\n"),
        "minutes": found.minutes,
        "key": uuid.uuid4(),
        "crumbs": below(way, step_label(name)),
    }
    if found.exercises:
        return render(request, "training/door.html", context | _door(way, found, country))
    if name == StepName.BRIDGE:
        return render(request, "training/bridge.html", context | _bridge(way, told, facts))
    return render(request, "training/read.html", context | _read(way, told, facts, country))


def _seen(request: SignedInRequest, way: Way, name: str, country: str) -> HttpResponse:
    value: Any = request.POST.get("r") or None
    if name == StepName.BRIDGE:
        value = {"tasks": request.POST.getlist("task"), "how": ""}
    key, code = key_of(request.POST.get("key")), way.module.code
    done = services.record_answer(
        user=request.user,
        module=way.module,
        key=key,
        step=name,
        value=value,
        country=country,
        issuer=issuer_of(request),
    )
    after = way_or_404(request, code)
    if done.ended:
        messages.success(request, _("This module is finished."))
    return redirect(stop_url(code, after.stop))


def _read(way: Way, told: dict[str, Any], facts: dict[str, Any], country: str) -> dict[str, Any]:
    """All screens of the step on one page, the question at its end; or a simulator's solution, screen by screen."""
    screens = [
        {
            "lines": (one.get("ask") or one.get("text", "")).strip().split("\n"),
            "answers": one.get("answers", []),
            "scene": scene(way, facts, one["picture"]) if "picture" in one else None,
        }
        for one in told.get("screens", [])
    ]
    frames = []
    if "replay" in told:
        bundle = content.bundle_of(way.version, told["replay"], page_language(), country)
        frames = [
            {
                "caption": one["caption"],
                "title": one["screen"]["title"],
                "screen": one["screen"],
                "blocks": blocks(one["screen"]),
                "frame": {"action": one["action"], "option": one["option"]},
            }
            for one in replay(bundle, told["captions"])
        ]
    return {"screens": screens, "frames": frames, "words": facts["words"] if told["step"] == StepName.SHOW else []}


def _titles(exercises: dict[str, Any]) -> dict[str, str]:
    """What each exercise asks; where several ask the same, its situation tells them apart."""
    asked = {key: one["instruction"].split("\n")[0] for key, one in exercises.items()}
    often = Counter(asked.values())
    for key, words in asked.items():
        situation = str((exercises[key].get("card") or {}).get("text") or "").split("\n")[0]
        if often[words] > 1 and situation:
            asked[key] = situation
    return asked


def _door(way: Way, found: PlanStep, country: str) -> dict[str, Any]:
    exercises = content.part_of(way.version, "exercises", page_language(), country)
    answered, solved = way.progress.answered, way.progress.solved
    asked = _titles({one: exercises[one] for one in found.exercises})
    rows = [
        {
            "url": reverse("training:exercise", args=[way.module.code, one]),
            "title": asked[one],
            "picto": exercises[one]["picto"],
            "type": EXERCISE_TYPES.get(exercises[one]["type"], exercises[one]["type"]),
            "answered": one in answered,
            "solved": one in solved,
        }
        for one in found.exercises
    ]
    done = len(answered & set(found.exercises))
    first = next((one for one in (*found.always, *found.exercises) if one not in answered), "")
    over = way.stop is None or way.stop.step != found.name
    return {
        "rows": rows,
        "needed": found.choose if found.choose < len(found.exercises) else 0,
        "begun": done > 0,
        "over": over,
        "go": stop_url(way.module.code, way.stop) if over or not first else rows[found.exercises.index(first)]["url"],
    }


def _bridge(way: Way, told: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    """How the five questions went; then what she tries in her structure this week."""
    check = next(one for one in facts["steps"] if one["step"] == StepName.CHECK)
    result = check["result"]["reached" if way.mastered else "not_yet"]
    return {"result": result.strip().split("\n"), "tasks": told["tasks"], "evidence": told["evidence"]}


@require_http_methods(["GET", "HEAD", "POST"])
def exercise(request: SignedInRequest, code: str, exercise: str) -> HttpResponse:
    """GET draws it; a POST is one tap, or the answer: the key makes sure that it counts once."""
    way, country = way_or_404(request, code), country_of(request.user)
    found = way.plan.step_of(exercise)
    if found is None:
        raise Http404
    bundle = content.bundle_of(way.version, exercise, page_language(), country)
    try:
        page = sent(bundle, request.POST, request.POST.getlist("r")) if request.method == "POST" else opened(bundle)
        if page.over:
            _store(request, way, found.name, page, country)
    except (ExerciseError, DomainError):
        context = {"way": way, "crumbs": below(way, _("Exercise")), "again": request.path}
        return render(request, "training/refused.html", context, status=422)
    drawn = drawing(page) if request.method == "POST" else at_first(way.version, page, country)
    return render(request, "training/exercise.html", drawn | _around(way, found, page, country, who(request.user)))


def _store(request: SignedInRequest, way: Way, name: str, page: Page, country: str) -> None:
    services.record_answer(
        user=request.user,
        module=way.module,
        key=uuid.UUID(page.key),
        step=name,
        exercise=page.bundle["id"],
        value=page.value,
        helped=page.helped,
        country=country,
        issuer=issuer_of(request),
    )


def _around(way: Way, found: PlanStep, page: Page, country: str, mark: str) -> dict[str, Any]:
    """The way on after this answer, and what the page's script needs."""
    key, code = page.bundle["id"], way.module.code
    stop = None if way.finished else next_stop(way.plan, way.progress | fold([Event(found.name, key)]))
    there = way.progress.answered & set(found.exercises)
    send = {"step": found.name, "exercise": key, "who": mark}
    return {
        "way": way,
        "next": stop_url(code, stop),
        "done": min(len(there - {key}) + page.over, found.choose),
        "total": found.choose,
        "crumbs": below(way, step_label(found.name)),
        "answers_url": reverse("training:answers", args=[code]),
        # What the script needs to play holds the right answer. The check attests: it is played here, tap by tap.
        "play_data": ""
        if found.name == StepName.CHECK
        else play_data(way.version, page, country, next=stop_url(code, stop), send=send),
        "sequence": 1,
    }
