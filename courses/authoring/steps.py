"""What a step can't be kept with: minutes that nobody has, exercises that are not there or stand elsewhere too."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.sentences import quoted
from courses.authoring.advice import Note
from courses.authoring.filling import PREFIX
from courses.authoring.outline import WITH_EXERCISES, Outline, Part
from courses.authoring.trees import as_list, at
from exercises.lint.modules import STEP_MINUTES


def refusals(part: Part, before: Any, after: Any, outline: Outline) -> dict[str, str]:
    """Name of a field -> why it can't be kept as it is typed. What stood there already is not asked again."""
    if part.kind != "step":
        return {}
    found: dict[str, str] = {}
    minutes = at(after, ("minutes",))
    if minutes != at(before, ("minutes",)) and minutes not in STEP_MINUTES:
        facts = {"least": STEP_MINUTES[0], "most": STEP_MINUTES[-1]}
        found[f"{PREFIX}minutes"] = _("Give whole minutes, from %(least)s to %(most)s.") % facts
    for place in (("exercises",), ("choose", "always")):
        codes = as_list(at(after, place))
        if codes != as_list(at(before, place)) and (reason := _wrong(codes, part, outline, place[0])):
            found[PREFIX + ".".join(place)] = reason
    return found


def _wrong(codes: list[Any], part: Part, outline: Outline, key: str) -> str:
    known = {one.key for one in outline.every if one.kind == "exercise"}
    unknown = [str(code) for code in codes if code not in known]
    if unknown:
        words = ngettext("There is no exercise %(codes)s.", "There are no exercises %(codes)s.", len(unknown))
        return words % {"codes": ", ".join(quoted(code) for code in unknown)}
    twice = sorted({str(code) for code in codes if codes.count(code) > 1})
    if twice:
        return _("%(code)s stands there twice.") % {"code": twice[0]}
    others = [step for step in outline.steps if step.key != part.key and key == "exercises"]
    for step in others:
        for one in step.exercises:
            if one.key in codes:
                words = _("%(code)s stands in the step “%(step)s”. Move it from there.")
                return words % {"code": one.key, "step": step.label}
    return ""


def loose_notes(part: Part, outline: Outline) -> list[Note]:
    """Beside a step's exercises: those that stand in no step, so that none is lost."""
    if part.kind != "step" or part.key not in WITH_EXERCISES or not outline.loose:
        return []
    codes = ", ".join(one.key for one in outline.loose)
    return [Note("warning", _("These are in no step: %(codes)s.") % {"codes": codes}, "", "exercises")]
