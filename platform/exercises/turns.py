"""A simulator played through a plain form, one POST a tap: what the browser sends without JavaScript.

The form carries the log so far (`log`, JSON) and what was tapped (`do`); inputs are called `in.<action>`. The state is
never taken from the form: it is replayed from the log, so nothing can be claimed that wasn't possible. `do` is
`a.<action>` or `a.<action>:<option>`, `a.back`, or `in.<action>` for an input with a button of its own.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from exercises.errors import ExerciseError
from exercises.grading import MAX_ACTIONS, Outcome, grade_bundle
from exercises.screens import screen
from exercises.worlds import Action, Bundle, State, apply, keep, play

MAX_LOG = 60_000


@dataclass(frozen=True)
class Turn:
    """Where play stands: the log to carry on, the screen to draw, what it is worth so far.

    `refused`: the button that was tapped could not be used yet. `changed`: something happened.
    """

    log: list[Action]
    state: State
    screen: dict[str, Any]
    outcome: Outcome
    refused: bool = False
    changed: bool = False


def begin(bundle: Bundle) -> Turn:
    """Before anything was done."""
    return _turn(bundle, [])


def read_log(text: str) -> list[Action]:
    """The log that a form carried.

    Raises:
        ExerciseError: it isn't one.
    """
    try:
        log = json.loads(text or "[]") if len(text) <= MAX_LOG else None
    except ValueError:
        log = None
    if not isinstance(log, list) or len(log) > MAX_ACTIONS:
        raise ExerciseError("not_actions", "The list of actions can't be read.")
    return log


def take(bundle: Bundle, posted: Mapping[str, str]) -> Turn:
    """The turn after this form: what was typed on the screen, then what was tapped.

    Raises:
        ExerciseError: the log isn't one.
    """
    state, log = play(bundle, read_log(posted.get("log", "")))
    before = len(log)
    tapped = posted.get("do", "")
    for widget in screen(bundle, state, log)["widgets"]:
        action = _typed(bundle, widget, posted, tapped)
        if action is not None:
            state, log = _step(bundle, state, log, action)
    action = _tapped(tapped)
    refused = False
    if action is not None:
        length = len(log)
        state, log = _step(bundle, state, log, action)
        refused = len(log) == length
    return _turn(bundle, log, refused=refused, changed=len(log) > before)


def own_button(bundle: Bundle, action: str) -> bool:
    """Whether an input has a button of its own: what is typed there is gone from the screen at once, or is secret."""
    rule = bundle["actions"].get(action, {})
    return rule.get("takes") == "secret" or "screen" in rule.get("set", {})


def _turn(bundle: Bundle, log: list[Action], *, refused: bool = False, changed: bool = False) -> Turn:
    state, path = play(bundle, log)
    return Turn(path, state, screen(bundle, state, path), grade_bundle(bundle, path), refused, changed)


def _step(bundle: Bundle, state: State, log: list[Action], action: Action) -> tuple[State, list[Action]]:
    after = apply(bundle, state, action, log)
    return (state, log) if after is state else (after, [*log, keep(bundle, action)])


def _typed(bundle: Bundle, widget: dict[str, Any], posted: Mapping[str, str], tapped: str) -> Action | None:
    """The action of an input or a select whose value isn't the one shown."""
    name = f"in.{widget.get('action')}"
    select = widget["kind"] == "choices" and widget["as"] == "select"
    if name not in posted or not (widget["kind"] == "input" or select):
        return None
    value = posted[name].replace("\r\n", "\n")
    if select:
        held = next((one["id"] for one in widget["options"] if one["chosen"]), "")
        return {widget["action"]: value} if value and value != held else None
    if own_button(bundle, widget["action"]) and tapped != name:
        return None
    return {widget["action"]: value} if value != widget["value"] else None


def _tapped(do: str) -> Action | None:
    if not do.startswith("a."):
        return None
    name, colon, option = do[2:].partition(":")
    return {name: option} if colon else name
