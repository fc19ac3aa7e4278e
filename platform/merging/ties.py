"""What hangs together in the kept structure by now: who goes back with whom, and who can't any more.

A row and the rows that it names belong to one structure: that is the wall. Since the merge, rows were written for the
learners who came (they go back with them), and perhaps for learners of both sides at once: a workshop, a group. Those
hold together what they tie, so that no record is cut in two: all of it stays.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from merging import engine
from merging.models import Merge, Move

Node = tuple[str, str]  # table, key


@dataclass(slots=True)
class Ties:
    """table -> keys: moved rows that must stay, and rows written since that go back with those that don't."""

    stays: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    follow: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))


class _Sets:
    """Union-find: which nodes are tied."""

    def __init__(self) -> None:
        self.above: dict[Node, Node] = {}

    def of(self, node: Node) -> Node:
        root = node
        while self.above.get(root, root) != root:
            root = self.above[root]
        while self.above.get(node, node) != root:
            self.above[node], node = root, self.above.get(node, node)
        return root

    def tie(self, one: Node, other: Node) -> None:
        self.above[self.of(one)] = self.of(other)


def ties(merge: Merge) -> Ties:
    """How the rows of the kept structure hang together today. The caller works across structures."""
    moved, native = _known(merge)
    sets, here, shared = _Sets(), [], _own_of_shared(merge.kept)
    for model in engine.walled():
        table, keys = model._meta.label, engine.links(model)
        rows = model._base_manager.filter(structure_id=merge.kept)
        for pk, *named in rows.values_list("pk", *[key.attname for key in keys]):
            node = (table, str(pk))
            here.append((node, pk))
            for key, value in zip(keys, named, strict=True):
                named_table = key.related_model._meta.label
                if value is not None and value in shared.get(named_table, {value}):
                    sets.tie(node, (named_table, str(value)))
    held = {sets.of(node) for node in native}
    going = {sets.of(node) for node in moved} - held
    found = Ties()
    for node in moved:
        if sets.of(node) in held:
            found.stays[node[0]].add(node[1])
    for node, pk in here:
        if node not in moved and sets.of(node) in going:
            found.follow[node[0]].append(pk)
    return found


def _own_of_shared(structure: int) -> dict[str, set[Any]]:
    """Of tables that hold rows of nobody too (common/db/guards.py, wall_shared): the structure's own.

    What is everybody's, a module of the house, ties nobody to anybody.
    """
    return {
        model._meta.label: set(model._base_manager.filter(structure_id=structure).values_list("pk", flat=True))
        for model in engine.walled()
        if getattr(model, "wall_shared", False)
    }


def _known(merge: Merge) -> tuple[set[Node], set[Node]]:
    """Rows that the merge moved from one structure to the other, and those that were the kept one's already."""
    moved, native = set(), set()
    tables = {model._meta.label for model in engine.walled()}
    for table, row, before, after in Move.objects.filter(merge=merge).values_list("table", "row", "before", "after"):
        if table in tables and before is not None:
            if not before and not after:
                native.add((table, row))
            elif "structure_id" in after:
                moved.add((table, row))
    return moved, native
