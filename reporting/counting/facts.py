"""One project's records, as the count reads them: plain values under the sender's own ids.

They mirror the files of an activity pack, less the columns that no count reads. Text that was not given is
`""`, a number or an instant that was not given is None. A `date` is a local date (Europe/Brussels); a
`datetime` is aware, in any zone (UTC is quickest). A list may hold the same record twice, and in any order:
the count goes by the keys named below, and of two records with one key the later in the list holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Project:
    """What the count and the report's head need to know of a project. `start` and `end` are both inside."""

    code: str
    name: str
    start: date
    end: date
    period_months: int = 6
    zone: str = "programme"
    """Which flag of a place counts: `programme` or `project`."""
    held_against_target: str = "declared"
    """Which accompaniments carry the target: `declared` or `estimated`. Empty: `declared`."""
    target_scope: str = "all"
    """`all`, or `zone`: only in-zone units count toward a target. Empty: `all`."""
    grace_days: int = 15
    """Days after a period's end in which late entries are still expected; only the cut-off shows them."""


@dataclass(frozen=True, slots=True)
class PartnerState:
    """A partner from a date on, complete: nothing is inherited from its earlier rows. Key: code, since."""

    code: str
    since: date
    name: str = ""
    role: str = "operator"
    side: str = ""
    """`FR`, `WAL`, `VL` or `ALL`; `ALL` claims nothing by territory."""
    country: str = ""
    postcode: str = ""
    territorial_default: bool = False
    """True: takes what its side leaves unattributed."""


@dataclass(frozen=True, slots=True)
class StructureState:
    """A structure from a date on, complete. Key: id, since."""

    id: str
    since: date
    country: str = ""
    postcode: str = ""
    operator: str = ""
    """Code of the referring partner."""
    status: str = "affiliated"
    """`applied`, `affiliated` or `left`; only STRUCT_AFF asks."""


@dataclass(frozen=True, slots=True)
class Person:
    """An account. Key: id. Its latest values hold for all dates."""

    id: str
    structure: str = ""
    kind: str = ""
    """`professional`, `volunteer`, `staff`, `test`; empty is an aidant."""
    confirmed_at: datetime | None = None
    """When the account became active; gates accounts and affiliations, nothing else."""
    invited_by: str = ""
    """Code of the partner whose invitation it used."""
    objects: bool = False
    """Objects to usage statistics."""


@dataclass(frozen=True, slots=True)
class Merge:
    """Account `merged` is the same person as account `kept`, for all dates. Key: merged."""

    kept: str
    merged: str


@dataclass(frozen=True, slots=True)
class Action:
    """A training, coaching, awareness action or event. Key: id."""

    id: str
    kind: str
    """`training`, `coaching`, `awareness`, `webinar`, `conference`, `community`, `launch`, `other`."""
    operator: str
    """Code of the organising partner; a joint action is this partner's."""
    starts_at: datetime
    status: str = "closed"
    """`planned`, `closed` or `cancelled`."""
    core: bool = False
    """True: the 3 h core workshop."""
    dates: tuple[date, ...] = ()
    """Further local dates of a series."""
    country: str = ""
    postcode: str = ""
    online: bool = False
    audience: int | None = None
    """Heads, as estimated by the organiser."""
    evidence: str = ""
    """Name or address of the file that proves it."""


@dataclass(frozen=True, slots=True)
class Attendance:
    """A person on an action's roll. Key: action, person."""

    action: str
    person: str
    status: str = "present"
    """`registered`, `waiting`, `cancelled`, `present`, `absent`."""
    validated: bool = True
    """True when the roll gives an instant of validation; that instant dates nothing."""


@dataclass(frozen=True, slots=True)
class Accompaniment:
    """Help given, on a local date, by one person in one structure. Key: id."""

    id: str
    structure: str
    person: str
    date: date
    learners: tuple[str, ...] = ()
    """Pseudonyms, each of this structure; the same one twice is one head."""
    anonymous: int = 0
    """Heads without a pseudonym."""
    country: str = ""
    postcode: str = ""
    """Of the place, when it was not at the structure."""
    status: str = "recorded"
    """`cancelled`, or anything else: recorded."""
    mode: str = "individual"
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """One signed-in request. Key: user, structure, at."""

    user: str
    """A person's id, or `learner:` and a pseudonym of the structure."""
    structure: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """A usage session already cut out of the activity. Key: user, structure, started_at.

    Cut it for the kept account, over the activity of all the accounts merged into it: sessions of two
    accounts can't be joined afterwards without the activity itself.
    """

    user: str
    """As in Activity."""
    structure: str
    started_at: datetime
    ended_at: datetime
    """The last activity, not 30 minutes after it."""


@dataclass(frozen=True, slots=True)
class Coefficient:
    """Accompaniments per aidant and month, from a date on. Key: version."""

    version: str
    since: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Newsletter:
    """An operator's confirmed subscribers on a day. Key: operator, on."""

    operator: str
    on: date
    readers: int


@dataclass(frozen=True, slots=True)
class Press:
    """A published item. Its key is made by `indicators.publicity.press_key`."""

    on: date
    medium: str
    title: str
    url: str = ""
    kind: str = "press"
    """`press` or `institutional`."""
    operator: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """A published learning content. Key: id."""

    id: str
    published_on: date
    operator: str = ""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A completed skills check. Key: id."""

    id: str
    structure: str
    completed_at: datetime


@dataclass(frozen=True, slots=True)
class Target:
    """What an indicator is held against. Key: indicator, partner (empty: the project's own)."""

    indicator: str
    partner: str = ""
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """All that is known of a project. Any list may be empty.

    `sessions` None: they are cut out of `activity`. Given: they are the sessions, and `activity` is not read.
    """

    project: Project
    partners: Sequence[PartnerState] = ()
    structures: Sequence[StructureState] = ()
    people: Sequence[Person] = ()
    merges: Sequence[Merge] = ()
    actions: Sequence[Action] = ()
    attendances: Sequence[Attendance] = ()
    accompaniments: Sequence[Accompaniment] = ()
    activity: Sequence[Activity] = ()
    objecting_learners: Sequence[tuple[str, str]] = ()
    """(structure, pseudonym) of learners who object: nothing of them is recorded, and the report says how many."""
    sessions: Sequence[Session] | None = None
    coefficients: Sequence[Coefficient] = ()
    newsletters: Sequence[Newsletter] = ()
    press: Sequence[Press] = ()
    contents: Sequence[Content] = ()
    diagnostics: Sequence[Diagnostic] = ()
    targets: Sequence[Target] = ()
