"""Lint of predicates and values: known slots, known operators, the right kind, values that can occur."""

from dataclasses import dataclass
from typing import Any

from exercises.lint.findings import NO_ACTION, NO_SLOT, OTHER_KIND, Findings
from exercises.predicates import OPERATORS
from exercises.sentences import gettext_noop as _
from exercises.texts import COUNTRIES, by_country, is_text


class Scope:
    """What names mean here: the world's slots and actions, the exercise's options and card."""

    def __init__(self, world: dict[str, Any], exercise: dict[str, Any] | None, persona: dict[str, Any]) -> None:
        self.world = world
        self.state: dict[str, Any] = world["state"]
        self.actions: dict[str, Any] = world["actions"]
        self.exercise = exercise
        own = {k: v for k, v in ((exercise or {}).get("card") or {}).items() if k not in ("persona", "text")}
        self.card = {**persona, **own}

    def possible(self, slot: str) -> set[Any] | None:
        """The values a slot of words can take in this exercise; None when anything can be typed or copied into it."""
        if self.exercise is None or not isinstance(self.state.get(slot), str | list):
            return None
        start = self.exercise.get("start", {}).get(slot, "")
        values = {""} | set(_many(self.state[slot])) | set(_many(start))
        for action in self.actions.values():
            for effect in ("set", "add", "toggle"):
                value = action.get(effect, {}).get(slot)
                if value is None:
                    continue
                if value == "$value" and action.get("takes") not in ("text", "secret", None):
                    options = self.exercise.get("options", {}).get(action["takes"], [])
                    values |= {option["id"] for option in options}
                elif isinstance(value, str) and value.startswith("$"):
                    return None
                else:
                    values.add(value)
                if slot == "screen":
                    values |= {
                        option["goes"]
                        for options in self.exercise.get("options", {}).values()
                        for option in options
                        if "goes" in option
                    }
        return None if any(isinstance(v, str) and v.startswith("$") for v in values) else values


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def check_predicate(predicate: Any, where: str, scope: Scope, findings: Findings) -> None:
    """A predicate that can never hold, or that the engine doesn't know, is an error."""
    if not isinstance(predicate, dict) or not predicate:
        findings.error(where, "bad_predicate", _("a predicate is keys and values, at least one"))
        return
    for name, wanted in predicate.items():
        here = f"{where}.{name}"
        if name == "any":
            for index, one in enumerate(findings.listed(wanted, here)):
                check_predicate(one, f"{here}.{index}", scope, findings)
        elif name == "did":
            _check_did(wanted, here, scope, findings)
        elif name not in scope.state:
            findings.error(here, "unknown_slot", NO_SLOT, name=name)
        elif isinstance(wanted, dict):
            if not wanted:
                findings.error(here, "bad_predicate", _("an operator is missing"))
            for operator, operand in wanted.items():
                _check_operator(name, operator, operand, Part(f"{here}.{operator}", scope, findings))
        elif isinstance(scope.state[name], list):
            findings.error(here, "wrong_kind", _("a list is asked with has, lacks, filled, min or max"))
        else:
            for one in _many(wanted):
                check_value(one, here, scope, findings, like=scope.state[name])
                _check_possible(name, one, here, scope, findings)


@dataclass
class Part:
    """A place in the document, what names mean there, and where to say what is found."""

    where: str
    scope: Scope
    findings: Findings


def _check_did(wanted: Any, where: str, scope: Scope, findings: Findings) -> None:
    if not isinstance(wanted, list) or not wanted:
        findings.error(where, "bad_predicate", _("did is a list of actions"))
        return
    for action in wanted:
        if action not in scope.actions and action != "back":
            findings.error(where, "unknown_action", NO_ACTION, name=action)


def _check_operator(slot: str, operator: str, operand: Any, part: Part) -> None:
    where, scope, findings = part.where, part.scope, part.findings
    number = isinstance(operand, int) and not isinstance(operand, bool)
    if operator not in OPERATORS:
        findings.error(
            where,
            "unknown_operator",
            _("“%(operator)s” isn’t one of %(known)s"),
            operator=operator,
            known=", ".join(sorted(OPERATORS)),
        )
    elif operator == "filled" and not isinstance(operand, bool):
        findings.error(where, "wrong_kind", _("filled is true or false"))
    elif operator in ("min", "max") and not number:
        findings.error(where, "wrong_kind", _("%(operator)s is a whole number"), operator=operator)
    elif operator in ("like", "digits"):
        if not isinstance(operand, str) or not isinstance(scope.state[slot], str):
            findings.error(where, "wrong_kind", _("%(operator)s compares two texts"), operator=operator)
        else:
            check_value(operand, where, scope, findings, like="")
    elif operator in ("has", "lacks"):
        for one in _many(operand):
            check_value(one, where, scope, findings, like="")
            if isinstance(scope.state[slot], list):
                _check_possible(slot, one, where, scope, findings)


def check_value(value: Any, where: str, scope: Scope, findings: Findings, *, like: Any, chosen: bool = False) -> None:
    """A literal of the slot's kind, or a `$` name that exists."""
    if isinstance(value, str) and value.startswith("$"):
        if value == "$value":
            if not chosen:
                findings.error(where, "unknown_name", _("$value only means something where the action takes something"))
        elif value.startswith("$card."):
            _check_card(value[6:], where, scope, findings)
        elif value[1:] not in scope.state:
            findings.error(where, "unknown_name", _("%(value)s isn’t a slot of the state"), value=value)
        return
    if not isinstance(value, str | bool | int) or type(value) is not type(like):
        findings.error(where, "wrong_kind", OTHER_KIND, value=value, like=like)


def _check_card(name: str, where: str, scope: Scope, findings: Findings) -> None:
    if scope.exercise is None:
        return  # a world is checked again with each exercise
    for country in COUNTRIES:
        value = by_country(scope.card.get(name), country)
        if is_text(value):
            findings.error(where, "card_language", _("$card.%(name)s must be the same in every language"), name=name)
        elif not isinstance(value, str):
            findings.error(
                where, "unknown_name", _("$card.%(name)s has no value for %(country)s"), name=name, country=country
            )


def _check_possible(slot: str, value: Any, where: str, scope: Scope, findings: Findings) -> None:
    possible = scope.possible(slot)
    if possible is None or not isinstance(value, str) or value.startswith("$"):
        return
    if value not in possible:
        findings.error(where, "unknown_value", _("%(slot)s can never be “%(value)s”"), slot=slot, value=value)
