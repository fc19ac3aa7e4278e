"""Merges that lead back to where they began (docs/counting.md, People: "Merges in a circle are bad")."""

from collections.abc import Iterable, Mapping

from .rows import MergeRow


def in_circles(merges: Iterable[MergeRow], earlier: Mapping[str, str]) -> dict[int, tuple[str, ...]]:
    """The rows that are part of a circle, by line, each with the ids of the circle.

    `earlier` maps a merged person to the kept one, as earlier packs had it; a row about the same merged
    person takes its place. A row found bad no longer does, and the earlier merge that then holds again may
    close another circle: so it goes on until none is left.
    """
    rows = {row.merged: row for row in merges}
    bad: dict[int, tuple[str, ...]] = {}
    while True:
        into = {**earlier, **{merged: row.kept for merged, row in rows.items()}}
        found = {rows[person].line: circle for circle in _circles(into) for person in circle if person in rows}
        if not found:
            return bad
        bad.update(found)
        rows = {merged: row for merged, row in rows.items() if row.line not in bad}


def _circles(into: Mapping[str, str]) -> list[tuple[str, ...]]:
    """The circles of a map in which each id leads to at most one other. Linear time."""
    done: set[str] = set()
    circles = []
    for start in into:
        path: dict[str, int] = {}
        person = start
        while person in into and person not in done and person not in path:
            path[person] = len(path)
            person = into[person]
        if person in path:
            circles.append((*list(path)[path[person] :], person))
        done.update(path)
    return circles
