"""What the lint remarks, as advice in the curator's language, by the code of the remark (platform/exercises/lint)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.authoring.outline import Part, belongs, place_in_words, place_of
from courses.learning.content import document_of, findings_of
from courses.learning.models import ModuleVersion
from exercises.lint import Finding

ADVICE: dict[str, Any] = {
    "b_count": _("Give one difficulty for each point that can be had."),
    "bad_answer": _("The right answer doesn’t fit the options."),
    "bad_id": _("Give a short name that stands once in the list."),
    "bad_phone": _("Write the number as people of that country do."),
    "bad_place": _("Give four whole percents, inside the picture, over no other place."),
    "captions": _("Give one sentence for each action that is shown."),
    "check_items": _("The check has five questions."),
    "dead_end": _("Nothing leads away from here: give a way back."),
    "few_cases": _("Add situations to weigh: three at least."),
    "few_exercises": _("Add exercises: eight at least."),
    "few_simulators": _("Add simulators: four at least, aim at five."),
    "help_in_assessment": _("A check gives no help: take the hints and slips out."),
    "lines_differ": _("Line by line, say the same in the three languages."),
    "long_line": _("This line is too long: cut it in two."),
    "long_mean": _("On the whole, the sentences are too long."),
    "many_lines": _("Too many lines on one screen: make two of it."),
    "memo_long": _("The memo is too long for one page."),
    "minutes": _("The minutes don’t add up."),
    "missing": _("A language is missing."),
    "missing_file": _("A sheet is missing."),
    "missing_key": _("Something that must be there is missing."),
    "no_alt": _("Say in words what the picture shows."),
    "no_hints": _("Give a hint after one error and after two."),
    "no_label": _("Give a name to this step of the goal."),
    "no_options": _("There is nothing to choose."),
    "no_vectors": _("Give at least one detour that a beginner makes."),
    "not_once": _("Put this exercise into one step, and one only."),
    "not_rising": _("These numbers must rise."),
    "not_text": _("Write this in three languages."),
    "passive": _("Perhaps a passive: say who does what."),
    "real_address": _("Let invented addresses end in .example."),
    "real_phone": _("This number may be somebody’s: take one that nobody has."),
    "six_steps": _("A module has six steps, in their order."),
    "small_place": _("This place is narrow for a finger."),
    "solution_fails": _("The solution doesn’t reach the goal."),
    "solution_impossible": _("The solution does something that can’t be done there."),
    "stale": _("The source has changed: reread this translation."),
    "too_large": _("The module is too large to be kept on a phone."),
    "unknown_exercise": _("There is no such exercise."),
    "unknown_key": _("The format has no such key here."),
    "unknown_persona": _("There is no such person in the stories."),
    "unknown_type": _("There is no such type of exercise."),
    "unknown_value": _("Choose one of the values that exist."),
    "unknown_world": _("There is no such world."),
    "vector_fails": _("A detour doesn’t end as it should."),
    "wrong_kind": _("This isn’t of the kind that belongs here."),
    "wrong_mode": _("Practice belongs into the steps before the check, a check question into the check."),
}
OTHERWISE = _("Look at this place again.")


@dataclass(frozen=True, slots=True)
class Note:
    """One remark on a part: the advice, the lint's own words, and the place among the fields."""

    severity: str
    advice: Any
    detail: str
    path: str

    @property
    def place(self) -> str:
        return place_in_words(self.path)


@lru_cache(maxsize=256)
def _findings(version: int, sha256: str) -> tuple[Finding, ...]:
    return tuple(findings_of(document_of(ModuleVersion(pk=version, sha256=sha256))))


def findings_on(version: ModuleVersion) -> list[Finding]:
    """What the lint says of a version: played once a document."""
    return list(_findings(version.pk, version.sha256))


def notes_on(part: Part, findings: Iterable[Finding]) -> list[Note]:
    """The remarks on one part, errors first."""
    own = [one for one in findings if belongs(one, part)]
    found = [Note(o.severity, ADVICE.get(o.code, OTHERWISE), o.text, place_of(o, part)) for o in own]
    return sorted(found, key=lambda one: one.severity)
