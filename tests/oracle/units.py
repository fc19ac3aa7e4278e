"""The indicators, one loop over rows each: what is counted, on which date, for whom and where."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path

from tests.oracle.reading import BRUSSELS, day, local_date_of, moment, number, state_at
from tests.oracle.records import Records

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


class Units(Records):
    """One pack, counted: `units[code]` is a list of (date, partner or "", zone, number)."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
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

    def confirmed(self, structure: str) -> list[date]:
        """The local dates on which a structure's accounts that count were confirmed."""
        return [
            local_date_of(row["confirmed_at"])
            for person, row in self.people.items()
            if row["structure"] == structure
            and row["confirmed_at"]
            and not self.is_staff(person)
            and not self.merged_away(person)
        ]

    def count_affiliations(self) -> None:
        for structure in {row["id"] for row in self.structures}:
            confirmed = self.confirmed(structure)
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
