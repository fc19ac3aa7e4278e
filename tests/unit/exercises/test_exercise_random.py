"""Random play through both engines and graders: they agree on everything, nothing raises, no secret stays.

    HALTE_ROUNDS=10000 pytest tests/unit/exercises/test_exercise_random.py

plays that many; HALTE_SEED=7 before it plays others. Each exercise that ships gets its share, so every type is met;
one round in six is played in a world that nobody wrote.
"""

import json
import os
import random
from copy import deepcopy
from dataclasses import asdict
from typing import Any

import pytest
from exercise_random import JUNK, SECRET, actions_for, answer_for, bundle_for, solution_of, world_for
from exercise_twins import DOCUMENTS, SAMPLE, Twin

from exercises import ExerciseError, apply, client_bundle, grade_answer, grade_bundle, screen, start
from exercises.bundles import bare_bundle
from exercises.ways import way
from exercises.worlds import keep

ROUNDS = int(os.environ.get("HALTE_ROUNDS", "600"))
SEED = int(os.environ.get("HALTE_SEED", "0"))
BATCH = 100  # rounds a call: V8 is asked seldom, and its answer stays small
SHIPPED = [(document, key) for document in (*DOCUMENTS.values(), SAMPLE) for key in document["exercises"]]
SIMULATORS = [(document, key) for document, key in SHIPPED if "world" in document["exercises"][key]]
QUESTIONS = [(document, key) for document, key in SHIPPED if "world" not in document["exercises"][key]]


def rounds(found: list[Any], count: int, draw: random.Random) -> list[Any]:
    """So many of them, each about as often."""
    return [draw.choice(found) if count < len(found) else found[n % len(found)] for n in range(count)]


def outcome_of(bundle: dict[str, Any], value: Any) -> dict[str, Any]:
    outcome = asdict(grade_bundle(bundle, value))
    del outcome["path"]
    return {key: list(one) if isinstance(one, tuple) else one for key, one in outcome.items()}


def played(bundle: dict[str, Any], actions: list[Any], *, ahead: bool) -> dict[str, Any]:
    """Each moment of play: state and log, screen, and what it is worth; at last, if asked, the way to the goal."""
    state, path = start(bundle), []
    frames = [
        {"state": {**state, "path": path}, "screen": screen(bundle, state, path), "worth": outcome_of(bundle, [])}
    ]
    for action in actions:
        before = deepcopy(state)
        after = apply(bundle, state, action, path)
        assert state == before, "a state never changes"
        if after is not state:
            path = [*path, keep(bundle, action)]
        assert {slot: type(value) for slot, value in after.items()} == {
            slot: type(value) for slot, value in state.items()
        }
        state = after
        worth = outcome_of(bundle, path)
        assert worth["score"] == len(worth["reached"]) <= worth["max"]
        frames.append({"state": {**state, "path": path}, "screen": screen(bundle, state, path), "worth": worth})
    for junk in JUNK:
        assert apply(bundle, state, junk, path) is state or isinstance(junk, str)
    return {"frames": frames, "way": way(bundle, state, path) if ahead else []}


def agree(twin: Twin, plays: list[tuple[dict[str, Any], list[Any]]], ahead: int) -> None:
    """One call of V8 for all these plays; `ahead`: every so manieth also looks for the way to the goal."""
    asked = [(bundle, actions, n % ahead == 0 and "solution" in bundle) for n, (bundle, actions) in enumerate(plays)]
    frozen = deepcopy([bundle for bundle, _ in plays])
    for (bundle, actions, far), theirs in zip(asked, twin.play_all(asked), strict=True):
        mine = played(bundle, actions, ahead=far)
        assert theirs == mine, actions
        assert SECRET not in json.dumps([mine, theirs]), "a secret is never kept"
    assert [bundle for bundle, _ in plays] == frozen


def batches(found: list[Any]) -> list[list[Any]]:
    return [found[at : at + BATCH] for at in range(0, len(found), BATCH)]


def test_random_play_is_the_same_in_both(twin: Twin) -> None:
    draw = random.Random(SEED)
    for batch in batches(rounds(SIMULATORS, ROUNDS * 3 // 6, draw)):
        plays = []
        for document, key in batch:
            bundle = bundle_for(document, key, draw)
            plays.append((bundle, actions_for(bundle, solution_of(document, key, bundle), draw)))
        agree(twin, plays, ahead=10)


def test_worlds_that_nobody_wrote_play_the_same_in_both(twin: Twin) -> None:
    draw = random.Random(SEED + 1)
    for batch in batches(list(range(ROUNDS // 6))):
        plays = []
        for _ in batch:
            bundle = client_bundle(*world_for(draw), "fr", "BE")
            plays.append((bundle, actions_for(bundle, [], draw)))
        agree(twin, plays, ahead=3)


def test_random_answers_are_marked_the_same_by_both(twin: Twin) -> None:
    draw = random.Random(SEED + 2)
    for batch in batches(rounds(QUESTIONS, ROUNDS - ROUNDS * 3 // 6 - ROUNDS // 6, draw)):
        asked = []
        for document, key in batch:
            bundle = bundle_for(document, key, draw)
            value = answer_for(bundle, draw)
            assert grade_bundle(bundle, value) == grade_answer(document, key, value, "BE") or varies(document, key)
            asked.append((bundle, value))
        for (bundle, value), theirs in zip(asked, twin.mark_all(asked), strict=True):
            assert theirs == outcome_of(bundle, value), (bundle["id"], value)


def varies(document: dict[str, Any], key: str) -> bool:
    """Whether what is right depends on the country."""
    return bare_bundle(document, key, "BE") != bare_bundle(document, key, "FR")


def test_every_type_is_met() -> None:
    """Else the tests above would prove less than they say."""
    met = {document["exercises"][key]["type"] for document, key in SHIPPED}
    wanted = (
        "choice multiple order match fill listen form mail web call phishing gesture identity hotspot keyboard case"
    )
    assert met >= set(wanted.split())


@pytest.mark.parametrize("rounds_of_junk", [ROUNDS])
def test_a_malformed_answer_is_a_clear_error(rounds_of_junk: int) -> None:
    draw = random.Random(SEED + 3)
    answers = [*JUNK, ["x"], {"x": "y"}, {"x": 1}, [1], "x" * 2001, [None], [{"a": True}], ["a"] * 1001, True]
    for document, key in rounds(SHIPPED, rounds_of_junk, draw):
        for junk in answers:
            try:
                outcome = grade_answer(document, key, junk, "BE")
            except ExerciseError as error:
                assert error.code
                assert str(error)
            else:
                assert 0 <= outcome.share <= 1
