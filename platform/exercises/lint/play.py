"""Lint by playing: solutions and vectors in both countries, dead ends, what the phone would get."""

import json
from collections import deque
from collections.abc import Iterator
from typing import Any

from exercises.bundles import bare_bundle, client_bundle, filled_in
from exercises.grading import Outcome, grade_bundle
from exercises.lint.findings import Findings
from exercises.predicates import holds
from exercises.screens import screen
from exercises.sentences import gettext_noop as _
from exercises.texts import COUNTRIES
from exercises.ways import key
from exercises.worlds import EFFECTS, Action, Bundle, State, apply, ended, keep, split, start, walk

MAX_STATES = 20_000
FAILS_SAID = _("in %(country)s the solution doesn’t do all that is to be done: %(missing)s is missing")
ENDLESS_SAID = _("in %(country)s the solution doesn’t come to a good end")
UNSEEN_SAID = _("in %(country)s, step %(n)s, %(action)s, has no widget on the screen “%(screen)s” at that moment")
STATES_SAID = _("more than %(most)s states: dead ends can’t be searched; make the world smaller")


def check_play(document: dict[str, Any], exercise_id: str, findings: Findings) -> None:
    """A simulator proves itself: every claim of its file is played."""
    exercise, where = document["exercises"][exercise_id], f"exercises.{exercise_id}"
    for country in COUNTRIES:
        bundle = bare_bundle(document, exercise_id, country)
        _check_start(bundle, where, findings)
        solution = filled_in(exercise["solution"], bundle["card"])
        outcome = grade_bundle(bundle, solution)
        if outcome.kind != "success":
            missing = [step["id"] for step in exercise["goal"]["steps"] if step["id"] not in outcome.reached]
            said = FAILS_SAID if missing else ENDLESS_SAID
            findings.error(f"{where}.solution", "solution_fails", said, country=country, missing=", ".join(missing))
        if outcome.slips:
            findings.error(
                f"{where}.solution", "solution_slips", _("in %(country)s the solution meets a slip"), country=country
            )
        if list(outcome.path) != [keep(bundle, action) for action in solution]:
            findings.error(
                f"{where}.solution",
                "solution_impossible",
                _("in %(country)s an action isn’t possible"),
                country=country,
            )
        _check_on_screen(client_bundle(document, exercise_id, "en", country), solution, where, country, findings)
        for index, vector in enumerate(exercise["vectors"]):
            played = filled_in(vector["play"], bundle["card"])
            _check_vector(vector, grade_bundle(bundle, played), f"{where}.vectors.{index}", country, findings)
    _check_dead_ends(client_bundle(document, exercise_id, "en", "BE"), exercise, where, findings)


def _check_on_screen(bundle: Bundle, solution: list[Any], where: str, country: str, findings: Findings) -> None:
    """A learner can only tap what is drawn: each action has its widget on the screen of that moment."""
    for index, ((state, path), action) in enumerate(zip(walk(bundle, solution), solution, strict=False)):
        drawn = screen(bundle, state, path)
        if not _is_shown(drawn, action):
            facts = {"country": country, "n": index + 1, "action": json.dumps(action, ensure_ascii=False)}
            findings.error(f"{where}.solution.{index}", "not_on_screen", UNSEEN_SAID, screen=drawn["screen"], **facts)
            return  # what follows may only follow from this


def _is_shown(drawn: dict[str, Any], action: Action) -> bool:
    name, value = split(action)
    if name == "back":
        return bool(drawn["back"])
    found = [widget for widget in drawn["widgets"] if widget.get("action") == name]
    return any("options" not in one or value in [option["id"] for option in one["options"]] for one in found)


def check_size(document: dict[str, Any], findings: Findings) -> None:
    """The path kept on the phone is small enough (docs/modules.md; `offline_kb`)."""
    limit = document["module"].get("offline_kb", 300)
    bundles = [client_bundle(document, one, "fr", "BE") for one in document["exercises"]]
    size = len(json.dumps(bundles, ensure_ascii=False).encode()) / 1000
    if size > limit:
        findings.error(
            "module.offline_kb",
            "too_large",
            _("the exercises weigh %(size)s kB, more than %(limit)s"),
            size=round(size),
            limit=limit,
        )


def _check_start(bundle: Bundle, where: str, findings: Findings) -> None:
    state = start(bundle)
    if ended(bundle, state, ()):
        findings.error(f"{where}.goal.ends", "ends_at_start", _("the goal’s end holds before anything was done"))
    for index, slip in enumerate(bundle.get("slips", [])):
        if holds(slip["when"], state):
            findings.error(f"{where}.slips.{index}", "slip_at_start", _("the slip holds before anything was done"))


def _check_vector(vector: dict[str, Any], outcome: Outcome, where: str, country: str, findings: Findings) -> None:
    claims = {
        "reached": (sorted(vector["reached"]), sorted(outcome.reached)),
        "slips": (vector.get("slips", 0), outcome.slips),
        "trapped": (vector.get("trapped", False), outcome.trapped),
    }
    for name, (said, got) in claims.items():
        if said != got:
            findings.error(
                f"{where}.{name}",
                "vector_fails",
                _("in %(country)s it gives %(got)s, not %(said)s"),
                country=country,
                got=got,
                said=said,
            )


def _check_dead_ends(bundle: Bundle, exercise: dict[str, Any], where: str, findings: Findings) -> None:
    stuck, complete = dead_end(bundle, filled_in(exercise["solution"], bundle["card"]))
    if not complete:
        findings.warning(where, "too_many_states", STATES_SAID, most=MAX_STATES)
    if stuck is not None:
        findings.error(
            where, "dead_end", _("no way to the end after %(path)s"), path=json.dumps(stuck, ensure_ascii=False)
        )


def dead_end(bundle: Bundle, solution: list[Any]) -> tuple[list[Any] | None, bool]:
    """The shortest list of actions after which no end can be reached, if any; and whether all states were seen.

    Only what the screens offer is tried. States that differ in slots that decide nothing are one.
    """
    typed = _typed(bundle, solution)
    slots = _deciding_slots(bundle)
    first = start(bundle)
    home = key(bundle, first, [], slots)
    ways: dict[Any, list[Any]] = {home: []}
    leads_from: dict[Any, list[Any]] = {}
    ends: list[Any] = []
    queue = deque([(home, first)])
    while queue and len(ways) < MAX_STATES:
        here, state = queue.popleft()
        path = ways[here]
        if ended(bundle, state, path):
            ends.append(here)
            continue
        for action in _offered(bundle, state, path, typed):
            after = apply(bundle, state, action, path)
            if after is state:
                continue
            there = key(bundle, after, [*path, action], slots)
            leads_from.setdefault(there, []).append(here)
            if there not in ways:
                ways[there] = [*path, action]
                queue.append((there, after))
    if queue:
        return None, False
    good = set(ends)
    while ends:
        for before in leads_from.get(ends.pop(), ()):
            if before not in good:
                good.add(before)
                ends.append(before)
    stuck = [path for name, path in ways.items() if name not in good]
    return (min(stuck, key=len) if stuck else None), True


def _offered(bundle: Bundle, state: State, path: list[Any], typed: dict[str, list[Any]]) -> Iterator[Action]:
    """What the screen lets one do."""
    drawn = screen(bundle, state, path)
    for widget in drawn["widgets"]:
        name = widget.get("action")
        if widget["kind"] == "input":
            yield from ({name: value} for value in typed[name])
        elif widget["kind"] == "choices":
            yield from ({name: option["id"]} for option in widget["options"])
        elif name:
            yield name
    if drawn["back"]:
        yield "back"


def _typed(bundle: Bundle, solution: list[Any]) -> dict[str, list[Any]]:
    """What to type in each field: nothing, or the solution's text; something for a secret."""
    asked = {name: rule["takes"] for name, rule in bundle["actions"].items() if rule.get("takes") in ("text", "secret")}
    typed: dict[str, list[Any]] = {name: [True] if takes == "secret" else [""] for name, takes in asked.items()}
    for action in solution:
        if isinstance(action, dict):
            for name, value in action.items():
                if asked.get(name) == "text" and value not in typed[name]:
                    typed[name].append(value)
    return {name: [*values, "Halte 1"] if values == [""] else values for name, values in typed.items()}


def _deciding_slots(bundle: Bundle) -> set[str]:
    """The slots that the end, an action or a screen's widgets depend on, directly or through a copy."""
    actions = bundle["actions"].values()
    slots = {"screen"} | _asked(bundle["goal"]["ends"])
    for rule in actions:
        slots |= _asked(rule.get("needs", {})) | set(rule.get("only_for", {}))
        slots |= {rule[name] for name in ("is_in", "not_in") if name in rule}
    for page in bundle["screens"].values():
        for widget in page["show"]:
            slots |= _asked(widget.get("if", {}))
    while True:
        copies = {
            value[1:]
            for rule in actions
            for effect in EFFECTS
            for slot, value in rule.get(effect, {}).items()
            if slot in slots and isinstance(value, str) and value[1:] in bundle["start"] and value[0] == "$"
        }
        if copies <= slots:
            return slots
        slots |= copies


def _asked(predicate: dict[str, Any]) -> set[str]:
    slots = set()
    for name, wanted in predicate.items():
        if name == "any":
            slots |= {slot for one in wanted for slot in _asked(one)}
        elif name != "did":
            slots.add(name)
            slots |= {v[1:] for v in json.loads(json.dumps([wanted])) if isinstance(v, str) and v[:1] == "$"}
    return slots
