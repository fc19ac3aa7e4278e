"""The five-minute start's content proves itself: three languages, short lines, simulators that can be done."""

import copy
import json
from pathlib import Path

import pytest

from assessments import bank
from assessments.lint import lint_start
from exercises import grade_answer
from exercises.texts import LANGUAGES

ROOT = Path(__file__).resolve().parents[3]


def errors(document) -> set[str]:
    return {finding.code for finding in lint_start(document) if finding.severity == "error"}


def test_the_lint_finds_nothing():
    assert lint_start(bank.document_of()) == []


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda d: d["module"]["levels"].pop(), "levels"),
        (lambda d: d["module"]["tasks"].reverse(), "not_rising"),
        (lambda d: d["module"]["tasks"].pop(), "tasks"),
        (lambda d: d["exercises"]["START-01"].update(mode="practice"), "wrong_mode"),
        (lambda d: d["exercises"]["START-01"].update(solution=["back"]), "solution_fails"),
        (lambda d: d["exercises"]["START-06"]["vectors"][0].update(reached=[]), "vector_fails"),
        (lambda d: d["module"]["wish"]["question"].update(nl=None), "missing"),
        (lambda d: d["module"]["orientation"].pop("bank"), "wishes"),
        (lambda d: d["module"]["orientation"]["bank"].append("L99"), "unknown_module"),
        (lambda d: d["module"]["also"].pop(), "strengths"),
        (lambda d: d["module"]["situation"][0]["options"].append({"id": "phone"}), "bad_id"),
    ],
)
def test_the_lint_sees_what_is_wrong(spoil, code):
    document = copy.deepcopy(bank.document_of())
    spoil(document)
    assert code in errors(document)


def test_every_pictogram_is_drawn():
    drawn = {file.stem for file in (ROOT / "static/img/picto").glob("*.svg")}
    found = json.loads(json.dumps(bank.document_of()))

    def named(tree):
        if isinstance(tree, dict):
            own = {tree["picto"]} if "picto" in tree else set()
            return own.union(*(named(one) for one in tree.values()))
        return set().union(*(named(one) for one in tree)) if isinstance(tree, list) else set()

    assert named(found) - drawn == set()


def test_competences_are_those_of_the_framework():
    known = {
        one["code"] for one in json.loads((ROOT / "platform/digcomp/data/digcomp.json").read_text())["competences"]
    }
    known |= {"0.1", "0.2", "0.3", "0.4"}
    for key, exercise in bank.document_of()["exercises"].items():
        assert set(exercise["competences"]) <= known, key


@pytest.mark.parametrize("country", ["BE", "FR"])
@pytest.mark.parametrize("task", [task.id for task in bank.rules().tasks])
def test_i_dont_know_is_worth_nothing(task, country):
    assert grade_answer(bank.document_of(), task, None, country).score == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_level_is_ever_named(language):
    """Many learners carry a language level of that name."""
    for country in ("BE", "FR"):
        text = json.dumps(bank.form_in(language, country), ensure_ascii=False)
        assert "A1" not in text and "A2" not in text and "%" not in text
    assert ("itsme" in json.dumps(bank.form_in(language, "BE"))) and (
        "itsme" not in json.dumps(bank.form_in(language, "FR"))
    )
