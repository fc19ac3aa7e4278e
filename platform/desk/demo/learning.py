"""Learners of the demo's structure: groups, cards, modules, and answers as if they had been given on a phone."""

import datetime as dt
import random
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from accompaniments.services import record_accompaniment
from accounts.models import User
from common.wall import open_structure
from courses.learning.models import Assignment, Module
from courses.learning.services import assign_module, assign_to_group, record_answer
from learners.models import Learner
from learners.services import add_learner, issue_card, make_group
from structures.models import Structure

LEARNERS = (
    ("Fatima", "fr"), ("Luc", "fr"), ("Amina", "fr"), ("Willy", "nl"), ("Rosa", "fr"), ("Yusuf", "fr"),
    ("Jeanne", "fr"), ("Carte 27", "fr"), ("Maria", "fr"), ("Greta", "nl"), ("Paulo", "en"), ("Nadine", "fr"),
)  # fmt: skip


DAYS = 56  # the first of them came eight weeks ago, the last one twelve days ago
LAST_SEEN = (1, 2, 3, 6, 8, 9, 13, 1, 4, 20)  # days ago, one an assignment in turn
SITTING = 6  # answers at a stretch


def add_learners(structure: Structure, aidant: User, today: dt.date) -> None:
    """A dozen learners, two groups, and progress of every kind over the last weeks: nothing yet, on the way, stuck,
    finished. The same for the same `today`; nothing where the aidant follows somebody already."""
    rng = random.Random(7)  # noqa: S311  invented data, no secret
    with open_structure(structure.pk), transaction.atomic():
        if Learner.objects.filter(referent=aidant).exists():
            return
        made = [add_learner(structure=structure, alias=name, language=tongue, by=aidant) for name, tongue in LEARNERS]
        came = {learner.pk: today - dt.timedelta(DAYS - 4 * number) for number, learner in enumerate(made)}
        for learner in made:
            Learner.objects.filter(pk=learner.pk).update(created_at=_hour(came[learner.pk], 9))
        for learner in made[:8]:
            issue_card(learner=learner, by=aidant)
        tuesday = make_group(structure=structure, name="Mardi matin", by=aidant, learners=made[:6])
        make_group(structure=structure, name="Bibliothèque, jeudi", by=aidant, learners=made[6:10])
        modules = {module.code: module for module in Module.objects.exclude(published=None)}
        if modules:
            given = assign_to_group(group=tuesday, module=modules["L06"], by=aidant).made
            for number, learner in enumerate(made):
                code = ("L16", "L11", "L14", "L10")[number % 4]
                if code in modules and number != 3:
                    given.append(assign_module(learner=learner, module=modules[code], by=aidant))
            _learn(given, came, today, rng)
        _log(structure, aidant, came, today, rng)


def _learn(given: list[Assignment], came: Mapping[Any, dt.date], today: dt.date, rng: random.Random) -> None:
    """Answers in the order of time, as phones would have sent them."""
    events: list[tuple[dt.datetime, int, Assignment, tuple[str, str, Any]]] = []
    for number, assignment in enumerate(given):
        first = came[assignment.learner_id] + dt.timedelta(3 if assignment.group_id else 7)
        Assignment.objects.filter(pk=assignment.pk).update(assigned_at=_hour(first, 9))
        answers = _answers(assignment, share=(0.0, 0.35, 0.6, 1.0)[number % 4], stuck=number % 5 == 1)
        last = max(first, today - dt.timedelta(LAST_SEEN[number % len(LAST_SEEN)]))
        for at, answer in zip(_moments(first, last, len(answers), rng), answers, strict=True):
            events.append((at, len(events), assignment, answer))
    for at, _order, assignment, (step, exercise, value) in sorted(events, key=lambda event: event[:2]):
        record_answer(
            learner=assignment.learner,
            assignment=assignment,
            key=uuid.UUID(int=rng.getrandbits(128), version=4),
            step=step,
            exercise=exercise,
            value=value,
            at=at,
        )


def _moments(first: dt.date, last: dt.date, count: int, rng: random.Random) -> list[dt.datetime]:
    """So many moments in sittings from one day to another, each later than the one before; the last ones on `last`."""
    found: list[dt.datetime] = []
    gaps = (count - 1) // SITTING
    for number in range(count):
        sitting, place = divmod(number, SITTING)
        if place:
            at = found[-1] + dt.timedelta(seconds=rng.randint(40, 160))
        else:
            day = last - dt.timedelta((last - first).days * (gaps - sitting) // gaps if gaps else 0)
            at = _hour(day, rng.choice((10, 11, 14, 16)), rng.randint(5, 50))
            at = max(at, found[-1] + dt.timedelta(minutes=7)) if found else at
        found.append(at)
    return found


def _hour(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))


def _log(structure: Structure, aidant: User, came: Mapping[Any, dt.date], today: dt.date, rng: random.Random) -> None:
    """Help given on working days of the last six weeks, to people who had come by then."""
    days = (today - dt.timedelta(rng.randint(0, 41)) for _ in range(26))
    for number, day in enumerate(sorted(day - dt.timedelta(max(day.weekday() - 4, 0)) for day in days)):
        there = [pk for pk, since in came.items() if since <= day]
        known = list(Learner.objects.filter(pk__in=there).order_by("alias"))
        one = rng.choice(known) if known and number % 3 else None
        record_accompaniment(
            structure=structure,
            by=aidant,
            learners=[one] if one else [],
            date=day,
            mode="individual" if number % 4 else "drop_in",
            place="structure",
            minutes=rng.choice((15, 30, 30, 45, 60)),
            themes=rng.sample(("procedures", "email", "security", "health", "device"), 1 + number % 2),
            outcome=rng.choice(("alone", "partly", "supported")),
            anonymous=0 if one else 1,
        )


def _answers(assignment: Assignment, *, share: float, stuck: bool) -> list[tuple[str, str, Any]]:
    """(step, exercise, value) of the first `share` of the module; stuck on the next exercise, three times over."""
    document = assignment.version.document
    stops = [(step, name) for step in document["module"]["steps"] for name in step.get("exercises", [""])]
    done = round(len(stops) * share)
    found = [
        (step["step"], exercise, right_answer(document["exercises"][exercise]) if exercise else _seen(step))
        for step, exercise in stops[:done]
    ]
    if stuck and share < 1:
        step, exercise = next((step, exercise) for step, exercise in stops[done:] if exercise)
        found += [(step["step"], exercise, None)] * 3
    return found


def _seen(step: dict[str, Any]) -> Any:
    """What a step without exercises keeps: the bridge, how it went on the learner's own phone."""
    return {"tasks": [task["id"] for task in step["tasks"]], "how": "alone"} if "tasks" in step else None


def right_answer(exercise: dict[str, Any]) -> Any:
    """What a learner would answer who knows: the solution, or the options that are right."""
    if "solution" in exercise:
        return exercise["solution"]
    options = exercise.get("options", [])
    match exercise.get("child") or exercise["type"]:
        case "case" if "write" in exercise:
            return "I ask what the person wants to do alone."
        case "choice" | "hotspot" | "case":
            return max(options, key=lambda option: option.get("rating", option.get("right", False)))["id"]
        case "multiple":
            return [option["id"] for option in options if option.get("right")]
        case "fill" | "keyboard":
            return {field["id"]: _first(field["answer"]) for field in exercise["fields"]}
    return exercise["answer"]


def _first(answer: Any) -> str:
    if isinstance(answer, dict):
        return str(next(iter(answer.values())))
    return str(answer[0] if isinstance(answer, list) else answer)
