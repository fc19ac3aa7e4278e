"""The helper of the demo on her own path: a module behind her, attested, and one begun."""

import uuid
from typing import Any

from django.db import transaction

from accounts.models import User
from common.wall import as_person
from courses.learning.content import document_of
from courses.training.models import Study
from courses.training.selectors import modules, way_of
from courses.training.services import Issuer, choose_sector, record_answer
from desk.demo.learning import right_answer

FINISHED, BEGUN, STEPS = "A01", "A02", 3
WORDS = "Je montre une fois, vous faites la suite. Pour le reste, je vous présente la bonne personne."
NOBODY = Issuer("", "")  # the demo is laid before it has an address: its attestations are issued where they are read
SPACE = uuid.UUID("5f0c6f5e-8d0b-4f0e-9a55-0a3d7f0b6c11")


def follow_path(user: User) -> None:
    """All steps of one module, the first ones of the next; nothing where she has begun already."""
    with as_person(user.pk), transaction.atomic():
        published = {one.code for one in modules()}
        if Study.objects.filter(user=user).exists() or not {FINISHED, BEGUN} <= published:
            return
        choose_sector(user=user, sector="social")
        follow(user, FINISHED)
        follow(user, BEGUN, steps=STEPS)


def follow(user: User, code: str, *, steps: int | None = None) -> None:
    """Through that module, or its first steps, with right answers; `as_person` is open."""
    way = way_of(user, code)
    if way is None:
        return
    document = document_of(way.version)
    for step in document["module"]["steps"][:steps]:
        for exercise in step.get("exercises", [""]):
            value = _value(document["exercises"][exercise]) if exercise else _seen(step)
            record_answer(
                user=user,
                module=way.module,
                key=uuid.uuid5(SPACE, f"{user.pk} {code} {step['step']} {exercise}"),
                step=step["step"],
                issuer=NOBODY,
                exercise=exercise,
                value=value,
            )


def _value(exercise: dict[str, Any]) -> Any:
    return WORDS if exercise.get("write") else right_answer(exercise)


def _seen(step: dict[str, Any]) -> dict[str, Any] | None:
    """What a step without exercises keeps: of the bridge, what she will try."""
    return {"tasks": [step["tasks"][0]["id"]], "how": ""} if "tasks" in step else None
