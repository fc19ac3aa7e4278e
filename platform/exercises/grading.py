"""Grading: steps reached, slips met, trap taken; never by time (docs/modules.md).

Twins: `engine.js` and `questions.js` in `static/js`.
"""

from dataclasses import dataclass
from typing import Any, Literal

from exercises.answers import ANSWERS
from exercises.bundles import bare_bundle
from exercises.documents import Document
from exercises.errors import ExerciseError
from exercises.predicates import holds
from exercises.worlds import Action, Bundle, ended, play, start, walk

Kind = Literal["success", "partial", "retry", "trapped"]

MAX_ACTIONS = 1000


@dataclass(frozen=True)
class Outcome:
    """What an answer is worth.

    `score` of `max` whole points; `reached`: ids of the steps (or right parts); `slips`: how many foreseen detours
    (or wrong choices), each once; `slip_texts`: which of them the last action met: indexes in `slips`, or ids of
    options; `kind`: the key of the feedback; `path`: the log to keep, without secrets and what wasn't possible.
    """

    score: int
    max: int
    reached: tuple[str, ...]
    slips: int
    slip_texts: tuple[int | str, ...]
    trapped: bool
    ended: bool
    kind: Kind
    path: tuple[Action, ...] = ()

    @property
    def share(self) -> float:
        """The score between 0 and 1."""
        return self.score / self.max if self.max else 0.0


def grade_answer(document: Document, exercise_id: str, value: Any, country: str) -> Outcome:
    """Grade any answer to any exercise; `None` is "I don't know" and scores 0.

    Raises:
        ExerciseError: there is no such exercise, or the value isn't an answer to it.
    """
    return grade_bundle(bare_bundle(document, exercise_id, country), value)


def grade_bundle(bundle: Bundle, value: Any) -> Outcome:
    """The same for one exercise's bundle.

    Raises:
        ExerciseError: the value isn't an answer to it.
    """
    if "actions" in bundle:
        return _simulator(bundle, [] if value is None else _actions(value))
    marker = ANSWERS[bundle.get("child") or bundle["type"]]
    score, most, reached, wrong = marker(bundle, value)
    kind: Kind = "success" if score == most else "partial" if score else "retry"
    return Outcome(score, most, tuple(reached), len(wrong), tuple(wrong), False, True, kind)


def log_to_keep(bundle: Bundle, value: Any) -> Any:
    """The answer as it may be stored: of a simulator, what was possible, and no secret.

    Raises:
        ExerciseError: the value isn't a list of actions.
    """
    return play(bundle, _actions(value))[1] if "actions" in bundle and value is not None else value


def _simulator(bundle: Bundle, actions: list[Any]) -> Outcome:
    slips = bundle.get("slips", [])
    met: set[int] = set()
    now: set[int] = set()
    fresh: tuple[int, ...] = ()
    for index, (state, path) in enumerate(walk(bundle, actions)):
        before, now = now, {i for i, slip in enumerate(slips) if holds(slip["when"], state, path)}
        fresh = tuple(sorted(now - before)) if index else ()
        met.update(fresh)
    over = ended(bundle, state, path)
    steps = bundle["goal"]["steps"]
    first = start(bundle)
    reached = tuple(
        step["id"] for step in steps if holds(step["when"], state, path) and (over or not holds(step["when"], first))
    )
    trapped = "trap" in bundle and holds(bundle["trap"]["when"], state, path)
    kind: Kind
    if trapped:
        kind = "trapped"
    elif not over or not reached:
        kind = "retry"
    else:
        kind = "success" if len(reached) == len(steps) else "partial"
    return Outcome(len(reached), len(steps), reached, len(met), fresh, trapped, over, kind, tuple(path))


def _actions(value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > MAX_ACTIONS:
        raise ExerciseError("not_actions", f"The answer must be a list of at most {MAX_ACTIONS} actions.")
    for action in value:
        plain = isinstance(action, str)
        pair = isinstance(action, dict) and len(action) == 1
        if not plain and not (pair and all(isinstance(v, str) or v is True for v in action.values())):
            raise ExerciseError("not_an_action", 'An action is "name" or {"name": "value"}.')
    return value
