"""One pack's records, and the questions that several indicators ask of them."""

from __future__ import annotations

import calendar
from datetime import date
from functools import cached_property
from pathlib import Path

from tests.oracle.places import territory
from tests.oracle.reading import day, read, state_at


class Records:
    """A pack's rows, its periods, who is who, where things are and whose they are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.project = read(folder, "project.csv")[0]
        self.start, self.end = day(self.project["start"]), day(self.project["end"])
        self.flag = "in_zone" if self.project["zone"] == "programme" else "in_zone_project"
        self.partners = read(folder, "partners.csv")
        self.targets = read(folder, "targets.csv")
        self.structures = read(folder, "structures.csv")
        self.people = {row["id"]: row for row in read(folder, "people.csv")}
        self.merges = read(folder, "merges.csv")
        self.actions = {row["id"]: row for row in read(folder, "actions.csv")}
        self.attendances = read(folder, "attendances.csv")
        self.accompaniments = read(folder, "accompaniments.csv")
        self.activity = read(folder, "activity.csv")
        self.coefficients = read(folder, "coefficients.csv")
        self.newsletters = read(folder, "newsletters.csv")
        self.press = read(folder, "press.csv")
        self.content = read(folder, "content.csv")
        self.diagnostics = read(folder, "diagnostics.csv")

    # Periods

    @cached_property
    def periods(self) -> list[tuple[date, date]]:
        found = []
        year, month = self.start.year, self.start.month
        while date(year, month, 1) <= self.end:
            first = max(date(year, month, 1), self.start)
            for _ in range(int(self.project["period_months"])):
                last = date(year, month, calendar.monthrange(year, month)[1])
                year, month = (year + 1, 1) if month == 12 else (year, month + 1)
            found.append((first, min(last, self.end)))
        return found

    def inside(self, on: date) -> bool:
        return self.start <= on <= self.end

    # People

    def key(self, person: str) -> str:
        """The account kept in the end, whatever the dates of the merges."""
        moved = True
        while moved:
            moved = False
            for merge in self.merges:
                if merge["merged"] == person:
                    person, moved = merge["kept"], True
        return person

    def is_staff(self, person: str) -> bool:
        return self.people[self.key(person)]["kind"] in ("staff", "test")

    def merged_away(self, person: str) -> bool:
        return any(merge["merged"] == person for merge in self.merges)

    def objects(self, person: str) -> bool:
        """An objection of any account that is, after merges, the same person."""
        return any(
            row["objects_to_statistics"] == "1" and self.key(other) == self.key(person)
            for other, row in self.people.items()
        )

    # Places and partners

    def zone_of_structure(self, structure: str, on: date) -> tuple[str, str] | None:
        """None when the structure gives no postcode at that date."""
        row = state_at(self.structures, "id", structure, on) if structure else None
        if row is None or not row["postcode"]:
            return None
        return territory(row["country"], row["postcode"], self.flag)

    def zone_of_row(self, row: dict[str, str]) -> tuple[str, str] | None:
        if not row["postcode"]:
            return None
        return territory(row["country"], row["postcode"], self.flag)

    def partner_of(self, structure: str, invited_by: str, versant: str, on: date) -> str:
        row = state_at(self.structures, "id", structure, on) if structure else None
        if row is not None and row["operator"]:
            return row["operator"]
        if invited_by:
            return invited_by
        if versant:
            claims = []
            for code in {row["code"] for row in self.partners}:
                partner = state_at(self.partners, "code", code, on)
                if partner and partner["territorial_default"] == "1" and partner["side"] == versant:
                    claims.append(code)
            if len(claims) == 1:
                return claims[0]
        return ""
