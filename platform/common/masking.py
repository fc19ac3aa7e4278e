"""Small numbers: a count of 1 to 4 people is shown as "< 5", and no sum gives it away (docs/privacy.md).

A count that leaves a structure is a cell of one or more tables with totals. Hiding it is not enough where the cells
beside it and their total are shown: `mask` hides more until every hidden cell is one of at least two in each sum that
is shown, and until what stands between the shown figures leaves each of them open.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

SMALLEST = 5
"""The smallest count that is shown; 0 is shown too, for nobody is in it."""

Key = Hashable


def is_small(count: int) -> bool:
    """Whether that many people are too few to be named by a number."""
    return 0 < count < SMALLEST


def mask(counts: Mapping[Any, int], sums: Iterable[Sequence[Any]] = ()) -> dict[Any, int | None]:
    """The counts, with None for those that must be hidden.

    counts  every figure that is shown anywhere at once: rows, totals, filters, periods, each under its own key
    sums    each a sequence (total, part, part...): keys of `counts` of which the first is the sum of the others

    Whatever is hidden can't be worked out: in each sum either nothing is hidden or at least two figures are, and the
    hidden ones of a group of sums that hang together never have one single solution. A hidden total is hidden with
    the figures that would sum up to it.
    """
    lines = [tuple(line) for line in sums]
    hidden = {key for key, count in counts.items() if is_small(count)}
    while True:
        found = _lone(counts, lines, hidden)
        found = _solved(counts, lines, hidden) if found is None else found
        if found is None:
            return {key: None if key in hidden else count for key, count in counts.items()}
        hidden.add(found)


def _lone(counts: Mapping[Key, int], lines: list[tuple], hidden: set) -> Key | None:
    """A further figure to hide, in a sum that has one hidden figure: the smallest shown one that is not nothing."""
    for line in lines:
        inside = [key for key in line if key in hidden]
        if len(inside) == 1:
            return _smallest(counts, [key for key in line if key not in hidden])
    return None


def _smallest(counts: Mapping[Key, int], keys: list) -> Key | None:
    """Parts before totals, then the smallest; a 0 only where nothing else is left."""
    if not keys:
        return None
    return min(keys, key=lambda key: (counts[key] == 0, counts[key], str(key)))


def _solved(counts: Mapping[Key, int], lines: list[tuple], hidden: set) -> Key | None:
    """A further figure to hide because the shown ones together leave a hidden one a single value."""
    low, high = bounds(counts, lines, hidden)
    known = determined(lines, hidden) | {key for key in hidden if low[key] == high[key]}
    involved = {key for line in lines if known & set(line) for key in line}
    while involved - hidden == set() and known:
        wider = {key for line in lines if involved & set(line) for key in line}
        if wider == involved:
            return None  # nothing around it is shown: there is nothing left to subtract from
        involved = wider
    return _smallest(counts, list(involved - hidden))


def determined(lines: Sequence[Sequence[Any]], hidden: set) -> set:
    """The hidden figures that adding and subtracting the sums, as often as one likes, gives away."""
    order = sorted({key for line in lines for key in line if key in hidden}, key=str)
    place = {key: at for at, key in enumerate(order)}
    rows = []
    for total, *parts in lines:
        row = [Fraction(0)] * len(order)
        for key, sign in ((total, -1), *((part, 1) for part in parts)):
            if key in hidden:
                row[place[key]] += sign
        rows.append(row)
    return {order[found] for found in _alone(rows, len(order))}


def _alone(rows: list[list[Fraction]], width: int) -> list[int]:
    """Columns that stand alone in a row of the reduced matrix."""
    done = 0
    for column in range(width):
        pivot = next((at for at in range(done, len(rows)) if rows[at][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        lead = rows[done][column]
        rows[done] = [value / lead for value in rows[done]]
        for at, row in enumerate(rows):
            if at != done and row[column]:
                times = row[column]
                rows[at] = [value - times * of for value, of in zip(row, rows[done], strict=True)]
        done += 1
    solved = [[at for at, value in enumerate(row) if value] for row in rows[:done]]
    return [found[0] for found in solved if len(found) == 1]


def bounds(counts: Mapping[Any, int], lines: list[tuple], hidden: set) -> tuple[dict[Any, int], dict[Any, float]]:
    """What a reader can work out of each figure by going through the sums again and again: a lowest and a highest.

    She knows that no count is negative; a hidden one she may not take for small, since large ones are hidden too.
    """
    low: dict[Any, int] = {key: 0 if key in hidden else count for key, count in counts.items()}
    high: dict[Any, float] = {key: float("inf") if key in hidden else count for key, count in counts.items()}
    moved = True
    while moved:
        moved = False
        for total, *parts in lines:
            for key, least, most in _reasoned(total, parts, low, high):
                if least > low[key]:
                    low[key], moved = int(least), True
                if most < high[key]:
                    high[key], moved = most, True
    return low, high


def _reasoned(total: Key, parts: list, low: dict, high: dict) -> list[tuple[Key, float, float]]:
    """(key, at least, at most) for each figure of one sum, from the others of it."""
    all_low, all_high = sum(low[part] for part in parts), sum(high[part] for part in parts)
    found: list[tuple[Key, float, float]] = [(total, all_low, all_high)]
    for part in parts:
        others_low = all_low - low[part]
        others_high = sum(high[other] for other in parts if other != part)
        found.append((part, low[total] - others_high, high[total] - others_low))
    return found
