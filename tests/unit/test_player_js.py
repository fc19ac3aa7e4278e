"""The phone draws what the server draws: its scripts in V8 beside the templates, screen by screen."""

import json
import os
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.template.loader import render_to_string
from django.utils import translation
from py_mini_racer import MiniRacer

from courses.learning.building import SCRIPTS, SHEET_SOURCES, SHEETS, SOURCES, built, built_sheet
from courses.learning.ending import with_the_answer
from courses.learning.playing import Page
from courses.learning.showing import words
from exercises import client_bundle, grade_bundle, hint_for, load_module
from exercises.drawing import blocks
from exercises.hints import highlight
from exercises.turns import begin, parts_to_review, take, verdict
from exercises.worlds import walk

ROOT = Path(__file__).resolve().parents[2]
MOMENTS = 6
LONG = int(os.environ.get("HALTE_ROUNDS", "0")) > 1000
DOCUMENTS = {path.parent.name: load_module(path.parent) for path in (ROOT / "courses/content").glob("*/module.yaml")}
DOCUMENTS["T01"] = load_module(ROOT / "tests/modules/T01")  # the newest types, whether a module ships them or not
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
  engine.way = HalteWay(data.b, engine)
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


class Phone:
    """The two scripts that play, each in a V8 of its own."""

    def __init__(self) -> None:
        self.scripts = {name: MiniRacer() for name in ("learn-sim.js", "learn-ask.js")}
        for name, context in self.scripts.items():
            late = (SCRIPTS / "learn-late.js").read_text(encoding="utf-8")
            context.eval((SCRIPTS / name).read_text(encoding="utf-8") + late + DRIVER)

    def call(self, function: str, text: str) -> str:
        """The function in the script that plays this exercise."""
        name = "learn-sim.js" if "actions" in json.loads(text)["data"]["b"] else "learn-ask.js"
        return self.scripts[name].call(function, text)


@pytest.fixture(scope="module")
def phone() -> Phone:
    return Phone()


def data_for(code: str, key: str, language: str = "fr", country: str = "BE") -> dict[str, Any]:
    bundle = with_the_answer(client_bundle(DOCUMENTS[code], key, language, country), language)
    return {"b": bundle, "w": words(bundle), "parts": parts_to_review(bundle) or None}


def ask(phone: Phone, function: str, **given: Any) -> str:
    return phone.call(function, json.dumps(given))


def logs(bundle: dict[str, Any], code: str, key: str) -> list[list[Any]]:
    """Moments of the solution and of each foreseen detour: all in a long run, else MOMENTS from first to last."""
    exercise = DOCUMENTS[code]["exercises"][key]
    plays = [bundle.get("solution", []), *[vector["play"] for vector in exercise.get("vectors", [])]]
    found = {json.dumps(path): path for play in plays for _state, path in walk(bundle, play)}
    every = list(found.values())
    apart = max(1, len(every) // MOMENTS)
    return every if LONG else [*every[::apart], every[-1]]


@pytest.mark.parametrize("name", SOURCES)
def test_a_built_script_is_up_to_date(name: str) -> None:
    assert (SCRIPTS / name).read_text(encoding="utf-8") == built(name), "run: manage.py build_player"


@pytest.mark.parametrize("name", SHEET_SOURCES)
def test_a_built_sheet_is_up_to_date(name: str) -> None:
    assert (SHEETS / name).read_text(encoding="utf-8") == built_sheet(name), "run: manage.py build_player"


@pytest.mark.parametrize("name", SOURCES)
def test_a_script_keeps_the_budget(name: str) -> None:
    assert len(brotli.compress((SCRIPTS / name).read_bytes())) <= 6_000  # docs/budgets.md: JS of a learner's page


@pytest.mark.parametrize("name", SOURCES)
def test_a_script_runs_in_the_oldest_browser(name: str) -> None:
    """Chrome 80 and Safari 14 (docs/budgets.md): nothing of the language that came later."""
    later = re.findall(
        r"\|\|=|&&=|\?\?=|\.at\(|\.replaceAll\(|\bstatic\{|#\w+ in ", (SCRIPTS / name).read_text(encoding="utf-8")
    )
    assert later == []


@pytest.mark.parametrize(("code", "key"), SIMULATORS)
def test_every_screen_is_drawn_alike(code: str, key: str, phone: Phone) -> None:
    with translation.override("en"):
        data = data_for(code, key, "en", "FR")
        bundle = data["b"]
        for number, log in enumerate(logs(bundle, code, key)):
            turn = take(bundle, {"log": json.dumps(log)}) if log else begin(bundle)
            framed = "solution" in bundle and not turn.outcome.ended and (LONG or number in (0, 3))  # a way is dear
            frame = highlight(bundle, log) if framed else None
            page = Page(bundle, "key", turn=turn)
            context = {"page": page, "blocks": blocks(turn.screen), "frame": frame or {}}
            mine = render_to_string("exercises/sim.html", context)
            theirs = ask(phone, "drawn", data=data, log=log, frame=frame or {})
            assert Tree(theirs).found == Tree(mine).found, log


@pytest.mark.parametrize(("code", "key"), SIMULATORS)
def test_every_end_is_told_alike(code: str, key: str, phone: Phone) -> None:
    data = data_for(code, key, "nl", "BE")
    bundle = data["b"]
    for value in [None, *logs(bundle, code, key)]:
        mine = verdict(bundle, grade_bundle(bundle, value), value)
        theirs = ask(phone, "judged", data=data, value=value)
        assert Tree(theirs).found == Tree(render_to_string("exercises/verdict.html", {"verdict": mine})).found, value


@pytest.mark.parametrize(("code", "key"), QUESTIONS)
def test_the_end_of_a_question_is_told_alike(code: str, key: str, phone: Phone) -> None:
    data = data_for(code, key, "fr", "FR")
    bundle = data["b"]
    options = [one["id"] for one in bundle.get("options", [])]
    kind = bundle.get("child") or bundle["type"]
    values: list[Any] = [None]
    if bundle.get("write"):
        values += ["Wat wil je doen?", "..."]
    elif kind in ("choice", "hotspot", "case"):
        values += options
    elif kind == "multiple":
        values += [options, options[:1], options[1:]]
    elif kind == "order":
        values += [options, options[::-1]]
    else:
        right = {part["id"]: part["answer"][0] for part in bundle["parts"]}
        values += [right, {bundle["parts"][0]["id"]: "x"}]
        if kind == "keyboard":
            slips = (
                lambda t: t[:-1],
                lambda t: t + "s",
                lambda t: t.replace(" ", ""),
                str.lower,
                lambda t: t[:2] + " " + t[2:],
            )
            values += [{key: slip(text) for key, text in right.items()} for slip in slips]
    for value in values:
        if kind == "match" and value and "x" in value.values():
            continue
        mine = verdict(bundle, grade_bundle(bundle, value), value)
        theirs = ask(phone, "judged", data=data, value=value)
        assert Tree(theirs).found == Tree(render_to_string("exercises/verdict.html", {"verdict": mine})).found, value


@pytest.mark.parametrize(("code", "key"), SIMULATORS)
def test_hints_frame_the_same_thing(code: str, key: str, phone: Phone) -> None:
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
