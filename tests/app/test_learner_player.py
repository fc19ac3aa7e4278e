"""Every exercise of every module, played through forms alone; three languages and both countries take turns."""

import json

import pytest

from courses.learning.models import Answer
from exercises import client_bundle
from tests.app.learning import CODES, SAMPLE, Ground, document, fields, play_simulator, right_form

pytestmark = pytest.mark.django_db

EVERY = [(code, key) for code in (*CODES, SAMPLE) for key in document(code)["exercises"]]
PLACES = [("fr", "BE"), ("nl", "BE"), ("en", "FR"), ("fr", "FR")]


@pytest.mark.parametrize(("code", "key"), EVERY)
def test_the_solution_through_forms_scores_full(code: str, key: str) -> None:
    language, country = PLACES[EVERY.index((code, key)) % len(PLACES)]
    ground = Ground(language=language, country=country)
    ground.client.cookies["language"] = language
    assignment = ground.assignment(code)
    url = f"/l/{assignment.pk}/x/{key}/"
    exercise = document(code)["exercises"][key]
    bundle = client_bundle(document(code), key, language, country)
    if "world" in exercise:
        solution = client_bundle({**document(code)}, key, language, country).get("solution")
        from exercises.bundles import _card, filled_in

        solution = solution or filled_in(exercise["solution"], _card(document(code), exercise, country))
        page = play_simulator(ground.client, url, solution)
    else:
        page = ground.client.get(url).content.decode()
        page = ground.client.post(
            url, {**fields(page), **right_form(exercise, bundle), "do": "answer"}
        ).content.decode()
    assert 'class="verdict ' in page, f"{language} {country}"
    from common.wall import open_structure

    with open_structure(ground.structure.pk):
        answer = Answer.objects.get(learner=ground.learner)
    assert answer.score == answer.max_score > 0
    assert answer.outcome["kind"] == "success"
    assert not answer.helped
    assert answer.exercise == key
    assert bundle["feedback"]["success"].split("\n")[0].replace("'", "&#x27;") in page
    assert "1234" not in json.dumps(answer.value)
