"""What the parts of the demonstration hand on to one another."""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from zoneinfo import ZoneInfo

from ..packs.check import Pack
from .published import SEMESTERS, Published

LOCAL = ZoneInfo("Europe/Brussels")

T = TypeVar("T")


@dataclass
class Place:
    """A structure of the demonstration, as the other parts need it."""

    id: str
    name: str
    operator: str  # who answers for it on the day of its affiliation, by its own row or by the territory
    language: str
    country: str
    postcode: str
    affiliated: dt.date
    semester: int
    settled: bool  # in the zone, all the time: its sessions count there
    learners: list[str] = field(default_factory=list)


@dataclass
class Aidant:
    """A helper: one person, who may have a second account by mistake (`alias`)."""

    id: str
    place: Place | None
    invited_by: str
    confirmed: dt.date
    kind: str
    names: tuple[str, str]
    trained: dt.date | None = None
    objects: bool = False
    alias: str = ""
    alias_since: dt.date | None = None
    alias_objects: bool = False

    def account(self, day: dt.date, rng: random.Random) -> str:
        """The account used on a day: now and then the second one."""
        if self.alias and self.alias_since and day >= self.alias_since and rng.random() < 0.5:
            return self.alias
        return self.id


@dataclass
class World:
    """The demonstration while it is being made."""

    rng: random.Random
    published: Published
    pack: Pack = field(default_factory=Pack)
    places: list[Place] = field(default_factory=list)
    aidants: list[Aidant] = field(default_factory=list)
    staff: list[str] = field(default_factory=list)
    testers: list[str] = field(default_factory=list)

    def sample(self, items: Sequence[T], count: int) -> list[T]:
        """`count` different items, or all where there are fewer."""
        return self.rng.sample(items, min(count, len(items)))

    def day_in(self, semester: int, *, first: int = 0, last: int = 0) -> dt.date:
        """A day of a semester, leaving out its `first` and `last` days."""
        start, end = SEMESTERS[semester]
        return start + dt.timedelta(self.rng.randint(first, (end - start).days - last))


def local(day: dt.date, hour: int = 9, minute: int = 0, second: int = 0) -> dt.datetime:
    """A local time as an instant in UTC."""
    time = dt.datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=LOCAL)
    return time.astimezone(dt.UTC)


def working_day(day: dt.date) -> dt.date:
    """The day itself, or a Tuesday or Thursday near it in the same month when it falls in a weekend."""
    if day.weekday() < 5:
        return day
    for days in (-4, 3, 5, -3):
        moved = day + dt.timedelta(days)
        if moved.month == day.month and moved.weekday() < 5:
            return moved
    return day
