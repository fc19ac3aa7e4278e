"""What the learner's pages share: her assignment, the language and country, the way on."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from common.languages import page_language
from courses.learning import content
from courses.learning.models import Assignment
from courses.learning.progress import Progress, Stop, next_stop
from courses.learning.selectors import Standing, standing_of
from courses.learning.standing import with_events
from learners.models import Learner

SCRIPTS = ("learn-step.js", "learn-ask.js", "learn-sim.js", "learn-late.js")


def standing_for(learner: Learner, pk) -> Standing:
    """How far one of her assignments is; 404 for anybody else's, and for one that was taken back."""
    found = with_events(learner=learner, pk=pk)
    if found is None:
        raise Http404
    return standing_of(*found)


def stop_url(assignment: Assignment, stop: Stop | None) -> str:
    """The address of a stop; of the last page when there is none."""
    if stop is None:
        return reverse("courses:finished", args=[assignment.pk])
    if stop.exercise:
        return reverse("courses:exercise", args=[assignment.pk, stop.exercise])
    return reverse("courses:step", args=[assignment.pk, stop.step])


def sending(assignment: Assignment, step: str, exercise: str = "") -> dict[str, Any]:
    """What the phone says with an answer: what it belongs to (courses/learning/views/answers.py)."""
    version = assignment.version.number
    return {"assignment": str(assignment.pk), "version": version, "step": step, "exercise": exercise}


def kept_at(assignment: Assignment) -> dict[str, str]:
    """What a page tells the phone that may keep this module: where it is, and the mark of what it holds today."""
    version, learner = assignment.version, assignment.learner
    parts = [version.sha256, page_language(), learner.country, str(learner.pk), settings.SOFTWARE_VERSION]
    parts += [static(f"js/{name}") for name in SCRIPTS]
    mark = hashlib.sha256(" ".join(parts).encode()).hexdigest()[:12]
    return {"keep_at": reverse("courses:kept", args=[assignment.pk]), "keep_mark": mark}


def stepping(request: HttpRequest, standing: Standing, name: str) -> dict[str, Any]:
    """What the phone needs of a step without exercises: to say that it was seen, and where to go then.

    A page that the phone keeps doesn't know how far she will be: it asks (courses/learning/views/kept.py).
    """
    assignment = standing.assignment
    after = next_stop(standing.plan, standing.progress | Progress(seen=frozenset({name})))
    where = stop_url(assignment, None if assignment.completed_at else after)
    if getattr(request, "kept", False):
        where = reverse("courses:onward", args=[assignment.pk])
    return {**kept_at(assignment), "send": json.dumps(sending(assignment, name)), "after": where}


def step_facts(standing: Standing, name: str) -> dict[str, Any]:
    """One step of the module, in this page's language and her country."""
    assignment = standing.assignment
    return content.step_of(assignment.version, name, page_language(), assignment.learner.country)


def header(done: int, total: int, back: str = "") -> dict[str, Any]:
    """What components/step_header.html draws."""
    return {"back": back or reverse("courses:home"), "back_label": _("Back to my path"), "done": done, "total": total}


def sound_for(standing: Standing, words: str) -> str:
    """The recording of those words in this page's language, or nothing."""
    return content.sound_of(standing.assignment.version, words, page_language())


def scene_of(standing: Standing, persona: str) -> dict[str, Any] | None:
    """The picture of a persona with its description, when it is drawn."""
    assignment = standing.assignment
    facts = content.part_of(assignment.version, "module", page_language(), assignment.learner.country)
    picture = facts["personas"].get(persona, {}).get("picture")
    path = content.picture_of(assignment.module.family, picture["file"]) if picture else None
    return {"path": path, "alt": picture["alt"]} if picture and path else None
