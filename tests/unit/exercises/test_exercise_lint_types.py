"""The lint of the newer types finds seeded faults, each by its code; an aidant's module has rules of its own."""

import json
from typing import Any

import pytest
from exercise_twins import ROOT, SAMPLE
from test_exercise_lint import drop, put

from exercises.lint import lint
from exercises.lint.__main__ import main

Document = dict[str, Any]
E, W = "exercises.T01-0", "worlds"
LINES = {"fr": "Un.\nDeux.\nTrois.\nQuatre.\nCinq.", "nl": "A.\nB.\nC.\nD.\nE.", "en": "A.\nB.\nC.\nD.\nE."}
SAID = {"fr": "Écoutez.", "nl": "Luister.", "en": "Listen."}


@pytest.fixture
def sample() -> Document:
    return json.loads(json.dumps(SAMPLE))


def codes(document: Document) -> list[tuple[str, str]]:
    return [(finding.code, finding.where) for finding in lint(document)]


def test_the_sample_has_no_fault_in_its_exercises(sample: Document) -> None:
    assert [one for one in codes(sample) if one[1].startswith((E, f"{W}."))] == []


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (put(f"{E}1.mode", "assessment"), "wrong_mode"),
        (put(f"{W}.touch.screens.locked.show.0.press", "shake"), "unknown_value"),
        (put(f"{W}.two.screens.both.show.2.press", "long"), None),
        (put(f"{W}.two.screens.both.show.3.press", "long"), "unknown_key"),
        (put(f"{W}.two.screens.both.show.0.panel", "Computer"), "not_text"),
        (put(f"{W}.two.screens.both.show.5.as", "buttons"), "unknown_value"),
        (put(f"{W}.two.actions.turn", {"at": "both", "takes": "services", "set": {"code": "$value"}}), "wrong_widget"),
        (drop(f"{E}2.picture"), "missing_key"),
        (drop(f"{E}2.picture.alt"), "missing_key"),
        (put(f"{E}2.picture.file", "nadia.mp4"), "wrong_kind"),
        (drop(f"{E}2.options.0.at"), "missing_key"),
        (put(f"{E}2.options.0.at", [10, 10, 95, 10]), "bad_place"),
        (put(f"{E}2.options.0.at", [10, 10, 0, 10]), "bad_place"),
        (put(f"{E}2.options.0.at", [10, 10, 10]), "bad_place"),
        (put(f"{E}2.options.0.at", [10.5, 10, 10, 10]), "bad_place"),
        (put(f"{E}2.options.0.at", [40, 45, 12, 12]), "bad_place"),
        (put(f"{E}2.options.0.at", [1, 1, 5, 20]), "small_place"),
        (put(f"{E}2.options.0.right", True), "bad_answer"),
        (drop(f"{E}2.options.1.right"), "bad_answer"),
        (put(f"{E}3.item.b", [0.0, 1.0, 2.0]), "b_count"),
        (drop(f"{E}3.fields.0.label"), "missing_key"),
        (put(f"{E}5.options.0.rating", 4), "wrong_kind"),
        (put(f"{E}5.options.0.rating", 3), "bad_answer"),
        (put(f"{E}5.options.1.rating", 2), "bad_answer"),
        (put(f"{E}5.options.1.rating", True), "wrong_kind"),
        (drop(f"{E}5.options.0.text"), "missing_key"),
        (put(f"{E}5.item.b", [0.0]), "b_count"),
        (drop(f"{E}6.expert"), "missing_key"),
        (put(f"{E}6.expert", "words"), "not_text"),
        (put(f"{E}6.write", "yes"), "wrong_kind"),
        (put(f"{E}6.mode", "assessment"), "never_wrong"),
        (put(f"{E}7.type", "riddle"), "unknown_type"),
        (put("module.audience", "children"), "unknown_value"),
    ],
)
def test_a_fault_is_found(sample: Document, fault: Any, code: str | None) -> None:
    before = codes(sample)
    fault(sample)
    found = [one for one, where in codes(sample) if (one, where) not in before]
    assert (code in found) if code else not found, found


def as_aidants(sample: Document) -> Document:
    """The sample for aidants: screens to read instead of a replay."""
    sample["module"]["audience"] = "aidant"
    sample["module"]["steps"][1] = {"step": "show", "minutes": 1, "intro": SAID, "screens": [{"text": SAID}]}
    return sample


def test_an_aidants_module_needs_cases_and_no_simulators(sample: Document) -> None:
    found = codes(as_aidants(sample))
    assert not [one for one in found if one[0] in ("few_simulators", "few_cases", "missing_key", "unknown_key")]
    del sample["exercises"]["T01-05"]
    found = codes(sample)
    assert ("few_cases", "exercises") in found
    assert ("few_exercises", "exercises") in found


def test_only_an_aidants_module_may_show_screens(sample: Document) -> None:
    as_aidants(sample)["module"]["audience"] = "learner"
    assert ("missing_key", "module.steps.1") in codes(sample)


def test_an_aidant_reads_longer_lines_but_few_on_a_screen(sample: Document) -> None:
    long = " ".join(["mot"] * 18) + "."
    longer = " ".join(["mot"] * 21) + "."
    as_aidants(sample)["module"]["steps"][1]["intro"] = {"fr": long, "nl": long, "en": long}
    assert "long_line" not in [code for code, _where in codes(sample)]
    sample["module"]["steps"][1]["intro"]["nl"] = longer
    assert ("long_line", "module.steps.1.intro") in codes(sample)
    sample["module"]["steps"][1]["screens"][0]["text"] = LINES
    assert ("many_lines", "module.steps.1.screens.0.text") in codes(sample)


def test_a_picture_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(ROOT / "tests" / "modules" / "T01")]) == 1
    assert "there is no file “L16/nadia.svg”" in capsys.readouterr().out
