"""The modules that are present, and engine.js running in V8."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from py_mini_racer import MiniRacer

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
  const way = bundle.solution ? engine.way(state) : []
  const {state: last, ...outcome} = engine.grade(actions)
  return JSON.stringify({frames, way, outcome: {...outcome, path: last.path}})
}
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
    """engine.js in V8, fed with JSON."""

    def __init__(self) -> None:
        self.context = MiniRacer()
        self.context.eval((ROOT / "static" / "js" / "engine.js").read_text())
        self.context.eval(DRIVER)

    def drive(self, bundle: dict[str, Any], actions: list[Any]) -> dict[str, Any]:
        """Play the actions one by one, then grade them: frames, outcome, way."""
        return json.loads(self.context.call("drive", json.dumps({"bundle": bundle, "actions": actions})))

    def mark(self, bundle: dict[str, Any], value: Any) -> dict[str, Any]:
        """Grade an answer to a question."""
        return json.loads(self.context.call("mark", json.dumps({"bundle": bundle, "value": value})))


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
