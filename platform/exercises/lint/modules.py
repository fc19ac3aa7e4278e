"""Lint of the module's facts and steps, the memo and the helper's sheet."""

import re
from typing import Any

from exercises.lint.findings import ONE_OF, Findings
from exercises.sentences import gettext_noop as _
from exercises.texts import COUNTRIES, each_text

STEPS = ("why", "show", "guided", "alone", "check", "bridge")
MIN_EXERCISES, MIN_SIMULATORS = 8, 4
AIM_EXERCISES, AIM_SIMULATORS = range(10, 16), 5
MIN_CASES = 3  # of an aidant's module, which needs no simulators
AUDIENCES = ("learner", "aidant")
MAX_LINES = 4  # of a screen to read
CHECK_ITEMS = 5
MEMO_STEPS = 6
FEW = {
    "exercises": _("%(count)s exercises: at least %(least)s"),
    "cases": _("%(count)s situations to weigh: at least %(least)s"),
    "simulators": _("%(count)s simulators: at least %(least)s"),
}
MODES = {
    "practice": _("%(key)s must be practice here"),
    "assessment": _("%(key)s must be a question of the check here"),
}
AIM = {
    "exercises": _("%(count)s exercises: aim at 10 to 15"),
    "simulators": _("%(count)s simulators: aim at 5"),
}
STEP_MINUTES = range(1, 61)
PLAN_SAID = _("the plan’s minutes add up to %(minutes)s, not %(wanted)s")
_KEYS = {
    "why": ("screens", ""),
    "show": ("intro replay captions", ""),
    "guided": ("intro exercises", ""),
    "alone": ("intro exercises", "choose"),
    "check": ("intro exercises result", ""),
    "bridge": ("intro tasks evidence", ""),
}
_REQUIRED = (
    "code version status audience source languages countries track level competences minutes workshop_minutes"
    " mastery offline_kb licence title promise personas words steps"
)
_PHONE = {"BE": re.compile(r"0[1-9][0-9]{7,8}|04[0-9]{8}"), "FR": re.compile(r"0[1-9][0-9]{8}")}
# Numbers that nobody has: France reserves these for fiction; Belgium has given nobody 0400.
_INVENTED = {
    "BE": re.compile(r"0400"),
    "FR": re.compile(r"019900|026191|035301|046571|053649|063998"),
}


def check_module(document: dict[str, Any], findings: Findings) -> None:
    """Facts, personas, counts; steps in their order, with exercises that exist."""
    module = document["module"]
    if not findings.keys(module, "module", _REQUIRED, "also prerequisites picto picture sector"):
        return
    if module["audience"] not in AUDIENCES:
        findings.error("module.audience", "unknown_value", ONE_OF, key="audience", known=", ".join(AUDIENCES))
    _check_personas(module["personas"], findings)
    for index, word in enumerate(findings.listed(module["words"], "module.words")):
        findings.keys(word, f"module.words.{index}", "word means")
    for key, exercise in document["exercises"].items():
        if not key.startswith(f"{module['code']}-"):
            findings.error(f"exercises.{key}.id", "bad_id", _("the id must begin with %(code)s-"), code=module["code"])
        if not isinstance(exercise.get("version"), int):
            findings.error(f"exercises.{key}.version", "wrong_kind", _("version is a whole number"))
    _check_counts(document, findings)
    steps = findings.listed(module["steps"], "module.steps")
    if [step.get("step") for step in steps] != list(STEPS):
        findings.error("module.steps", "six_steps", _("the steps are %(known)s, in that order"), known=", ".join(STEPS))
        return
    for index, step in enumerate(steps):
        required, optional = _KEYS[step["step"]]
        if step["step"] == "show" and "screens" in step and is_aidants(module):
            required = "intro screens"
        findings.keys(step, f"module.steps.{index}", f"step minutes {required}", optional)
    if findings.errors_under("module.steps"):
        return
    _check_minutes(module, steps, findings)
    _check_steps(document, {step["step"]: step for step in steps}, findings)


def _check_minutes(module: dict[str, Any], steps: list[dict[str, Any]], findings: Findings) -> None:
    for index, step in enumerate(steps):
        if step["minutes"] not in STEP_MINUTES:
            facts = {"least": STEP_MINUTES[0], "most": STEP_MINUTES[-1]}
            said = _("must be whole minutes, from %(least)s to %(most)s")
            findings.error(f"module.steps.{index}.minutes", "step_minutes", said, **facts)
    minutes = sum(step["minutes"] for step in steps)
    if minutes != module["minutes"]:
        findings.error(
            "module.minutes",
            "minutes",
            _("the steps’ minutes add up to %(minutes)s, not %(wanted)s"),
            minutes=minutes,
            wanted=module["minutes"],
        )


def is_aidants(module: dict[str, Any]) -> bool:
    """Whether the module trains aidants, and not learners."""
    return module.get("audience") == "aidant"


def check_sheets(document: dict[str, Any], findings: Findings) -> None:
    """The memo and the helper's sheet are there, belong to this module, and keep their limits."""
    module = document["module"]
    for name in ("memo", "facilitator"):
        sheet = document[name]
        if sheet is None:
            findings.error(name, "missing_file", _("there is no %(name)s.yaml"), name=name)
        elif sheet.get("module") != module.get("code"):
            findings.error(f"{name}.module", "wrong_module", _("must be %(code)s"), code=module.get("code"))
    memo, sheet = document["memo"], document["facilitator"]
    if memo is not None and findings.keys(memo, "memo", "module version title steps box write_here"):
        if len(findings.listed(memo["steps"], "memo.steps")) > MEMO_STEPS:
            findings.error("memo.steps", "memo_long", _("at most %(most)s steps, on one page"), most=MEMO_STEPS)
        for index, step in enumerate(memo["steps"]):
            findings.keys(step, f"memo.steps.{index}", "picto text")
        findings.keys(memo["box"], "memo.box", "picto title text")
    required = "module version objectives frame material prepare plan variants pitfalls vocabulary"
    if sheet is not None and findings.keys(sheet, "facilitator", required):
        minutes = sum(part.get("minutes", 0) for part in findings.listed(sheet["plan"], "facilitator.plan"))
        if minutes != module.get("workshop_minutes"):
            wanted = module.get("workshop_minutes")
            findings.error("facilitator.plan", "minutes", PLAN_SAID, minutes=minutes, wanted=wanted)
        for index, pitfall in enumerate(findings.listed(sheet["pitfalls"], "facilitator.pitfalls")):
            findings.keys(pitfall, f"facilitator.pitfalls.{index}", "sign answer")


def _check_personas(personas: Any, findings: Findings) -> None:
    for name, persona in personas.items():
        where = f"module.personas.{name}"
        if not isinstance(persona, dict) or not isinstance(persona.get("name"), str):
            findings.error(where, "missing_key", _("a person has a name"))
            continue
        if "picture" in persona:
            findings.keys(persona["picture"], f"{where}.picture", "file alt")
        phone = persona.get("phone")
        if phone is None:
            continue
        for country in COUNTRIES:
            number = phone.get(country) if isinstance(phone, dict) else None
            digits = re.sub(r"\D", "", number) if isinstance(number, str) else ""
            if not _PHONE[country].fullmatch(digits):
                findings.error(
                    f"{where}.phone.{country}",
                    "bad_phone",
                    _("“%(number)s” isn’t a number of %(country)s"),
                    number=number,
                    country=country,
                )
            elif not _INVENTED[country].match(digits):
                findings.warning(
                    f"{where}.phone.{country}", "real_phone", _("“%(number)s” may be somebody’s"), number=number
                )


def _check_counts(document: dict[str, Any], findings: Findings) -> None:
    exercises = document["exercises"].values()
    count = len(exercises)
    if is_aidants(document["module"]):
        cases = sum(exercise.get("type") == "case" for exercise in exercises)
        for name, got, least in (("exercises", count, MIN_EXERCISES), ("cases", cases, MIN_CASES)):
            if got < least:
                findings.error("exercises", f"few_{name}", FEW[name], count=got, least=least)
        return
    simulators = sum("world" in exercise for exercise in exercises)
    for name, got, least, aim in (
        ("exercises", count, MIN_EXERCISES, count in AIM_EXERCISES),
        ("simulators", simulators, MIN_SIMULATORS, simulators >= AIM_SIMULATORS),
    ):
        if got < least:
            findings.error("exercises", f"few_{name}", FEW[name], count=got, least=least)
        elif not aim:
            findings.warning("exercises", f"few_{name}", AIM[name], count=got)


def _check_steps(document: dict[str, Any], steps: dict[str, Any], findings: Findings) -> None:
    where = {step: f"module.steps.{index}" for index, step in enumerate(STEPS)}
    _check_exercises(document["exercises"], steps, where, findings)
    if "screens" in steps["show"]:
        _check_screens(document, steps["show"]["screens"], f"{where['show']}.screens", findings)
    else:
        _check_show(document["exercises"], steps["show"], where["show"], findings)
    _check_choose(steps["alone"], f"{where['alone']}.choose", findings)
    mastery = document["module"]["mastery"]
    if mastery.get("items") != CHECK_ITEMS or not 0 < mastery.get("right_first_try", 0) <= CHECK_ITEMS:
        findings.error("module.mastery", "check_items", _("mastery counts %(count)s questions"), count=CHECK_ITEMS)
    findings.keys(steps["check"]["result"], f"{where['check']}.result", "reached not_yet")
    _check_screens(document, steps["why"]["screens"], f"{where['why']}.screens", findings)
    for index, task in enumerate(findings.listed(steps["bridge"]["tasks"], f"{where['bridge']}.tasks")):
        findings.keys(task, f"{where['bridge']}.tasks.{index}", "id text")


def _check_screens(document: dict[str, Any], screens: Any, where: str, findings: Findings) -> None:
    """Screens to read: a few lines, perhaps a persona's picture, perhaps a question that is not scored."""
    for index, screen in enumerate(findings.listed(screens, where)):
        here = f"{where}.{index}"
        findings.keys(screen, here, "", "text picture ask answers")
        picture = screen.get("picture")
        if isinstance(picture, str) and picture not in document["module"]["personas"]:
            findings.error(f"{here}.picture", "unknown_persona", _("there is no person “%(name)s”"), name=picture)
        if not is_aidants(document["module"]):
            continue
        for _path, text in each_text(screen.get("text")):
            lines = max((len(str(one).strip().split("\n")) for one in text.values()), default=0)
            if lines > MAX_LINES:
                findings.error(
                    f"{here}.text",
                    "many_lines",
                    _("%(count)s lines: at most %(most)s a screen"),
                    count=lines,
                    most=MAX_LINES,
                )


def _check_exercises(
    exercises: dict[str, Any], steps: dict[str, Any], where: dict[str, str], findings: Findings
) -> None:
    """Each exercise stands in one step, in that step's mode; the check has its five."""
    used: list[str] = []
    for step in ("guided", "alone", "check"):
        wanted = "assessment" if step == "check" else "practice"
        for key in steps[step]["exercises"]:
            used.append(key)
            if key not in exercises:
                findings.error(
                    f"{where[step]}.exercises", "unknown_exercise", _("there is no exercise “%(key)s”"), key=key
                )
            elif exercises[key].get("mode") != wanted:
                findings.error(f"{where[step]}.exercises", "wrong_mode", MODES[wanted], key=key)
    for key in exercises:
        if used.count(key) != 1:
            findings.error(f"exercises.{key}", "not_once", _("must stand in exactly one step"))
    if len(steps["check"]["exercises"]) != CHECK_ITEMS:
        findings.error(
            f"{where['check']}.exercises", "check_items", _("the check has %(count)s questions"), count=CHECK_ITEMS
        )


def _check_show(exercises: dict[str, Any], show: dict[str, Any], where: str, findings: Findings) -> None:
    shown = exercises.get(show["replay"])
    if shown is None or "solution" not in shown:
        findings.error(f"{where}.replay", "unknown_exercise", _("replay names a simulator of this module"))
    elif len(show["captions"]) != len(shown["solution"]):
        counts = {"count": len(show["captions"]), "actions": len(shown["solution"])}
        findings.error(f"{where}.captions", "captions", _("%(count)s captions for %(actions)s actions"), **counts)


def _check_choose(alone: dict[str, Any], where: str, findings: Findings) -> None:
    if "choose" not in alone or not findings.keys(alone["choose"], where, "at_least", "always"):
        return
    if not set(alone["choose"].get("always", [])) <= set(alone["exercises"]):
        findings.error(where, "unknown_exercise", _("always names exercises of this step"))
    if not 0 < alone["choose"]["at_least"] <= len(alone["exercises"]):
        findings.error(where, "choose", _("at_least is more than the step has"))
