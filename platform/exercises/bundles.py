"""One exercise made ready to play: what the phone gets, and what every function of the engine works on.

`{id, version, type, mode, instruction, card, options, feedback, ...}`, and for a simulator `start` (the whole
first state), `actions`, `screens`, `goal`, `slips`, `trap`, `says`, `site`, and what would otherwise be looked up
while playing: `lists` (slot: the lists of options it is chosen from), `slots` (slot: the word before its value),
`dids` (every order asked of the log), an action's `into` (the slot of what was chosen). `$card.x` is filled in.
"""

from typing import Any

from exercises.documents import Document
from exercises.errors import ExerciseError
from exercises.texts import by_country, is_text, localise
from exercises.worlds import Bundle

WIDGETS = ("choices", "button", "input", "values", "body", "sound", "address_bar", "text", "panel")
_SHARED = (
    "id version type child mode picto picture instruction hints feedback alternative says options answer left right"
    " write expert"
)
_PLAYED = "site goal slips trap solution"
_HELP = ("hints", "slips", "solution")


def client_bundle(document: Document, exercise_id: str, language: str, country: str) -> Bundle:
    """One exercise, localised, without what it can't reach; `fallbacks`: the texts not in this language, if any.

    An assessment item carries no solution, no hints.

    Raises:
        ExerciseError: the module has no such exercise.
    """
    bundle = _pruned(bare_bundle(document, exercise_id, country, language))
    source = document["module"].get("source", "fr")
    drawn, marks = localise(bundle, language, country, source=source)
    if marks:
        drawn["fallbacks"] = sorted(marks)
    return drawn


def bare_bundle(document: Document, exercise_id: str, country: str, language: str = "") -> Bundle:
    """The same, not localised: enough to play and to grade, which no text decides.

    `language`: of a word to type, right in any language, the one to show first.

    Raises:
        ExerciseError: the module has no such exercise.
    """
    exercise = document["exercises"].get(exercise_id)
    if exercise is None:
        raise ExerciseError("unknown_exercise", f"There is no exercise {exercise_id!r}.")
    card = _card(document, exercise, country)
    kept = f"{_SHARED} {_PLAYED}".split()
    if exercise.get("mode") == "assessment":
        kept = [key for key in kept if key not in _HELP]
    bundle = filled_in({key: exercise[key] for key in kept if key in exercise}, card)
    bundle["card"] = card
    if exercise.get("world"):
        bundle |= _simulator(document["worlds"][exercise["world"]], exercise, card)
    elif "left" in exercise:
        answers = exercise["answer"].items()
        bundle["parts"] = [{"id": left, "answer": [right], "exact": True} for left, right in answers]
    elif "fields" in exercise:
        bundle["parts"] = [
            {**field, "answer": _accepted(filled_in(field["answer"], card), country, language)}
            for field in exercise["fields"]
        ]
    return bundle


def filled_in(tree: Any, card: dict[str, Any]) -> Any:
    """A copy of the tree with the persona's value for each `$card.x`."""
    if isinstance(tree, dict):
        return {key: filled_in(value, card) for key, value in tree.items()}
    if isinstance(tree, list):
        return [filled_in(value, card) for value in tree]
    if isinstance(tree, str) and tree.startswith("$card."):
        return card.get(tree[6:], "")
    return tree


def dids_in(tree: Any) -> list[list[str]]:
    """Every `did` of a tree: of the log, only how far these have come matters."""
    if isinstance(tree, list):
        return [found for one in tree for found in dids_in(one)]
    if not isinstance(tree, dict):
        return []
    own = [tree["did"]] if isinstance(tree.get("did"), list) else []
    return own + [found for one in tree.values() for found in dids_in(one)]


def _card(document: Document, exercise: dict[str, Any], country: str) -> dict[str, Any]:
    """The persona's facts, then the card's own."""
    own = exercise.get("card") or {}
    persona = document["module"].get("personas", {}).get(own.get("persona"), {})
    merged = {key: value for key, value in {**persona, **own}.items() if key != "persona"}
    return {key: by_country(value, country) for key, value in merged.items()}


def _accepted(answer: Any, country: str, language: str) -> list[str]:
    answer = by_country(answer, country)
    if is_text(answer):  # a word to type is right in any of the languages
        known = sorted(answer.items(), key=lambda pair: pair[0] != language)
        answer = [text for _language, text in known if text is not None]
    return answer if isinstance(answer, list) else [str(answer)]


def _simulator(world: dict[str, Any], exercise: dict[str, Any], card: dict[str, Any]) -> dict[str, Any]:
    lists = _lists(world["actions"])
    options = exercise.get("options", {})
    addressed = [
        slot
        for slot, names in lists.items()
        if any("address" in option for name in names for option in options.get(name, ()))
    ]
    own = [name for name, rule in world["actions"].items() if has_own_button(rule)]
    address = exercise.get("site", {}).get("address", "")

    def at_top(page: dict[str, Any]) -> list[dict[str, Any]]:
        """The address of the site opens a screen that has no address bar of its own."""
        own_bar = any("address_bar" in show for show in page["show"])
        return [{"kind": "address", "address": address}] if address and not own_bar else []

    bundle = filled_in(
        {
            "start": {**world["state"], **exercise.get("start", {})},
            "actions": {name: _action(rule) for name, rule in world["actions"].items()},
            "screens": {
                name: {
                    **page,
                    "show": [*at_top(page), *(_widget(show, addressed, own, address) for show in page["show"])],
                }
                for name, page in world["screens"].items()
            },
        },
        card,
    )
    extra = {"options": options, "says": exercise.get("says", {}), "lists": lists, "slots": _slots(world)}
    return {**bundle, **extra, "dids": dids_in([world["actions"], world["screens"], exercise["goal"]])}


def has_own_button(rule: dict[str, Any]) -> bool:
    """Whether an input has a button of its own: what is typed there is gone from the screen at once, or is secret."""
    return rule.get("takes") == "secret" or "screen" in rule.get("set", {})


def _action(rule: dict[str, Any]) -> dict[str, Any]:
    into = [
        slot
        for effect in ("set", "add", "toggle", "remove")
        for slot, value in rule.get(effect, {}).items()
        if value == "$value"
    ]
    at = rule["at"] if isinstance(rule["at"], list) else [rule["at"]]
    return {**rule, "at": at, **({"into": into[0]} if into else {})}


def _widget(show: dict[str, Any], addressed: list[str], own_buttons: list[str], address: Any) -> dict[str, Any]:
    """A widget by its kind, with all its keys: what is written short in a file is written out here."""
    kind = next(name for name in WIDGETS if name in show)
    target = show[kind]
    rest = {key: value for key, value in show.items() if key not in (kind, "kind")}
    own: dict[str, Any] = {
        "choices": {"action": target, "as": show.get("as", "list"), "label": show.get("label", "")},
        "button": {"action": target},
        "input": _input(target, show.get("kind", "text"), own=target in own_buttons),
        "values": {"slots": target},
        "body": {"slot": target},
        "sound": {"key": target},
        "address_bar": {"action": target, "of": addressed, "address": address},
        "text": {"text": target},
        "panel": {"text": target},
    }[kind]
    return {"kind": kind, **rest, **own}


def _input(action: str, kind: str, *, own: bool) -> dict[str, Any]:
    """An input as HTML has it: `type` and `mode` (the keyboard that a phone shows); `own`: with a button of its own."""
    modes = {"email": "email", "tel": "tel", "number": "numeric"}
    facts = {"input": kind, "type": "password" if kind == "secret" else "text", "mode": modes.get(kind, "text")}
    return {"action": action, **facts, **({"own": True} if own else {})}


def _lists(actions: dict[str, Any]) -> dict[str, list[str]]:
    """From which lists of options each slot is chosen, directly or as a copy of another slot."""
    lists: dict[str, list[str]] = {}
    effects = [
        (slot, value, action.get("takes"))
        for action in actions.values()
        for effect in ("set", "add", "toggle")
        for slot, value in action.get(effect, {}).items()
        if isinstance(value, str) and value.startswith("$")
    ]
    for _ in range(2):  # the second time for copies
        for slot, value, takes in effects:
            chosen = [takes] if takes not in (None, "text", "secret") else []
            for name in chosen if value == "$value" else lists.get(value[1:], []):
                if name not in lists.setdefault(slot, []):
                    lists[slot].append(name)
    return dict(sorted(lists.items()))


def _slots(world: dict[str, Any]) -> dict[str, Any]:
    """The word before each value: the world's own, else the label of the field it is typed in."""
    labels: dict[str, Any] = {}
    for page in world["screens"].values():
        for show in page["show"]:
            rule = world["actions"].get(show.get("input"), {})
            labels |= {slot: show["label"] for slot, value in rule.get("set", {}).items() if value == "$value"}
    return {**labels, **world.get("slots", {})}


def _pruned(bundle: Bundle) -> Bundle:
    """Without the screens and actions that this exercise can't reach, nor what only a helper reads."""
    if "actions" not in bundle:
        return bundle
    screens, options = bundle["screens"], bundle["options"]
    live = {name: rule for name, rule in bundle["actions"].items() if _can_ever(bundle, rule)}
    reached: set[str] = set()
    queue = [bundle["start"]["screen"]]
    while queue:
        here = queue.pop()
        if here in reached:
            continue
        reached.add(here)
        queue.append(screens[here].get("back", here))
        for rule in live.values():
            if here in rule["at"]:
                to = rule.get("set", {}).get("screen", here)
                queue += list(screens) if to.startswith("$") else [to]
                queue += [option.get("goes", here) for option in options.get(rule.get("takes"), ())]
    goal = bundle["goal"]
    return {
        **bundle,
        "goal": {**goal, "steps": [{"id": step["id"], "when": step["when"]} for step in goal["steps"]]},
        "actions": {name: rule for name, rule in live.items() if reached & set(rule["at"])},
        "screens": {name: page for name, page in screens.items() if name in reached},
    }


def _can_ever(bundle: Bundle, rule: dict[str, Any]) -> bool:
    takes, options = rule.get("takes"), bundle["options"]
    if takes not in (None, "text", "secret") and not options.get(takes):
        return False
    return all(
        any(option.get(flag) for name in bundle["lists"].get(slot, ()) for option in options.get(name, ()))
        for slot, flag in rule.get("only_for", {}).items()
    )
