"""A second, deliberately plain counter: what a careful auditor would do by hand with a pack of CSV files.

It shares nothing with `reporting`: the standard library, the pack's own files, and the two reference tables of
postcodes and NUTS 3 units. Every indicator is a loop over rows in the words of docs/counting.md, slow and
repetitive on purpose, so that a difference with the real counter is a difference of reading.

`report(folder, period, partner)` gives the numeric cells of the report. It takes packs without bad rows and
projects without a frozen period (so `late` is always 0).
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

from tests.oracle.reading import day, state_at
from tests.oracle.units import CODES, WITHOUT_TERRITORY, Units


class Count(Units):
    """One pack's figures, by period and partner."""

    def estimated(self, period: int, partner: str | None, zone: str) -> Fraction:
        """One stored cell, or for all partners (None) the sum of theirs."""
        if partner is None:
            codes = {unit[1] for unit in self.units["PART_TRAINED"]}
            return sum((self.estimated(period, code, zone) for code in codes), Fraction(0))
        first, last = self.periods[period - 1]
        coefficient, latest = Fraction(0), None
        for row in self.coefficients:
            if day(row["from"]) <= last and (latest is None or day(row["from"]) > latest):
                coefficient, latest = Fraction(row["value"]), day(row["from"])
        months = Fraction(0)
        for on, operator, place, _one in self.units["PART_TRAINED"]:
            if operator != partner or place != zone:
                continue
            trained = on.year * 12 + on.month
            for month in range(first.year * 12 + first.month, last.year * 12 + last.month + 1):
                if month == trained:
                    months += Fraction(1, 2)
                elif month > trained:
                    months += 1
        return one_digit(months * coefficient)

    def readers(self, operator: str, last: date) -> int:
        """The latest reading inside the project by a day."""
        readings = [
            (day(row["on"]), int(row["readers"]))
            for row in self.newsletters
            if row["operator"] == operator and self.start <= day(row["on"]) <= last
        ]
        return max(readings)[1] if readings else 0

    def left_out(self, period: int, partner: str | None) -> dict[tuple[str, str], int]:
        """By code and reason, the rows that the format's own example and the rules name as left out.

        `no_aidant`: what the rules leave open, in the reading of docs/counting.md.
        """
        first, last = self.periods[period - 1]
        without_learner = [
            who for on, who in self.excluded_no_learner if first <= on <= last and (partner is None or who == partner)
        ]
        without_aidant = []
        for structure in {row["id"] for row in self.structures}:
            state = state_at(self.structures, "id", structure, last)
            if state and state["status"] == "affiliated" and not any(on <= last for on in self.confirmed(structure)):
                _zone, versant = self.zone_of_structure(structure, last) or ("unknown", "")
                who = self.partner_of(structure, "", versant, last)
                without_aidant += [structure] if partner is None or who == partner else []
        return {
            ("ACCOMP_DECLARED", "no_learner"): len(without_learner),
            ("STRUCT_AFF", "no_aidant"): len(without_aidant),
        }

    # Figures

    def figure(self, code: str, period: int, partner: str | None, zone: str | None = None) -> Fraction:
        """The figure of one period, for a partner, "" (unattributed) or all (None), in a zone or in all."""
        if code == "ACCOMP_ESTIMATED":
            zones = [zone] if zone else ["in_zone", "out_of_zone", "unknown"]
            return sum((self.estimated(period, partner, one) for one in zones), Fraction(0))
        first, last = self.periods[period - 1]
        if code == "NEWS_READERS":
            if partner is None:
                return Fraction(sum(self.readers(one, last) for one in {row["code"] for row in self.partners}))
            return Fraction(self.readers(partner, last))
        units = self.other_helpers if code == "OTHER_HELPERS" else self.units[code]
        return Fraction(
            sum(
                how_many
                for on, who, where, how_many in units
                if first <= on <= last and (partner is None or who == partner) and (zone is None or where == zone)
            )
        )

    def target(self, code: str, partner: str | None) -> Fraction | None:
        held = "ACCOMP_ESTIMATED" if self.project["held_against_target"] == "estimated" else "ACCOMP_DECLARED"
        if code in ("ACCOMP_DECLARED", "ACCOMP_ESTIMATED") and code != held:
            return None
        for row in self.targets:
            if row["indicator"] == code and row["partner"] == (partner or "") and row["value"]:
                return Fraction(row["value"])
        return None

    def line(self, code: str, period: int, partner: str | None) -> dict:
        here = self.figure(code, period, partner)
        if code == "NEWS_READERS":
            previous = self.figure(code, period - 1, partner) if period > 1 else Fraction(0)
            cumulative = here
        else:
            previous = sum((self.figure(code, one, partner) for one in range(1, period)), Fraction(0))
            cumulative = previous + here
        toward = cumulative
        if self.project["target_scope"] == "zone" and code not in WITHOUT_TERRITORY:
            toward = sum((self.figure(code, one, partner, "in_zone") for one in range(1, period + 1)), Fraction(0))
        target = self.target(code, partner)
        show = written if code == "ACCOMP_ESTIMATED" else int
        line = {
            "period": show(here),
            "late": show(Fraction(0)),
            "previous": show(previous),
            "cumulative": show(cumulative),
        }
        for zone in ("in_zone", "out_of_zone", "unknown"):
            line[zone] = None if code in WITHOUT_TERRITORY else show(self.figure(code, period, partner, zone))
        line["target"] = None if target is None else show(target)
        line["rate"] = written(one_digit(toward * 100 / target)) if target else None
        line["counts_toward_target"] = show(toward)
        if code == "ACCOMP_DECLARED":
            line["other_helpers"] = int(self.figure("OTHER_HELPERS", period, partner))
        return line

    def column(self, period: int, partner: str) -> dict:
        shown = {}
        for code in CODES:
            figure = self.figure(code, period, partner)
            shown[code] = written(figure) if code == "ACCOMP_ESTIMATED" else int(figure)
        return shown


def one_digit(value: Fraction) -> Fraction:
    """Half up to one digit (no figure is negative)."""
    return Fraction((value * 10 + Fraction(1, 2)).__floor__(), 10)


def written(value: Fraction) -> str:
    tenths = int(value * 10)
    return f"{tenths // 10}.{tenths % 10}"


def report(folder: Path, period: int, partner: str | None = None, count: Count | None = None) -> dict:
    """`lines` by code; for the consolidated report (no partner) also `partners` and `unattributed`."""
    count = count or Count(folder)
    found: dict = {"lines": {code: count.line(code, period, partner) for code in CODES}}
    if partner is None:
        codes = sorted({row["code"] for row in count.partners})
        found["partners"] = {code: count.column(period, code) for code in codes}
        found["unattributed"] = count.column(period, "")
    return found
