"""Both engines agree on texts and predicates, nothing raises, no secret stays. Random play: test_exercise_random.py."""

import unicodedata
from typing import Any

from exercise_twins import DOCUMENTS, Twin
from hypothesis import given, settings
from hypothesis import strategies as st

from exercises import ExerciseError, client_bundle, grade_answer, grade_bundle, log_to_keep
from exercises.predicates import OPERATORS, holds, words

# Characters that both engines know: a newer Unicode table in one of them would be no bug of ours.
CHARACTERS = st.characters(codec="utf-8", exclude_categories=["Cs", "Cn", "Co"], max_codepoint=0x2FFF)
TEXTS = st.text(CHARACTERS, max_size=12) | st.sampled_from(["", " ", "Œuf", "x" * 501, "0400 12 34 56", "İß", "ΑΣ"])
JUNK: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)

SHIPPED = [(document, key) for document in DOCUMENTS.values() for key in document["exercises"]]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(SHIPPED), JUNK)
def test_a_malformed_answer_is_a_clear_error(shipped: tuple[dict[str, Any], str], junk: Any) -> None:
    document, key = shipped
    try:
        outcome = grade_answer(document, key, junk, "BE")
    except ExerciseError as error:
        assert error.code
        assert str(error)
    else:
        assert 0 <= outcome.share <= 1


def test_some_module_asks_a_secret() -> None:
    """Else the random play would prove nothing about secrets."""
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
