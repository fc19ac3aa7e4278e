"""Lint of an exercise's shape: its type's keys, options, goal, hints, item."""

from collections.abc import Collection
from typing import Any

from exercises.lint.findings import (
    MISSING_KEY,
    NO_ACTION,
    NO_FIRST_SCREEN,
    NO_SCREEN,
    NO_SLOT,
    ONE_OF,
    OTHER_KIND,
    Findings,
)
from exercises.lint.predicates import Scope, check_predicate, check_value
from exercises.sentences import gettext_noop as _
from exercises.texts import COUNTRIES, by_country, is_text

SIMULATORS = frozenset(
    [
        "portal",
        "booking",
        "inbox",
        "chat",
        "mail",
        "form",
        "web",
        "phishing",
        "password",
        "call",
        "calendar",
        "settings",
        "files",
        "search",
        "bank",
        "identity",
        "gesture",
    ]
)
QUESTIONS = {
    "choice": "options",
    "multiple": "options",
    "order": "options answer",
    "match": "left right answer",
    "fill": "fields",
    "hotspot": "options picture",
    "keyboard": "fields",
    "case": "options",
}
CHILDREN = frozenset({"choice", "multiple", "order", "match", "fill"})  # what `listen` may ask
BEST = 3  # the expert's rating of the best option of a case
POINTS_A_FIELD = 2
_COMMON = "id version type mode competences level picto instruction feedback alternative item"
_OPTIONAL = "outcomes card hints says site picture source"
_OPTION = "text note address says full goes right picto"


def check_exercise(document: dict[str, Any], key: str, findings: Findings) -> None:
    """The shape of one exercise; a world with errors isn't judged again."""
    exercise, where = document["exercises"][key], f"exercises.{key}"
    kind = exercise.get("type")
    child = exercise.get("child", kind)
    if kind == "listen" and "world" not in exercise and child not in CHILDREN:
        findings.error(f"{where}.child", "unknown_type", ONE_OF, key="child", known=", ".join(sorted(CHILDREN)))
        return
    if kind in SIMULATORS or (kind == "listen" and "world" in exercise):
        complete = findings.keys(
            exercise, where, f"{_COMMON} world options goal solution vectors", f"{_OPTIONAL} start slips trap"
        )
        world = document["worlds"].get(exercise.get("world"))
        if complete and world is None:
            findings.error(f"{where}.world", "unknown_world", _("there is no world “%(name)s”"), name=exercise["world"])
        elif complete and not findings.errors_under(f"worlds.{exercise['world']}"):
            _check_simulator(document, exercise, world, where, findings)
        if kind == "gesture" and exercise.get("mode") == "assessment":
            findings.error(f"{where}.mode", "wrong_mode", _("a gesture is practice only: it is never scored"))
    elif child in QUESTIONS and kind in (child, "listen"):
        written = kind == "case" and "write" in exercise
        needed = f"{_COMMON} {'write expert' if written else QUESTIONS[child]}"
        needed += " child says" if kind == "listen" else ""
        if findings.keys(exercise, where, needed, _OPTIONAL):
            check_question(exercise, child, where, findings)
    else:
        findings.error(f"{where}.type", "unknown_type", _("“%(kind)s” isn’t a type of exercise"), kind=kind)
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
    if kind == "case":
        return 1 if "write" in exercise else BEST
    fields = len(exercise.get("fields", ()))
    pairs = len(exercise.get("answer", ()))
    return {"choice": 1, "hotspot": 1, "match": pairs, "fill": fields, "keyboard": fields * POINTS_A_FIELD}[kind]


def _check_common(document: dict[str, Any], exercise: dict[str, Any], where: str, findings: Findings) -> None:
    assessment = exercise.get("mode") == "assessment"
    if exercise.get("mode") not in ("practice", "assessment"):
        findings.error(f"{where}.mode", "unknown_value", ONE_OF, key="mode", known="practice, assessment")
    for key in ("hints", "slips"):
        if assessment and key in exercise:
            findings.error(f"{where}.{key}", "help_in_assessment", _("an assessment has no %(key)s"), key=key)
    if not assessment and not exercise.get("hints") and exercise["type"] != "case":
        findings.error(where, "no_hints", _("practice needs hints after 1 and 2 errors"))
    findings.keys(exercise.get("feedback"), f"{where}.feedback", "success retry", "partial trapped")
    if "trap" in exercise and "trapped" not in (exercise.get("feedback") or {}):
        findings.error(f"{where}.feedback", "missing_key", MISSING_KEY, key="trapped")
    findings.keys(exercise.get("alternative"), f"{where}.alternative", "kind text")
    card = exercise.get("card")
    if card is not None and card.get("persona") not in document["module"].get("personas", {}):
        findings.error(
            f"{where}.card.persona", "unknown_persona", _("there is no person “%(name)s”"), name=card.get("persona")
        )
    world = document["worlds"].get(exercise.get("world"), {})
    last: int = 0
    for index, hint in enumerate(findings.listed(exercise.get("hints", []), f"{where}.hints")):
        here = f"{where}.hints.{index}"
        if not findings.keys(hint, here, "after text", "highlight"):
            continue
        if not isinstance(hint["after"], int) or hint["after"] <= last:
            findings.error(f"{here}.after", "not_rising", _("after rises from 1"))
            continue
        last = hint["after"]
        target = hint.get("highlight", "unmet")
        if target not in ("card", "unmet") and target not in world.get("actions", {}):
            findings.error(
                f"{here}.highlight",
                "unknown_action",
                _("“%(target)s” is neither card, unmet nor an action"),
                target=target,
            )
        if target == "card" and not card:
            findings.error(f"{here}.highlight", "no_card", _("there is no card to show"))
    _check_item(exercise, where, findings)


def _check_item(exercise: dict[str, Any], where: str, findings: Findings) -> None:
    item: Any = exercise.get("item")
    where_item = f"{where}.item"
    if not findings.keys(item, where_item, "model a b answers source") or findings.errors_under(f"{where}.goal"):
        return
    if item["model"] not in ("2pl", "grm"):
        findings.error(where_item, "unknown_value", ONE_OF, key="model", known="2pl, grm")
        return
    if not isinstance(item["a"], int | float) or item["a"] <= 0:
        findings.error(f"{where_item}.a", "wrong_kind", _("a is a number above 0"))
    if not isinstance(item["b"], list) or not all(isinstance(b, int | float) for b in item["b"]):
        findings.error(f"{where_item}.b", "wrong_kind", _("b is a list of numbers"))
        return
    if any(left >= right for left, right in zip(item["b"], item["b"][1:], strict=False)):
        findings.error(f"{where_item}.b", "not_rising", _("b must rise"))
    if findings.errors_under(where):
        return
    wanted = 1 if item["model"] == "2pl" else steps_of(exercise)
    if len(item["b"]) != wanted:
        findings.error(
            f"{where_item}.b",
            "b_count",
            _("b has %(count)s values and needs %(wanted)s: one a step"),
            count=len(item["b"]),
            wanted=wanted,
        )


def _check_options(
    options: Any, where: str, findings: Findings, flags: Collection[str] = (), *, also: str = ""
) -> list[str]:
    """The options' ids. `also`: the keys that each of them must have beside its id and label."""
    ids: list[str] = []
    for index, option in enumerate(findings.listed(options, where)):
        here = f"{where}.{index}"
        if not findings.keys(option, here, f"id label {also}", " ".join([_OPTION, *flags])):
            continue
        if not isinstance(option["id"], str) or option["id"].startswith("$") or option["id"] in ids:
            findings.error(f"{here}.id", "bad_id", _("“%(id)s” must be a word, once in the list"), id=option["id"])
            continue
        ids.append(option["id"])
        for flag in {"full", "right", *flags} & option.keys():
            if not isinstance(option[flag], bool):
                findings.error(f"{here}.{flag}", "wrong_kind", _("a flag is true or false"))
    if not ids:
        findings.error(where, "no_options", _("there is nothing to choose: leave an empty list out"))
    return ids


def check_question(exercise: dict[str, Any], kind: str, where: str, findings: Findings) -> None:
    """What a question asks, and that its answer can be given."""
    if kind in ("fill", "keyboard"):
        for index, field in enumerate(findings.listed(exercise["fields"], f"{where}.fields")):
            findings.keys(field, f"{where}.fields.{index}", "id label answer", "kind exact")
        return
    if kind == "match":
        left = _check_options(exercise["left"], f"{where}.left", findings)
        right = _check_options(exercise["right"], f"{where}.right", findings)
        answer = exercise["answer"]
        if not isinstance(answer, dict) or set(answer) != set(left) or not set(answer.values()) <= set(right):
            findings.error(f"{where}.answer", "bad_answer", _("answer pairs each left id with a right id"))
        return
    if kind == "case":
        _check_case(exercise, where, findings)
        return
    ids = _check_options(exercise["options"], f"{where}.options", findings, also="at" if kind == "hotspot" else "")
    if kind == "order":
        answer = exercise["answer"]
        if not isinstance(answer, list) or sorted(map(str, answer)) != sorted(ids):
            findings.error(f"{where}.answer", "bad_answer", _("answer has every option once"))
        return
    if kind == "hotspot":
        _check_picture(exercise, where, findings)
    count = sum(bool(option.get("right")) for option in exercise["options"] if isinstance(option, dict))
    if (kind in ("choice", "hotspot") and count != 1) or not 0 < count < len(ids):
        findings.error(f"{where}.options", "bad_answer", _("a choice has one right option; a multiple some, not all"))


def _check_picture(exercise: dict[str, Any], where: str, findings: Findings) -> None:
    """A picture to tap: its file, and places inside it that a finger can tell apart."""
    picture = exercise["picture"]
    if findings.keys(picture, f"{where}.picture", "file alt") and not str(picture["file"]).endswith((".svg", ".webp")):
        findings.error(
            f"{where}.picture.file", "wrong_kind", _("the picture is an .svg or .webp of the folder pictures/")
        )
    boxes: dict[str, list[int]] = {}
    for index, option in enumerate(exercise["options"]):
        here, at = f"{where}.options.{index}.at", option.get("at") if isinstance(option, dict) else None
        if not isinstance(at, list) or len(at) != 4 or not all(type(one) is int and one >= 0 for one in at):
            findings.error(here, "bad_place", _("at is [x, y, width, height], whole percents of the picture"))
        elif at[0] + at[2] > 100 or at[1] + at[3] > 100 or 0 in at[2:]:
            findings.error(here, "bad_place", _("%(at)s isn’t inside the picture"), at=at)
        else:
            if min(at[2:]) < 10:
                findings.warning(
                    here, "small_place", _("%(at)s is narrow for a finger: aim at 15 or more each way"), at=at
                )
            for name, other in boxes.items():
                if _overlap(at, other):
                    findings.error(here, "bad_place", _("%(at)s lies over the place of “%(name)s”"), at=at, name=name)
            boxes[str(option.get("id"))] = at


def _overlap(one: list[int], two: list[int]) -> bool:
    return all(one[i] < two[i] + two[i + 2] and two[i] < one[i] + one[i + 2] for i in (0, 1))


def _check_case(exercise: dict[str, Any], where: str, findings: Findings) -> None:
    """Options weighed by an expert, or an answer to write with the expert's words after it."""
    if "write" in exercise:
        if exercise["write"] is not True:
            findings.error(f"{where}.write", "wrong_kind", _("write is true, or left out"))
        if not is_text(by_country(exercise["expert"], COUNTRIES[0])):
            findings.error(f"{where}.expert", "not_text", _("expert is a text: what somebody with experience does"))
        if exercise.get("mode") == "assessment":
            findings.warning(f"{where}.write", "never_wrong", _("whatever is written counts as right in the check"))
        return
    _check_options(exercise["options"], f"{where}.options", findings, also="text rating")
    ratings = [option.get("rating") for option in exercise["options"] if isinstance(option, dict)]
    if any(type(one) is not int or not 0 <= one <= BEST for one in ratings):
        findings.error(f"{where}.options", "wrong_kind", _("a rating is 0, 1, 2 or %(best)s"), best=BEST)
    if ratings.count(BEST) != 1:
        findings.error(f"{where}.options", "bad_answer", _("exactly one option has the rating %(best)s"), best=BEST)


def _check_simulator(
    document: dict[str, Any], exercise: dict[str, Any], world: dict[str, Any], where: str, findings: Findings
) -> None:
    _check_lists(exercise["options"], world, f"{where}.options", findings)
    if findings.errors_under(f"{where}.options"):
        return
    persona = document["module"].get("personas", {}).get((exercise.get("card") or {}).get("persona"), {})
    scope = Scope(world, exercise, persona)
    _check_start(exercise.get("start", {}), f"{where}.start", scope, findings)
    _check_goal(exercise["goal"], f"{where}.goal", scope, findings)
    for index, slip in enumerate(findings.listed(exercise.get("slips", []), f"{where}.slips")):
        if findings.keys(slip, f"{where}.slips.{index}", "when text"):
            check_predicate(slip["when"], f"{where}.slips.{index}.when", scope, findings)
    if "trap" in exercise and findings.keys(exercise["trap"], f"{where}.trap", "when"):
        check_predicate(exercise["trap"]["when"], f"{where}.trap.when", scope, findings)
    _check_actions(exercise["solution"], f"{where}.solution", scope, findings)
    if not exercise["vectors"]:
        findings.error(f"{where}.vectors", "no_vectors", _("give at least one detour"))
    for index, vector in enumerate(findings.listed(exercise["vectors"], f"{where}.vectors")):
        if findings.keys(vector, f"{where}.vectors.{index}", "why play reached", "slips trapped"):
            _check_actions(vector["play"], f"{where}.vectors.{index}.play", scope, findings)


def _check_lists(options: Any, world: dict[str, Any], where: str, findings: Findings) -> None:
    """The lists of options: taken by some action, their flags asked by some `only_for`, their screens there."""
    flags = {flag for rule in world["actions"].values() for flag in rule.get("only_for", {}).values()}
    lists = {rule.get("takes") for rule in world["actions"].values()} - {None, "text", "secret"}
    if not isinstance(options, dict):
        findings.error(where, "not_keys", _("options are lists by name"))
        return
    for name, listed in options.items():
        if name not in lists:
            findings.error(f"{where}.{name}", "unknown_list", _("no action of the world takes “%(name)s”"), name=name)
        _check_options(listed, f"{where}.{name}", findings, flags)
        for option in listed if isinstance(listed, list) else ():
            if isinstance(option, dict) and option.get("goes", world["state"]["screen"]) not in world["screens"]:
                findings.error(f"{where}.{name}", "unknown_screen", NO_SCREEN, name=option["goes"])


def _check_start(start: dict[str, Any], where: str, scope: Scope, findings: Findings) -> None:
    for slot, value in start.items():
        if slot not in scope.state:
            findings.error(f"{where}.{slot}", "unknown_slot", NO_SLOT, name=slot)
        elif isinstance(value, list) != isinstance(scope.state[slot], list):
            findings.error(f"{where}.{slot}", "wrong_kind", OTHER_KIND, value=value, like=scope.state[slot])
        else:
            like = "" if isinstance(value, list) else scope.state[slot]
            for one in value if isinstance(value, list) else [value]:
                check_value(one, f"{where}.{slot}", scope, findings, like=like)
    if start.get("screen", scope.state["screen"]) not in scope.world["screens"]:
        findings.error(f"{where}.screen", "unknown_screen", NO_FIRST_SCREEN)


def _check_goal(goal: Any, where: str, scope: Scope, findings: Findings) -> None:
    if not findings.keys(goal, where, "ends steps"):
        return
    check_predicate(goal["ends"], f"{where}.ends", scope, findings)
    ids = set()
    for index, step in enumerate(findings.listed(goal["steps"], f"{where}.steps")):
        here = f"{where}.steps.{index}"
        if not findings.keys(step, here, "id by when", "label"):
            continue
        if step["id"] in ids:
            findings.error(f"{here}.id", "bad_id", _("the step “%(id)s” stands twice"), id=step["id"])
        ids.add(step["id"])
        if step["id"] not in scope.world["labels"] and "label" not in step:
            findings.error(
                f"{here}.id", "no_label", _("the world’s labels have no name for the step “%(id)s”"), id=step["id"]
            )
        check_predicate(step["when"], f"{here}.when", scope, findings)
        if not isinstance(step["by"], list) or not step["by"]:
            findings.error(f"{here}.by", "not_list", _("by is a list of actions"))
            continue
        for action in step["by"]:
            if action not in scope.actions and action != "back":
                findings.error(f"{here}.by", "unknown_action", NO_ACTION, name=action)


def _check_actions(actions: Any, where: str, scope: Scope, findings: Findings) -> None:
    if not isinstance(actions, list) or not actions:
        findings.error(where, "not_list", _("must be a list of actions"))
        return
    for index, action in enumerate(actions):
        pair = isinstance(action, dict) and len(action) == 1
        name = next(iter(action)) if pair else action
        if name != "back" and (not isinstance(name, str) or name not in scope.actions):
            findings.error(f"{where}.{index}", "unknown_action", NO_ACTION, name=name)
        elif pair and not isinstance(action[name], str) and action[name] is not True:
            findings.error(
                f"{where}.{index}", "wrong_kind", _("“%(value)s” must be a text: put it in quotes"), value=action[name]
            )
        elif pair and isinstance(action[name], str):
            check_value(action[name], f"{where}.{index}", scope, findings, like="")
