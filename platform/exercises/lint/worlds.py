"""Lint of a world: actions, screens and widgets that fit together."""

from typing import Any

from exercises.bundles import WIDGETS
from exercises.lint.findings import MISSING_KEY, NO_ACTION, NO_FIRST_SCREEN, NO_SCREEN, NO_SLOT, ONE_OF, Findings
from exercises.lint.predicates import Scope, check_predicate, check_value
from exercises.sentences import gettext_noop as _
from exercises.worlds import EFFECTS

INPUT_KINDS = frozenset({"text", "name", "tel", "email", "number", "area", "secret"})
CHOICE_LOOKS = frozenset({"list", "month", "results", "select", "checks", "switches", "parts"})
PRESSES = frozenset({"long", "double", "swipe"})
RESERVED = frozenset({"did", "any", "path"})
_EXTRA_KEYS = {"choices": "if label as", "button": "if label press", "input": "if label kind", "sound": "if by"}


def check_world(name: str, world: Any, findings: Findings) -> None:
    """A world on its own; its `$card.x` are checked with each exercise."""
    where = f"worlds.{name}"
    if not findings.keys(world, where, "id version state actions screens labels", "slots"):
        return
    if not all(isinstance(world[part], dict) for part in ("state", "actions", "screens", "labels")):
        findings.error(where, "not_keys", _("state, actions, screens and labels must be keys and values"))
        return
    _check_state(world, where, findings)
    scope = Scope(world, None, {})
    for action, rule in world["actions"].items():
        _check_action(action, rule, f"{where}.actions.{action}", scope, findings)
    if findings.errors_under(f"{where}.actions"):
        return
    shown: set[str] = set()
    for screen, page in world["screens"].items():
        shown |= _check_screen(screen, page, f"{where}.screens.{screen}", scope, findings)
    for action in sorted(world["actions"].keys() - shown):
        findings.error(f"{where}.actions.{action}", "not_shown", _("no screen shows this action"))
    for slot in world.get("slots", {}):
        _check_slot(slot, f"{where}.slots.{slot}", scope, findings)


def _check_state(world: dict[str, Any], where: str, findings: Findings) -> None:
    if world["state"].get("screen") not in world["screens"]:
        findings.error(f"{where}.state.screen", "unknown_screen", NO_FIRST_SCREEN)
    for slot, value in world["state"].items():
        here = f"{where}.state.{slot}"
        words = isinstance(value, list) and all(isinstance(one, str) for one in value)
        if not isinstance(value, str | bool | int) and not words:
            findings.error(here, "wrong_kind", _("a slot is a word, a whole number, true, false or a list"))
        if slot in RESERVED:
            findings.error(here, "reserved", _("%(slot)s is the engine’s own name"), slot=slot)


def _check_slot(slot: Any, where: str, scope: Scope, findings: Findings, *, of: type | None = None) -> None:
    if slot not in scope.state or (of and not isinstance(scope.state[slot], of)):
        findings.error(where, "unknown_slot", _("the state has no list “%(name)s”") if of else NO_SLOT, name=slot)


def _check_action(name: str, rule: Any, where: str, scope: Scope, findings: Findings) -> None:
    if not findings.keys(rule, where, "at", "takes needs only_for is_in not_in set add remove toggle"):
        return
    if name == "back":
        findings.error(where, "reserved", _("back follows the screen’s back"))
    for screen in rule["at"] if isinstance(rule["at"], list) else [rule["at"]]:
        if screen not in scope.world["screens"]:
            findings.error(f"{where}.at", "unknown_screen", NO_SCREEN, name=screen)
    if not any(effect in rule for effect in EFFECTS):
        findings.error(where, "no_effect", _("the action does nothing: give set, add, remove or toggle"))
    wrong = [part for part in (*EFFECTS, "only_for") if not isinstance(rule.get(part, {}), dict)]
    if wrong:
        findings.error(f"{where}.{wrong[0]}", "not_keys", _("must be keys and values"))
        return
    for effect, slot in ((name, slot) for name in EFFECTS for slot in rule.get(name, {})):
        _check_effect(rule, effect, slot, f"{where}.{effect}.{slot}", (scope, findings))
    if "needs" in rule:
        check_predicate(rule["needs"], f"{where}.needs", scope, findings)
    for key in ("is_in", "not_in"):
        if key in rule:
            _check_slot(rule[key], f"{where}.{key}", scope, findings, of=list)
    for slot in rule.get("only_for", {}):
        _check_slot(slot, f"{where}.only_for", scope, findings)


def _check_effect(rule: dict[str, Any], effect: str, slot: str, where: str, ground: tuple[Scope, Findings]) -> None:
    scope, findings = ground
    value = rule[effect][slot]
    if slot not in scope.state:
        findings.error(where, "unknown_slot", NO_SLOT, name=slot)
        return
    held = scope.state[slot]
    if (effect != "set") != isinstance(held, list):
        findings.error(where, "wrong_kind", _("set writes words and numbers; add, remove and toggle change lists"))
        return
    like = "" if isinstance(held, list) else held
    check_value(value, where, scope, findings, like=like, chosen="takes" in rule)
    if slot == "screen" and str(value)[0] != "$" and value not in scope.world["screens"]:
        findings.error(where, "unknown_screen", NO_SCREEN, name=value)
    if value == "$value" and isinstance(like, bool) != (rule.get("takes") == "secret"):
        findings.error(where, "wrong_kind", _("of a secret, $value is true; of anything else, a word"))


def _check_screen(name: str, page: Any, where: str, scope: Scope, findings: Findings) -> set[str]:
    """The actions that the screen shows."""
    if not findings.keys(page, where, "show", "title title_of title_by titles back"):
        return set()
    if sum(key in page for key in ("title", "title_of", "title_by")) != 1:
        findings.error(where, "no_title", _("a screen has one of title, title_of, title_by"))
    for key in ("title_of", "title_by"):
        if key in page:
            _check_slot(page[key], f"{where}.{key}", scope, findings)
    if ("title_by" in page) != ("titles" in page):
        findings.error(where, "no_title", _("title_by goes with titles"))
    if "back" in page and page["back"] not in scope.world["screens"]:
        findings.error(f"{where}.back", "unknown_screen", NO_SCREEN, name=page["back"])
    shown = set()
    for index, widget in enumerate(findings.listed(page["show"], f"{where}.show")):
        here = f"{where}.show.{index}"
        kinds = [kind for kind in WIDGETS if kind in widget]
        if len(kinds) != 1:
            findings.error(here, "unknown_widget", ONE_OF, key="widget", known=", ".join(WIDGETS))
            continue
        _check_widget(kinds[0], widget, here, scope, findings)
        if kinds[0] in ("choices", "button", "input", "address_bar"):
            shown.add(widget[kinds[0]])
            _check_use(kinds[0], widget, name, here, (scope, findings))
    return shown


def _check_widget(kind: str, widget: dict[str, Any], where: str, scope: Scope, findings: Findings) -> None:
    """Its keys, its condition, and the slots that it shows."""
    findings.keys(widget, where, kind, _EXTRA_KEYS.get(kind, "if"))
    if "if" in widget:
        check_predicate(widget["if"], f"{where}.if", scope, findings)
    if kind in ("button", "input") and "label" not in widget:
        findings.error(where, "missing_key", MISSING_KEY, key="label")
    if widget.get("as", "list") not in CHOICE_LOOKS:
        findings.error(f"{where}.as", "unknown_value", ONE_OF, key="as", known=", ".join(sorted(CHOICE_LOOKS)))
    if widget.get("press", "long") not in PRESSES:
        findings.error(f"{where}.press", "unknown_value", ONE_OF, key="press", known=", ".join(sorted(PRESSES)))
    if kind == "input" and widget.get("kind", "text") not in INPUT_KINDS:
        findings.error(f"{where}.kind", "unknown_value", ONE_OF, key="kind", known=", ".join(sorted(INPUT_KINDS)))
    named = {"values": widget.get("values"), "body": widget.get("body"), "sound": widget.get("by", "screen")}.get(kind)
    slots = named if isinstance(named, list) else [named] if kind in ("values", "body", "sound") else []
    for slot in map(str, slots):
        _check_slot(slot, where, scope, findings)
        if kind == "values" and isinstance(scope.state.get(slot), bool):
            findings.error(where, "wrong_kind", _("%(slot)s is true or false: there is no word for it"), slot=slot)


def _check_use(kind: str, widget: dict[str, Any], screen: str, where: str, ground: tuple[Scope, Findings]) -> None:
    """Its action: there is one, possible on this screen, of a kind that goes with the widget."""
    scope, findings = ground
    target: Any = widget[kind]
    rule = scope.actions.get(str(target))
    if rule is None:
        findings.error(where, "unknown_action", NO_ACTION, name=target)
        return
    if screen not in (rule["at"] if isinstance(rule["at"], list) else [rule["at"]]):
        findings.error(
            where, "not_at", _("“%(target)s” isn’t possible at the screen “%(screen)s”"), target=target, screen=screen
        )
    takes = rule.get("takes")
    fits = {"choices": takes not in (None, "text", "secret"), "input": takes in ("text", "secret")}
    if not fits.get(kind, takes is None):
        findings.error(
            where,
            "wrong_widget",
            _("%(kind)s doesn’t go with this action, which takes: %(takes)s"),
            kind=kind,
            takes=takes or "–",
        )
    holds_value = any("$value" in rule.get(effect, {}).values() for effect in EFFECTS)
    if takes is not None and takes != "secret" and not holds_value:
        findings.error(where, "no_effect", _("“%(target)s” takes something and puts $value nowhere"), target=target)
    if widget.get("as") == "switches" and "$value" not in rule.get("toggle", {}).values():
        findings.error(
            f"{where}.as", "wrong_widget", _("a switch turns on and off: its action needs toggle: {slot: $value}")
        )
    if kind == "input" and (takes == "secret") != (widget.get("kind") == "secret"):
        findings.error(f"{where}.kind", "wrong_widget", _("what takes a secret has the kind secret, and only that"))
