"""One page of the check: what it draws, and what becomes of the form that comes back. No request here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from assessments import bank, services
from assessments.bank import Step
from assessments.models import SkillsCheck
from common.errors import DomainError
from exercises import ExerciseError
from exercises.drawing import blocks, card_of
from exercises.turns import Turn, answer_in, read_log, shown_options, take

UNKNOWN, ANSWER = "skip", "answer"


@dataclass
class Asked:
    """A page. `over`: its answer is kept. `turn`: where the simulator stands. `notes`: what to say about the form.

    The properties are what templates/exercises reads of `page`.
    """

    step: Step
    language: str
    country: str
    given: Any = None
    turn: Turn | None = None
    notes: list[str] = field(default_factory=list)
    over: bool = False

    @property
    def question(self) -> dict[str, Any]:
        """The question of the situation, or of the wish."""
        return bank.question_of(self.step, self.language, self.country)

    @property
    def bundle(self) -> dict[str, Any]:
        return bank.bundle_of(self.step.id, self.language, self.country)

    @property
    def simulator(self) -> bool:
        return self.turn is not None

    @property
    def kind(self) -> str:
        return self.bundle["type"]

    @property
    def options(self) -> list[dict[str, Any]]:
        return shown_options(self.bundle)

    @property
    def lefts(self) -> list[dict[str, Any]]:
        """The fields of a question, each with what was typed."""
        given = self.given if isinstance(self.given, dict) else {}
        return [{**part, "given": given.get(part["id"], "")} for part in self.bundle.get("parts", ())]

    def drawing(self) -> dict[str, Any]:
        """The context of the page, for templates/assessments/question.html."""
        if self.step.kind != "task":
            return {"asked": self, "title": self.question["question"]}
        found: dict[str, Any] = {
            "asked": self,
            "page": self,
            "card": card_of(self.bundle),
            "frame": {},
            "chosen": _("chosen"),
        }
        if self.turn is not None:
            found |= {"log": json.dumps(self.turn.log), "blocks": blocks(_usable(self.turn.screen))}
        return {**found, "title": self.bundle["instruction"].split("\n")[0]}


def _usable(screen: dict[str, Any]) -> dict[str, Any]:
    """Beside a field no button looks dead: what is typed goes along in the same form, and is judged then."""
    if not any(widget["kind"] == "input" for widget in screen["widgets"]):
        return screen
    ready = [{**widget, "ready": True} if widget["kind"] == "button" else widget for widget in screen["widgets"]]
    return {**screen, "widgets": ready}


def shown(check: SkillsCheck, step: Step, language: str, country: str) -> Asked:
    """The page as it stands: empty, or with the answer that was kept."""
    asked = Asked(step, language, country)
    if step.kind == "wish":
        asked.given = check.wishes
    elif step.kind == "situation":
        asked.given = check.situation.get(step.id)
    else:
        kept = check.answers.get(step.id, {})
        asked.given = kept.get("value")
        if "actions" in asked.bundle:
            log = asked.given if isinstance(asked.given, list) else []
            asked.turn = take(asked.bundle, {"log": json.dumps(log)})
            asked.over = asked.turn.outcome.ended and bool(kept.get("done"))
    return asked


def sent(
    check: SkillsCheck, step: Step, language: str, country: str, posted: Mapping[str, str], many: list[str]
) -> Asked:
    """The page after its form; what was answered is kept. `many`: all values of the field `r`."""
    asked = Asked(step, language, country, given=many if step.kind == "wish" else next(iter(many), None))
    try:
        if step.kind != "task":
            _answer_question(check, asked, posted, many)
        elif "actions" in asked.bundle:
            _play(check, asked, posted)
        else:
            _answer_task(check, asked, posted, many)
    except DomainError as error:
        asked.notes = [str(error)]
    except ExerciseError:
        asked = shown(check, step, language, country)
        asked.notes = [_("This page and your answer do not fit. Start again here.")]
    return asked


def _answer_question(check: SkillsCheck, asked: Asked, posted: Mapping[str, str], many: list[str]) -> None:
    unknown = posted.get("do") == UNKNOWN
    if not many and not unknown:
        raise DomainError(_("Choose an answer, or tap “I don’t know”."))
    if asked.step.kind == "wish":
        services.answer_wish(check=check, step=asked.step, values=None if unknown else many)
    else:
        services.answer_situation(check=check, step=asked.step, value=None if unknown else many[0])
    asked.over = True


def _answer_task(check: SkillsCheck, asked: Asked, posted: Mapping[str, str], many: list[str]) -> None:
    asked.given = answer_in(asked.bundle, posted, many)
    unknown = posted.get("do") == UNKNOWN
    if asked.given is None and not unknown:
        raise DomainError(_("Answer, or tap “I don’t know”."))
    services.answer_task(check=check, step=asked.step, value=None if unknown else asked.given, unknown=unknown)
    asked.over = True


def _play(check: SkillsCheck, asked: Asked, posted: Mapping[str, str]) -> None:
    """One tap: the log is kept; the end, or "I don't know", makes it the answer."""
    if posted.get("do") == UNKNOWN:
        asked.turn = take(asked.bundle, {"log": json.dumps(read_log(posted.get("log", "")))})
        services.answer_task(check=check, step=asked.step, value=asked.turn.log or None, unknown=True)
        asked.over = True
        return
    asked.turn = take(asked.bundle, posted)
    if asked.turn.refused:
        asked.notes = [_("Something is still missing.")]
    if asked.turn.outcome.ended:
        services.answer_task(check=check, step=asked.step, value=asked.turn.log)
        asked.over = True
    else:
        services.keep_log(check=check, step=asked.step, log=asked.turn.log)
