"""Rows against the table: what is new is written, what changed is changed, what is the same is left alone."""

from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass
from typing import Any

BATCH = 2_000


@dataclass
class Tally:
    """What an import does to one file's rows."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def as_dict(self) -> dict[str, int]:
        return {"new": self.new, "changed": self.changed, "unchanged": self.unchanged}


def sync(
    *,
    model: type[Any],
    existing: Iterable[Any],
    key: Callable[[Any], Hashable],
    rows: Iterable[tuple[Hashable, dict[str, Any], dict[str, Any]]],
    moved: Collection[Hashable] = frozenset(),
) -> tuple[Tally, dict[Hashable, Any]]:
    """Bring the table in line with rows of (key, identity, values).

    existing  the objects that are there, all of those the rows may mean
    identity  field values that make a new object and never change
    values    field values that a later pack may change
    moved     keys of rows that differ in what another table holds of them: changed, and written again, so that the
              roll-up sees them

    Returns the tally and every object by key, with its primary key.
    """
    found = {key(one): one for one in existing}
    tally = Tally()
    new: list[Any] = []
    changed: list[Any] = []
    names: set[str] = set()
    for row_key, identity, values in rows:
        one = found.get(row_key)
        if one is None:
            one = found[row_key] = model(**identity, **values)
            new.append(one)
            tally.new += 1
            continue
        differing = [name for name, value in values.items() if getattr(one, name) != value]
        if not differing and row_key in moved:
            differing = list(values)[:1]
        if not differing:
            tally.unchanged += 1
            continue
        for name in differing:
            setattr(one, name, values[name])
        names.update(differing)
        changed.append(one)
        tally.changed += 1
    model._default_manager.bulk_create(new, batch_size=BATCH)
    if changed:
        model._default_manager.bulk_update(changed, sorted(names), batch_size=500)
    return tally, found
