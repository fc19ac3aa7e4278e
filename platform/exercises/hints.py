"""Help in practice: which hint after how many errors, and what it frames."""

from typing import Any

from exercises.answers import BEST
from exercises.grading import grade_bundle
from exercises.ways import way
from exercises.worlds import Action, Bundle, play, split

TARGET_AFTER = 2
TOGETHER_AFTER = 3


def hint_for(bundle: Bundle, errors: int) -> dict[str, Any] | None:
    """The hint after this many errors: `{"text", "highlight", "together"}`, or None. Assessment has none.

    `together`: after three errors it is done along the way that `highlight` gives, one action at a time.
    """
    due = [hint for hint in bundle.get("hints", []) if hint["after"] <= errors]
    if not due:
        return None
    hint = max(due, key=lambda hint: hint["after"])
    together = errors >= TOGETHER_AFTER
    shown = together or (errors >= TARGET_AFTER and "actions" not in bundle)
    return {
        "text": hint["text"],
        "highlight": "unmet" if shown else hint.get("highlight", "unmet"),
        "together": together,
    }


def highlight(bundle: Bundle, value: Any, what: str = "unmet") -> dict[str, str] | None:
    """What to frame after this answer so far: `{"card": "card"}`, `{"action"}`, `{"action", "option"}` or `{"option"}`.

    `unmet` is the next action of the shortest way to all steps (`option`: what to choose or type); of a question,
    the first part that isn't right yet.
    """
    if what == "card":
        return {"card": "card"}
    if what != "unmet":
        return {"action": what}
    if "actions" in bundle:
        ahead = next_actions(bundle, value or [])
        return _framed(ahead[0]) if ahead else None
    reached = grade_bundle(bundle, value).reached
    ids = [option for option in _right_ids(bundle) if option not in reached]
    return {"option": ids[0]} if ids else None


def still_to_do(bundle: Bundle, value: Any) -> dict[str, str]:
    """All that a question's answer still needs, to do it together: ids, each with what to choose or type there.

    Of options to tick, those to tick and those to take away; of an order, the one line to move up.
    """
    outcome = grade_bundle(bundle, value)
    if (bundle.get("child") or bundle["type"]) == "order":
        return dict.fromkeys([one for one in bundle["answer"] if one not in outcome.reached][:1], "")
    if "parts" not in bundle:
        missing = [one for one in _right_ids(bundle) if one not in outcome.reached]
        # one answer takes the place of the other; of several, the wrong ones must go
        wrong = outcome.slip_texts if (bundle.get("child") or bundle["type"]) == "multiple" else ()
        return dict.fromkeys([*missing, *map(str, wrong)], "")
    words = {one["id"]: one["label"] for one in bundle.get("right", ())}
    unmet = [part for part in bundle["parts"] if part["id"] not in outcome.reached]
    return {part["id"]: words.get(part["answer"][0], part["answer"][0]) for part in unmet}


def next_actions(bundle: Bundle, actions: list[Action]) -> list[Action]:
    """The rest of the exercise, done together: from where these actions led, to the goal. Practice only."""
    return way(bundle, *play(bundle, actions)) if "solution" in bundle else []


def _framed(action: Action) -> dict[str, str]:
    name, value = split(action)
    return {"action": name, "option": value} if isinstance(value, str) else {"action": name}


def _right_ids(bundle: Bundle) -> list[str]:
    if "parts" in bundle:
        return [part["id"] for part in bundle["parts"]]
    if "answer" in bundle:
        return list(bundle["answer"])
    options = bundle.get("options", ())
    return [option["id"] for option in options if option.get("right") or option.get("rating") == BEST]
