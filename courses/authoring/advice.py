"""What the lint remarks, as advice in the curator's language, by the code of the remark (platform/exercises/lint)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.authoring.labels import LABELS
from courses.authoring.outline import UNWRITTEN, Part, belongs, place_in_words, place_of
from courses.learning.content import document_of, findings_of
from courses.learning.models import ModuleVersion
from exercises import ContentError
from exercises.lint import Finding
from exercises.sentences import filled

ADVICE: dict[str, Any] = {
    "b_count": _("Give one difficulty for each point that can be had."),
    "bad_answer": _("The right answer doesn’t fit the options."),
    "bad_id": _("Give a short name that stands once in the list."),
    "bad_phone": _("Write the number as people of that country do."),
    "bad_place": _("Give four whole percents, inside the picture, over no other place."),
    "captions": _("Give one sentence for each action that is shown."),
    "check_items": _("The check has five questions."),
    "empty": _("Still to be written."),
    "dead_end": _("Nothing leads away from here: give a way back."),
    "few_cases": _("Add situations to weigh: three at least."),
    "few_exercises": _("Add exercises: eight at least."),
    "few_simulators": _("Add simulators: four at least, aim at five."),
    "help_in_assessment": _("A check gives no help: take the hints and slips out."),
    "heavy_recordings": _("Not all recordings fit on a phone: without a network the voice says the rest."),
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
    "no_file": _("A picture or a recording is not there any more: send it again."),
    "no_hints": _("Give a hint after one error and after two."),
    "no_label": _("Give a name to this step of the goal."),
    "no_options": _("There is nothing to choose."),
    "no_vectors": _("Give at least one detour that a beginner makes."),
    "not_once": _("Put this exercise into one step, and one only."),
    "not_rising": _("These numbers must rise."),
    "not_text": _("Write this in three languages."),
    "old_recording": _("The text has changed: nothing plays this recording. Record it again, or take it away."),
    "passive": _("Perhaps a passive: say who does what."),
    "real_address": _("Let invented addresses end in .example."),
    "real_phone": _("This number may be somebody’s: take one that nobody has."),
    "six_steps": _("A module has six steps, in their order."),
    "small_place": _("This place is narrow for a finger."),
    "solution_fails": _("The solution doesn’t reach the goal."),
    "solution_impossible": _("The solution does something that can’t be done there."),
    "stale": _("The source has changed: reread this translation."),
    "step_minutes": _("A step takes between one minute and an hour."),
    "too_heavy": _("With its pictures a phone can’t keep this module any more. Take one of them away."),
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
UNTOUCHED = _("This part is still empty. What is missing is said once you have begun.")


@dataclass(frozen=True, slots=True)
class Note:
    """One remark on a part: the advice, the lint's words, and the place among the fields."""

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
    """The remarks on one part, errors first; a part where nothing is written yet has one."""
    if part.untouched:
        return [Note(UNWRITTEN, UNTOUCHED, "", "")]
    found = [note_of(one, part) for one in findings if belongs(one, part)]
    return sorted(found, key=lambda one: one.severity)


def note_of(finding: Finding, part: Part) -> Note:
    """A text that nobody began is no fault, only something to do."""
    if finding.code == UNWRITTEN:
        return Note(UNWRITTEN, ADVICE[UNWRITTEN], "", place_of(finding, part))
    advice = ADVICE.get(finding.code, OTHERWISE)
    return Note(finding.severity, advice, detail_of(finding), place_of(finding, part))


def detail_of(finding: Finding) -> str:
    """The lint's own sentence in the reader's language, a key of the format as its field is called."""
    facts = {name: LABELS.get(value, value) if name == "key" else value for name, value in finding.facts.items()}
    return filled(gettext(finding.said), facts)


def reason_of(error: Exception) -> str:
    """Why an act was refused, in the reader's language: a file that can't be read names its line."""
    if not isinstance(error, ContentError):
        return str(error)
    said = filled(gettext(error.said), error.facts)
    if error.line:
        return gettext("%(file)s, line %(n)s: %(said)s") % {"file": error.where, "n": error.line, "said": said}
    return gettext("%(file)s: %(said)s") % {"file": error.where, "said": said}


def put_notes(rows: list[Any], notes: list[Any]) -> list[Any]:
    """Each remark beside the field that it is about, the innermost one; those that found none come back."""
    left = []
    for note in notes:
        row = innermost(rows, note.path)
        if row is None:
            left.append(note)
        else:
            row.notes.append(note)
    return left


def innermost(rows: list[Any], path: str) -> Any:
    """The field that a place of the lint is in."""
    for row in rows:
        if path == row.path or path.startswith(row.path + "."):
            return innermost(row.rows, path) or row
    return None
