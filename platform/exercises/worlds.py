"""The reducer: a simulator is a state and actions that are data. Pure; `static/js/engine.js` is its twin.

Everything here works on a bundle (`exercises.bundles`): one exercise with its world, start state and card.
A state is a flat dict of words, whole numbers, booleans and lists of words; its `screen` says where we are.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from exercises.predicates import filled, holds, resolve, same

Bundle = dict[str, Any]
State = dict[str, Any]
Action = str | dict[str, Any]

MAX_TEXT = 500
IMPOSSIBLE = object()


def start(bundle: Bundle) -> State:
    """The state before anything was done."""
    return {slot: list(v) if isinstance(v, list) else v for slot, v in bundle["start"].items()}


def apply(bundle: Bundle, state: State, action: Any, path: Iterable[Any] = ()) -> State:
    """The state after an action: a new one, or the very same object when the action isn't possible here.

    Never raises, whatever `action` is, and never changes `state`. `path` is the log so far, for `did`.
    """
    name, value = split(action)
    if name == "back" and value is None:
        screen = bundle["world"]["screens"].get(state["screen"], {}).get("back")
        return {**state, "screen": screen} if screen else state
    rule = bundle["world"]["actions"].get(name)
    if rule is None or not _open(bundle, rule, state, path):
        return state
    option = _taken(bundle, rule, value)
    if option is IMPOSSIBLE:
        return state
    chosen = option["id"] if isinstance(option, dict) else option
    if not listed(rule, state, chosen):
        return state
    after = _effects(bundle, rule, state, chosen)
    if isinstance(option, dict) and option.get("goes"):
        after["screen"] = option["goes"]
    return after


def keep(bundle: Bundle, action: Action) -> Action:
    """The action as the log keeps it: of a secret, only that one was given."""
    name, value = split(action)
    rule = bundle["world"]["actions"].get(name, {})
    return {name: True} if rule.get("takes") == "secret" and value is not None else action


def walk(bundle: Bundle, actions: Iterable[Any]) -> Iterator[tuple[State, list[Action]]]:
    """The state and the log at the start and after each action, until the goal's end holds.

    The log has only what was possible, secrets taken out.
    """
    state, path = start(bundle), []
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
    last = start(bundle), []
    for last in walk(bundle, actions):  # noqa: B007 - the last one is what we want
        pass
    return last


def ended(bundle: Bundle, state: State, path: Iterable[Any]) -> bool:
    """Whether the goal's end holds: nothing more can be done."""
    return holds(bundle["goal"]["ends"], state, tuple(path), bundle["card"])


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
    for slot, flag in rule.get("only_for", {}).items():
        option = chosen_option(bundle, state, slot)
        if option is None or not option.get(flag):
            return False
    return True


def listed(rule: dict[str, Any], state: State, chosen: Any) -> bool:
    """Whether `is_in` and `not_in` let this value be chosen."""
    inside, outside = rule.get("is_in"), rule.get("not_in")
    return (not inside or chosen in state[inside]) and (not outside or chosen not in state[outside])


def chosen_option(bundle: Bundle, state: State, slot: str, value: Any = None) -> dict[str, Any] | None:
    """The option that a slot of the state holds (or that `value`, of a slot that is a list, stands for)."""
    wanted = state.get(slot) if value is None else value
    for name in bundle["lists"].get(slot, ()):
        for option in bundle["options"].get(name, ()):
            if same(option["id"], wanted):
                return option
    return None


def _open(bundle: Bundle, rule: dict[str, Any], state: State, path: Iterable[Any]) -> bool:
    at = rule["at"]
    return (
        state["screen"] in (at if isinstance(at, list) else [at])
        and holds(rule.get("needs", {}), state, tuple(path), bundle["card"])
        and allowed(bundle, rule, state)
    )


def _taken(bundle: Bundle, rule: dict[str, Any], value: Any) -> Any:
    """What the action takes: an option, a text, `True` for a secret, `None` for nothing; or IMPOSSIBLE."""
    takes = rule.get("takes")
    if takes is None:
        return None if value is None else IMPOSSIBLE
    if takes == "text":
        return value if isinstance(value, str) and len(value) <= MAX_TEXT else IMPOSSIBLE
    if takes == "secret":
        return True if value is True or (isinstance(value, str) and filled(value)) else IMPOSSIBLE
    for option in bundle["options"].get(takes, ()):
        if same(option["id"], value) and not option.get("full"):
            return option
    return IMPOSSIBLE


def _effects(bundle: Bundle, rule: dict[str, Any], state: State, chosen: Any) -> State:
    """Every value is read from the state before the action; then set, add, remove, toggle."""
    after = dict(state)
    for effect in ("set", "add", "remove", "toggle"):
        for slot, wanted in rule.get(effect, {}).items():
            value = resolve(wanted, state, bundle["card"], chosen)
            if effect == "set":
                after[slot] = value
                continue
            has = value in after[slot]
            if has and effect != "add":
                after[slot] = [one for one in after[slot] if one != value]
            elif not has and effect != "remove":
                after[slot] = [*after[slot], value]
    return after
