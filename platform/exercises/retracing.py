"""An answer seen again, step by step: what was done, on which screen, what came of it. Read-only (docs/player.md).

Works on the bundle of the version that was answered, in the language of who looks.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from exercises.grading import grade_bundle
from exercises.hints import hint_for
from exercises.predicates import holds
from exercises.screens import screen
from exercises.turns import shown_options
from exercises.worlds import Action, Bundle, State, apply, keep, split, start

How = Literal["tap", "choose", "type", "secret", "back"]


@dataclass(slots=True)
class Moment:
    """One thing that was done. `screen`: as it stood before it, with `action` (and `option`, what was chosen or typed).

    `label`: the word on what was touched; `text`: what was chosen or typed, in words. `refused`: it could not be used
    yet. `slips`: what she was told after a foreseen detour; `hint`: the hint that came then. `seconds`: since the
    thing before it, where the phone told.
    """

    screen: dict[str, Any]
    action: str
    option: str | None
    how: How
    label: str
    text: str = ""
    refused: bool = False
    slips: list[str] = field(default_factory=list)
    hint: str = ""
    seconds: int | None = None

    @property
    def error(self) -> bool:
        return self.refused or bool(self.slips)


@dataclass(frozen=True, slots=True)
class Retraced:
    """All of a try: its moments, the screen where it stopped, and the hint that stood there from the start."""

    moments: list[Moment]
    last: dict[str, Any]
    hint: str = ""


def retrace(bundle: Bundle, log: Sequence[Action], marks: Sequence[int | str] = ()) -> Retraced:
    """A simulator's try, from its log and what the phone told beside it (courses/learning/trails.py)."""
    state: State = start(bundle)
    path: list[Action] = []
    left = list(log)
    moments: list[Moment] = []
    hint, came = "", 0
    for mark in [*marks, *[0] * len(left)]:
        if isinstance(mark, int) and mark < 0:
            text = (hint_for(bundle, -mark) or {"text": ""})["text"]
            if moments:
                moments[-1].hint = text
            else:
                hint = text
        elif isinstance(mark, str):
            moments.append(_moment(bundle, state, path, mark, refused=True))
        elif left:
            action = left.pop(0)
            moment = _moment(bundle, state, path, action)
            moment.seconds = mark - came if mark and mark >= came else None
            came = mark or came
            after = apply(bundle, state, action, path)
            if after is not state:
                before, path = path, [*path, keep(bundle, action)]
                moment.slips = _slips(bundle, (state, before), (after, path))
                state = after
            moments.append(moment)
    return Retraced(moments, screen(bundle, state, path), hint)


def _slips(bundle: Bundle, before: tuple[State, list[Action]], after: tuple[State, list[Action]]) -> list[str]:
    """The words of the detours that this met."""
    return [
        slip["text"]
        for slip in bundle.get("slips", ())
        if holds(slip["when"], *after) and not holds(slip["when"], *before)
    ]


def _moment(bundle: Bundle, state: State, path: list[Action], action: Action, *, refused: bool = False) -> Moment:
    name, value = split(action)
    drawn = screen(bundle, state, path)
    widget: dict[str, Any] = next((one for one in drawn["widgets"] if one.get("action") == name), {})
    label = widget.get("label") or widget.get("address") or ""
    options = {one["id"]: one["label"] for one in widget.get("options", ())}
    text, how = "", "tap"
    if name == "back" and value is None:
        how = "back"
    elif value is True or (widget.get("kind") == "input" and widget.get("input") == "secret"):
        how = "secret"
    elif widget.get("kind") == "input":
        text, how = str(value or ""), "type"
    elif value is not None:
        text, how = options.get(value, str(value)), "choose"
    option = value if isinstance(value, str) else None
    return Moment(drawn, name, option, how, label.replace("\n", " "), text.replace("\n", " "), refused)  # type: ignore[arg-type]


def missing_step(bundle: Bundle, reached: Sequence[str]) -> str:
    """The first step of the goal that was not reached; "" when all were, or when there are none."""
    steps = [step["id"] for step in bundle.get("goal", {}).get("steps", ())]
    return next((one for one in steps if one not in reached), "")


def answered(bundle: Bundle, value: Any) -> list[dict[str, Any]]:
    """A question's answer in words: rows `{"label", "text", "right"}`; empty for a pass."""
    kind = bundle.get("child") or bundle["type"]
    if value is None:
        return []
    if bundle.get("write"):
        return [{"label": "", "text": value, "right": True}]
    if kind in ("match", "fill", "keyboard"):
        return _fields(bundle, kind, value)
    options = {one["id"]: one for one in shown_options(bundle)}
    chosen: list[str] = [value] if isinstance(value, str) else list(value)
    if kind == "order":
        pairs = zip(chosen, bundle["answer"], strict=False)
        return [{"label": "", "text": options[one]["label"], "right": one == right} for one, right in pairs]
    best = {one for one, option in options.items() if option.get("right") or option.get("rating") == 3}
    return [{"label": "", "text": options[one]["label"], "right": one in best} for one in chosen if one in options]


def _fields(bundle: Bundle, kind: str, value: dict[str, str]) -> list[dict[str, Any]]:
    right = grade_bundle(bundle, value).reached
    labels = {one["id"]: one["label"] for one in bundle.get("left") or bundle["parts"]}
    words = {one["id"]: one["label"] for one in bundle.get("right", ())} if kind == "match" else {}
    return [
        {"label": labels.get(key, key), "text": words.get(given, given), "right": key in right}
        for key, given in value.items()
    ]
