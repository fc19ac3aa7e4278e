"""The end of a check: nothing that was written for another try, and the right answer in her language."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from courses.learning.ending import right_answer, with_the_answer
from exercises import client_bundle, grade_bundle, load_module
from exercises.turns import verdict

CONTENT = Path(__file__).resolve().parents[2] / "courses" / "content"


def bundle(key: str, language: str = "fr") -> dict[str, Any]:
    return with_the_answer(client_bundle(load_module(CONTENT / key[:3]), key, language, "BE"), language)


def said(of: dict[str, Any], value: Any) -> str:
    return "\n".join(verdict(of, grade_bundle(of, value), value)["lines"])


@pytest.mark.parametrize("value", [None, "reply_all"])
def test_a_question_of_the_check_tells_what_is_right_and_asks_nothing(value) -> None:
    wrong = next(one["id"] for one in bundle("L06-14")["options"] if not one.get("right")) if value else None
    text = said(bundle("L06-14"), wrong)
    assert "La bonne réponse\xa0: Répondre" in text
    assert "?" not in text
    assert verdict(bundle("L06-14"), grade_bundle(bundle("L06-14"), wrong), wrong)["again"] is False


def test_a_simulator_of_the_check_that_is_skipped_goes_on() -> None:
    assert said(bundle("L17-10"), None) == "Ce n’est pas grave. On continue."
    assert said(bundle("L17-10", "nl"), None) == "Dat geeft niet. We gaan verder."


def test_practice_and_cases_keep_their_own_words() -> None:
    document = load_module(CONTENT / "A01")
    plain = client_bundle(document, "A01-08", "fr", "BE")
    assert with_the_answer(plain, "fr") == plain
    assert "skip" not in bundle("L06-03")["feedback"]


def test_of_several_answers_the_one_in_her_language_is_told() -> None:
    """An exercise of copying takes all three languages; the sentence that stands before her is the one."""
    with translation.override("nl"):
        assert right_answer(bundle("L02-11", "nl"))[1] == "De zin: Beste Zoë, tot gauw."
    with translation.override("en"):
        assert right_answer(bundle("L09-13", "en"))[1].startswith("1. ")
        assert right_answer(bundle("L07-13", "en"))[1] == "The lease: The housing service"


def test_the_bundles_words_are_not_touched() -> None:
    plain = client_bundle(load_module(CONTENT / "L06"), "L06-14", "fr", "BE")
    before = dict(plain["feedback"])
    with_the_answer(plain, "fr")
    assert plain["feedback"] == before
