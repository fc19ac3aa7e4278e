"""The demonstration pack: project CROSS, whose reports print what Cross&Le@rn published.

All people, structures and records are invented; only the partners' names, the published totals and the
postcodes are real. The same seed writes the same bytes.
"""

import random
from pathlib import Path

from ..packs.check import Pack
from ..packs.write import write_pack
from .events import add_awareness, add_events
from .helping import add_accompaniments, add_diagnostics, add_learners
from .partners import add_project, add_publicity
from .people import add_aidants, add_second_accounts, add_staff, write_people
from .places import Postcodes
from .published import published
from .structures import add_beginnings, add_structures
from .trainings import add_trainings, plan_trainings
from .usage import add_activity
from .world import World

SEED = 2020


def make(*, seed: int = SEED) -> Pack:
    """The rows of the demonstration pack, with line numbers of 0: they stand in no file yet."""
    rng = random.Random(seed)  # noqa: S311 - invented data, no secret
    world = World(rng, published())
    postcodes = Postcodes(rng)
    add_project(world)
    add_structures(world, postcodes)
    add_aidants(world)
    add_staff(world)
    plans = plan_trainings(world)
    add_second_accounts(world)
    add_beginnings(world)
    add_trainings(world, postcodes, plans)
    add_awareness(world, postcodes)
    add_events(world, postcodes)
    add_publicity(world)
    add_learners(world)
    add_accompaniments(world)
    add_diagnostics(world)
    add_activity(world)
    write_people(world)
    return world.pack


def build(folder: Path | str, *, seed: int = SEED) -> Pack:
    """Writes the demonstration pack into a folder, and returns its rows."""
    pack = make(seed=seed)
    write_pack(pack, folder)
    return pack
