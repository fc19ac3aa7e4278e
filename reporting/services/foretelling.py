"""What a merge would change in a project's figures: counted twice, as things are and as they would be.

Nothing is written. Of help and of use only the records of those concerned are read: each of these lines is a sum over
structures, and the rest cancels out. Presences are read whole, for ACCOMP_ESTIMATED is rounded cell by cell.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from accompaniments.models import Accompaniment
from learners.models import Learner
from merging.effects import Effect
from merging.history import one_history
from merging.models import Kind
from reporting.catalogue import catalogue, indicator
from reporting.counting import Cells, cells_of, facts
from reporting.counting.ledger import Ledger
from reporting.counting.people import LEARNER_PREFIX, People
from reporting.counting.rollup import ESTIMATED, one_digit
from reporting.counting.sessions import sessions_of
from reporting.counting.units import MAIN, OTHER
from reporting.models import Activity, RollUp
from reporting.selectors import facts as read
from reporting.selectors.cells import stored_cells
from reporting.services.usage import carried_below
from structures.models import AffiliationState, Person, Project, StructureState

NOBODY = "-"
# Names that no structure of a project has: the two, while nothing is said yet about which code they go by.
KEPT, GONE = "\0kept", "\0gone"
UNTOUCHED = {"NEWS_READERS", "PRESS", "CONTENT_PUB", "TRAINERS"}
CONCERNED = tuple(line.code for line in catalogue() if line.code not in UNTOUCHED)
Scope = tuple[str, int, str, str]  # line, period, partner, zone


def foretell(*, kind: str, kept: int, gone: int) -> list[Effect]:
    """Each figure that a merge of these two would change. The caller works across structures."""
    told = _of_structures if kind == Kind.STRUCTURES else _of_accounts
    return [effect for project, before, after in told(kept, gone) for effect in _apart(project, before, after)]


Pair = tuple[Project, facts.ProjectFacts, facts.ProjectFacts]


# --- two accounts


def _of_accounts(kept: int, gone: int) -> Iterable[Pair]:
    """Where a project knows both, as two: its register says from then on that they are one."""
    both = Person.objects.filter(user__in=[kept, gone]).select_related("project").order_by("project_id")
    by_project: dict[Project, dict[int | None, Person]] = {}
    for person in both:
        by_project.setdefault(person.project, {})[person.user_id] = person
    for project, persons in by_project.items():
        if len(persons) < 2 or persons[kept].kept == persons[gone].kept:
            continue
        stays, goes = persons[kept].kept.code, persons[gone].kept.code
        merges = read.merges(project)
        who = People([], merges)
        codes = [goes, stays, *(one.merged for one in merges if who.key(one.merged) in {goes, stays})]
        worked = (
            model.objects.filter(project=project, person__code__in=codes).values_list("structure_id", flat=True)
            for model in (Accompaniment, Activity)
        )
        seen = _Seen.of(project, sorted({place for places in worked for place in places.distinct()}))
        yield project, seen.as_is(), seen.as_is(facts.Merge(stays, goes))


# --- two structures


def _of_structures(kept: int, gone: int) -> Iterable[Pair]:
    """Where a project has an affiliation of either: the records of both lie in one, with one history."""
    shared = _pseudonyms(kept) & _pseudonyms(gone)
    for project in Project.objects.filter(affiliations__structure__in=[kept, gone]).distinct().order_by("pk"):
        codes = read.codes_of(project)
        own = {KEPT: codes.get(kept, ""), GONE: codes.get(gone, "")}
        code = own[KEPT] or own[GONE]
        seen = _Seen.of(project, [kept, gone], codes | {kept: KEPT, gone: GONE})
        merged = seen.named({KEPT: code, GONE: code}, shared=shared, apart=own[GONE])
        rest = [state for state in merged.structures if state.id != code]
        joined = read.joined(
            code, one_history(_places(kept), _places(gone)), one_history(_roles(project, kept), _roles(project, gone))
        )
        yield project, seen.named(own), replace(merged, structures=[*rest, *joined])


def _pseudonyms(structure: int) -> set[str]:
    """Of two learners who share one by chance, one gets another: they stay two."""
    return set(Learner.objects.filter(structure=structure).values_list("pseudonym", flat=True))


def _places(structure: int) -> list[StructureState]:
    return list(StructureState.objects.filter(structure=structure).order_by("since"))


def _roles(project: Project, structure: int) -> list[AffiliationState]:
    rows = AffiliationState.objects.filter(affiliation__project=project, affiliation__structure=structure)
    return list(rows.select_related("operator").order_by("since"))


# --- a project as it is read once, and looked at twice


@dataclass(frozen=True, slots=True)
class _Seen:
    """The project's facts without sessions, and what these are cut out of."""

    records: facts.ProjectFacts
    activity: list[facts.Activity]
    carried: list[facts.Session]
    below: datetime | None

    @classmethod
    def of(cls, project: Project, at: list[int], codes: dict[int, str] | None = None) -> "_Seen":
        codes = read.codes_of(project) if codes is None else codes
        return cls(
            read.load_facts(project=project, codes=codes, at=at),
            list(read.activity(project, codes, at)),
            list(read.carried_sessions(project, codes, at)),
            carried_below(project),
        )

    def as_is(self, *merges: facts.Merge) -> facts.ProjectFacts:
        """With these merges more."""
        return self._cut(replace(self.records, merges=[*self.records.merges, *merges]), self.activity, self.carried)

    def named(
        self, names: dict[str, str], *, shared: Iterable[str] = (), apart: str | None = None
    ) -> facts.ProjectFacts:
        """With these codes of the two. `shared`: pseudonyms of which GONE's becomes another one; `apart`: the code of

        carried numbers of GONE where KEPT has one of that day too: they stay where they were counted.
        """
        fresh = {name: f"\0{name}" for name in shared}

        def at(place: str) -> str:
            return names.get(place, place)

        def who(pseudonym: str, place: str) -> str:
            return fresh.get(pseudonym, pseudonym) if place == GONE else pseudonym

        def user(one: str, place: str) -> str:
            told = one.removeprefix(LEARNER_PREFIX)
            return one if told == one else LEARNER_PREFIX + who(told, place)

        days = {(one.user, one.started_at.date()) for one in self.carried if one.structure == KEPT}
        carried = [
            replace(
                one,
                structure=apart
                if apart is not None and one.structure == GONE and (one.user, one.started_at.date()) in days
                else at(one.structure),
            )
            for one in self.carried
        ]
        found = replace(
            self.records,
            people=[replace(one, structure=at(one.structure)) for one in self.records.people],
            accompaniments=[
                replace(
                    one, structure=at(one.structure), learners=tuple(who(name, one.structure) for name in one.learners)
                )
                for one in self.records.accompaniments
            ],
            diagnostics=[replace(one, structure=at(one.structure)) for one in self.records.diagnostics],
            objecting_learners=[],  # counted among the rows left out, which no line shows
        )
        activity = [facts.Activity(user(one.user, one.structure), at(one.structure), one.at) for one in self.activity]
        return self._cut(found, activity, carried)

    def _cut(
        self, found: facts.ProjectFacts, activity: Iterable[facts.Activity], carried: list[facts.Session]
    ) -> facts.ProjectFacts:
        fresh = sessions_of(activity, People(found.people, found.merges))
        held = [one for one in fresh if self.below is None or one.started_at >= self.below]
        return replace(found, sessions=[*held, *carried])


# --- what differs


def _apart(project: Project, before: facts.ProjectFacts, after: facts.ProjectFacts) -> list[Effect]:
    """The change is exact; the figure it is told of is the report's, as the last roll-up left it."""
    change = _sums(cells_of(Ledger(after), CONCERNED))
    change.subtract(_sums(cells_of(Ledger(before), CONCERNED)))
    rolled_up = RollUp.objects.filter(project=project, ran_at__isnull=False).exists()
    now = _sums(stored_cells(project=project)) if rolled_up else _sums(cells_of(Ledger(_whole(project))))
    found = []
    for scope, more in change.items():
        code, period, partner, zone = scope
        part = bool(partner or zone)
        if not more or (part and more == change[code, period, "", ""] and zone != OTHER):
            continue
        was = max(now[scope], -more)  # a record of a minute ago may not be rolled up yet
        told = [str(one_digit(one)) if code == ESTIMATED else str(int(one)) for one in (was, was + more)]
        found.append(Effect(project.pk, period, code, dict(indicator(code).name), partner, zone, *told))
    order = {code: place for place, code in enumerate(CONCERNED)}
    return sorted(found, key=lambda one: (order[one.code], one.period, one.partner, one.zone))


def _whole(project: Project) -> facts.ProjectFacts:
    """Of a project that was never rolled up: everything."""
    codes = read.codes_of(project)
    return _Seen.of(project, list(codes)).as_is()


def _sums(cells: Cells) -> Counter[Scope]:
    """The figures of a report: of a line, of a partner's part of it, of the zone's, of helpers without training."""
    found: Counter[Scope] = Counter()
    for key, value in cells.values.items():
        if key.column != MAIN:
            found[key.code, key.period, "", OTHER] += value  # type: ignore[assignment]
            continue
        for scope in (("", ""), (key.operator or NOBODY, ""), *([("", key.zone)] if key.zone else [])):
            found[(key.code, key.period, *scope)] += value  # type: ignore[assignment]
    return found
