"""The types that aren't simulators: choice, hotspot, multiple, order, match, fill, keyboard, case.

Twin: `static/js/questions.js`.

A marker takes a bundle and the answer sent (`None`: "I don't know") and gives
(score, max, reached ids, wrong ids).
"""

import unicodedata
from collections.abc import Callable
from itertools import combinations
from typing import Any

from exercises.errors import ExerciseError
from exercises.predicates import filled, plain

Marked = tuple[int, int, list[str], list[str]]

MAX_TEXT = 500
MAX_WRITTEN = 2000
BEST = 3  # the rating of a case's best option
TO_THE_LETTER, NEARLY = 2, 1  # points of a field that was typed
FORGIVEN = 5  # one letter in five may differ, and one at least
# What JavaScript takes for a space (`trim`, `\s`); Python's own list is another one.
SPACES = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
_TYPED = str.maketrans({"’": "'", "\u2011": "-"})
_NO_SPACES = str.maketrans("", "", SPACES)
_ONE_SPACE = str.maketrans(dict.fromkeys(SPACES, " "))


def _choice(bundle: dict[str, Any], value: Any) -> Marked:
    return _multiple(bundle, None if value is None else [value])


def _multiple(bundle: dict[str, Any], value: Any) -> Marked:
    right = [option["id"] for option in bundle["options"] if option.get("right")]
    chosen = [] if value is None else _known(value, bundle["options"])
    hits = [one for one in right if one in chosen]
    wrong = [one for one in chosen if one not in right]
    return max(0, len(hits) - len(wrong)), len(right), hits, wrong


def _order(bundle: dict[str, Any], value: Any) -> Marked:
    answer = bundle["answer"]
    most = len(answer) * (len(answer) - 1) // 2
    if value is None:
        return 0, most, [], []
    given = _known(value, bundle["options"])
    if sorted(given) != sorted(answer):
        raise ExerciseError("not_all", "The answer must have every step once.")
    score = sum(given.index(left) < given.index(right) for left, right in combinations(answer, 2))
    placed = [one for one, here in zip(answer, given, strict=True) if one == here]
    return score, most, placed, [one for one in given if one not in placed]


def _match(bundle: dict[str, Any], value: Any) -> Marked:
    marked = _fill(bundle, value)
    _known([right for right in (value or {}).values() if right], bundle["right"])
    return marked


def _fill(bundle: dict[str, Any], value: Any) -> Marked:
    ids = [part["id"] for part in bundle["parts"]]
    given = _pairs(value, ids)
    reached = [
        part["id"]
        for part in bundle["parts"]
        if _bare(given.get(part["id"], ""), part) in [_bare(one, part) for one in part["answer"]]
    ]
    return len(reached), len(ids), reached, [one for one in ids if given.get(one) and one not in reached]


def _keyboard(bundle: dict[str, Any], value: Any) -> Marked:
    ids = [part["id"] for part in bundle["parts"]]
    given = _pairs(value, ids)
    points = {part["id"]: _points(part, given.get(part["id"], "")) for part in bundle["parts"]}
    reached = [one for one in ids if points[one] == TO_THE_LETTER]
    wrong = [one for one in ids if given.get(one) and one not in reached]
    return sum(points.values()), len(ids) * TO_THE_LETTER, reached, wrong


def _points(part: dict[str, Any], text: str) -> int:
    """Capitals and accents count. Nearly right: a fifth of the letters may differ, one at least, never all of them."""
    typed = as_typed(text)
    wanted = closest(part, text)
    if typed == wanted:
        return TO_THE_LETTER
    allowed = min(max(1, len(wanted) // FORGIVEN), len(wanted) - 1)
    return 0 if part.get("exact") or distance(typed, wanted) > allowed else NEARLY


def closest(part: dict[str, Any], text: str) -> str:
    """Of a field's right answers, the first of those nearest to what was typed."""
    return min((as_typed(one) for one in part["answer"]), key=lambda one: distance(as_typed(text), one))


def as_typed(text: str) -> str:
    """A text as it is compared to the letter: one kind of space, apostrophe and hyphen, none around."""
    return unicodedata.normalize("NFC", text.translate(_TYPED).translate(_ONE_SPACE).strip(" "))


def distance(left: str, right: str) -> int:
    """How many letters must be added, taken away or changed."""
    row = list(range(len(right) + 1))
    for index, one in enumerate(left, 1):
        made = [index]
        for place, other in enumerate(right):
            made.append(min(row[place] + (one != other), row[place + 1] + 1, made[place] + 1))
        row = made
    return row[-1]


def difference(part: dict[str, Any], text: str) -> dict[str, str] | None:
    """Where a text begins to differ from what was to be typed: `{"same", "next"}`; None when it doesn't.

    `same` is right so far; then `next` should come, and nothing more where it is "".
    """
    typed, wanted = as_typed(text), closest(part, text)
    if typed == wanted:
        return None
    here = next(
        (n for n, (a, b) in enumerate(zip(typed, wanted, strict=False)) if a != b), min(len(typed), len(wanted))
    )
    return {"same": wanted[:here], "next": wanted[here : here + 1]}


def _case(bundle: dict[str, Any], value: Any) -> Marked:
    if bundle.get("write"):
        if value is not None and (not isinstance(value, str) or len(value) > MAX_WRITTEN):
            raise ExerciseError("not_text", f"The answer must be a text of at most {MAX_WRITTEN} characters.")
        written = value is not None and filled(value)
        return int(written), 1, ["write"] if written else [], []
    chosen = [] if value is None else _known([value], bundle["options"])
    rating = next((option["rating"] for option in bundle["options"] if option["id"] in chosen), 0)
    return rating, BEST, chosen if rating == BEST else [], [] if rating == BEST else chosen


def _bare(text: str, part: dict[str, Any]) -> str:
    """A text as it is compared: case, accents and spaces forgiven, or only the spaces around it.

    Any space, apostrophe and hyphen: a French keyboard, a phone and a copied line bring other ones.
    """
    text = text.translate(_TYPED)
    return text.strip(SPACES) if part.get("exact") else plain(text).translate(_NO_SPACES)


def _known(value: Any, options: list[dict[str, Any]]) -> list[str]:
    """The chosen ids, each once."""
    ids = [option["id"] for option in options]
    if not isinstance(value, list) or not all(isinstance(one, str) and one in ids for one in value):
        raise ExerciseError("unknown_option", "The answer has an option that this exercise doesn't have.")
    return list(dict.fromkeys(value))


def _pairs(value: Any, keys: list[str]) -> dict[str, str]:
    """What was given for each key; an absent one wasn't answered."""
    if value is None:
        return {}
    if not isinstance(value, dict) or not all(
        key in keys and isinstance(one, str) and len(one) <= MAX_TEXT for key, one in value.items()
    ):
        raise ExerciseError("not_pairs", "The answer must give a text for names that this exercise has.")
    return value


ANSWERS: dict[str, Callable[[dict[str, Any], Any], Marked]] = {
    "choice": _choice,
    "hotspot": _choice,
    "multiple": _multiple,
    "order": _order,
    "match": _match,
    "fill": _fill,
    "keyboard": _keyboard,
    "case": _case,
}
