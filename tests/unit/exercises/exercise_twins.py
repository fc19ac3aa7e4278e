"""The modules that are present, and the phone's engines running in V8, as they are sent."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from py_mini_racer import MiniRacer

from courses.learning.building import SCRIPTS
from exercises import ContentError, apply, grade_bundle, load_module, screen, start
from exercises.ways import way
from exercises.worlds import keep

ROOT = Path(__file__).parents[3]
FOLDERS = sorted(path.parent for path in (ROOT / "courses" / "content").glob("*/module.yaml"))
COUNTRIES = ("BE", "FR")
LANGUAGES = ("fr", "nl", "en")

DRIVER = """
const drive = text => {
  const {bundle, actions} = JSON.parse(text), engine = HalteEngine(bundle)
  let state = engine.start()
  const frames = [{state, screen: engine.screen(state)}]
  for (const action of actions) {
    const after = engine.apply(state, action)
    frames.push({state: after, same: after === state, screen: engine.screen(after)})
    state = after
  }
  const way = bundle.solution ? HalteWay(bundle, engine)(state) : []
  const {state: last, ...outcome} = engine.grade(actions)
  return JSON.stringify({frames, way, outcome: {...outcome, path: last.path}})
}
const worth = (engine, value) => {
  const {state, ...outcome} = engine.grade(value)
  return outcome
}
const playAll = text => {
  const {bundles, plays} = JSON.parse(text)
  return JSON.stringify(plays.map(([actions, ahead], i) => {
    const engine = HalteEngine(bundles[i])
    let state = engine.start()
    const frame = () => ({state, screen: engine.screen(state), worth: worth(engine, state.path)})
    const frames = [frame()]
    for (const action of actions) {
      state = engine.apply(state, action)
      frames.push(frame())
    }
    return {frames, way: ahead ? HalteWay(bundles[i], engine)(state) : []}
  }))
}
const markAll = text => JSON.stringify(JSON.parse(text).map(([bundle, value]) => worth(HalteEngine(bundle), value)))
const mark = text => {
  const {bundle, value} = JSON.parse(text)
  return JSON.stringify(HalteEngine(bundle).grade(value))
}
"""


def load(folder: Path) -> dict[str, Any] | None:
    """A module being written may not load yet: `test_documents` says so; the others leave it out."""
    try:
        return load_module(folder)
    except ContentError:
        return None


DOCUMENTS = {folder.name: document for folder in FOLDERS if (document := load(folder))}
SAMPLE = load_module(ROOT / "tests" / "modules" / "T01")  # the newest types, whether a module ships them or not
SIMULATORS = [
    pytest.param(document, key, id=key)
    for document in DOCUMENTS.values()
    for key, exercise in document["exercises"].items()
    if "world" in exercise
]
QUESTIONS = [
    pytest.param(document, key, id=key)
    for document in DOCUMENTS.values()
    for key, exercise in document["exercises"].items()
    if "world" not in exercise
]


class Twin:
    """The phone's two engines in V8, fed with JSON: the one for simulators, the one for questions."""

    def __init__(self) -> None:
        self.simulators, self.questions = engine("learn-sim.js"), engine("learn-ask.js")

    def drive(self, bundle: dict[str, Any], actions: list[Any]) -> dict[str, Any]:
        """Play the actions one by one, then grade them: frames, outcome, way."""
        return json.loads(self.simulators.call("drive", json.dumps({"bundle": bundle, "actions": actions})))

    def play_all(self, asked: list[tuple[dict[str, Any], list[Any], bool]]) -> list[dict[str, Any]]:
        """Play many logs in one call: of each the frames, and the way ahead where it is asked for."""
        text = json.dumps({"bundles": [one[0] for one in asked], "plays": [one[1:] for one in asked]})
        return json.loads(self.simulators.call("playAll", text))

    def mark_all(self, asked: list[tuple[dict[str, Any], Any]]) -> list[dict[str, Any]]:
        """Grade many answers to questions in one call."""
        return json.loads(self.questions.call("markAll", json.dumps(asked)))

    def mark(self, bundle: dict[str, Any], value: Any) -> dict[str, Any]:
        """Grade an answer to a question."""
        return json.loads(self.questions.call("mark", json.dumps({"bundle": bundle, "value": value})))


def engine(script: str) -> MiniRacer:
    """One of the built scripts in a V8 of its own."""
    context = MiniRacer()
    for name in (script, "learn-late.js"):
        context.eval((SCRIPTS / name).read_text(encoding="utf-8"))
    context.eval(DRIVER)
    return context


def python_drive(bundle: dict[str, Any], actions: list[Any]) -> dict[str, Any]:
    """What `Twin.drive` does, in Python."""
    state, path = start(bundle), []
    frames: list[dict[str, Any]] = [{"state": {**state, "path": path}, "screen": screen(bundle, state, path)}]
    for action in actions:
        after = apply(bundle, state, action, path)
        same = after is state
        if not same:
            path = [*path, keep(bundle, action)]
        frames.append({"state": {**after, "path": path}, "same": same, "screen": screen(bundle, after, path)})
        state = after
    outcome = asdict(grade_bundle(bundle, actions))
    outcome = {key: list(value) if isinstance(value, tuple) else value for key, value in outcome.items()}
    left = way(bundle, state, path) if "solution" in bundle else []
    return {"frames": frames, "way": left, "outcome": outcome}
