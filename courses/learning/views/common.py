"""What the learner's pages share: her assignment, the language and country, the way on."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from common.languages import page_language
from courses.learning import content
from courses.learning.models import Assignment
from courses.learning.progress import Stop
from courses.learning.selectors import Standing, standing_of
from courses.learning.standing import with_events
from learners.models import Learner


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


def step_facts(standing: Standing, name: str) -> dict[str, Any]:
    """One step of the module, in this page's language and her country."""
    assignment = standing.assignment
    return content.step_of(assignment.version, name, page_language(), assignment.learner.country)


def header(done: int, total: int, back: str = "") -> dict[str, Any]:
    """What components/step_header.html draws."""
    return {"back": back or reverse("courses:home"), "back_label": _("Back to my path"), "done": done, "total": total}


def scene_of(standing: Standing, persona: str) -> dict[str, Any] | None:
    """The picture of a persona with its description, when it is drawn."""
    assignment = standing.assignment
    facts = content.part_of(assignment.version, "module", page_language(), assignment.learner.country)
    picture = facts["personas"].get(persona, {}).get("picture")
    path = content.picture_of(assignment.module.code, picture["file"]) if picture else None
    return {"path": path, "alt": picture["alt"]} if picture and path else None
