"""The shortest way from here to the goal: for hints ("this one has a frame", "let's do it together")."""

from collections import deque
from collections.abc import Iterator
from typing import Any

from exercises.predicates import holds, progress
from exercises.worlds import Action, Bundle, State, apply, ended, keep

MAX_STATES = 2000


def way(bundle: Bundle, state: State, path: list[Any]) -> list[Action]:
    """The shortest list of actions, as logged, from a state to an end with the most steps. Empty at an end.

    Searched among the solution's actions, those that take nothing, Back, and what undoes a choice in a list; so the
    states stay few enough for a cheap phone. Needs a bundle with its solution.
    """
    steps = bundle["goal"]["steps"]
    best: list[Action] = []
    most = -1
    seen = {key(bundle, state, path)}
    queue: deque[tuple[State, list[Any], list[Action]]] = deque([(state, path, [])])
    while queue and len(seen) < MAX_STATES:
        here, log, taken = queue.popleft()
        if ended(bundle, here, log):
            met = sum(holds(step["when"], here, log) for step in steps)
            if met > most:
                best, most = taken, met
            if met == len(steps):
                break
            continue
        for action in _moves(bundle, here):
            after = apply(bundle, here, action, log)
            kept = keep(bundle, action)
            name = key(bundle, after, [*log, kept])
            if after is not here and name not in seen:
                seen.add(name)
                queue.append((after, [*log, kept], [*taken, kept]))
    return best


def key(bundle: Bundle, state: State, path: list[Any], slots: set[str] | None = None) -> tuple[Any, ...]:
    """What makes two moments of play alike: the state (lists are sets), and how far each `did` has come."""
    held = tuple(
        (slot, tuple(sorted(value)) if isinstance(value, list) else value)
        for slot, value in sorted(state.items())
        if slots is None or slot in slots
    )
    return held, tuple(progress(order, path) for order in bundle["dids"])


def _moves(bundle: Bundle, state: State) -> Iterator[Action]:
    yield from bundle["solution"]
    for name, rule in bundle["actions"].items():
        yield name
        held = state.get(rule.get("into", ""))
        for value in held if isinstance(held, list) else ():
            yield {name: value}
    yield "back"
