"""Questions, hints, and semantics that no module's vector happens to show."""

from typing import Any

import pytest
from exercise_twins import SAMPLE, Twin

from exercises import (
    ExerciseError,
    apply,
    client_bundle,
    grade_answer,
    grade_bundle,
    highlight,
    hint_for,
    next_actions,
    play,
    screen,
    start,
)

LABEL = {"fr": "x", "nl": "x", "en": "x"}
MATCH = {
    "id": "L16-20",
    "type": "match",
    "left": [{"id": "cat", "label": LABEL}, {"id": "dog", "label": LABEL}],
    "right": [{"id": "meows", "label": LABEL}, {"id": "barks", "label": LABEL}],
    "answer": {"cat": "meows", "dog": "barks"},
}
FILL = {
    "id": "L16-21",
    "type": "fill",
    "card": {"persona": "nadia"},
    "fields": [
        {"id": "name", "label": LABEL, "answer": "$card.name"},
        {"id": "day", "label": LABEL, "answer": {"fr": "Jeudi", "nl": "donderdag", "en": "Thursday"}},
        {"id": "site", "label": LABEL, "answer": ["lila.example", "www.lila.example"], "exact": True},
    ],
}
LISTEN = {
    "id": "L16-22",
    "type": "listen",
    "child": "choice",
    "says": {"message": LABEL},
    "options": [{"id": "a", "label": LABEL, "right": True}, {"id": "b", "label": LABEL}],
}


@pytest.fixture
def module(l16: dict[str, Any]) -> dict[str, Any]:
    for exercise in (MATCH, FILL, LISTEN):
        l16["exercises"][exercise["id"]] = exercise
    return l16


@pytest.mark.parametrize(
    ("key", "value", "score", "most", "kind", "slips"),
    [
        ("L16-14", "phone", 1, 1, "success", 0),
        ("L16-14", "pay", 0, 1, "retry", 1),
        ("L16-14", None, 0, 1, "retry", 0),
        ("L16-09", ["name", "phone"], 2, 2, "success", 0),
        ("L16-09", ["name"], 1, 2, "partial", 0),
        ("L16-09", ["name", "code"], 0, 2, "retry", 1),
        ("L16-09", ["name", "phone", "code", "password"], 0, 2, "retry", 2),
        ("L16-09", ["name", "name", "phone"], 2, 2, "success", 0),
        ("L16-09", [], 0, 2, "retry", 0),
        ("L16-01", ["place", "day", "name", "confirm"], 6, 6, "success", 0),
        ("L16-01", ["place", "name", "day", "confirm"], 5, 6, "partial", 2),
        ("L16-01", ["confirm", "name", "day", "place"], 0, 6, "retry", 4),
        ("L16-01", None, 0, 6, "retry", 0),
        ("L16-20", {"cat": "meows", "dog": "barks"}, 2, 2, "success", 0),
        ("L16-20", {"cat": "meows"}, 1, 2, "partial", 0),
        ("L16-20", {"cat": "barks", "dog": "meows"}, 0, 2, "retry", 2),
        ("L16-21", {"name": " BENALI", "day": "donder dag", "site": " lila.example "}, 2, 3, "partial", 1),
        ("L16-21", {"name": "nadia benali", "day": "jéudi", "site": "www.lila.example"}, 3, 3, "success", 0),
        ("L16-21", {"site": "LILA.example"}, 0, 3, "retry", 1),
        ("L16-22", "a", 1, 1, "success", 0),
        ("L16-22", "b", 0, 1, "retry", 1),
    ],
)
def test_questions(
    module: dict[str, Any], twin: Twin, key: str, value: Any, score: int, most: int, kind: str, slips: int
) -> None:
    outcome = grade_answer(module, key, value, "BE")
    assert (outcome.score, outcome.max, outcome.kind, outcome.slips) == (score, most, kind, slips)
    assert outcome.ended
    assert not outcome.trapped
    told = twin.mark(client_bundle(module, key, "nl", "BE"), value)
    assert (told["score"], told["max"], told["kind"], told["slips"]) == (score, most, kind, slips)


@pytest.mark.parametrize(
    ("key", "value", "score", "most", "kind", "slips"),
    [
        ("T01-02", "phone", 1, 1, "success", 0),
        ("T01-02", "stop", 0, 1, "retry", 1),
        ("T01-02", None, 0, 1, "retry", 0),
        ("T01-03", {"name": "Milan Peeters", "mail": "milan@post.example", "day": "jeudi"}, 6, 6, "success", 0),
        (
            "T01-03",
            {"name": " Milan\u00a0Peeters ", "mail": "milan@post.example", "day": "Thursday"},
            6,
            6,
            "success",
            0,
        ),
        ("T01-03", {"name": "milan peeters", "mail": "milan@post.example", "day": "donderdag"}, 5, 6, "partial", 1),
        ("T01-03", {"name": "MILAN PEETERS", "mail": "milan@post.example", "day": "donderdag"}, 4, 6, "partial", 1),
        ("T01-03", {"name": "Milan Peters", "mail": "Milan@post.example", "day": "thursday"}, 2, 6, "partial", 3),
        ("T01-03", {"mail": " milan@post.example"}, 2, 6, "partial", 0),
        ("T01-03", {"name": "Piet"}, 0, 6, "retry", 1),
        ("T01-03", {}, 0, 6, "retry", 0),
        ("T01-05", "ask", 3, 3, "success", 0),
        ("T01-05", "show", 2, 3, "partial", 1),
        ("T01-05", "do", 0, 3, "retry", 1),
        ("T01-05", None, 0, 3, "retry", 0),
        ("T01-06", "Que voulez-vous ?", 1, 1, "success", 0),
        ("T01-06", "…", 0, 1, "retry", 0),
        ("T01-06", None, 0, 1, "retry", 0),
        ("T01-08", {"word": "Été"}, 2, 2, "success", 0),
        ("T01-08", {"word": "E\u0301te\u0301"}, 2, 2, "success", 0),
        ("T01-08", {"word": "Eté"}, 1, 2, "partial", 1),
        ("T01-08", {"word": "Ete"}, 0, 2, "retry", 1),
        ("T01-08", {"word": "Ét"}, 1, 2, "partial", 1),
        ("T01-08", {"word": ""}, 0, 2, "retry", 0),
    ],
)
def test_the_newer_questions(twin: Twin, key: str, value: Any, score: int, most: int, kind: str, slips: int) -> None:
    for language in ("fr", "nl"):
        outcome = grade_answer(SAMPLE, key, value, "BE")
        told = twin.mark(client_bundle(SAMPLE, key, language, "BE"), value)
        assert (outcome.score, outcome.max, outcome.kind, outcome.slips) == (score, most, kind, slips)
        assert (told["score"], told["max"], told["kind"], told["slips"]) == (score, most, kind, slips)


def test_of_one_letter_nothing_is_nearly_right(twin: Twin) -> None:
    bundle = {"type": "keyboard", "id": "x", "parts": [{"id": "a", "label": "", "answer": ["é"]}]}
    for text, score in (("é", 2), ("e", 0), ("", 0), ("éé", 0)):
        assert grade_bundle(bundle, {"a": text}).score == score == twin.mark(bundle, {"a": text})["score"]


@pytest.mark.parametrize(
    ("key", "value"),
    [("T01-02", ["phone"]), ("T01-02", "nobody"), ("T01-03", "Milan"), ("T01-03", {"name": "x" * 501}), ("T01-05", 3),
     ("T01-05", "nothing"), ("T01-06", ["Hello"]), ("T01-06", "x" * 2001), ("T01-06", True)],
)  # fmt: skip
def test_what_is_no_answer_to_the_newer_questions(key: str, value: Any) -> None:
    with pytest.raises(ExerciseError):
        grade_answer(SAMPLE, key, value, "BE")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("L16-14", "nothing"),
        ("L16-14", ["phone"]),
        ("L16-14", 3),
        ("L16-09", "name"),
        ("L16-09", [["name"]]),
        ("L16-01", ["place"]),
        ("L16-01", ["place", "place", "name", "confirm"]),
        ("L16-20", ["cat"]),
        ("L16-20", {"cow": "moos"}),
        ("L16-20", {"cat": "moos"}),
        ("L16-21", {"name": 3}),
        ("L16-21", {"name": "x" * 501}),
        ("L16-02", "next"),
        ("L16-02", [["next"]]),
        ("L16-02", [{"choose_place": 3}]),
        ("L16-02", [{"choose_place": "park", "next": "x"}]),
        ("L16-02", ["next"] * 1001),
        ("L16-99", None),
    ],
)
def test_what_is_no_answer_is_refused(module: dict[str, Any], key: str, value: Any) -> None:
    with pytest.raises(ExerciseError):
        grade_answer(module, key, value, "BE")


def test_left_early_counts_only_what_changed(l16: dict[str, Any]) -> None:
    """L16-12's step `safe` holds from the start; L16-05's `found` does not."""
    assert grade_answer(l16, "L16-12", [{"open_message": "fake"}, "delete"], "BE").reached == ("deleted",)
    outcome = grade_answer(l16, "L16-05", ["move"], "BE")
    assert (outcome.reached, outcome.ended, outcome.kind) == (("found",), False, "retry")


def test_nothing_counts_after_the_end(l16: dict[str, Any]) -> None:
    done = [{"open_message": "fake"}, "delete", {"tell": "known"}]
    outcome = grade_answer(l16, "L16-12", [*done, "back", {"restore": "fake"}], "BE")
    assert outcome.kind == "success"
    assert list(outcome.path) == done


def test_a_slip_counts_once_and_speaks_each_time(l16: dict[str, Any]) -> None:
    market = {"choose_place": "market"}
    once = grade_answer(l16, "L16-02", [market], "BE")
    assert (once.slips, once.slip_texts) == (1, (0,))
    assert grade_answer(l16, "L16-02", [market, "back"], "BE").slip_texts == ()
    twice = grade_answer(l16, "L16-02", [market, "back", {"choose_place": "park"}, "back", market], "BE")
    assert (twice.slips, twice.slip_texts) == (1, (0,))


def test_the_persona_s_number_is_the_country_s(l16: dict[str, Any]) -> None:
    begin = [{"choose_place": "park"}, {"choose_reason": "consult"}, {"choose_day": "tue12"}, {"choose_hour": "h1030"}]
    log = [*begin, {"type_name": "nadia BÉNALI"}, {"type_phone": "06.39.98.12.34"}, "next", "confirm"]
    assert grade_answer(l16, "L16-02", log, "FR").kind == "success"
    assert "details" not in grade_answer(l16, "L16-02", log, "BE").reached


def screen_after(bundle: dict[str, Any], actions: list[Any]) -> dict[str, Any]:
    return screen(bundle, *play(bundle, actions))


def test_screen_leaves_out_what_can_t_be_used(l16: dict[str, Any]) -> None:
    bundle = client_bundle(l16, "L16-12", "en", "BE")
    first = [widget["action"] for widget in screen_after(bundle, [])["widgets"]]
    assert first == ["open_message"]
    read = screen_after(bundle, [{"open_message": "real"}])
    assert [widget.get("action") for widget in read["widgets"]] == [None, "delete"]
    assert read["title"] == "Rivelle Town Council"
    gone = screen_after(bundle, [{"open_message": "fake"}, "delete"])
    assert [[o["id"] for o in w["options"]] for w in gone["widgets"]] == [["real"], ["fake"], ["known", "sender"]]


def test_a_button_says_when_it_isn_t_ready(l16: dict[str, Any]) -> None:
    bundle = client_bundle(l16, "L16-06", "fr", "BE")
    on = [{"choose_day": "d14"}]
    assert [w["ready"] for w in screen_after(bundle, on)["widgets"] if w["kind"] == "button"] == [True, True, False]
    drawn = screen_after(bundle, [*on, {"type_title": "Lila"}])
    assert all(w["ready"] for w in drawn["widgets"] if w["kind"] == "button")
    assert drawn["widgets"][0]["value"] == "Lila"


def test_full_options_are_drawn_and_do_nothing(l16: dict[str, Any]) -> None:
    bundle = client_bundle(l16, "L16-10", "fr", "BE")
    state, path = play(bundle, [{"choose_place": "station"}, {"choose_reason": "refund"}])
    assert next(one for one in screen(bundle, state, path)["widgets"] if "options" in one)["options"][0]["full"]
    assert apply(bundle, state, {"choose_day": "mon25"}, path) is state


def test_assessment_gives_no_help(l16: dict[str, Any]) -> None:
    bundle = client_bundle(l16, "L16-10", "fr", "BE")
    assert not {"solution", "hints", "slips"} & bundle.keys()
    assert hint_for(bundle, 3) is None
    assert next_actions(bundle, []) == []
    assert highlight(bundle, []) is None


def test_hints_come_after_one_two_three_errors(l16: dict[str, Any]) -> None:
    bundle = client_bundle(l16, "L16-02", "en", "BE")
    assert hint_for(bundle, 0) is None
    assert hint_for(bundle, 1) == {"text": "Read Nadia's card again.", "highlight": "card", "together": False}
    assert hint_for(bundle, 2) == {"text": "The right choice has a frame.", "highlight": "unmet", "together": False}
    assert hint_for(bundle, 5) == {"text": "The right choice has a frame.", "highlight": "unmet", "together": True}
    assert highlight(bundle, [], "card") == {"card": "card"}


@pytest.mark.parametrize(
    ("key", "log", "frame"),
    [
        ("L16-02", [], {"action": "choose_place", "option": "park"}),
        ("L16-02", [{"choose_place": "market"}], {"action": "back"}),
        ("L16-03", [{"open_message": "lila"}, "delete"], {"action": "restore", "option": "lila"}),
        ("L16-07", [{"open_result": "express"}], {"action": "leave"}),
        ("L16-08", [{"dial": "advert"}], {"action": "hang_up_now"}),
        ("L16-01", ["place", "name", "day", "confirm"], {"option": "day"}),
        ("L16-09", ["name"], {"option": "phone"}),
    ],
)
def test_unmet_frames_the_next_action(l16: dict[str, Any], key: str, log: list[Any], frame: dict[str, str]) -> None:
    assert highlight(client_bundle(l16, key, "fr", "BE"), log) == frame


def test_the_way_leads_to_success_after_any_detour(l16: dict[str, Any]) -> None:
    bundle = client_bundle(l16, "L16-08", "nl", "FR")
    log = [{"dial": "lila"}, {"press": "k2"}, {"say": "h09"}, {"note_day": "thu14"}]
    rest = next_actions(bundle, log)
    assert grade_bundle(bundle, [*log, *rest]).ended
    right = [{"dial": "advert"}, "hang_up_now"]
    assert grade_bundle(bundle, [*right, *next_actions(bundle, right)]).kind == "success"


def test_the_phone_gets_only_what_it_can_reach(l16: dict[str, Any]) -> None:
    bundle = client_bundle(l16, "L16-03", "fr", "BE")
    assert "tap_link" not in bundle["actions"]
    assert "page" not in bundle["screens"]
    assert start(bundle)["screen"] == "list"
    assert "vectors" not in bundle
    assert "item" not in bundle
    assert "fallbacks" not in bundle


TOGGLE: dict[str, Any] = {
    "start": {"screen": "s", "marked": [], "site": "", "kept": ""},
    "actions": {
        "mark": {"at": ["s"], "takes": "parts", "toggle": {"marked": "$value"}, "into": "marked"},
        "open": {"at": ["s"], "takes": "parts", "set": {"site": "$value", "kept": "$site"}, "into": "site"},
        "done": {"at": ["s"], "needs": {"marked": {"min": 2}}, "set": {"screen": "e"}},
    },
    "screens": {
        "s": {"title": "t", "show": [{"kind": "choices", "action": "mark", "as": "parts", "label": ""}]},
        "e": {"title": "t", "show": [{"kind": "values", "slots": ["marked", "site"]}]},
    },
    "options": {"parts": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}, {"id": "c", "label": "C"}]},
    "lists": {"marked": ["parts"], "site": ["parts"]},
    "slots": {"marked": "Parts"},
    "dids": [],
    "says": {},
    "card": {},
    "goal": {"ends": {"screen": "e"}, "steps": [{"id": "m", "when": {"marked": {"has": ["a", "b"], "lacks": "c"}}}]},
    "solution": [{"mark": "a"}, {"mark": "b"}, "done"],
}


def test_toggle_puts_in_and_takes_out(twin: Twin) -> None:
    from exercise_twins import python_drive

    log = [{"mark": "c"}, "done", {"mark": "a"}, {"mark": "c"}, {"mark": "b"}, "done"]
    driven = python_drive(TOGGLE, log)
    assert driven["frames"][1]["screen"]["widgets"][0]["options"][2]["chosen"]
    assert driven["outcome"]["kind"] == "success"
    assert driven["frames"][-1]["screen"]["widgets"][0]["rows"] == [{"label": "Parts", "text": "A, B"}]
    assert twin.drive(TOGGLE, log) == driven
    assert highlight(TOGGLE, [{"mark": "a"}, {"mark": "b"}, {"mark": "c"}]) == {"action": "mark", "option": "c"}


def test_effects_read_the_state_before(twin: Twin) -> None:
    from exercise_twins import python_drive

    log = [{"open": "a"}, {"open": "b"}]
    driven = python_drive(TOGGLE, log)
    assert (driven["frames"][-1]["state"]["site"], driven["frames"][-1]["state"]["kept"]) == ("b", "a")
    assert twin.drive(TOGGLE, log) == driven
