"""An exercise played through a plain form: what the browser sends without JavaScript, and what to say at the end.

A simulator is one POST a tap. The form carries the log so far (`log`, JSON) and what was tapped (`do`); inputs are
called `in.<action>`. The state is never taken from the form: it is replayed from the log, so nothing can be claimed
that wasn't possible. `do` is `a.<action>` or `a.<action>:<option>`, `a.back`, or `in.<action>` for an input with a
button of its own.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from exercises.answers import BEST, SPACES, as_typed, difference
from exercises.bundles import has_own_button
from exercises.errors import ExerciseError
from exercises.grading import MAX_ACTIONS, Outcome, grade_bundle
from exercises.plain import is_plain
from exercises.screens import screen
from exercises.worlds import Action, Bundle, State, apply, keep, play

MAX_LOG = 60_000


@dataclass(frozen=True)
class Turn:
    """Where play stands: the log to carry on, the screen to draw, what it is worth so far.

    `slips`: indexes of the detours that this form met. `refused`: the button that was tapped could not be used yet.
    """

    log: list[Action]
    state: State
    screen: dict[str, Any]
    outcome: Outcome
    slips: tuple[int | str, ...] = ()
    refused: bool = False


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
    except (ValueError, RecursionError):
        log = None
    if not isinstance(log, list) or len(log) > MAX_ACTIONS or not is_plain(log):
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
    met = [slip for length in range(before + 1, len(log) + 1) for slip in grade_bundle(bundle, log[:length]).slip_texts]
    return _turn(bundle, log, slips=tuple(dict.fromkeys(met)), refused=refused)


def own_button(bundle: Bundle, action: str) -> bool:
    """Whether an input has a button of its own (`exercises.bundles.has_own_button`)."""
    return has_own_button(bundle["actions"].get(action, {}))


def _turn(bundle: Bundle, log: list[Action], slips: tuple[int | str, ...] = (), *, refused: bool = False) -> Turn:
    state, path = play(bundle, log)
    return Turn(path, state, screen(bundle, state, path), grade_bundle(bundle, path), slips, refused)


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


# --- questions: choice, hotspot, multiple, order, match, fill, keyboard, case


def mixed(exercise_id: str, ids: list[str]) -> list[str]:
    """The ids in an order of their own, always the same for that exercise, and never the given one."""
    drawn = sorted(ids, key=lambda one: hashlib.sha256(f"{exercise_id} {one}".encode()).digest())
    return [*drawn[1:], drawn[0]] if drawn == ids else drawn


def shown_options(bundle: Bundle) -> list[dict[str, Any]]:
    """The options as they are shown at first: those to put in order, or to match, are mixed."""
    kind = bundle.get("child") or bundle["type"]
    options = bundle["right"] if kind == "match" else bundle.get("options", [])
    if kind not in ("order", "match"):
        return list(options)
    by_id = {option["id"]: option for option in options}
    right = bundle["answer"] if kind == "order" else list(by_id)
    return [by_id[one] for one in mixed(bundle["id"], list(right))]


def answer_in(bundle: Bundle, posted: Mapping[str, Any], many: list[str]) -> Any:
    """The answer that a question's form holds: `r` (its values are `many`), `order`, `m.<left>`, `f.<field>`, `write`.

    None when nothing was answered. Whether it is an answer to this exercise is for the grading to say.
    """
    kind = bundle.get("child") or bundle["type"]
    if bundle.get("write"):
        text = str(posted.get("write", "")).replace("\r\n", "\n")
        return text if text.strip(SPACES) else None
    if kind in ("choice", "hotspot", "case"):
        return many[0] if many else None
    if kind == "multiple":
        return many or None
    if kind == "order":
        return moved(posted.get("order", "").split(), posted.get("do", ""))
    prefix = "m." if kind == "match" else "f."
    given = {part["id"]: posted.get(prefix + part["id"], "") for part in bundle["parts"]}
    return {key: value for key, value in given.items() if value.strip()} or None


def moved(ids: list[str], do: str) -> list[str]:
    """The order after `up:<id>` or `down:<id>`."""
    way, _colon, one = do.partition(":")
    if one not in ids or way not in ("up", "down"):
        return ids
    here = ids.index(one)
    there = here + (1 if way == "down" else -1)
    if 0 <= there < len(ids):
        ids = [*ids]
        ids[here], ids[there] = ids[there], ids[here]
    return ids


# --- the end


def verdict(bundle: Bundle, outcome: Outcome, value: Any) -> dict[str, Any]:
    """What to say at the end: `{"kind", "again", "lines", "notes", "parts", "weighed", "typed"}`.

    `again`: it may be tried once more, if it wasn't right. A check's `feedback` may have `skip`, for "I don't know".
    `notes`: the words of the options that were chosen. `parts`: of a message to read closely, each part with `mark`
    (`seen`, `miss` or ""), in reading order. `weighed`: of a case, what the expert says of each option (`chosen`,
    `best`), or beside what was `written`. `typed`: of each field that differs, where (`exercises.answers.difference`).
    """
    feedback = bundle["feedback"]
    said = outcome.kind if value is not None else "skip"
    text = feedback.get(said) or feedback["retry"]
    notes: list[str] = []
    case = bundle["type"] == "case"
    if isinstance(bundle.get("options"), list) and value and not case:
        chosen = [value] if isinstance(value, str) else value
        notes = [one["text"] for one in bundle["options"] if one["id"] in chosen and one.get("text")]
    return {
        "kind": outcome.kind,
        "again": bundle["mode"] == "practice" and not case,
        "lines": text.split("\n"),
        "notes": notes,
        "parts": _parts(bundle, value),
        "weighed": _weighed(bundle, value) if case else [],
        "typed": _differing(bundle, value) if bundle["type"] == "keyboard" and value else [],
    }


def _weighed(bundle: Bundle, value: Any) -> list[dict[str, Any]]:
    if bundle.get("write"):
        return [{"written": value or "", "text": bundle["expert"]}]
    return [
        {"label": one["label"], "text": one["text"], "chosen": one["id"] == value, "best": one["rating"] == BEST}
        for one in bundle["options"]
    ]


def _differing(bundle: Bundle, value: dict[str, str]) -> list[dict[str, str]]:
    typed = [(part, value.get(part["id"], "")) for part in bundle["parts"]]
    found = [(part, difference(part, text)) for part, text in typed if as_typed(text)]
    return [{"label": part["label"], **differs} for part, differs in found if differs]


def parts_to_review(bundle: Bundle) -> list[tuple[str, dict[str, Any], bool]]:
    """Of a message to read closely, each part: (slot of the marked ones, option, whether it should be marked)."""
    shown = [show for page in bundle.get("screens", {}).values() for show in page["show"] if show.get("as") == "parts"]
    if not shown:
        return []
    rule = bundle["actions"][shown[0]["action"]]
    needed = [one for step in bundle["goal"]["steps"] for one in _asked(step["when"].get(rule["into"]))]
    return [(rule["into"], part, part["id"] in needed) for part in bundle["options"].get(rule["takes"], ())]


def _parts(bundle: Bundle, value: Any) -> list[dict[str, Any]]:
    if value is None:
        return []
    review = parts_to_review(bundle)
    state = play(bundle, value)[0] if review else {}
    return [
        {**part, "mark": "seen" if part["id"] in state[slot] else "miss" if needed else ""}
        for slot, part, needed in review
    ]


def _asked(condition: Any) -> list[Any]:
    asked = condition.get("has", []) if isinstance(condition, dict) else []
    return asked if isinstance(asked, list) else [asked]
