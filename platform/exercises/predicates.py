"""The closed list of predicates (docs/modules.md), on (state, path). `static/js/engine.js` is its twin.

A predicate is a dict; several keys mean "and". A name that isn't `did` or `any` is a slot of the state.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

State = Mapping[str, Any]
Path = Sequence[Any]

OPERATORS = frozenset({"filled", "has", "lacks", "like", "digits", "min", "max"})

_SPLIT = re.compile(r"[\W_]+")
_NOT_DIGIT = re.compile(r"[^0-9]+")
_LIGATURES = str.maketrans({"œ": "oe"})


def holds(predicate: Mapping[str, Any], state: State, path: Path = ()) -> bool:
    """Whether every condition of the predicate holds. A missing slot makes it false."""
    for name, wanted in predicate.items():
        if name == "any":
            good = any(holds(one, state, path) for one in wanted)
        elif name == "did":
            good = progress(wanted, path) == len(wanted)
        else:
            good = _slot_holds(state.get(name), wanted, state)
        if not good:
            return False
    return True


def progress(wanted: Sequence[str], path: Path) -> int:
    """How many of the wanted actions the path has, in that order."""
    done = 0
    for action in path:
        if done < len(wanted) and action_name(action) == wanted[done]:
            done += 1
    return done


def action_name(action: Any) -> str:
    """The name of a serialised action: `"next"` or `{"choose_place": "park"}`."""
    return action if isinstance(action, str) else next(iter(action))


def resolve(value: Any, state: State, chosen: Any = None) -> Any:
    """What a literal, `$value` or `$slot` stands for; a bundle has no `$card.x` left."""
    if not isinstance(value, str) or not value.startswith("$"):
        return value
    if value == "$value":
        return chosen
    return state.get(value[1:])


def words(text: Any) -> list[str]:
    """The words of a text, without case, accents or punctuation."""
    return [word for word in _SPLIT.split(plain(text)) if word]


def plain(text: Any) -> str:
    """A text without case and accents."""
    bare = unicodedata.normalize("NFD", text if isinstance(text, str) else "").lower()
    return "".join(c for c in bare if unicodedata.category(c)[0] != "M").translate(_LIGATURES)


def same(left: Any, right: Any) -> bool:
    """Equal and of the same kind: `True` is not 1, and lists are never equal."""
    return type(left) is type(right) and not isinstance(left, list) and bool(left == right)


def filled(value: Any) -> bool:
    """A text with a letter or a digit, a list that isn't empty, `True`, any number."""
    if isinstance(value, str):
        return bool(words(value))
    if isinstance(value, bool | list):
        return bool(value)
    return value is not None


def _slot_holds(value: Any, wanted: Any, state: State) -> bool:
    if isinstance(wanted, list):
        return any(same(value, resolve(one, state)) for one in wanted)
    if isinstance(wanted, dict):
        return all(
            operator in _TESTS and _TESTS[operator](value, _resolved(operand, state))
            for operator, operand in wanted.items()
        )
    return same(value, resolve(wanted, state))


def _resolved(operand: Any, state: State) -> Any:
    if isinstance(operand, list):
        return [resolve(one, state) for one in operand]
    return resolve(operand, state)


def _held(value: Any, operand: Any) -> list[bool]:
    """For each thing asked, whether the list (or the text, by words) has it."""
    asked = operand if isinstance(operand, list) else [operand]
    if isinstance(value, list):
        return [any(same(one, thing) for one in value) for thing in asked]
    mine = words(value)
    return [bool(words(thing)) and all(word in mine for word in words(thing)) for thing in asked]


def _size(value: Any) -> int:
    if isinstance(value, str | list):
        return len(value)
    return int(value or 0)


_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "filled": lambda value, operand: filled(value) is operand,
    "has": lambda value, operand: all(_held(value, operand)),
    "lacks": lambda value, operand: not any(_held(value, operand)),
    "like": lambda value, operand: bool(words(value)) and sorted(words(value)) == sorted(words(operand)),
    "digits": lambda value, operand: bool(_digits(value)) and _digits(value) == _digits(operand),
    "min": lambda value, operand: _size(value) >= operand,
    "max": lambda value, operand: _size(value) <= operand,
}


def _digits(value: Any) -> str:
    return _NOT_DIGIT.sub("", value) if isinstance(value, str) else ""
