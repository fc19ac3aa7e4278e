"""What somebody may bring to a project who answers for some of its partners only (docs/wall.md, Partners).

A row that says what is stored already does no harm, whoever it is about. Any other must be her partners' own: what it
is about now, what it was about before, and the structure it names. What belongs to the project (its settings,
partners, targets, coefficients) and what no partner answers for is the lead's.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from common.wall import across_structures
from reporting.packs import rows
from reporting.packs.check import Faults
from reporting.packs.schema import FILES
from reporting.packs.values import press_key
from reporting.services.importing.stored import STORED, activity_of, press_of, project_row
from structures.models import Affiliation, AffiliationState, Project

Refused = Iterator[tuple[Any, str]]  # a row, and the column that tells whose it is


class Reach:
    """Judges the files of one pack, in the order in which a pack's files are checked.

    partners  the codes of her partners
    """

    def __init__(self, project: Project, partners: frozenset[str]) -> None:
        self.project, self.partners = project, partners
        self._new_people: set[str] = set()

    def refuse(self, name: str, given: list[Any]) -> Faults:
        """The rows of a file that are not hers to bring, by line."""
        told = {"partner": ", ".join(sorted(self.partners)) or "–"}
        judge = getattr(self, f"_{name.removesuffix('.csv')}")
        with across_structures("what is stored tells whether a row of a pack changes another partner's"):
            return {row.line: (column, "not_yours", told) for row, column in judge(given)}

    # --- whose is what

    @cached_property
    def _operators(self) -> dict[str, set[str]]:
        """Every structure's operators, now and before, by its code; the pack's own are added."""
        found: dict[str, set[str]] = {
            code: set() for code in Affiliation.objects.filter(project=self.project).values_list("code", flat=True)
        }
        states = AffiliationState.objects.filter(affiliation__project=self.project, operator__isnull=False)
        for code, operator in states.values_list("affiliation__code", "operator__code"):
            found[code].add(operator)
        return found

    @cached_property
    def _people_before(self) -> Mapping[Any, rows.PersonRow]:
        return STORED["people.csv"](self.project)

    @cached_property
    def _action_operators(self) -> dict[str, str]:
        """Who runs each action, as stored; the pack's new ones are added."""
        return {row.id: row.operator for row in STORED["actions.csv"](self.project).values()}

    def _own(self, structure: str) -> bool:
        operators = self._operators.get(structure)
        return operators is not None and set() < operators <= self.partners

    def _owns(self, person: rows.PersonRow) -> bool:
        return self._own(person.structure) if person.structure else person.invited_by in self.partners

    def _knows(self, person: str) -> bool:
        before = self._people_before.get(person)
        return person in self._new_people if before is None else self._owns(before)

    def _changing(self, name: str, given: list[Any]) -> Iterator[tuple[Any, Any]]:
        """The rows that would change something, each with what is stored under its key."""
        stored, key = STORED[name](self.project), FILES[name].key_of()
        for row in given:
            before = stored.get(key(row))
            if before != _plain(row):
                yield row, before

    # --- what is the project's

    def _project(self, given: list[rows.ProjectRow]) -> Refused:
        return ((row, "code") for row in given if row != project_row(self.project, row.name))

    def _partners(self, given: list[rows.PartnerRow]) -> Refused:
        return ((row, "code") for row, _ in self._changing("partners.csv", given))

    def _targets(self, given: list[rows.TargetRow]) -> Refused:
        return ((row, "indicator") for row, _ in self._changing("targets.csv", given))

    def _coefficients(self, given: list[rows.CoefficientRow]) -> Refused:
        return ((row, "version") for row, _ in self._changing("coefficients.csv", given))

    # --- what is a partner's

    def _structures(self, given: list[rows.StructureRow]) -> Refused:
        told: dict[str, set[str]] = defaultdict(set)
        for row in given:
            if row.operator:
                told[row.id].add(row.operator)
        refused = {}
        for row, _before in self._changing("structures.csv", given):
            operators = self._operators.get(row.id)
            if (row.operator and row.operator not in self.partners) or (operators is None and not told[row.id]):
                refused[row.line] = row, "operator"
            elif not (operators if operators is not None else told[row.id]) <= self.partners or operators == set():
                refused[row.line] = row, "id"
        for row in given:
            if row.operator and row.line not in refused:
                self._operators.setdefault(row.id, set()).add(row.operator)
        yield from refused.values()

    def _people(self, given: list[rows.PersonRow]) -> Refused:
        for row, before in self._changing("people.csv", given):
            inviters = {"", before.invited_by} if before else {""}
            if row.invited_by not in self.partners | inviters:
                yield row, "invited_by"
            elif row.structure and not self._own(row.structure):
                yield row, "structure"
            elif before and not self._owns(before):
                yield row, "id"
            elif before is None:
                self._new_people.add(row.id)

    def _merges(self, given: list[rows.MergeRow]) -> Refused:
        for row, before in self._changing("merges.csv", given):
            if not self._knows(row.merged) or (before and not self._knows(before.kept)):
                yield row, "merged"
            elif not self._knows(row.kept):
                yield row, "kept"

    def _actions(self, given: list[rows.ActionRow]) -> Refused:
        for row, before in self._changing("actions.csv", given):
            if row.operator not in self.partners:
                yield row, "operator"
            elif before and before.operator not in self.partners:
                yield row, "id"
            else:
                self._action_operators[row.id] = row.operator

    def _attendances(self, given: list[rows.AttendanceRow]) -> Refused:
        for row, _before in self._changing("attendances.csv", given):
            if self._action_operators.get(row.action) not in self.partners:
                yield row, "action"

    def _accompaniments(self, given: list[rows.AccompanimentRow]) -> Refused:
        return self._at_structures("accompaniments.csv", given)

    def _diagnostics(self, given: list[rows.DiagnosticRow]) -> Refused:
        return self._at_structures("diagnostics.csv", given)

    def _at_structures(self, name: str, given: list[Any]) -> Refused:
        for row, before in self._changing(name, given):
            if not self._own(row.structure):
                yield row, "structure"
            elif before and not self._own(before.structure):
                yield row, "id"

    def _activity(self, given: list[rows.ActivityRow]) -> Refused:
        beyond = [row for row in given if not self._own(row.structure)]
        if beyond:
            stored, key = activity_of(self.project, {row.structure for row in beyond}), FILES["activity.csv"].key_of()
            yield from ((row, "structure") for row in beyond if key(row) not in stored)

    def _newsletters(self, given: list[rows.NewsletterRow]) -> Refused:
        for row, _before in self._changing("newsletters.csv", given):
            if row.operator not in self.partners:
                yield row, "operator"

    def _press(self, given: list[rows.PressRow]) -> Refused:
        """A pack's rows of an item take the place of the stored ones: they stand or fall together."""
        stored, told = _by_item(press_of(self.project)), _by_item(given)
        for item, mine in told.items():
            before = stored.get(item, [])
            if len(before) == len(mine) and all(row in before for row in mine):
                continue
            taken = any(row.operator not in self.partners for row in before)
            for row in mine:
                if row.operator not in self.partners:
                    yield row, "operator"
                elif taken:
                    yield row, "url" if row.url else "title"

    def _content(self, given: list[rows.ContentRow]) -> Refused:
        for row, before in self._changing("content.csv", given):
            if row.operator not in self.partners:
                yield row, "operator"
            elif before and before.operator not in self.partners:
                yield row, "id"


def _by_item(given: list[rows.PressRow]) -> dict[str, list[rows.PressRow]]:
    items: dict[str, list[rows.PressRow]] = defaultdict(list)
    for row in given:
        items[press_key(row.url, row.medium, row.on, row.title)].append(row)
    return items


def _plain(row: Any) -> Any:
    """With the lists whose order says nothing in the order of what is stored."""
    if isinstance(row, rows.ActionRow):
        return replace(row, joint=tuple(sorted(set(row.joint))))
    if isinstance(row, rows.AccompanimentRow):
        return replace(row, learners=tuple(sorted(set(row.learners))))
    return row
