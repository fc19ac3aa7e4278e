"""What happened on the way through a simulator: a phone tells it beside the answer (docs/answers.md).

`[log, mark, mark, …]`: the actions that were done, and in order what happened: a number from 0 on is the time (ms
since the page was opened) of the log's next action; a negative one says that the hint after so many errors stood
there; a text names an action that could not be used yet. Nothing of it decides what the answer is worth, so what can't
be read is left out, and no answer is refused for it.
"""

import json
from typing import Any

from exercises import grade_bundle, is_plain, log_to_keep
from exercises.worlds import Bundle

MOST_MARKS, MOST_MS, MOST_ERRORS, MOST_BYTES = 400, 86_400_000, 99, 20_000
Mark = int | str


def trail_to_keep(bundle: Bundle, sent: Any, value: Any) -> dict[str, Any]:
    """`{"marks": [...]}` of a simulator, times in seconds, and of a pass (`value` None) its `log` and `got`."""
    if "actions" not in bundle or not isinstance(sent, list) or not sent or not is_plain(sent):
        return {}
    if len(json.dumps(sent)) > MOST_BYTES * 3:
        return {}
    marks = [mark for mark in map(_mark, sent[1 : MOST_MARKS + 1]) if mark is not None]
    marks = [mark for mark in marks if not isinstance(mark, str) or mark == "back" or mark in bundle["actions"]]
    kept: dict[str, Any] = {"marks": marks} if marks else {}
    if value is None and isinstance(sent[0], list) and len(json.dumps(sent[0])) <= MOST_BYTES:
        log = log_to_keep(bundle, sent[0][:MOST_MARKS])
        if log:  # `got`: the steps of the goal that stood by then, though a pass is worth none
            kept |= {"log": log, "got": list(grade_bundle(bundle, log).reached)}
    return kept


def _mark(one: Any) -> Mark | None:
    """Whole seconds, the errors of a hint (negative), or a name; None for anything else."""
    if isinstance(one, str):
        return one
    if isinstance(one, bool) or not isinstance(one, int | float):
        return None
    if one < 0:
        return max(-MOST_ERRORS, int(one)) or None
    return min(int(one), MOST_MS) // 1000
