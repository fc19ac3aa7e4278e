"""Learners of the demo's structure: groups, cards, modules, and answers as if they had been given on a phone."""

import random
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from accompaniments.services import record_accompaniment
from common.wall import open_structure
from courses.models import Assignment, Module
from courses.services import assign_module, assign_to_group, record_answer
from learners.models import Learner
from learners.services import add_learner, issue_card, make_group
from structures.models import Structure

LEARNERS = (
    ("Fatima", "fr"), ("Luc", "fr"), ("Amina", "fr"), ("Willy", "nl"), ("Rosa", "fr"), ("Yusuf", "fr"),
    ("Jeanne", "fr"), ("Carte 27", "fr"), ("Maria", "fr"), ("Greta", "nl"), ("Paulo", "en"), ("Nadine", "fr"),
)  # fmt: skip


def add_learners(structure: Structure, aidant) -> None:
    """A dozen learners, two groups, and progress of every kind: nothing yet, on the way, stuck, finished."""
    rng = random.Random(7)  # noqa: S311  invented data, no secret
    with open_structure(structure.pk), transaction.atomic():
        if Learner.objects.filter(referent=aidant).exists():
            return
        made = [add_learner(structure=structure, alias=name, language=tongue, by=aidant) for name, tongue in LEARNERS]
        for learner in made[:8]:
            issue_card(learner=learner, by=aidant)
        tuesday = make_group(structure=structure, name="Mardi matin", by=aidant, learners=made[:6])
        make_group(structure=structure, name="Bibliothèque, jeudi", by=aidant, learners=made[6:10])
        modules = {module.code: module for module in Module.objects.exclude(published=None)}
        if not modules:
            return
        assign_to_group(group=tuesday, module=modules["L06"], by=aidant)
        for number, learner in enumerate(made):
            code = ("L16", "L11", "L14", "L10")[number % 4]
            if code in modules and number != 3:
                assign_module(learner=learner, module=modules[code], by=aidant)
        for number, assignment in enumerate(Assignment.objects.select_related("version", "learner", "module")):
            _answer(assignment, rng, share=(0.0, 0.35, 0.6, 1.0)[number % 4], stuck=number % 5 == 1)
        _log(structure, aidant, made, rng)


def _log(structure: Structure, aidant, learners: list[Learner], rng: random.Random) -> None:
    today = timezone.localdate()
    for number in range(18):
        record_accompaniment(
            structure=structure,
            by=aidant,
            learners=[rng.choice(learners)] if number % 3 else [],
            date=today.replace(day=rng.randint(1, today.day)),
            mode="individual" if number % 4 else "drop_in",
            place="structure",
            minutes=rng.choice((15, 30, 30, 45, 60)),
            themes=rng.sample(("procedures", "email", "security", "health", "device"), 1 + number % 2),
            outcome=rng.choice(("alone", "partly", "supported")),
            anonymous=0 if number % 3 else 1,
        )


def _answer(assignment: Assignment, rng: random.Random, *, share: float, stuck: bool) -> None:
    document = assignment.version.document
    stops = [(step, name) for step in document["module"]["steps"] for name in step.get("exercises", [""])]
    for step, exercise in stops[: round(len(stops) * share)]:
        value = right_answer(document["exercises"][exercise]) if exercise else _seen(step)
        _record(assignment, step["step"], exercise, value, rng)
    if stuck and share < 1:
        step, exercise = next((s, e) for s, e in stops[round(len(stops) * share) :] if e)
        for _ in range(3):
            _record(assignment, step["step"], exercise, None, rng)


def _record(assignment: Assignment, step: str, exercise: str, value: Any, rng: random.Random) -> None:
    record_answer(
        learner=assignment.learner,
        assignment=assignment,
        key=uuid.UUID(int=rng.getrandbits(128), version=4),
        step=step,
        exercise=exercise,
        value=value,
    )


def _seen(step: dict[str, Any]) -> Any:
    """What a step without exercises keeps: the bridge, how it went on the learner's own phone."""
    return {"tasks": [task["id"] for task in step["tasks"]], "how": "alone"} if "tasks" in step else None


def right_answer(exercise: dict[str, Any]) -> Any:
    """What a learner would answer who knows: the solution, or the options that are right."""
    if "solution" in exercise:
        return exercise["solution"]
    exercise = exercise.get("child") or exercise
    match exercise["type"]:
        case "choice":
            return next(option["id"] for option in exercise["options"] if option.get("right"))
        case "multiple":
            return [option["id"] for option in exercise["options"] if option.get("right")]
        case "fill":
            return {field["id"]: _first(field["answer"]) for field in exercise["fields"]}
    return exercise["answer"]


def _first(answer: Any) -> str:
    if isinstance(answer, dict):
        return str(next(iter(answer.values())))
    return str(answer[0] if isinstance(answer, list) else answer)
