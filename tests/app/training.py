"""Ground for the tests of helpers' own training: right answers, and a walk through a module."""

import json
import uuid
from typing import Any

from django.test import Client

from courses.learning import content
from desk.demo.learning import right_answer
from tests.app.learning import document, published


def right(code: str, exercise: str) -> Any:
    """The value of the right answer."""
    return right_answer(document(code)["exercises"][exercise])


def answer(client: Client, code: str, step: str, exercise: str, value: Any, *, key: Any = None, helped: bool = False):
    """One answer as the page's script sends it."""
    item = {"key": str(key or uuid.uuid4()), "step": step, "exercise": exercise, "value": value, "helped": helped}
    return client.post(f"/training/{code}/answers/", json.dumps(item), content_type="application/json")


def walk(client: Client, code: str, *, missed: int = 0) -> None:
    """Through the whole module, `missed` of the five questions left unanswered ("I don't know")."""
    for step in content.plan(published(code).published).steps:
        page = client.get(f"/training/{code}/step/{step.name}/")
        assert page.status_code == 200, step.name
        if not step.exercises:
            assert client.post(f"/training/{code}/step/{step.name}/", {"key": str(uuid.uuid4())}).status_code == 302
            continue
        wanted = [*step.always, *(one for one in step.exercises if one not in step.always)][: step.choose]
        for number, exercise in enumerate(wanted):
            assert client.get(f"/training/{code}/x/{exercise}/").status_code == 200
            value = None if step.name == "check" and number < missed else right(code, exercise)
            sent = answer(client, code, step.name, exercise, value)
            assert sent.status_code == 200, (exercise, sent.content)
