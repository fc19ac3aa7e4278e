"""Lint of a world: actions, screens and widgets that fit together."""

from typing import Any

from exercises.bundles import WIDGETS
from exercises.lint.findings import Findings
from exercises.lint.predicates import Scope, check_predicate, check_value
from exercises.worlds import EFFECTS

INPUT_KINDS = frozenset({"text", "name", "tel", "email", "number", "area", "secret"})
CHOICE_LOOKS = frozenset({"list", "month", "results", "select", "checks", "parts"})
RESERVED = frozenset({"did", "any", "path"})
_TAKES_NO_LIST = (None, "text", "secret")


def check_world(name: str, world: Any, findings: Findings) -> None:
    """A world on its own; its `$card.x` are checked with each exercise."""
    where = f"worlds.{name}"
    if not findings.keys(world, where, "id version state actions screens labels", "slots"):
        return
    if not all(isinstance(world[part], dict) for part in ("state", "actions", "screens", "labels")):
        findings.error(where, "not_keys", "state, actions, screens and labels must be keys and values")
        return
    if world["state"].get("screen") not in world["screens"]:
        findings.error(f"{where}.state.screen", "unknown_screen", "the first screen isn't one of the screens")
    for slot, value in world["state"].items():
        words = isinstance(value, list) and all(isinstance(one, str) for one in value)
        if not isinstance(value, str | bool | int) and not words:
            findings.error(
                f"{where}.state.{slot}",
                "wrong_kind",
                "a slot is a word, a whole number, true, false or a list",
            )
        if slot in RESERVED:
            findings.error(f"{where}.state.{slot}", "reserved", f"{slot} is the engine's own name")
    scope = Scope(world, None, {})
    for action, rule in world["actions"].items():
        _check_action(action, rule, f"{where}.actions.{action}", world, scope, findings)
    if findings.errors_under(f"{where}.actions"):
        return
    shown: set[str] = set()
    for screen, page in world["screens"].items():
        shown |= _check_screen(screen, page, f"{where}.screens.{screen}", world, scope, findings)
    for action in world["actions"].keys() - shown:
        findings.error(f"{where}.actions.{action}", "not_shown", "no screen shows this action")
    for slot in world.get("slots", {}):
        if slot not in world["state"]:
            findings.error(f"{where}.slots.{slot}", "unknown_slot", f"the state has no {slot!r}")


def _check_action(
    name: str, rule: Any, where: str, world: dict[str, Any], scope: Scope, findings: Findings
) -> None:
    if not findings.keys(rule, where, "at", "takes needs only_for is_in not_in set add remove toggle"):
        return
    if name == "back":
        findings.error(where, "reserved", "back follows the screen's back")
    for screen in rule["at"] if isinstance(rule["at"], list) else [rule["at"]]:
        if screen not in world["screens"]:
            findings.error(f"{where}.at", "unknown_screen", f"there is no screen {screen!r}")
    if not any(effect in rule for effect in EFFECTS):
        findings.error(where, "no_effect", "the action does nothing: give set, add, remove or toggle")
    for effect in EFFECTS:
        if not isinstance(rule.get(effect, {}), dict):
            findings.error(f"{where}.{effect}", "not_keys", "must be keys and values")
            continue
        for slot, value in rule.get(effect, {}).items():
            here = f"{where}.{effect}.{slot}"
            if slot not in world["state"]:
                findings.error(here, "unknown_slot", f"the state has no {slot!r}")
                continue
            held = world["state"][slot]
            if (effect != "set") != isinstance(held, list):
                findings.error(
                    here, "wrong_kind", "set writes words and numbers; add, remove and toggle change lists"
                )
                continue
            like = "" if isinstance(held, list) else held
            check_value(value, here, scope, findings, like=like, chosen="takes" in rule)
            if slot == "screen" and not value.startswith("$") and value not in world["screens"]:
                findings.error(here, "unknown_screen", f"there is no screen {value!r}")
            if value == "$value" and isinstance(like, bool) != (rule.get("takes") == "secret"):
                findings.error(here, "wrong_kind", "of a secret, $value is true; of anything else, a word")
    if "needs" in rule:
        check_predicate(rule["needs"], f"{where}.needs", scope, findings)
    for key in ("is_in", "not_in"):
        if key in rule and not isinstance(world["state"].get(rule[key]), list):
            findings.error(f"{where}.{key}", "unknown_slot", f"{rule[key]!r} isn't a list of the state")
    if not isinstance(rule.get("only_for", {}), dict):
        findings.error(f"{where}.only_for", "not_keys", "must be slot: flag")
        return
    for slot in rule.get("only_for", {}):
        if slot not in world["state"]:
            findings.error(f"{where}.only_for", "unknown_slot", f"the state has no {slot!r}")


def _check_screen(
    name: str, page: Any, where: str, world: dict[str, Any], scope: Scope, findings: Findings
) -> set[str]:
    if not findings.keys(page, where, "show", "title title_of title_by titles back"):
        return set()
    if sum(key in page for key in ("title", "title_of", "title_by")) != 1:
        findings.error(where, "no_title", "a screen has one of title, title_of, title_by")
    for key in ("title_of", "title_by"):
        if key in page and page[key] not in world["state"]:
            findings.error(f"{where}.{key}", "unknown_slot", f"the state has no {page[key]!r}")
    if ("title_by" in page) != ("titles" in page):
        findings.error(where, "no_title", "title_by goes with titles")
    if "back" in page and page["back"] not in world["screens"]:
        findings.error(f"{where}.back", "unknown_screen", f"there is no screen {page['back']!r}")
    shown = set()
    for index, widget in enumerate(findings.listed(page["show"], f"{where}.show")):
        action = _check_widget(name, widget, f"{where}.show.{index}", world, scope, findings)
        if action:
            shown.add(action)
    return shown


def _check_widget(
    screen: str, widget: dict[str, Any], where: str, world: dict[str, Any], scope: Scope, findings: Findings
) -> str | None:
    kinds = [kind for kind in WIDGETS if kind in widget]
    if len(kinds) != 1:
        findings.error(where, "unknown_widget", f"a widget is one of {', '.join(WIDGETS)}")
        return None
    kind = kinds[0]
    target = widget[kind]
    extra = {"choices": "if label as", "button": "if label", "input": "if label kind", "sound": "if by"}
    findings.keys(widget, where, kind, extra.get(kind, "if"))
    if "if" in widget:
        check_predicate(widget["if"], f"{where}.if", scope, findings)
    if kind in ("button", "input") and "label" not in widget:
        findings.error(where, "missing_key", "the key 'label' is missing")
    slots = {"values": target, "body": [target], "sound": [widget["by"]] if "by" in widget else []}.get(
        kind, []
    )
    for slot in slots if isinstance(slots, list) else [slots]:
        if slot not in world["state"]:
            findings.error(where, "unknown_slot", f"the state has no {slot!r}")
        elif kind == "values" and isinstance(world["state"][slot], bool):
            findings.error(where, "wrong_kind", f"{slot} is true or false: there is no word for it")
    if kind in ("values", "body", "sound", "text"):
        return None
    rule = world["actions"].get(target)
    if rule is None:
        findings.error(where, "unknown_action", f"there is no action {target!r}")
        return None
    if screen not in (rule["at"] if isinstance(rule["at"], list) else [rule["at"]]):
        findings.error(where, "not_at", f"{target!r} isn't possible at the screen {screen!r}")
    takes = rule.get("takes")
    fits = {
        "choices": takes not in _TAKES_NO_LIST,
        "input": takes in ("text", "secret"),
        "button": takes is None,
        "address_bar": takes is None,
    }[kind]
    if not fits:
        findings.error(
            where, "wrong_widget", f"{kind} doesn't go with an action that takes {takes or 'nothing'}"
        )
    if widget.get("as", "list") not in CHOICE_LOOKS:
        findings.error(f"{where}.as", "unknown_value", f"as is one of {', '.join(sorted(CHOICE_LOOKS))}")
    if kind == "input":
        if widget.get("kind", "text") not in INPUT_KINDS:
            findings.error(
                f"{where}.kind", "unknown_value", f"kind is one of {', '.join(sorted(INPUT_KINDS))}"
            )
        if (takes == "secret") != (widget.get("kind") == "secret"):
            findings.error(
                f"{where}.kind", "wrong_widget", "what takes a secret has the kind secret, and only that"
            )
    return str(target)
