"""Merges of the world of tests/app/world.py: one in the coordinator's register, one in another operator's."""

from merging.services import merge_structures
from tests.app.factories import StructureFactory


def add_merges(world, secret: str) -> None:
    """Two places that are one, on both sides of the wall."""
    found = []
    for operator, persona, words in (("ours", "coordinator", "Twin"), ("theirs", "foreign_coordinator", secret)):
        twins = [
            StructureFactory(
                name=f"{words} {n}", affiliation__project=world.things["project"],
                affiliation__operator=world.things[operator],
            )
            for n in (1, 2)
        ]  # fmt: skip
        found.append(merge_structures(kept=twins[0].pk, gone=twins[1].pk, by=world.users[persona]).pk)
    world.own["merge"], world.foreign["merge"] = found[0], [found[1]]
