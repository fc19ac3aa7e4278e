"""The rules of the five-minute start: level, end, strengths, modules (docs/skills-check.md)."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import bank, start

ROOT = Path(__file__).resolve().parents[3]
RULES = bank.rules()
TASKS = [task.id for task in RULES.tasks]
CODES = sorted(RULES.modules)
PUBLISHED = ["L06", "L10", "L11", "L14", "L16"]
WISHES = [wish for wish in RULES.orientation if wish not in ("email", "otherwise")]
QUESTIONS = {
    question["id"]: [*(option["id"] for option in question["options"]), ""]
    for question in bank.document_of()["module"]["situation"]
}

situations = st.fixed_dictionaries({name: st.sampled_from(answers) for name, answers in QUESTIONS.items()})
wished = st.lists(st.sampled_from(WISHES), unique=True, max_size=3)
shares = st.dictionaries(st.sampled_from(TASKS), st.sampled_from([0.0, 1 / 3, 0.5, 2 / 3, 1.0]))
there = st.lists(st.sampled_from(CODES), unique=True)


def said(**answers):
    return {"device": "phone", "connection": "home", "email": "alone", "key": "none", "reading": "easy"} | answers


def done(*numbers: int) -> dict[str, float]:
    return {TASKS[number - 1]: 1.0 for number in numbers}


def found(*, situation=None, wishes=(), shares=None, available=PUBLISHED):
    return start.result(
        RULES, situation=situation or said(), wishes=list(wishes), shares=shares or {}, available=available
    )


@given(situations, wished, shares, there)
def test_a_result_is_always_whole(situation, wishes, outcomes, available):
    result = found(situation=situation, wishes=wishes, shares=outcomes, available=available)
    assert 0 <= result.level <= 3
    assert len(result.strengths) == len(set(result.strengths)) == 3
    assert len(result.proposed) == len(set(result.proposed)) <= 3
    assert set(result.proposed) <= set(available)
    assert bool(result.proposed) == bool(available), "one at least, as long as there is one"
    assert result == found(situation=dict(situation), wishes=list(wishes), shares=dict(outcomes), available=available)


@given(situations, shares, st.sampled_from(TASKS), st.floats(0, 1))
def test_a_better_outcome_never_gives_a_lower_level(situation, outcomes, task, better):
    more = outcomes | {task: max(better, outcomes.get(task, 0.0))}
    assert start.level_of(RULES, situation, more) >= start.level_of(RULES, situation, outcomes)


@given(shares)
def test_more_failures_never_make_the_check_longer(outcomes):
    if start.stopped(RULES, outcomes):
        assert start.stopped(RULES, dict.fromkeys(outcomes, 0.0))
        assert start.next_task(RULES, outcomes) is None


@given(situations, wished, shares)
def test_a_strength_is_true(situation, wishes, outcomes):
    result = found(situation=situation, wishes=wishes, shares=outcomes)
    also = {one.id: one for one in RULES.also}
    for strength in result.strengths:
        if strength in TASKS:
            assert outcomes[strength] >= start.GOOD
        elif "wish" in also[strength].when:
            assert wishes
        else:
            assert all(situation[name] in answers for name, answers in also[strength].when.items())


@pytest.mark.parametrize(
    ("right", "level"),
    [
        ((), 0),
        ((1,), 0),
        ((1, 2), 1),
        ((1, 2, 3), 1),
        ((1, 2, 3, 4), 1),
        ((1, 2, 3, 5), 1),
        ((1, 2, 3, 5, 6), 2),
        ((1, 2, 3, 4, 5, 6), 2),
        ((1, 2, 3, 4, 5, 6, 7), 3),
        ((1, 2, 3, 4, 5, 6, 7, 8), 3),
        ((4, 5, 6), 0),  # only the middle ones: 5 of 10 by weight, so not yet
        ((2, 4, 5, 6), 2),  # a slip at the beginning is forgiven
    ],
)
def test_the_level_of_whole_tasks(right, level):
    assert start.level_of(RULES, said(), done(*right)) == level


def test_a_simulator_weighs_twice_a_question():
    assert [task.weight for task in RULES.tasks] == [2, 2, 1, 1, 2, 2, 2, 2]
    assert [task.level for task in RULES.tasks] == [1, 1, 1, 2, 2, 2, 3, 3]


def test_without_a_device_nothing_is_done_alone():
    everything = done(*range(1, 9))
    assert start.level_of(RULES, said(device="none"), everything) == 1
    assert start.level_of(RULES, said(device="borrowed"), everything) == 3


def test_two_failures_in_a_row_end_it_and_one_does_not():
    first, second, third = TASKS[:3]
    assert start.next_task(RULES, {}) == first
    assert start.next_task(RULES, {first: 0.0}) == second
    assert start.next_task(RULES, {first: 0.0, second: 0.0}) is None
    assert start.next_task(RULES, {first: 0.0, second: 0.5}) == third
    assert start.next_task(RULES, {first: 0.0, second: 1.0, third: 0.0}) == TASKS[3]
    assert start.next_task(RULES, dict.fromkeys(TASKS, 1.0)) is None


def test_the_hardest_of_what_went_best_comes_first():
    assert found(shares=done(1, 2, 3, 6)).strengths == (TASKS[5], TASKS[2], TASKS[1])
    assert found(shares={TASKS[0]: 1.0, TASKS[6]: 2 / 3}).strengths[:2] == (TASKS[0], TASKS[6])


def test_somebody_who_did_nothing_still_has_three_strengths():
    nobody = dict.fromkeys(QUESTIONS, "")
    assert found(situation=nobody).strengths == ("here", "time", "start")


def test_what_stands_in_the_way_is_said():
    assert found(situation=said(device="none", email="none", reading="listen")).blockers == (
        "device",
        "email",
        "reading",
    )
    assert found().blockers == ()


@pytest.mark.parametrize(
    ("wishes", "shares", "proposed"),
    [
        (["safety"], done(1, 2, 3, 4, 5), ("L10", "L11")),  # L06, which comes before, is known
        (["safety"], {}, ("L10",)),  # L11 is above the next level
        (["safety"], done(1, 2, 3), ("L10", "L11")),
        (["papers"], done(1, 2, 3), ("L14", "L16", "L06")),
        (["family", "bank"], {}, ("L06", "L10")),
        ([], {}, ("L06", "L10")),
        (["work", "health"], done(*range(1, 9)), ("L16", "L14", "L11")),  # two levels below comes last
    ],
)
def test_the_wish_comes_first_at_the_level(wishes, shares, proposed):
    result = found(wishes=wishes, shares=shares)
    assert result.proposed[: len(proposed)] == proposed


def test_an_absent_address_comes_before_the_wish():
    result = found(situation=said(email="none"), wishes=["bank"], available=["L05", *PUBLISHED])
    assert result.proposed[0] == "L05"
    assert "L10" in result.proposed


def test_what_comes_before_stands_before():
    result = found(wishes=["safety"], shares=done(1, 3, 4, 5), available=["L06", "L10", "L11"])
    assert result.proposed.index("L10") < result.proposed.index("L11")
    assert result.proposed.index("L06") < result.proposed.index("L11")


def test_too_hard_a_module_is_better_than_none():
    assert found(available=["L18", "L14"]).proposed == ("L14",)


def test_levels_are_those_of_the_catalogue():
    with (ROOT / "courses" / "data" / "catalogue.csv").open(encoding="utf-8") as file:
        levels = {row["code"]: int(row["level"]) for row in csv.DictReader(file) if row["audience"] == "learner"}
    shipped = {code: place.level for code, place in RULES.modules.items()}
    assert shipped == levels
