"""Random play: both engines agree, nothing raises, nothing changes that shouldn't, no secret stays."""

import json
import unicodedata
from copy import deepcopy
from typing import Any

import pytest
from exercise_twins import DOCUMENTS, QUESTIONS, SIMULATORS, Twin, python_drive
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exercises import ExerciseError, apply, client_bundle, grade_answer, grade_bundle, log_to_keep, screen, start
from exercises.bundles import bare_bundle
from exercises.predicates import OPERATORS, holds, words

FEW = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
# Characters that both engines know: a newer Unicode table in one of them would be no bug of ours.
CHARACTERS = st.characters(codec="utf-8", exclude_categories=["Cs", "Cn", "Co"], max_codepoint=0x2FFF)
TEXTS = st.text(CHARACTERS, max_size=12) | st.sampled_from(["", " ", "Œuf", "x" * 501, "0400 12 34 56", "İß", "ΑΣ"])
JUNK: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def actions_for(bundle: dict[str, Any]) -> st.SearchStrategy[list[Any]]:
    """Logs that get somewhere: a piece of a solution, then anything the world knows, and some it doesn't."""
    rules = bundle["actions"]
    options = [{name: o["id"]} for name, rule in rules.items() for o in bundle["options"].get(rule.get("takes"), [])]
    typed = [name for name, rule in rules.items() if rule.get("takes") in ("text", "secret")] or list(rules)
    known = st.sampled_from([*rules, *options, "back"])
    free = st.builds(lambda name, text: {name: text}, st.sampled_from(typed), TEXTS | st.just(True))
    strange = st.sampled_from(["", "constructor", "__proto__", {"toString": "x"}, {"back": "x"}, {"back": True}])
    solution = bundle.get("solution", [])
    begins = st.integers(0, len(solution)).map(lambda end: solution[:end])
    return st.builds(lambda a, b: [*a, *b], begins, st.lists(known | known | free | strange, max_size=15))


@pytest.mark.parametrize(("document", "key"), SIMULATORS)
def test_random_play_is_the_same_in_both(document: dict[str, Any], key: str, twin: Twin) -> None:
    bundle = client_bundle(document, key, "fr", "FR")
    frozen = deepcopy(bundle)

    @FEW
    @given(actions_for(bundle))
    def check(actions: list[Any]) -> None:
        mine = python_drive(bundle, actions)
        assert twin.drive(bundle, actions) == mine
        assert mine["outcome"]["score"] == len(mine["outcome"]["reached"]) <= mine["outcome"]["max"]
        assert grade_bundle(bundle, mine["outcome"]["path"]).score == mine["outcome"]["score"]

    check()
    assert bundle == frozen


@pytest.mark.parametrize(("document", "key"), SIMULATORS)
def test_apply_is_pure_and_takes_anything(document: dict[str, Any], key: str) -> None:
    bundle = client_bundle(document, key, "en", "BE")

    @FEW
    @given(actions_for(bundle), JUNK)
    def check(actions: list[Any], junk: Any) -> None:
        state, path = start(bundle), []
        for action in [*actions, junk]:
            before = deepcopy(state)
            after = apply(bundle, state, action, path)
            assert state == before
            if after is not state:
                path = [*path, action]
                assert set(after) == set(before)
                assert all(type(after[slot]) is type(before[slot]) for slot in after)
            state = after
            assert screen(bundle, state, path)["screen"] == state["screen"]

    check()


@pytest.mark.parametrize(("document", "key"), SIMULATORS)
def test_a_secret_is_never_kept(document: dict[str, Any], key: str, twin: Twin) -> None:
    bundle = client_bundle(document, key, "nl", "BE")
    secrets = [name for name, rule in bundle["actions"].items() if rule.get("takes") == "secret"]

    @FEW
    @given(actions_for(bundle), st.integers(10**9, 10**10), st.integers(0, 15))
    def check(actions: list[Any], number: int, place: int) -> None:
        given_away = [{name: str(number)} for name in secrets]
        log = [*actions[:place], *given_away, *actions[place:], *given_away]
        for driven in (python_drive(bundle, log), twin.drive(bundle, log), log_to_keep(bundle, log)):
            assert str(number) not in json.dumps(driven)

    check()


def test_some_module_asks_a_secret() -> None:
    """Else the test above would prove nothing."""
    takes = [
        rule.get("takes")
        for document in DOCUMENTS.values()
        for world in document["worlds"].values()
        for rule in world["actions"].values()
    ]
    assert "secret" in takes


def test_a_given_card_is_logged_as_given(l16: dict[str, Any]) -> None:
    bundle = client_bundle(l16, "L16-07", "fr", "BE")
    log = [{"open_result": "express"}, {"choose_slot": "mon18"}, "go_on", {"type_card": "4000 1234"}]
    assert log_to_keep(bundle, log) == [*log[:3], {"type_card": True}]
    assert grade_bundle(bundle, [*log[:3], {"type_card": True}]).trapped
    assert not grade_bundle(bundle, [*log[:3], {"type_card": "  "}]).trapped


@pytest.mark.parametrize(("document", "key"), SIMULATORS + QUESTIONS)
def test_a_malformed_answer_is_a_clear_error(document: dict[str, Any], key: str) -> None:
    @FEW
    @given(JUNK)
    def check(junk: Any) -> None:
        try:
            outcome = grade_answer(document, key, junk, "BE")
        except ExerciseError as error:
            assert error.code
            assert str(error)
        else:
            assert 0 <= outcome.share <= 1

    check()


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(OPERATORS)),
    TEXTS | st.lists(st.sampled_from(["a", "b", "c"]), max_size=3, unique=True) | st.integers(-5, 5) | st.booleans(),
    TEXTS,
    st.lists(st.sampled_from(["a", "b", "é"]), max_size=2),
    st.integers(0, 6),
    st.booleans(),
)
def test_predicates_agree(
    twin: Twin, operator: str, value: Any, text: str, asked: list[str], size: int, flag: bool
) -> None:
    operands = {"filled": flag, "min": size, "max": size, "has": asked, "lacks": asked}
    operand = operands.get(operator, text)
    if operator in ("has", "lacks") and not isinstance(value, str | list):
        value = str(value)
    predicate = {"slot": {operator: operand}}
    bundle = one_step_bundle(value, predicate)
    assert bool(twin.drive(bundle, [])["outcome"]["trapped"]) == holds(predicate, {"slot": value, "screen": "s"})


@settings(max_examples=300, deadline=None)
@given(st.text(CHARACTERS, max_size=20).filter(lambda text: text[:1] != "$"))  # in a file, $ names a slot
def test_words_forgive_the_same_in_both(twin: Twin, text: str) -> None:
    upper = unicodedata.normalize("NFC", text.lower())
    predicate = {"slot": {"like": upper}}
    expected = holds(predicate, {"slot": text}, ())
    assert twin.drive(one_step_bundle(text, predicate), [])["outcome"]["trapped"] == expected
    if upper == text:
        assert expected == bool(words(text))


def one_step_bundle(value: Any, predicate: dict[str, Any]) -> dict[str, Any]:
    """A world with one slot, whose trap is the predicate."""
    return {
        "start": {"screen": "s", "slot": value},
        "actions": {},
        "screens": {"s": {"title": "t", "show": []}},
        "options": {},
        "lists": {},
        "slots": {},
        "dids": [],
        "goal": {"ends": {"screen": "e"}, "steps": []},
        "trap": {"when": predicate},
        "card": {},
    }


@pytest.mark.parametrize(("document", "key"), QUESTIONS)
def test_questions_are_marked_alike(document: dict[str, Any], key: str, twin: Twin) -> None:
    bundle = client_bundle(document, key, "fr", "BE")
    kind = bundle.get("child", bundle["type"])
    ids = [option["id"] for option in bundle.get("options", [])]
    answers: dict[str, st.SearchStrategy[Any]] = {
        "choice": st.sampled_from(ids or [""]),
        "multiple": st.lists(st.sampled_from(ids or [""])),
        "order": st.permutations(ids),
        "match": st.fixed_dictionaries(
            {}, optional={o["id"]: st.sampled_from([r["id"] for r in bundle["right"]]) for o in bundle.get("left", [])}
        )
        if kind == "match"
        else st.nothing(),
        "fill": st.fixed_dictionaries(
            {},
            optional={
                p["id"]: TEXTS.filter(lambda t: len(t) < 500) | st.sampled_from(p["answer"]) for p in parts_of(bundle)
            },
        ),
    }

    @FEW
    @given(st.none() | answers[kind])
    def check(value: Any) -> None:
        assert twin.mark(bundle, value) | {"path": []} == plain_outcome(bundle, value)
        assert grade_bundle(bare_bundle(document, key, "BE"), value) == grade_bundle(bundle, value)

    check()


def parts_of(bundle: dict[str, Any]) -> list[dict[str, Any]]:
    return bundle.get("parts", []) if bundle.get("child", bundle["type"]) == "fill" else []


def plain_outcome(bundle: dict[str, Any], value: Any) -> dict[str, Any]:
    outcome = grade_bundle(bundle, value)
    return json.loads(json.dumps(vars(outcome)))
