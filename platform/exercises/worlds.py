"""The reducer: a simulator is a state and actions that are data. Pure; `static/js/engine.js` is its twin.

Everything here works on a bundle (`exercises.bundles`): one exercise, made ready to play.
A state is a flat dict of words, whole numbers, booleans and lists of words; its `screen` says where we are.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from exercises.predicates import filled, holds, resolve

Bundle = dict[str, Any]
State = dict[str, Any]
Action = str | dict[str, Any]

MAX_TEXT = 500
EFFECTS = ("set", "add", "remove", "toggle")
_IMPOSSIBLE = object()


def start(bundle: Bundle) -> State:
    """The state before anything was done."""
    return dict(bundle["start"])


def apply(bundle: Bundle, state: State, action: Any, path: Iterable[Any] = ()) -> State:
    """The state after an action: a new one, or the very same object when the action isn't possible here.

    Never raises, whatever `action` is, and never changes `state`. `path` is the log so far, for `did`.
    """
    name, value = split(action)
    if name == "back" and value is None:
        screen = bundle["screens"][state["screen"]].get("back")
        return {**state, "screen": screen} if screen else state
    rule = bundle["actions"].get(name)
    if rule is None or state["screen"] not in rule["at"] or not allowed(bundle, rule, state):
        return state
    option = _taken(bundle, rule, value)
    if option is _IMPOSSIBLE or not holds(rule.get("needs", {}), state, tuple(path)):
        return state
    chosen = option["id"] if isinstance(option, dict) else option
    if not listed(rule, state, chosen):
        return state
    after = _effects(rule, state, chosen)
    if isinstance(option, dict) and option.get("goes"):
        after["screen"] = option["goes"]
    return after


def keep(bundle: Bundle, action: Action) -> Action:
    """The action as the log keeps it: of a secret, only that one was given."""
    name, _ = split(action)
    return {name: True} if bundle["actions"].get(name, {}).get("takes") == "secret" else action


def tells_secret(bundle: Bundle, actions: Any) -> bool:
    """Whether something secret stands in these actions as it was typed."""
    secret = {name for name, rule in bundle.get("actions", {}).items() if rule.get("takes") == "secret"}
    return (
        bool(secret)
        and isinstance(actions, list)
        and any(name in secret and value is not True for name, value in map(split, actions))
    )


def walk(bundle: Bundle, actions: Iterable[Any]) -> Iterator[tuple[State, list[Action]]]:
    """The state and the log at the start and after each action, until the goal's end holds.

    The log has only what was possible, secrets taken out.
    """
    state = start(bundle)
    path: list[Action] = []
    yield state, path
    for action in actions:
        if ended(bundle, state, path):
            return
        after = apply(bundle, state, action, path)
        if after is not state:
            state, path = after, [*path, keep(bundle, action)]
        yield state, path


def play(bundle: Bundle, actions: Iterable[Any]) -> tuple[State, list[Action]]:
    """The state after all the actions, and the log to keep."""
    *_, last = walk(bundle, actions)
    return last


def ended(bundle: Bundle, state: State, path: Iterable[Any]) -> bool:
    """Whether the goal's end holds: nothing more can be done."""
    return holds(bundle["goal"]["ends"], state, tuple(path))


def split(action: Any) -> tuple[str, Any]:
    """An action's name and value; `("", None)` for what isn't an action."""
    if isinstance(action, str):
        return action, None
    if isinstance(action, dict) and len(action) == 1:
        name, value = next(iter(action.items()))
        if isinstance(name, str) and (isinstance(value, str) or value is True):
            return name, value
    return "", None


def allowed(bundle: Bundle, rule: dict[str, Any], state: State) -> bool:
    """Whether `only_for` lets the action exist: the chosen option of the slot has the flag."""
    return all(
        (chosen_option(bundle, slot, state[slot]) or {}).get(flag) for slot, flag in rule.get("only_for", {}).items()
    )


def listed(rule: dict[str, Any], state: State, chosen: Any) -> bool:
    """Whether `is_in` and `not_in` let this value be chosen."""
    inside, outside = rule.get("is_in"), rule.get("not_in")
    return (not inside or chosen in state[inside]) and (not outside or chosen not in state[outside])


def chosen_option(bundle: Bundle, slot: str, value: Any) -> dict[str, Any] | None:
    """The option that this value of a slot stands for."""
    for name in bundle["lists"].get(slot, ()):
        for option in bundle["options"].get(name, ()):
            if option["id"] == value:
                return option
    return None


def _taken(bundle: Bundle, rule: dict[str, Any], value: Any) -> Any:
    """What the action takes: an option, a text, `True` for a secret, `None` for nothing; or _IMPOSSIBLE."""
    takes = rule.get("takes")
    good = False
    if takes is None:
        good = value is None
    elif takes == "text":
        good = isinstance(value, str) and len(value) <= MAX_TEXT
    elif takes == "secret":
        good, value = value is not None and filled(value), True
    else:
        value = next((one for one in bundle["options"].get(takes, ()) if one["id"] == value), None)
        good = value is not None and not value.get("full")
    return value if good else _IMPOSSIBLE


def _effects(rule: dict[str, Any], state: State, chosen: Any) -> State:
    """Every value is read from the state before the action; then set, add, remove, toggle."""
    after = dict(state)
    for effect in EFFECTS:
        for slot, wanted in rule.get(effect, {}).items():
            value = resolve(wanted, state, chosen)
            if effect == "set":
                after[slot] = value
            elif value not in after[slot]:
                after[slot] = after[slot] if effect == "remove" else [*after[slot], value]
            elif effect != "add":
                after[slot] = [one for one in after[slot] if one != value]
    return after
