"""Lint of an exercise's shape: its type's keys, options, goal, hints, item."""

from typing import Any

from exercises.lint.findings import Findings
from exercises.lint.predicates import Scope, check_predicate, check_value

SIMULATORS = frozenset(
    {"portal", "booking", "inbox", "chat", "mail", "form", "web", "phishing", "password", "call", "calendar"}
)
QUESTIONS = {
    "choice": "options",
    "multiple": "options",
    "order": "options answer",
    "match": "left right answer",
    "fill": "fields",
}
_COMMON = "id version type mode competences level picto instruction feedback alternative item"
_OPTIONAL = "outcomes card hints says site picture source"
_OPTION = "text note address says full goes right picto"


def check_exercise(document: dict[str, Any], key: str, findings: Findings) -> None:
    """The shape of one exercise; a world with errors isn't judged again."""
    exercise, where = document["exercises"][key], f"exercises.{key}"
    kind = exercise.get("type")
    child = exercise.get("child", kind)
    if kind in SIMULATORS or (kind == "listen" and "world" in exercise):
        complete = findings.keys(
            exercise, where, f"{_COMMON} world options goal solution vectors", f"{_OPTIONAL} start slips trap"
        )
        world = document["worlds"].get(exercise.get("world"))
        if complete and world is None:
            findings.error(f"{where}.world", "unknown_world", f"there is no world {exercise['world']!r}")
        elif complete and not findings.errors_under(f"worlds.{exercise['world']}"):
            _check_simulator(document, exercise, world, where, findings)
    elif child in QUESTIONS and (kind == child or kind == "listen"):
        needed = f"{_COMMON} {QUESTIONS[child]}" + (" child says" if kind == "listen" else "")
        if findings.keys(exercise, where, needed, _OPTIONAL):
            _check_question(exercise, child, where, findings)
    else:
        findings.error(f"{where}.type", "unknown_type", f"{kind!r} isn't a type of exercise")
        return
    _check_common(document, exercise, where, findings)


def steps_of(exercise: dict[str, Any]) -> int:
    """How many points an exercise can give."""
    if "goal" in exercise:
        return len(exercise["goal"]["steps"])
    kind = exercise.get("child", exercise["type"])
    if kind == "multiple":
        return sum(bool(option.get("right")) for option in exercise["options"])
    if kind == "order":
        return len(exercise["answer"]) * (len(exercise["answer"]) - 1) // 2
    return {"choice": 1, "match": len(exercise.get("answer", ())), "fill": len(exercise.get("fields", ()))}[
        kind
    ]


def _check_common(document: dict[str, Any], exercise: dict[str, Any], where: str, findings: Findings) -> None:
    assessment = exercise.get("mode") == "assessment"
    if exercise.get("mode") not in ("practice", "assessment"):
        findings.error(f"{where}.mode", "unknown_value", "mode is practice or assessment")
    for key in ("hints", "slips"):
        if assessment and key in exercise:
            findings.error(f"{where}.{key}", "help_in_assessment", f"an assessment has no {key}")
    if not assessment and not exercise.get("hints"):
        findings.error(where, "no_hints", "practice needs hints after 1 and 2 errors")
    findings.keys(exercise.get("feedback"), f"{where}.feedback", "success retry", "partial trapped")
    if "trap" in exercise and "trapped" not in (exercise.get("feedback") or {}):
        findings.error(f"{where}.feedback", "missing_key", "a trap needs the feedback 'trapped'")
    findings.keys(exercise.get("alternative"), f"{where}.alternative", "kind text")
    card = exercise.get("card")
    if card is not None and card.get("persona") not in document["module"].get("personas", {}):
        findings.error(
            f"{where}.card.persona", "unknown_persona", f"there is no persona {card.get('persona')!r}"
        )
    world = document["worlds"].get(exercise.get("world"), {})
    last = 0
    for index, hint in enumerate(findings.listed(exercise.get("hints", []), f"{where}.hints")):
        here = f"{where}.hints.{index}"
        if not findings.keys(hint, here, "after text", "highlight"):
            continue
        if not isinstance(hint["after"], int) or hint["after"] <= last:
            findings.error(f"{here}.after", "not_rising", "after rises from 1")
            continue
        last = hint["after"]
        target = hint.get("highlight", "unmet")
        if target not in ("card", "unmet") and target not in world.get("actions", {}):
            findings.error(
                f"{here}.highlight", "unknown_action", f"{target!r} is neither card, unmet nor an action"
            )
        if target == "card" and not card:
            findings.error(f"{here}.highlight", "no_card", "there is no card to show")
    _check_item(exercise, where, findings)


def _check_item(exercise: dict[str, Any], where: str, findings: Findings) -> None:
    item = exercise.get("item")
    where_item = f"{where}.item"
    if not findings.keys(item, where_item, "model a b answers source") or findings.errors_under(
        f"{where}.goal"
    ):
        return
    if item["model"] not in ("2pl", "grm"):
        findings.error(where_item, "unknown_value", "model is 2pl or grm")
        return
    if not isinstance(item["a"], int | float) or item["a"] <= 0:
        findings.error(f"{where_item}.a", "wrong_kind", "a is a number above 0")
    if not isinstance(item["b"], list) or not all(isinstance(b, int | float) for b in item["b"]):
        findings.error(f"{where_item}.b", "wrong_kind", "b is a list of numbers")
        return
    if any(left >= right for left, right in zip(item["b"], item["b"][1:], strict=False)):
        findings.error(f"{where_item}.b", "not_rising", "b must rise")
    if findings.errors_under(where):
        return
    wanted = 1 if item["model"] == "2pl" else steps_of(exercise)
    if len(item["b"]) != wanted:
        findings.error(
            f"{where_item}.b", "b_count", f"b has {len(item['b'])} values and needs {wanted}: one a step"
        )


def _check_options(options: Any, where: str, findings: Findings, flags: set[str] = frozenset()) -> list[str]:  # type: ignore[assignment]
    ids: list[str] = []
    for index, option in enumerate(findings.listed(options, where)):
        here = f"{where}.{index}"
        if not findings.keys(option, here, "id label", " ".join([_OPTION, *flags])):
            continue
        if not isinstance(option["id"], str) or option["id"].startswith("$") or option["id"] in ids:
            findings.error(f"{here}.id", "bad_id", f"{option['id']!r} must be a word, once in the list")
            continue
        ids.append(option["id"])
        for flag in {"full", "right", *flags} & option.keys():
            if not isinstance(option[flag], bool):
                findings.error(f"{here}.{flag}", "wrong_kind", "a flag is true or false")
    if not ids:
        findings.error(where, "no_options", "there is nothing to choose")
    return ids


def _check_question(exercise: dict[str, Any], kind: str, where: str, findings: Findings) -> None:
    if kind == "fill":
        for index, field in enumerate(findings.listed(exercise["fields"], f"{where}.fields")):
            findings.keys(field, f"{where}.fields.{index}", "id label answer", "kind exact")
        return
    if kind == "match":
        left = _check_options(exercise["left"], f"{where}.left", findings)
        right = _check_options(exercise["right"], f"{where}.right", findings)
        answer = exercise["answer"]
        if not isinstance(answer, dict) or set(answer) != set(left) or not set(answer.values()) <= set(right):
            findings.error(f"{where}.answer", "bad_answer", "answer pairs each left id with a right id")
        return
    ids = _check_options(exercise["options"], f"{where}.options", findings)
    if kind == "order":
        answer = exercise["answer"]
        if not isinstance(answer, list) or sorted(map(str, answer)) != sorted(ids):
            findings.error(f"{where}.answer", "bad_answer", "answer has every option once")
        return
    right = sum(bool(option.get("right")) for option in exercise["options"] if isinstance(option, dict))
    if (kind == "choice" and right != 1) or not 0 < right < len(ids):
        findings.error(
            f"{where}.options", "bad_answer", "a choice has one right option; a multiple some, not all"
        )


def _check_simulator(
    document: dict[str, Any], exercise: dict[str, Any], world: dict[str, Any], where: str, findings: Findings
) -> None:
    flags = {flag for rule in world["actions"].values() for flag in rule.get("only_for", {}).values()}
    lists = {rule.get("takes") for rule in world["actions"].values()} - {None, "text", "secret"}
    if not isinstance(exercise["options"], dict):
        findings.error(f"{where}.options", "not_keys", "options are lists by name")
        return
    for name, options in exercise["options"].items():
        if name not in lists:
            findings.error(
                f"{where}.options.{name}", "unknown_list", f"no action of the world takes {name!r}"
            )
        _check_options(options, f"{where}.options.{name}", findings, flags)
        for option in options if isinstance(options, list) else ():
            if (
                isinstance(option, dict)
                and option.get("goes", world["state"]["screen"]) not in world["screens"]
            ):
                findings.error(
                    f"{where}.options.{name}", "unknown_screen", f"there is no screen {option['goes']!r}"
                )
    if findings.errors_under(f"{where}.options"):
        return
    persona = document["module"].get("personas", {}).get((exercise.get("card") or {}).get("persona"), {})
    scope = Scope(world, exercise, persona)
    for slot, value in exercise.get("start", {}).items():
        if slot not in world["state"]:
            findings.error(f"{where}.start.{slot}", "unknown_slot", f"the state has no {slot!r}")
        elif not isinstance(value, list):
            check_value(value, f"{where}.start.{slot}", scope, findings, like=world["state"][slot])
    if exercise.get("start", {}).get("screen", world["state"]["screen"]) not in world["screens"]:
        findings.error(f"{where}.start.screen", "unknown_screen", "the first screen isn't one of the screens")
    _check_goal(exercise, world, scope, where, findings)
    for index, slip in enumerate(findings.listed(exercise.get("slips", []), f"{where}.slips")):
        if findings.keys(slip, f"{where}.slips.{index}", "when text"):
            check_predicate(slip["when"], f"{where}.slips.{index}.when", scope, findings)
    if "trap" in exercise and findings.keys(exercise["trap"], f"{where}.trap", "when"):
        check_predicate(exercise["trap"]["when"], f"{where}.trap.when", scope, findings)
    for index, vector in enumerate(findings.listed(exercise["vectors"], f"{where}.vectors")):
        findings.keys(vector, f"{where}.vectors.{index}", "why play reached", "slips trapped")
    if not exercise["vectors"]:
        findings.error(f"{where}.vectors", "no_vectors", "give at least one detour")
    for name in ["solution", *(f"vectors.{index}.play" for index in range(len(exercise["vectors"])))]:
        actions = (
            exercise["solution"]
            if name == "solution"
            else exercise["vectors"][int(name.split(".")[1])].get("play")
        )
        _check_actions(actions, f"{where}.{name}", world, scope, findings)


def _check_goal(
    exercise: dict[str, Any], world: dict[str, Any], scope: Scope, where: str, findings: Findings
) -> None:
    if not findings.keys(exercise["goal"], f"{where}.goal", "ends steps"):
        return
    check_predicate(exercise["goal"]["ends"], f"{where}.goal.ends", scope, findings)
    ids = set()
    for index, step in enumerate(findings.listed(exercise["goal"]["steps"], f"{where}.goal.steps")):
        here = f"{where}.goal.steps.{index}"
        if not findings.keys(step, here, "id by when", "label"):
            continue
        if step["id"] in ids:
            findings.error(f"{here}.id", "bad_id", f"the step {step['id']!r} stands twice")
        ids.add(step["id"])
        if step["id"] not in world["labels"] and "label" not in step:
            findings.error(
                f"{here}.id", "no_label", f"the world's labels have no name for the step {step['id']!r}"
            )
        check_predicate(step["when"], f"{here}.when", scope, findings)
        if not isinstance(step["by"], list) or not step["by"]:
            findings.error(f"{here}.by", "not_list", "by is a list of actions")
            continue
        for action in step["by"]:
            if action not in world["actions"] and action != "back":
                findings.error(f"{here}.by", "unknown_action", f"there is no action {action!r}")


def _check_actions(actions: Any, where: str, world: dict[str, Any], scope: Scope, findings: Findings) -> None:
    if not isinstance(actions, list) or not actions:
        findings.error(where, "not_list", "must be a list of actions")
        return
    for index, action in enumerate(actions):
        pair = isinstance(action, dict) and len(action) == 1
        name = next(iter(action)) if pair else action
        if name != "back" and (not isinstance(name, str) or name not in world["actions"]):
            findings.error(f"{where}.{index}", "unknown_action", f"there is no action {name!r}")
        elif pair and not isinstance(action[name], str) and action[name] is not True:
            findings.error(
                f"{where}.{index}", "wrong_kind", f"{action[name]!r} must be a text: put it in quotes"
            )
        elif pair and isinstance(action[name], str):
            check_value(action[name], f"{where}.{index}", scope, findings, like="")
