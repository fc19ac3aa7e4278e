"""The phone draws what the server draws: player.js in V8 beside the templates, screen by screen."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.template.loader import render_to_string
from django.utils import translation
from py_mini_racer import MiniRacer

from courses.learning.building import TARGET, built
from courses.learning.playing import Page
from courses.learning.views.exercise import words
from exercises import client_bundle, grade_bundle, hint_for, load_module
from exercises.drawing import blocks
from exercises.hints import highlight
from exercises.turns import begin, parts_to_review, take, verdict
from exercises.worlds import walk

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = {path.parent.name: load_module(path.parent) for path in (ROOT / "courses/content").glob("*/module.yaml")}
SIMULATORS = [(code, key) for code, d in sorted(DOCUMENTS.items()) for key, e in d["exercises"].items() if "world" in e]
QUESTIONS = [
    (code, key) for code, d in sorted(DOCUMENTS.items()) for key, e in d["exercises"].items() if "world" not in e
]

DRIVER = """
const drawn = text => {
  const {data, log, frame} = JSON.parse(text), engine = HalteEngine(data.b), player = HaltePlayer(data, engine)
  const state = log.reduce(engine.apply, engine.start())
  return player.draw(engine.screen(state), frame)
}
const judged = text => {
  const {data, value} = JSON.parse(text), engine = HalteEngine(data.b), player = HaltePlayer(data, engine)
  const outcome = engine.grade(value)
  return player.verdict(outcome, value, outcome.state && value && value.reduce(engine.apply, engine.start()))
}
const hinted = text => {
  const {data, log, errors} = JSON.parse(text), engine = HalteEngine(data.b), player = HaltePlayer(data, engine)
  return JSON.stringify(player.hint(errors, log.reduce(engine.apply, engine.start())))
}
"""


class Tree(HTMLParser):
    """HTML as comparable events: entities read, classes sorted, spaces folded."""

    def __init__(self, text: str):
        super().__init__(convert_charrefs=True)
        self.found: list[Any] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = {key: " ".join((value or "").split()) for key, value in attrs}
        if not kept.get("class", "x"):
            del kept["class"]
        self.found.append((tag, sorted(kept.items())))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(("/" + tag,))

    def handle_data(self, data: str) -> None:
        text = re.sub(r"\s+", " ", data).strip()
        if text:
            if self.found and isinstance(self.found[-1], str):
                text = f"{self.found.pop()} {text}"
            self.found.append(text)


@pytest.fixture(scope="module")
def phone() -> MiniRacer:
    context = MiniRacer()
    context.eval(TARGET.read_text(encoding="utf-8") + DRIVER)
    return context


def data_for(code: str, key: str, language: str = "fr", country: str = "BE") -> dict[str, Any]:
    bundle = client_bundle(DOCUMENTS[code], key, language, country)
    return {"b": bundle, "w": words(), "parts": parts_to_review(bundle) or None}


def ask(phone: MiniRacer, function: str, **given: Any) -> str:
    return phone.call(function, json.dumps(given))


def logs(bundle: dict[str, Any], code: str, key: str) -> list[list[Any]]:
    """Every moment of the solution, and of each foreseen detour."""
    exercise = DOCUMENTS[code]["exercises"][key]
    plays = [bundle.get("solution", []), *[vector["play"] for vector in exercise.get("vectors", [])]]
    found = {json.dumps(path): path for play in plays for _state, path in walk(bundle, play)}
    return list(found.values())


def test_the_built_file_is_up_to_date() -> None:
    assert TARGET.read_text(encoding="utf-8") == built(), "run: manage.py build_player"


def test_the_file_keeps_the_budget() -> None:
    assert len(brotli.compress(TARGET.read_bytes())) <= 6_000  # docs/design-system.md: JS of a learner page


@pytest.mark.parametrize(("code", "key"), SIMULATORS)
def test_every_screen_is_drawn_alike(code: str, key: str, phone: MiniRacer) -> None:
    with translation.override("en"):
        data = data_for(code, key, "en", "FR")
        bundle = data["b"]
        for log in logs(bundle, code, key):
            turn = take(bundle, {"log": json.dumps(log)}) if log else begin(bundle)
            frame = highlight(bundle, log) if "solution" in bundle and not turn.outcome.ended else None
            page = Page(bundle, "key", turn=turn)
            context = {"page": page, "blocks": blocks(turn.screen, bundle), "frame": frame or {}}
            mine = render_to_string("exercises/sim.html", context)
            theirs = ask(phone, "drawn", data=data, log=log, frame=frame or {})
            assert Tree(theirs).found == Tree(mine).found, log


@pytest.mark.parametrize(("code", "key"), SIMULATORS)
def test_every_end_is_told_alike(code: str, key: str, phone: MiniRacer) -> None:
    data = data_for(code, key, "nl", "BE")
    bundle = data["b"]
    for value in [None, *logs(bundle, code, key)]:
        mine = verdict(bundle, grade_bundle(bundle, value), value)
        theirs = ask(phone, "judged", data=data, value=value)
        assert Tree(theirs).found == Tree(render_to_string("exercises/verdict.html", {"verdict": mine})).found, value


@pytest.mark.parametrize(("code", "key"), QUESTIONS)
def test_the_end_of_a_question_is_told_alike(code: str, key: str, phone: MiniRacer) -> None:
    data = data_for(code, key, "fr", "FR")
    bundle = data["b"]
    options = [one["id"] for one in bundle.get("options", [])]
    kind = bundle.get("child") or bundle["type"]
    values: list[Any] = [None]
    if kind == "choice":
        values += options
    elif kind == "multiple":
        values += [options, options[:1], options[1:]]
    elif kind == "order":
        values += [options, options[::-1]]
    else:
        values += [{part["id"]: part["answer"][0] for part in bundle["parts"]}, {bundle["parts"][0]["id"]: "x"}]
    for value in values:
        if kind == "match" and value and "x" in value.values():
            continue
        mine = verdict(bundle, grade_bundle(bundle, value), value)
        theirs = ask(phone, "judged", data=data, value=value)
        assert Tree(theirs).found == Tree(render_to_string("exercises/verdict.html", {"verdict": mine})).found, value


@pytest.mark.parametrize(("code", "key"), SIMULATORS)
def test_hints_frame_the_same_thing(code: str, key: str, phone: MiniRacer) -> None:
    data = data_for(code, key)
    bundle = data["b"]
    if bundle["mode"] != "practice":
        return
    for errors in (0, 1, 2, 3):
        mine = hint_for(bundle, errors)
        found = json.loads(ask(phone, "hinted", data=data, log=[], errors=errors))
        if mine is None:
            assert found == []
            continue
        frame = highlight(bundle, [], mine["highlight"])
        assert found[0] == (data["w"]["together"] if mine["together"] else mine["text"])
        if frame == {"card": "card"}:
            assert found[1]["action"] == "card"
        else:
            assert {key: value for key, value in found[1].items() if value is not None} == frame
