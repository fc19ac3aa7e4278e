"""What a hand without a plan does: random play, random answers, and small worlds that nobody wrote."""

import random
from typing import Any

from exercises import apply, client_bundle, screen, start
from exercises.bundles import filled_in
from exercises.worlds import keep

LANGUAGES, COUNTRIES = ("fr", "nl", "en"), ("BE", "FR")
SECRET = "geheim-4071"
TEXTS = (
    "",
    " ",
    "x",
    "Œuf",
    "x" * 501,
    "0400 12 34 56",
    "İß",
    "ΑΣ",
    "l’été – e‑mail",
    "\u00a0Paul  Smets ",
    "é",
    "constructor",
)
STRANGE: tuple[Any, ...] = ("", "constructor", "__proto__", {"toString": "x"}, {"back": "x"}, {"back": True})
JUNK: tuple[Any, ...] = (None, 7, [], {}, {"a": 1, "b": 2}, {"a": None}, [["x"]], "nothing", 1.5, {"next": ["x"]})


def bundle_for(document: dict[str, Any], key: str, draw: random.Random) -> dict[str, Any]:
    """One exercise as some phone gets it."""
    return client_bundle(document, key, draw.choice(LANGUAGES), draw.choice(COUNTRIES))


def actions_for(bundle: dict[str, Any], solution: list[Any], draw: random.Random) -> list[Any]:
    """A log that gets somewhere: a piece of the solution, then mostly what the screen offers, and some nonsense.

    Whatever takes a secret gets SECRET.
    """
    actions = list(solution[: draw.randint(0, len(solution))]) if draw.random() < 0.7 else []
    rules = bundle["actions"]
    actions = [{name: SECRET} if takes(rules, name := name_of(one)) == "secret" else one for one in actions]
    state, path = start(bundle), []
    for action in actions:
        state, path = step(bundle, state, path, action)
    for _ in range(draw.randint(0, 9)):
        action = next_action(bundle, state, path, draw)
        actions.append(action)
        state, path = step(bundle, state, path, action)
    return actions


def next_action(bundle: dict[str, Any], state: dict[str, Any], path: list[Any], draw: random.Random) -> Any:
    rules, luck = bundle["actions"], draw.random()
    if luck < 0.05 or not rules:
        return draw.choice(STRANGE)
    name = draw.choice(list(rules))
    if luck < 0.75:
        offered = [widget["action"] for widget in screen(bundle, state, path)["widgets"] if "action" in widget]
        name = draw.choice([*offered, "back"])
    elif luck < 0.8:
        return {name: draw.choice(TEXTS)}
    kind = takes(rules, name)
    options = bundle["options"].get(kind, [])
    if kind == "secret":
        return {name: SECRET}
    if kind == "text":
        return {name: draw.choice(TEXTS)}
    return {name: draw.choice(options)["id"]} if options else name


def takes(rules: dict[str, Any], name: str) -> Any:
    return rules.get(name, {}).get("takes")


def name_of(action: Any) -> str:
    return action if isinstance(action, str) else next(iter(action))


def step(
    bundle: dict[str, Any], state: dict[str, Any], path: list[Any], action: Any
) -> tuple[dict[str, Any], list[Any]]:
    after = apply(bundle, state, action, path)
    return (state, path) if after is state else (after, [*path, keep(bundle, action)])


def solution_of(document: dict[str, Any], key: str, bundle: dict[str, Any]) -> list[Any]:
    """Also of an assessment, whose bundle carries none."""
    return filled_in(document["exercises"][key]["solution"], bundle["card"])


def answer_for(bundle: dict[str, Any], draw: random.Random) -> Any:
    """An answer to a question: right, nearly, wrong, empty or "I don't know"."""
    kind = bundle.get("child", bundle["type"])
    ids = [option["id"] for option in bundle.get("options", [])]
    if draw.random() < 0.1:
        return None
    if bundle.get("write"):
        return draw.choice([*TEXTS, "...", "Ik vraag wat zij wil.\nDan wacht ik."])
    if kind in ("choice", "hotspot", "case"):
        return draw.choice(ids)
    if kind == "multiple":
        return draw.choices(ids, k=draw.randint(0, len(ids) + 1))
    if kind == "order":
        return draw.sample(ids, len(ids))
    if kind == "match":
        right = [option["id"] for option in bundle["right"]]
        return {one["id"]: draw.choice(right) for one in bundle["left"] if draw.random() < 0.8}
    return {part["id"]: mistyped(draw.choice(part["answer"]), draw) for part in bundle["parts"] if draw.random() < 0.9}


def mistyped(text: str, draw: random.Random) -> str:
    """The text with a few slips of the hand, or another one."""
    if draw.random() < 0.1:
        return draw.choice([one for one in TEXTS if len(one) <= 500])
    letters = list(text)
    for _ in range(draw.choice((0, 0, 1, 1, 2, 4))):
        at = draw.randint(0, len(letters))
        letters[at : at + draw.choice((0, 1, 1))] = draw.choice(
            ("", "x", "É", "e", " ", "\u00a0", "’", "'", "\u0301", "A")
        )
    return "".join(letters)


# --- worlds that nobody wrote

WORDS = ("a", "b", "c", "été", "$w0", "$w1")


def world_for(draw: random.Random) -> tuple[dict[str, Any], str]:
    """A document with one exercise in a world made at random: every effect, operator and widget may meet any other."""
    lists, pages = ["first", "second"], ["one", "two", "three"]
    actions = {f"do{index}": action_made(pages, lists, draw) for index in range(draw.randint(2, 7))}
    world = {
        "id": "w",
        "state": {
            **{"screen": draw.choice(pages), "w0": "", "w1": draw.choice(["", "a", "été a"])},
            **{
                "flag": False,
                "count": draw.randint(0, 3),
                "l0": draw.sample(["a", "b", "c"], draw.randint(0, 2)),
                "l1": [],
            },
        },
        "actions": actions,
        "screens": {name: page_made(actions, name, pages, draw) for name in pages},
        "labels": {},
    }
    steps = [{"id": f"s{n}", "by": [], "when": predicate_made(actions, draw)} for n in range(3)]
    exercise = {
        **{"id": "X", "type": "form", "mode": "practice", "world": "w", "solution": []},
        "options": {name: [option_made(one, pages, draw) for one in "abc"[: draw.randint(1, 3)]] for name in lists},
        "says": {"tone": "Ring", "tone_a": "A"},
        "site": {"address": "site.example"},
        "goal": {"ends": predicate_made(actions, draw), "steps": steps},
        "slips": [{"when": predicate_made(actions, draw), "text": "x"} for _ in range(2)],
        "trap": {"when": predicate_made(actions, draw)},
        "feedback": {"success": "s", "retry": "r"},
    }
    return {"module": {"personas": {}}, "exercises": {"X": exercise}, "worlds": {"w": world}}, "X"


def option_made(one: str, pages: list[str], draw: random.Random) -> dict[str, Any]:
    more: list[dict[str, Any]] = [{}, {"full": True}, {"says": f"says {one}"}, {"goes": draw.choice(pages)}]
    more += [{"lit": True}, {"address": f"{one}.example"}]
    return {"id": one, "label": one.upper(), **draw.choice(more)}


def page_made(actions: dict[str, Any], name: str, pages: list[str], draw: random.Random) -> dict[str, Any]:
    back = {"back": draw.choice(pages)} if draw.random() < 0.5 else {}
    return {"title": name, "show": [widget_made(actions, draw) for _ in range(draw.randint(0, 5))], **back}


def action_made(pages: list[str], lists: list[str], draw: random.Random) -> dict[str, Any]:
    kind = draw.choice([None, "text", "secret", *lists])
    rule: dict[str, Any] = {"at": draw.sample(pages, draw.randint(1, 3)), **({"takes": kind} if kind else {})}
    word, held = draw.choice(["w0", "w1"]), draw.choice(["l0", "l1"])
    if kind == "secret":
        return {**rule, "set": {"flag": "$value"}}
    if kind in lists and draw.random() < 0.5:
        rule[draw.choice(["add", "remove", "toggle"])] = {held: "$value"}
    elif kind:
        rule["set"] = {word: "$value"}
    else:
        rule["set"] = {draw.choice(["w0", "w1"]): draw.choice(WORDS), "count": draw.randint(0, 4)}
        rule[draw.choice(["add", "remove", "toggle"])] = {held: draw.choice(WORDS)}
    if draw.random() < 0.4:
        rule["set"] = {**rule.get("set", {}), "screen": draw.choice(pages)}
    if draw.random() < 0.3:
        rule["needs"] = predicate_made({}, draw)
    if draw.random() < 0.2:
        rule["only_for"] = {"w0": "lit"}
    if kind in lists and draw.random() < 0.3:
        rule[draw.choice(["is_in", "not_in"])] = held
    return rule


def predicate_made(actions: dict[str, Any], draw: random.Random, deep: int = 0) -> dict[str, Any]:
    kind = draw.randint(0, 6 if deep < 2 else 4)
    value = draw.choice(WORDS)
    if kind == 0:
        return {draw.choice(["w0", "w1"]): draw.choice([value, [value, "b"]])}
    if kind == 1:
        return {draw.choice(["l0", "l1"]): {draw.choice(["has", "lacks"]): draw.choice([value, ["a", value]])}}
    if kind == 2:
        return {
            draw.choice(["w0", "w1"]): draw.choice(
                [{"like": value}, {"digits": "12"}, {"filled": True}, {"has": value}, {"min": 1}, {"max": 3}]
            )
        }
    if kind == 3:
        return {"count": draw.choice([{"min": 2}, {"max": 2}, 3, True]), "flag": draw.choice([True, False])}
    if kind == 4:
        return {draw.choice(["l0", "l1"]): {"min": draw.randint(0, 2), "filled": draw.choice([True, False])}}
    if kind == 5:
        return {"any": [predicate_made(actions, draw, deep + 1) for _ in range(2)]}
    return {"did": [draw.choice([*actions, "back"]) for _ in range(draw.randint(1, 2))]}


def widget_made(actions: dict[str, Any], draw: random.Random) -> dict[str, Any]:
    name = draw.choice(list(actions))
    rule, kind = actions[name], actions[name].get("takes")
    several = any(slot in ("l0", "l1") for effect in ("add", "remove", "toggle") for slot in rule.get(effect, {}))
    own: dict[str, Any] = {"choices": name, "label": "C", "as": draw.choice(["list", "select", "results"])}
    if several:
        own["as"] = draw.choice(["checks", "switches", "parts"])
    if kind is None:
        own = {"button": name, "label": "B", **draw.choice([{}, {"press": "long"}, {"press": "swipe"}])}
    elif kind in ("text", "secret"):
        own = {"input": name, "label": "I", "kind": "secret" if kind == "secret" else "text"}
    other: list[dict[str, Any]] = [{"text": "T"}, {"panel": "P"}, {"values": ["w0", "l0", "count"]}, {"body": "w0"}]
    other += [{"sound": "tone", "by": "w0"}, {"sound": "tone"}, *([{"address_bar": name}] if kind is None else [])]
    shown = draw.choice([own, own, draw.choice(other)])
    return {**shown, "if": predicate_made(actions, draw)} if draw.random() < 0.3 else shown
