"""What to draw for a state: a plain dict for the template, the same from `static/js/engine.js`.

`{"screen", "title", "back", "widgets": [...]}`; the widgets, by `kind`:

* `choices`: action, as, label, options (the exercise's own, each with `chosen`)
* `button`: action, label, ready, press (the gesture that a phone asks for, or none)
* `input`: action, label, input (the kind of field), type, mode, own (a button of its own), value (secret: always "")
* `values`: rows `[{label, text}]`
* `body`: text; `sound`: key, text; `text`: text; `panel`: text (the name of the box that begins here)
* `address_bar`: action, address; `address`: address

A widget that can't be used is left out (docs/modules.md). Needs a localised bundle.
"""

from collections.abc import Iterable
from typing import Any

from exercises.predicates import holds
from exercises.worlds import Bundle, State, allowed, chosen_option, listed, split, walk


def screen(bundle: Bundle, state: State, path: Iterable[Any] = ()) -> dict[str, Any]:
    """The screen of a state."""
    page = bundle["screens"][state["screen"]]
    if "title_of" in page:
        title = _chosen(bundle, state, page["title_of"]).get("label", "")
    elif "title_by" in page:
        title = page["titles"].get(state[page["title_by"]], "")
    else:
        title = page["title"]
    drawn = (_widget(bundle, state, show, tuple(path)) for show in page["show"])
    return {
        "screen": state["screen"],
        "title": title,
        "back": "back" in page,
        "widgets": [widget for widget in drawn if widget],
    }


def replay(bundle: Bundle, captions: list[str] | None = None) -> list[dict[str, Any]]:
    """The frames of the "show" step, from the solution: `{"screen", "action", "option", "caption"}`.

    For each action the screen before it, with the action (and its option or text) to frame and its caption; then the
    last screen, where these are None and "".
    """
    actions, captions = bundle["solution"], captions or []
    frames = []
    for index, (state, path) in enumerate(walk(bundle, actions)):
        name, value = split(actions[index]) if index < len(actions) else (None, None)
        caption = captions[index] if index < len(captions) else ""
        drawn = screen(bundle, state, path)
        frames.append({"screen": drawn, "action": name, "option": value, "caption": caption})
    return frames


def _chosen(bundle: Bundle, state: State, slot: str) -> dict[str, Any]:
    return chosen_option(bundle, slot, state[slot]) or {}


def _widget(bundle: Bundle, state: State, show: dict[str, Any], path: Any) -> dict[str, Any] | None:
    """The widget, or None when it isn't shown."""
    rule = bundle["actions"].get(show["action"]) if "action" in show else {}
    if rule is None or not holds(show.get("if", {}), state, path) or not allowed(bundle, rule, state):
        return None
    ready = holds(rule.get("needs", {}), state, path)
    kind = show["kind"]
    widget = {key: value for key, value in show.items() if key not in ("if", "slots", "slot", "by", "of")}
    if kind == "button":
        return {**widget, "ready": ready}
    if kind in ("text", "panel", "address"):
        return widget
    name, value = _DRAWN[kind](bundle, state, show, rule)
    if kind == "sound":
        widget["key"] = _key(state, show)
    return {**widget, name: value} if ready and (value or kind in ("input", "address_bar")) else None


def _options(bundle: Bundle, state: State, show: dict[str, Any], rule: dict[str, Any]) -> tuple[str, Any]:
    held = state[rule["into"]]
    return "options", [
        {**option, "chosen": option["id"] in (held if isinstance(held, list) else [held])}
        for option in bundle["options"].get(rule["takes"], ())
        if listed(rule, state, option["id"])
    ]


def _value(bundle: Bundle, state: State, show: dict[str, Any], rule: dict[str, Any]) -> tuple[str, Any]:
    return "value", "" if rule["takes"] == "secret" else state[rule["into"]]


def _rows(bundle: Bundle, state: State, show: dict[str, Any], rule: dict[str, Any]) -> tuple[str, Any]:
    rows = []
    for slot in show["slots"]:
        held = state[slot] if isinstance(state[slot], list) else [state[slot]]
        labels = [(chosen_option(bundle, slot, one) or {"label": str(one)})["label"] for one in held]
        rows.append({"label": bundle["slots"].get(slot, ""), "text": ", ".join(labels)})
    return "rows", [row for row in rows if row["text"]]


def _body(bundle: Bundle, state: State, show: dict[str, Any], rule: dict[str, Any]) -> tuple[str, Any]:
    return "text", _chosen(bundle, state, show["slot"]).get("says")


def _sound(bundle: Bundle, state: State, show: dict[str, Any], rule: dict[str, Any]) -> tuple[str, Any]:
    return "text", bundle["says"].get(_key(state, show))


def _key(state: State, show: dict[str, Any]) -> str:
    return f"{show['key']}_{state[show['by']]}" if "by" in show else show["key"]


def _address(bundle: Bundle, state: State, show: dict[str, Any], rule: dict[str, Any]) -> tuple[str, Any]:
    chosen = (_chosen(bundle, state, slot).get("address") for slot in show["of"])
    return "address", next(filter(None, chosen), show["address"])


_DRAWN = {
    "choices": _options,
    "input": _value,
    "values": _rows,
    "body": _body,
    "sound": _sound,
    "address_bar": _address,
}
