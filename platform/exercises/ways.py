"""The way from here to the goal: for hints ("this one has a frame", "let's do it together") and for the lint."""

from collections import deque
from collections.abc import Iterator
from typing import Any

from exercises.predicates import holds, progress
from exercises.screens import screen
from exercises.worlds import Action, Bundle, State, apply, ended, split

MAX_STATES = 2000


def way(bundle: Bundle, state: State, path: list[Any]) -> list[Action]:
    """The shortest list of actions from a state to an end with the most steps.

    Searched among what the solution uses, plain buttons, Back, and what undoes a choice; so the number of states stays
    small enough for a cheap phone. Needs a localised bundle with its solution. Empty at an end.
    """
    wanted: dict[str, list[Any]] = {}
    values = set()
    for action in bundle["solution"]:
        name, value = split(action)
        wanted.setdefault(name, []).append(value)
        values.add(value)
    steps = bundle["goal"]["steps"]
    best: list[Action] = []
    most = -1
    orders = did_lists(bundle)
    seen = {key(state, path, orders)}
    queue: deque[tuple[State, list[Any], list[Action]]] = deque([(state, path, [])])
    while queue and len(seen) < MAX_STATES:
        here, log, taken = queue.popleft()
        if ended(bundle, here, log):
            met = sum(holds(step["when"], here, log, bundle["card"]) for step in steps)
            if met > most:
                best, most = taken, met
            if met == len(steps):
                break
            continue
        for action in moves(bundle, here, log, wanted, values):
            after = apply(bundle, here, action, log)
            if after is here:
                continue
            name = key(after, [*log, action], orders)
            if name not in seen:
                seen.add(name)
                queue.append((after, [*log, action], [*taken, action]))
    return best


def moves(
    bundle: Bundle, state: State, path: list[Any], typed: dict[str, list[Any]], values: set[Any] | None = None
) -> Iterator[Action]:
    """What can be tried on this screen, in reading order: texts from `typed`, options all or only those in `values`
    (and those that undo).
    """
    drawn = screen(bundle, state, path)
    for widget in drawn["widgets"]:
        name = widget.get("action")
        if name is None:
            continue
        rule = bundle["world"]["actions"][name]
        if widget["kind"] == "input":
            for value in typed.get(name, ()):
                yield {name: value}
        elif widget["kind"] == "choices":
            for option in widget["options"]:
                if values is None or option["id"] in values or option["chosen"] or "remove" in rule:
                    yield {name: option["id"]}
        else:
            yield name
    if drawn["back"]:
        yield "back"


def did_lists(tree: Any) -> list[list[str]]:
    """Every `did` of a tree: of the log, only how far these have come matters."""
    if isinstance(tree, list):
        return [found for one in tree for found in did_lists(one)]
    if not isinstance(tree, dict):
        return []
    own = [tree["did"]] if isinstance(tree.get("did"), list) else []
    return own + [found for one in tree.values() for found in did_lists(one)]


def key(
    state: State, path: list[Any], orders: list[list[str]], slots: set[str] | None = None
) -> tuple[Any, ...]:
    """What makes two moments of play alike: the state (lists are sets), and how far each `did` has come."""
    held = tuple(
        (slot, tuple(sorted(value)) if isinstance(value, list) else value)
        for slot, value in sorted(state.items())
        if slots is None or slot in slots
    )
    return held, tuple(progress(order, path) for order in orders)
