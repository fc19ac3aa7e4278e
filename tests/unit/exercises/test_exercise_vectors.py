"""Every solution and every detour of every module, in both engines, both countries: what the file claims."""

from typing import Any

import pytest
from exercise_twins import COUNTRIES, DOCUMENTS, LANGUAGES, SIMULATORS, Twin, python_drive

from exercises import client_bundle, ended, grade_answer, play, replay
from exercises.bundles import bare_bundle, filled_in

# An aidant's module may show screens to read instead.
REPLAYED = {code: document for code, document in DOCUMENTS.items() if "replay" in document["module"]["steps"][1]}


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize(("document", "key"), SIMULATORS)
def test_solution_reaches_every_step(document: dict[str, Any], key: str, country: str) -> None:
    exercise = document["exercises"][key]
    card = bare_bundle(document, key, country)["card"]
    outcome = grade_answer(document, key, filled_in(exercise["solution"], card), country)
    assert (outcome.kind, outcome.share, outcome.slips, outcome.trapped) == ("success", 1.0, 0, False)
    assert outcome.reached == tuple(step["id"] for step in exercise["goal"]["steps"])


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize(("document", "key"), SIMULATORS)
def test_detours_give_what_they_claim(document: dict[str, Any], key: str, country: str) -> None:
    exercise = document["exercises"][key]
    card = bare_bundle(document, key, country)["card"]
    for vector in exercise["vectors"]:
        outcome = grade_answer(document, key, filled_in(vector["play"], card), country)
        assert set(outcome.reached) == set(vector["reached"]), vector["why"]
        assert outcome.slips == vector.get("slips", 0), vector["why"]
        assert outcome.trapped == vector.get("trapped", False), vector["why"]


@pytest.mark.parametrize(("document", "key"), SIMULATORS)
def test_doing_nothing_gives_nothing(document: dict[str, Any], key: str) -> None:
    outcome = grade_answer(document, key, [], "BE")
    assert (outcome.score, outcome.kind, outcome.ended, outcome.slips) == (0, "retry", False, 0)


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize(("document", "key"), SIMULATORS)
def test_both_engines_draw_and_grade_alike(document: dict[str, Any], key: str, country: str, twin: Twin) -> None:
    exercise = document["exercises"][key]
    for language in LANGUAGES:
        bundle = client_bundle(document, key, language, country)
        plays = [exercise["solution"], *(vector["play"] for vector in exercise["vectors"])]
        for actions in filled_in(plays, bundle["card"]):
            assert twin.drive(bundle, actions) == python_drive(bundle, actions)


@pytest.mark.parametrize("document", REPLAYED.values(), ids=REPLAYED)
def test_show_step_replays_one_caption_an_action(document: dict[str, Any]) -> None:
    show = next(step for step in document["module"]["steps"] if step["step"] == "show")
    bundle = client_bundle(document, show["replay"], "nl", "FR")
    captions = [caption["nl"] for caption in show["captions"]]
    frames = replay(bundle, captions)
    assert [frame["caption"] for frame in frames] == [*captions, ""]
    for frame in frames[:-1]:
        assert frame["action"] in {widget.get("action") for widget in frame["screen"]["widgets"]} | {"back"}
    assert frames[-1]["action"] is None
    assert ended(bundle, *play(bundle, bundle["solution"]))
