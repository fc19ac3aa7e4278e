"""What to draw for a state: a plain dict for the template, the same from `static/js/engine.js`. Needs a localised bundle.

`{"screen", "title", "back", "widgets": [...]}`; the widgets, by `kind`:

* `choices`: action, as, label, options `[{id, label, full, chosen, note, address}]`
* `button`: action, label, ready; `input`: action, label, input, value (of a secret always "")
* `values`: rows `[{slot, label, text}]`; `body`: text; `sound`: key, text; `text`: text; `address_bar`: action, address

A widget that can't be used is left out (docs/modules.md).
"""

from collections.abc import Iterable
from typing import Any

from exercises.predicates import holds
from exercises.worlds import Bundle, State, allowed, chosen_option, listed, play, split, walk


def screen(bundle: Bundle, state: State, path: Iterable[Any] = ()) -> dict[str, Any]:
    """The screen of a state."""
    page = bundle["world"]["screens"][state["screen"]]
    if "title_of" in page:
        title = (chosen_option(bundle, state, page["title_of"]) or {}).get("label", "")
    elif "title_by" in page:
        title = page["titles"].get(str(state[page["title_by"]]), "")
    else:
        title = page.get("title", "")
    drawn = (_widget(bundle, state, show, tuple(path)) for show in page.get("show", ()))
    return {
        "screen": state["screen"],
        "title": title,
        "back": bool(page.get("back")),
        "widgets": [widget for widget in drawn if widget],
    }


def replay(bundle: Bundle, captions: list[str] | None = None) -> list[dict[str, Any]]:
    """The frames of the "show" step: for each action of the solution the screen before it, the target and its caption;
    then the last screen. `{"screen", "action", "option", "caption"}`.
    """
    actions, captions = bundle["solution"], captions or []
    frames = []
    for index, (state, path) in enumerate(walk(bundle, actions)):
        name, value = split(actions[index]) if index < len(actions) else (None, None)
        caption = captions[index] if index < len(captions) else ""
        frames.append(
            {"screen": screen(bundle, state, path), "action": name, "option": value, "caption": caption}
        )
    return frames


def last_screen(bundle: Bundle, actions: list[Any]) -> dict[str, Any]:
    """The screen after these actions."""
    return screen(bundle, *play(bundle, actions))


def _widget(bundle: Bundle, state: State, show: dict[str, Any], path: Any) -> dict[str, Any] | None:
    if not holds(show.get("if", {}), state, path, bundle["card"]):
        return None
    kind = next(name for name in KINDS if name in show)
    target = show[kind]
    if kind in ("values", "body", "sound", "text"):
        return KINDS[kind](bundle, state, show, target)
    rule = bundle["world"]["actions"].get(target)
    if rule is None or not allowed(bundle, rule, state):
        return None
    ready = holds(rule.get("needs", {}), state, path, bundle["card"])
    if not ready and kind in ("choices", "input"):
        return None
    widget = KINDS[kind](bundle, state, show, rule)
    return widget and {
        "kind": kind,
        "action": target,
        **widget,
        **({"ready": ready} if kind == "button" else {}),
    }


def _slot(rule: dict[str, Any]) -> str:
    """The slot in which the action puts what was chosen or typed."""
    for effect in ("set", "add", "toggle"):
        for slot, value in rule.get(effect, {}).items():
            if value == "$value":
                return slot
    return ""


def _choices(
    bundle: Bundle, state: State, show: dict[str, Any], rule: dict[str, Any]
) -> dict[str, Any] | None:
    held = state.get(_slot(rule), "")
    options = [
        {
            "id": option["id"],
            "label": option["label"],
            "full": bool(option.get("full")),
            "chosen": option["id"] in held if isinstance(held, list) else option["id"] == held,
            "note": option.get("note", ""),
            "address": option.get("address", ""),
        }
        for option in bundle["options"].get(rule["takes"], ())
        if listed(rule, state, option["id"])
    ]
    return (
        {"as": show.get("as", "list"), "label": show.get("label", ""), "options": options}
        if options
        else None
    )


def _button(bundle: Bundle, state: State, show: dict[str, Any], rule: dict[str, Any]) -> dict[str, Any]:
    return {"label": show["label"]}


def _input(bundle: Bundle, state: State, show: dict[str, Any], rule: dict[str, Any]) -> dict[str, Any]:
    value = "" if rule["takes"] == "secret" else state.get(_slot(rule), "")
    return {"label": show["label"], "input": show.get("kind", "text"), "value": value}


def _address_bar(bundle: Bundle, state: State, show: dict[str, Any], rule: dict[str, Any]) -> dict[str, Any]:
    for slot in bundle["lists"]:
        option = chosen_option(bundle, state, slot)
        if option and option.get("address"):
            return {"address": option["address"]}
    return {"address": (bundle.get("site") or {}).get("address", "")}


def _values(bundle: Bundle, state: State, show: dict[str, Any], slots: list[str]) -> dict[str, Any] | None:
    rows = []
    for slot in slots:
        held = state[slot]
        texts = []
        for one in held if isinstance(held, list) else [held]:
            option = chosen_option(bundle, state, slot, one)
            texts.append(option["label"] if option else "" if isinstance(one, bool) else str(one))
        text = ", ".join(text for text in texts if text)
        if text:
            rows.append({"slot": slot, "label": bundle["slots"].get(slot, ""), "text": text})
    return {"kind": "values", "rows": rows} if rows else None


def _body(bundle: Bundle, state: State, show: dict[str, Any], slot: str) -> dict[str, Any] | None:
    text = (chosen_option(bundle, state, slot) or {}).get("says")
    return {"kind": "body", "text": text} if text else None


def _sound(bundle: Bundle, state: State, show: dict[str, Any], key: str) -> dict[str, Any] | None:
    if "by" in show:
        key = f"{key}_{state[show['by']]}"
    text = bundle["says"].get(key)
    return {"kind": "sound", "key": key, "text": text} if text else None


def _text(bundle: Bundle, state: State, show: dict[str, Any], text: str) -> dict[str, Any]:
    return {"kind": "text", "text": text}


KINDS: dict[str, Any] = {
    "choices": _choices,
    "button": _button,
    "input": _input,
    "values": _values,
    "body": _body,
    "sound": _sound,
    "address_bar": _address_bar,
    "text": _text,
}
