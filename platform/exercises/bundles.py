"""One exercise with all it needs to be played: what the phone gets, and what every function of the engine works on.

`{id, version, type, mode, instruction, card, options, feedback, ...}` and, for a simulator, `start` (the whole first
state), `world` (`actions`, `screens`), `lists` (slot -> the option lists it is chosen from), `slots` (slot -> label),
`goal`, `slips`, `trap`, `says`, `site`, `solution` and `hints` (practice only).
"""

from typing import Any

from exercises.documents import Document
from exercises.errors import ExerciseError
from exercises.predicates import resolve
from exercises.texts import by_country, is_text, localise
from exercises.worlds import Bundle

_KEPT = (
    "id version type child mode picto instruction site options says goal slips trap hints feedback alternative"
    " answer left right fields"
).split()


def client_bundle(document: Document, exercise_id: str, language: str, country: str) -> Bundle:
    """One exercise, localised and without what it can't reach; `fallbacks` lists the texts not in this language.

    An assessment item carries no solution, no hints.

    Raises:
        ExerciseError: the module has no such exercise.
    """
    bundle = _pruned(bare_bundle(document, exercise_id, country))
    source = document["module"].get("source", "fr")
    drawn, marks = localise(bundle, language, country, source=source)
    if marks:
        drawn["fallbacks"] = sorted(marks)
    return drawn


def bare_bundle(document: Document, exercise_id: str, country: str) -> Bundle:
    """The same, not localised: enough to play and to grade, which no text decides.

    Raises:
        ExerciseError: the module has no such exercise.
    """
    exercise = document["exercises"].get(exercise_id)
    if exercise is None:
        raise ExerciseError("unknown_exercise", f"There is no exercise {exercise_id!r}.")
    practice = exercise.get("mode") != "assessment"
    hidden = () if practice else ("hints", "slips")
    bundle = {key: exercise[key] for key in _KEPT if key in exercise and key not in hidden}
    card = bundle["card"] = _card(document, exercise, country)
    if "fields" in exercise:
        bundle["fields"] = [
            {**field, "answer": _accepted(field, card, country)} for field in exercise["fields"]
        ]
    if exercise.get("world"):
        bundle |= _simulator(document, exercise, card)
        if practice and "solution" in exercise:
            bundle["solution"] = resolve_actions(exercise["solution"], card)
    return bundle


def resolve_actions(actions: list[Any], card: dict[str, Any]) -> list[Any]:
    """The actions of a solution or a vector, with the persona's values."""
    return [
        {name: resolve(value, {}, card) for name, value in action.items()}
        if isinstance(action, dict)
        else action
        for action in actions
    ]


def _card(document: Document, exercise: dict[str, Any], country: str) -> dict[str, Any]:
    """The persona's facts, then the card's own."""
    own = exercise.get("card") or {}
    persona = document["module"].get("personas", {}).get(own.get("persona"), {})
    merged = {key: value for key, value in {**persona, **own}.items() if key != "persona"}
    return {key: by_country(value, country) for key, value in merged.items()}


def _accepted(field: dict[str, Any], card: dict[str, Any], country: str) -> list[str]:
    answer = by_country(field["answer"], country)
    if is_text(answer):
        answer = [text for text in answer.values() if text is not None]
    return [str(resolve(one, {}, card)) for one in (answer if isinstance(answer, list) else [answer])]


def _simulator(document: Document, exercise: dict[str, Any], card: dict[str, Any]) -> dict[str, Any]:
    world = document["worlds"][exercise["world"]]
    first = {**world["state"], **exercise.get("start", {})}
    return {
        "start": {slot: resolve(value, first, card) for slot, value in first.items()},
        "world": {"actions": world["actions"], "screens": world["screens"]},
        "options": exercise.get("options", {}),
        "says": exercise.get("says", {}),
        "lists": _lists(world["actions"]),
        "slots": _slots(world),
    }


def _lists(actions: dict[str, Any]) -> dict[str, list[str]]:
    """From which lists of options each slot is chosen, directly or as a copy of another slot."""
    lists: dict[str, list[str]] = {}
    effects = [
        (slot, value, action.get("takes"))
        for action in actions.values()
        for effect in ("set", "add", "toggle")
        for slot, value in action.get(effect, {}).items()
    ]
    for _ in range(2):  # the second time for copies
        for slot, value, takes in effects:
            if value == "$value":
                names = [takes] if takes not in (None, "text", "secret") else []
            else:
                names = lists.get(value[1:], []) if isinstance(value, str) and value.startswith("$") else []
            for name in names:
                if name not in lists.setdefault(slot, []):
                    lists[slot].append(name)
    return dict(sorted(lists.items()))


def _slots(world: dict[str, Any]) -> dict[str, Any]:
    """The word before each value: the world's own, else the label of the field it is typed in."""
    labels = {}
    for page in world["screens"].values():
        for show in page.get("show", ()):
            rule = world["actions"].get(show.get("input"), {})
            labels |= {
                slot: show["label"] for slot, value in rule.get("set", {}).items() if value == "$value"
            }
    return {**labels, **world.get("slots", {})}


def _pruned(bundle: Bundle) -> Bundle:
    """Without the screens and actions that this exercise can't reach, nor what only a helper or the lint reads."""
    bundle = dict(bundle)
    if "world" not in bundle:
        return bundle
    bundle["goal"] = {
        "ends": bundle["goal"]["ends"],
        "steps": [{"id": step["id"], "when": step["when"]} for step in bundle["goal"]["steps"]],
    }
    screens = bundle["world"]["screens"]
    live = {name: rule for name, rule in bundle["world"]["actions"].items() if _can_ever(bundle, rule)}
    reached: set[str] = set()
    queue = [bundle["start"]["screen"]]
    while queue:
        here = queue.pop()
        if here in reached or here not in screens:
            continue
        reached.add(here)
        queue.append(screens[here].get("back", here))
        for rule in live.values():
            if here in _at(rule):
                queue += _next_screens(rule.get("set", {}).get("screen", here), screens)
                queue += [option.get("goes", here) for option in bundle["options"].get(rule.get("takes"), ())]
    bundle["world"] = {
        "actions": {name: rule for name, rule in live.items() if reached & set(_at(rule))},
        "screens": {name: page for name, page in screens.items() if name in reached},
    }
    return bundle


def _at(rule: dict[str, Any]) -> list[str]:
    return rule["at"] if isinstance(rule["at"], list) else [rule["at"]]


def _next_screens(target: str, screens: dict[str, Any]) -> list[str]:
    return list(screens) if target.startswith("$") else [target]


def _can_ever(bundle: Bundle, rule: dict[str, Any]) -> bool:
    takes = rule.get("takes")
    if takes not in (None, "text", "secret") and not bundle["options"].get(takes):
        return False
    return all(
        any(
            option.get(flag)
            for name in bundle["lists"].get(slot, ())
            for option in bundle["options"].get(name, ())
        )
        for slot, flag in rule.get("only_for", {}).items()
    )
