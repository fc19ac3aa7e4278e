"""A second, deliberately plain counter: what a careful auditor would do by hand with a pack of CSV files.

It shares nothing with `reporting`: the standard library, the pack's own files, and the two reference tables of
postcodes and NUTS 3 units. Every indicator is a loop over rows in the words of docs/counting.md, slow and
repetitive on purpose, so that a difference with the real counter is a difference of reading.

`report(folder, period, partner)` gives the numeric cells of the report. It takes packs without bad rows and
projects without a frozen period (so `late` is always 0).
"""

from __future__ import annotations

import calendar
import csv
import io
import re
from collections import defaultdict
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")
DATA = Path(__file__).resolve().parents[2] / "platform" / "structures" / "data"

CODES = [
    "PART_TRAINED",
    "TRAIN_PARTICIPATIONS",
    "COMPLETIONS",
    "TRAIN_ACTIONS",
    "AWARE_ACTIONS",
    "EVENTS",
    "STRUCT_AFF",
    "AIDANT_ACCOUNTS",
    "SESSIONS_ZONE",
    "ACCOMP_DECLARED",
    "ACCOMP_ESTIMATED",
    "PERSONS_BENEFIT",
    "NEWS_READERS",
    "PRESS",
    "WEBINAR_ATTEND",
    "TRAINERS",
    "CONTENT_PUB",
    "DIAGNOSTICS",
]
WITHOUT_TERRITORY = {"PRESS", "CONTENT_PUB", "NEWS_READERS"}
EVENT_KINDS = {"webinar", "conference", "community", "launch", "other"}


# --- Reading -------------------------------------------------------------------------------------------------


class Row(dict):
    """A row by column; a column the file does not have reads as empty."""

    def __missing__(self, column: str) -> str:
        return ""


def read(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of one file, cells trimmed; a row repeated cell by cell is read once; no file is no row."""
    path = Path(folder) / name
    if not path.exists():
        return []
    text = path.read_bytes().decode("utf-8-sig")
    header = text.splitlines()[0]
    separator = ";" if header.count(";") > header.count(",") else ","
    rows: list[dict[str, str]] = []
    for cells in csv.DictReader(io.StringIO(text, newline=""), delimiter=separator):
        row = Row((key.strip(), (value or "").strip()) for key, value in cells.items())
        if any(row.values()) and row not in rows:
            rows.append(row)
    return rows


def local_date_of(text: str) -> date:
    return moment(text).astimezone(BRUSSELS).date()


def moment(text: str) -> datetime:
    """An instant. Without an offset it is Brussels time; `fold=0` is the first of two, or the offset before."""
    value = datetime.fromisoformat(text.replace("Z", "+00:00"))
    if value.tzinfo is None:
        value = value.replace(tzinfo=BRUSSELS, fold=0)
    return value.astimezone(ZoneInfo("UTC"))


def day(text: str) -> date:
    return date.fromisoformat(text)


def number(text: str) -> int:
    return int(text) if text else 0


def state_at(rows: list[dict[str, str]], key: str, wanted: str, on: date) -> dict[str, str] | None:
    """The whole row with the latest `from` on or before the date; None before the first."""
    found = None
    for row in rows:
        if row[key] != wanted or day(row["from"]) > on:
            continue
        if found is None or day(row["from"]) > day(found["from"]):
            found = row
    return found


# --- Territory -----------------------------------------------------------------------------------------------


def _reference() -> tuple[dict, dict]:
    units = {}
    with (DATA / "nuts3_zone.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            units[row["nuts3"]] = row
    postcodes = defaultdict(set)
    with (DATA / "postcodes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            postcodes[row["country"], row["postcode"]].add(row["nuts3"])
    return units, postcodes


UNITS, POSTCODES = _reference()


def territory(country: str, postcode: str, flag: str) -> tuple[str, str]:
    """(in_zone, out_of_zone or unknown; versant or empty) of a postcode that is given."""
    country = country.upper()
    if country not in ("", "BE", "FR"):
        return "out_of_zone", ""
    parts = re.fullmatch(r"(BE|B|FR|F)?-?(.*)", postcode.replace(" ", "").upper())
    prefix, rest = parts.group(1) or "", parts.group(2)
    if not prefix:
        rest = postcode.replace(" ", "")
    if re.fullmatch("[0-9]{4}", rest):
        found = "BE"
    elif re.fullmatch("[0-9]{5}", rest):
        found = "FR"
    else:
        return "unknown", ""
    if country and country != found:
        return "unknown", ""
    if prefix and prefix[0] != found[0]:
        return "unknown", ""
    nuts = POSTCODES.get((found, rest), set())
    flags = {UNITS[unit][flag] for unit in nuts}
    versants = {UNITS[unit]["versant"] for unit in nuts}
    zone = "unknown"
    if flags == {"1"}:
        zone = "in_zone"
    elif flags == {"0"}:
        zone = "out_of_zone"
    return zone, versants.pop() if len(versants) == 1 else ""


# --- The count -----------------------------------------------------------------------------------------------


class Count:
    """One pack, counted: `units[code]` is a list of (date, partner or "", zone, number)."""

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

        self.units: dict[str, list[tuple[date, str, str, int]]] = {code: [] for code in CODES}
        self.other_helpers: list[tuple[date, str, str, int]] = []
        self.trained_on: dict[str, date] = {}
        self.excluded_no_learner: list[tuple[date, str]] = []
        self.count_trainings()
        self.count_completions()
        self.count_awareness_and_events()
        self.count_affiliations()
        self.count_accounts()
        self.count_sessions()
        self.count_accompaniments()
        self.count_learners()
        self.count_press()
        self.count_contents()
        self.count_diagnostics()

    # Periods

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

    # Trainings

    def action_date(self, action: dict[str, str]) -> date:
        on = local_date_of(action["starts_at"])
        if action["kind"] in ("training", "coaching"):
            for other in action["dates"].split("|"):
                if other.strip() and day(other.strip()) > on:
                    on = day(other.strip())
        return on

    def presences(self, kinds: set[str], core_only: bool = False) -> list[tuple[date, datetime, str, str]]:
        """(date, start, action id, person's key), once per action and person, in the order of "first"."""
        found = set()
        for row in self.attendances:
            action = self.actions[row["action"]]
            if action["kind"] not in kinds or action["status"] != "closed":
                continue
            if core_only and action["core"] != "1":
                continue
            if row["status"] != "present" or not row["validated_at"]:
                continue
            if self.is_staff(row["person"]):
                continue
            on = self.action_date(action)
            if self.inside(on):
                found.add((on, moment(action["starts_at"]), action["id"], self.key(row["person"])))
        return sorted(found)

    def zone_of_presence(self, person: str, action: dict[str, str], on: date) -> str:
        place = self.zone_of_structure(self.people[person]["structure"], on) or self.zone_of_row(action)
        return place[0] if place else "unknown"

    def zone_of_action(self, action: dict[str, str], on: date) -> str:
        place = self.zone_of_row(action)
        if place is None and action["online"] == "1":
            organiser = state_at(self.partners, "code", action["operator"], on)
            place = self.zone_of_row(organiser) if organiser else None
        return place[0] if place else "unknown"

    def count_trainings(self) -> None:
        for on, _start, ident, person in self.presences({"training"}):
            action = self.actions[ident]
            zone = self.zone_of_presence(person, action, on)
            self.units["TRAIN_PARTICIPATIONS"].append((on, action["operator"], zone, 1))
        for on, _start, ident, person in self.presences({"training"}, core_only=True):
            if person not in self.trained_on:
                action = self.actions[ident]
                self.trained_on[person] = on
                zone = self.zone_of_presence(person, action, on)
                self.units["PART_TRAINED"].append((on, action["operator"], zone, 1))
        for ident in {ident for _on, _start, ident, _person in self.presences({"training"})}:
            action = self.actions[ident]
            on = self.action_date(action)
            self.units["TRAIN_ACTIONS"].append((on, action["operator"], self.zone_of_action(action, on), 1))

    def count_completions(self) -> None:
        workshops, coachings = {}, {}
        for presence in self.presences({"training"}, core_only=True):
            workshops.setdefault(presence[3], presence)
        for presence in self.presences({"coaching"}):
            coachings.setdefault(presence[3], presence)
        for person, workshop in workshops.items():
            if person in coachings:
                later = max(workshop, coachings[person])
                on = later[0]
                operator = self.actions[workshop[2]]["operator"]
                zone = self.zone_of_presence(person, self.actions[later[2]], on)
                self.units["COMPLETIONS"].append((on, operator, zone, 1))

    def count_awareness_and_events(self) -> None:
        for action in self.actions.values():
            on = self.action_date(action)
            if action["status"] != "closed" or not self.inside(on):
                continue
            if action["kind"] == "awareness" and number(action["audience"]) >= 1 and action["evidence"]:
                self.units["AWARE_ACTIONS"].append((on, action["operator"], self.zone_of_action(action, on), 1))
            if action["kind"] in EVENT_KINDS:
                if action["online"] == "1":
                    zone = "in_zone"
                else:
                    place = self.zone_of_row(action)
                    zone = place[0] if place else "unknown"
                self.units["EVENTS"].append((on, action["operator"], zone, 1))
        for on, _start, ident, person in self.presences(EVENT_KINDS):
            place = self.zone_of_structure(self.people[person]["structure"], on)
            zone = place[0] if place else "unknown"
            self.units["WEBINAR_ATTEND"].append((on, self.actions[ident]["operator"], zone, 1))

    # Structures and accounts

    def count_affiliations(self) -> None:
        for structure in {row["id"] for row in self.structures}:
            confirmed = [
                local_date_of(row["confirmed_at"])
                for person, row in self.people.items()
                if row["structure"] == structure
                and row["confirmed_at"]
                and not self.is_staff(person)
                and not self.merged_away(person)
            ]
            if not confirmed:
                continue
            # Only on these dates can it become true for the first time.
            candidates = [day(row["from"]) for row in self.structures if row["id"] == structure] + confirmed
            for on in sorted(candidates):
                state = state_at(self.structures, "id", structure, on)
                if state and state["status"] == "affiliated" and min(confirmed) <= on:
                    if self.inside(on):
                        zone, versant = self.zone_of_structure(structure, on) or ("unknown", "")
                        partner = self.partner_of(structure, "", versant, on)
                        self.units["STRUCT_AFF"].append((on, partner, zone, 1))
                    break

    def count_accounts(self) -> None:
        for person, row in self.people.items():
            if not row["confirmed_at"] or self.is_staff(person) or self.merged_away(person):
                continue
            on = local_date_of(row["confirmed_at"])
            if self.inside(on):
                zone, versant = self.zone_of_structure(row["structure"], on) or ("unknown", "")
                partner = self.partner_of(row["structure"], row["invited_by"], versant, on)
                self.units["AIDANT_ACCOUNTS"].append((on, partner, zone, 1))

    def count_sessions(self) -> None:
        moments = defaultdict(list)
        for row in self.activity:
            user = row["user"]
            if not user.startswith("learner:"):
                if self.is_staff(user) or self.objects(user):
                    continue
                user = self.key(user)
            moments[user, row["structure"]].append(moment(row["at"]))
        for (user, structure), instants in moments.items():
            began = last = None
            for at in sorted(instants):
                if began is None or at - last > timedelta(minutes=30) or at - began > timedelta(hours=12):
                    began = at
                    on = at.astimezone(BRUSSELS).date()
                    if self.inside(on):
                        zone, versant = self.zone_of_structure(structure, on) or ("unknown", "")
                        invited_by = "" if user.startswith("learner:") else self.people[user]["invited_by"]
                        partner = self.partner_of(structure, invited_by, versant, on)
                        self.units["SESSIONS_ZONE"].append((on, partner, zone, 1))
                last = at

    # Accompaniments

    def counted_accompaniments(self) -> list[dict[str, str]]:
        return [
            row
            for row in self.accompaniments
            if row["status"] != "cancelled" and self.inside(day(row["date"])) and not self.is_staff(row["person"])
        ]

    @staticmethod
    def pseudonyms(row: dict[str, str]) -> set[str]:
        return {name.strip() for name in row["learners"].split("|") if name.strip()}

    def count_accompaniments(self) -> None:
        for row in self.counted_accompaniments():
            on = day(row["date"])
            place = self.zone_of_row(row) or self.zone_of_structure(row["structure"], on)
            zone, versant = place or ("unknown", "")
            helper = self.key(row["person"])
            partner = self.partner_of(row["structure"], self.people[helper]["invited_by"], versant, on)
            heads = len(self.pseudonyms(row)) + number(row["anonymous"])
            if heads == 0:
                self.excluded_no_learner.append((on, partner))
            unit = (on, partner, zone, heads)
            if helper in self.trained_on and self.trained_on[helper] <= on:
                self.units["ACCOMP_DECLARED"].append(unit)
            else:
                self.other_helpers.append(unit)

    def count_learners(self) -> None:
        first: dict[tuple[str, str], date] = {}
        for row in self.counted_accompaniments():
            for pseudonym in self.pseudonyms(row):
                learner, on = (row["structure"], pseudonym), day(row["date"])
                if learner not in first or on < first[learner]:
                    first[learner] = on
        for (structure, _pseudonym), on in first.items():
            zone, versant = self.zone_of_structure(structure, on) or ("unknown", "")
            partner = self.partner_of(structure, "", versant, on)
            self.units["PERSONS_BENEFIT"].append((on, partner, zone, 1))

    def estimated(self, period: int, partner: str | None, zone: str) -> Fraction:
        """One stored cell, or for all partners (None) the sum of theirs."""
        if partner is None:
            codes = {unit[1] for unit in self.units["PART_TRAINED"]}
            return sum((self.estimated(period, code, zone) for code in codes), Fraction(0))
        first, last = self.periods()[period - 1]
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

    # The rest

    def count_press(self) -> None:
        kept: dict[tuple, tuple] = {}
        for row in self.press:
            on = day(row["on"])
            if row["kind"] == "institutional" or not self.inside(on):
                continue
            key = press_key(row)
            # The earliest date, then the operator's code, an empty one last.
            rank = (on, row["operator"] == "", row["operator"])
            if key not in kept or rank < kept[key]:
                kept[key] = rank
        for on, _empty, operator in kept.values():
            self.units["PRESS"].append((on, operator, "", 1))

    def count_contents(self) -> None:
        for row in self.content:
            if self.inside(day(row["published_on"])):
                self.units["CONTENT_PUB"].append((day(row["published_on"]), row["operator"], "", 1))

    def count_diagnostics(self) -> None:
        for row in self.diagnostics:
            on = local_date_of(row["completed_at"])
            if self.inside(on):
                zone, versant = self.zone_of_structure(row["structure"], on) or ("unknown", "")
                partner = self.partner_of(row["structure"], "", versant, on)
                self.units["DIAGNOSTICS"].append((on, partner, zone, 1))

    def readers(self, operator: str, last: date) -> int:
        readings = [
            (day(row["on"]), int(row["readers"]))
            for row in self.newsletters
            if row["operator"] == operator and self.start <= day(row["on"]) <= last
        ]
        return max(readings)[1] if readings else 0

    def left_out(self, period: int, partner: str | None) -> dict[tuple[str, str], int]:
        """By code and reason, the rows that the format's own example and the rules name as left out."""
        first, last = self.periods()[period - 1]
        without_learner = [
            who for on, who in self.excluded_no_learner if first <= on <= last and (partner is None or who == partner)
        ]
        return {("ACCOMP_DECLARED", "no_learner"): len(without_learner)}

    # Figures

    def figure(self, code: str, period: int, partner: str | None, zone: str | None = None) -> Fraction:
        """The figure of one period, for a partner, "" (unattributed) or all (None), in a zone or in all."""
        if code == "ACCOMP_ESTIMATED":
            zones = [zone] if zone else ["in_zone", "out_of_zone", "unknown"]
            return sum((self.estimated(period, partner, one) for one in zones), Fraction(0))
        first, last = self.periods()[period - 1]
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


def press_key(row: dict[str, str]) -> tuple:
    url = row["url"]
    if not url:
        return row["medium"].casefold(), row["on"], row["title"].casefold()
    url = re.sub(r"^[A-Za-z][A-Za-z0-9+.-]*://", "", url)
    url = url.split("#")[0]
    address, _mark, query = url.partition("?")
    host, _slash, path = address.partition("/")
    host = re.sub(r"^www\.", "", host.lower())
    path = re.sub(r"/$", "", path)
    parameters = [one for one in query.split("&") if one and not one.startswith("utm_")]
    return host, path, "&".join(parameters)


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
