"""Random activity packs, small and full of edge cases, for the comparison with `tests.oracle.count`.

`write_pack(folder, seed)` writes one: the same seed gives the same pack. Every row is good by the format's rules
(a bad row is another test's subject), so nothing here is refused at import.
"""

from __future__ import annotations

import csv
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.oracle.edges import LOOSE_PLACES, NIGHTS, PERIOD_SHAPES, PLACES, SIDES
from tests.oracle.reading import BRUSSELS
from tests.oracle.units import CODES


class Pack:
    """Builds one pack's rows, file by file; `files[name]` is a list of dicts, `columns[name]` their order."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.start, self.end, self.months = self.random.choice(PERIOD_SHAPES)
        self.files: dict[str, list[dict[str, str]]] = {}
        self.bounds = self._bounds()
        self.project()
        self.partners()
        self.structures()
        self.people()
        self.actions()
        self.attendances()
        self.accompaniments()
        self.activity()
        self.publicity()
        self.targets()
        self.spoil()

    # Small choices

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def pick(self, *options: str) -> str:
        return self.random.choice(options)

    def _bounds(self) -> list[date]:
        """First and last days of the project and of every period, and the days just outside."""
        found, month = {self.start, self.end}, self.start.replace(day=1)
        while month <= self.end:
            found |= {max(month, self.start), month - timedelta(days=1)}
            index = month.year * 12 + month.month - 1 + self.months
            month = date(index // 12, index % 12 + 1, 1)
        return sorted(found | {self.start - timedelta(days=1), self.end + timedelta(days=1)})

    def a_day(self, outside: float = 0.06) -> date:
        if self.chance(0.3):
            return self.random.choice(self.bounds)
        length = (self.end - self.start).days
        if self.chance(outside):
            return self.start + timedelta(days=self.random.choice([-200, -40, length + 40]))
        return self.start + timedelta(days=self.random.randint(0, length))

    def a_moment(self, on: date | None = None) -> datetime:
        """A local reading of the clock, often at midnight or in a night of change."""
        if on is None and self.chance(0.08):
            return self.random.choice(NIGHTS)
        on = on or self.a_day()
        if self.chance(0.25):
            edge = datetime(on.year, on.month, on.day)
            return edge + timedelta(seconds=self.random.choice([0, 0, 1, 60, 86399, 86340]))
        return datetime(on.year, on.month, on.day, self.random.randint(0, 23), self.random.randint(0, 59))

    def instant(self, local: datetime) -> str:
        """One of the ways to write an instant: local, with an offset, in UTC; seconds or not."""
        way = self.random.randint(0, 4)
        if way <= 1:
            whole = local.second == 0 and self.chance(0.6)
            return local.strftime("%Y-%m-%dT%H:%M") if whole else local.isoformat()
        aware = local.replace(tzinfo=BRUSSELS, fold=self.random.randint(0, 1)).astimezone(UTC)
        if way == 2:
            return aware.isoformat().replace("+00:00", "Z")
        if way == 3:
            return aware.astimezone(BRUSSELS).isoformat(timespec="seconds")
        return aware.astimezone(ZoneInfo("America/New_York")).isoformat(timespec="milliseconds")

    def place(self) -> tuple[str, str]:
        return self.random.choice(PLACES)

    def loose_place(self) -> tuple[str, str]:
        return self.random.choice(LOOSE_PLACES)

    def add(self, name: str, /, **cells: object) -> dict[str, str]:
        row = {key: "" if value is None else str(value) for key, value in cells.items()}
        self.files.setdefault(name, []).append(row)
        return row

    # Files

    def project(self) -> None:
        self.add(
            "project",
            code="ORACLE",
            name="Oracle project",
            start=self.start,
            end=self.end,
            period_months=self.months,
            zone=self.pick("project", "programme"),
            held_against_target=self.pick("", "declared", "estimated"),
            target_scope=self.pick("", "all", "zone"),
            grace_days=self.pick("", "15", "0"),
        )

    def partners(self) -> None:
        self.codes = ["LEAD", "OPA", "OPB", "OPC", "OPD"][: self.random.randint(2, 5)]
        for code in self.codes:
            states = {self.start - timedelta(days=self.random.choice([0, 1, 300]))}
            if self.chance(0.25):
                states = {self.a_day(0)}
            for _ in range(self.random.choice([0, 0, 1, 2])):
                states.add(self.a_day())
            for number, on in enumerate(sorted(states)):
                country, postcode = self.place()
                self.add(
                    "partners",
                    code=code,
                    **{"from": on},
                    name=f"{code} {number}",
                    role="lead" if code == "LEAD" else "operator",
                    side=self.random.choice(SIDES),
                    country=country,
                    postcode=postcode or "1000",
                    territorial_default=self.pick("1", "1", "0", ""),
                )

    def operator(self, empty: float = 0.0) -> str:
        return "" if self.chance(empty) else self.random.choice(self.codes)

    def structures(self) -> None:
        self.sites = [f"s{number}" for number in range(1, self.random.randint(4, 9))]
        for ident in self.sites:
            states = {self.start - timedelta(days=self.random.choice([0, 1, 90]))}
            if self.chance(0.3):
                states = {self.a_day(0)}
            for _ in range(self.random.choice([0, 1, 1, 2, 3])):
                states.add(self.a_day())
            for on in sorted(states):
                country, postcode = self.place()
                self.add(
                    "structures",
                    id=ident,
                    **{"from": on},
                    name=f"Structure {ident}",
                    country=country,
                    postcode=postcode,
                    operator=self.operator(0.55),
                    status=self.pick("applied", "affiliated", "affiliated", "left"),
                )

    def people(self) -> None:
        self.persons = [f"p{number}" for number in range(1, self.random.randint(8, 18))]
        for ident in self.persons:
            on = self.a_day(0.15) if self.chance(0.8) else None
            self.add(
                "people",
                id=ident,
                structure="" if self.chance(0.2) else self.random.choice(self.sites),
                kind=self.pick(*["", "professional", "volunteer"] * 4, "staff", "test"),
                first_name=self.pick("", "Ann"),
                email=self.pick("", f"{ident}@oracle.example"),
                language=self.pick("", "fr", "nl", "en"),
                confirmed_at=self.instant(self.a_moment(on)) if on else "",
                invited_by=self.operator(0.7),
                objects_to_statistics=self.pick("", "0", "0", "0", "1"),
            )
        self.files["merges"] = []
        order = self.random.sample(self.persons, len(self.persons))
        for index in range(self.random.randint(0, len(order) // 3)):
            # Each is merged into one that stands later in the order: chains, never circles.
            kept = order[self.random.randint(index + 1, min(index + 3, len(order) - 1))]
            self.add("merges", kept=kept, merged=order[index], at=self.instant(self.a_moment()))

    def actions(self) -> None:
        kinds = ["training"] * 8 + ["coaching"] * 4 + ["awareness"] * 2
        kinds += ["webinar", "conference", "community", "launch", "other"]
        # Several actions on one day, and several series that end on one day: which is a person's first?
        shared = [self.a_moment() for _ in range(3)]
        last = shared[0].date() + timedelta(days=self.random.randint(0, 40))
        for number in range(1, self.random.randint(14, 26)):
            local = self.random.choice(shared) if self.chance(0.3) else self.a_moment()
            if self.chance(0.3):
                local = local.replace(hour=self.random.randint(0, 23))
            more = [local.date() + timedelta(days=self.random.choice([-7, 0, 1, 7, 35])) for _ in range(2)]
            if local.date() <= last and self.chance(0.5):
                more = [last, local.date()]
            country, postcode = self.loose_place()
            kind = self.random.choice(kinds)
            self.add(
                "actions",
                id=self.random.choice(["a", "A", "é", "10", "9"]) + f"-{number}",
                kind=kind,
                core="1" if kind == "training" and self.chance(0.7) else self.pick("", "0", "1"),
                title=f"Action {number}",
                operator=self.operator(),
                joint="|".join(self.random.sample(self.codes, self.random.choice([0, 0, 1, 2]))),
                starts_at=self.instant(local),
                ends_at=self.instant(local + timedelta(hours=30)) if self.chance(0.3) else "",
                dates="|".join(str(one) for one in more[: self.random.choice([0, 0, 1, 2])]),
                country=country,
                postcode=postcode,
                online=self.pick("", "0", "1"),
                audience=self.pick("", "0", "1", "40"),
                status=self.pick("closed", "closed", "closed", "closed", "planned", "cancelled"),
                evidence=self.pick("", "roll.pdf", "https://proof.example/1"),
            )

    def attendances(self) -> None:
        for action in self.files["actions"]:
            for person in self.random.sample(self.persons, min(len(self.persons), self.random.choice([0, 1, 2, 4, 6]))):
                self.add(
                    "attendances",
                    action=action["id"],
                    person=person,
                    status=self.pick("present", "present", "present", "absent", "waiting", "registered", "cancelled"),
                    validated_at=self.instant(self.a_moment()) if self.chance(0.85) else "",
                )

    def accompaniments(self) -> None:
        names = ["kim", "lou", "sam", "Kim", "élo"]
        trainings = [row for row in self.files["actions"] if row["kind"] == "training"]
        for number in range(1, self.random.randint(20, 45)):
            on = self.a_day()
            if trainings and self.chance(0.3):
                on = date.fromisoformat(self.random.choice(trainings)["starts_at"][:10])
                on += timedelta(days=self.random.choice([-1, 0, 0, 1]))
            country, postcode = self.loose_place() if self.chance(0.4) else ("", "")
            self.add(
                "accompaniments",
                id=f"acc{number}",
                structure=self.random.choice(self.sites),
                person=self.random.choice(self.persons),
                date=on,
                mode=self.pick("individual", "workshop", "drop_in"),
                place=self.pick("", "structure", "home", "remote", "other"),
                country=country,
                postcode=postcode,
                minutes=self.pick("", "30", "60"),
                learners="|".join(self.random.choice(names) for _ in range(self.random.choice([0, 0, 1, 1, 2, 4]))),
                anonymous=self.pick("", "0", "0", "1", "3", "11"),
                status=self.pick("", "recorded", "recorded", "recorded", "cancelled"),
            )

    def activity(self) -> None:
        users = [[person] for person in self.random.sample(self.persons, 5)] + [["learner:kim"], ["learner:lou"]]
        steps = [60, 600, 1799, 1800, 1800, 1801, 3600, 26 * 60]
        # Two accounts of one person, in turn.
        users += [[row["kept"], row["merged"]] for row in self.files["merges"][:3]]
        for _ in range(self.random.randint(6, 14)):
            user, site = self.random.choice(users), self.random.choice(self.sites)
            at = self.a_moment().replace(tzinfo=BRUSSELS).astimezone(UTC)
            if self.chance(0.2):
                # Half an hour at a time, up to and past the guard of twelve hours.
                self.chain(user, site, at, [1800] * self.random.choice([23, 24, 25, 26]))
            elif self.chance(0.2):
                self.chain(user, site, at, [1799] * 24 + [24, self.random.choice([0, 1, 2])])
            else:
                self.chain(user, site, at, self.random.choices(steps, k=self.random.randint(0, 5)))

    def chain(self, user: list[str], site: str, at: datetime, steps: list[int]) -> None:
        for step in [0, *steps]:
            at += timedelta(seconds=step)
            local = at.astimezone(BRUSSELS)
            text = self.random.choice([at.isoformat(), local.isoformat(), at.isoformat().replace("+00:00", "Z")])
            self.add("activity", user=self.pick(*user), structure=site, at=text)
        if self.chance(0.2):
            self.add("activity", user=user[0], structure=site, at=self.random.choice(NIGHTS).isoformat())

    def publicity(self) -> None:
        dates = {self.start - timedelta(days=30)} if self.chance(0.7) else set()
        dates |= {self.a_day() for _ in range(self.random.randint(0, 3))}
        for number, on in enumerate(sorted(dates)):
            value = self.pick("6.2313", "4", "0.05", "7.15", "12.45", "0")
            self.add("coefficients", version=f"v{number}", **{"from": on}, value=value, n="120")
        readings = {(self.operator(), self.a_day()) for _ in range(self.random.randint(0, 10))}
        for code, on in sorted(readings):
            self.add("newsletters", operator=code, on=on, readers=self.random.randint(0, 900))
        addresses = [f"https://{host}/{number}" for number in range(4) for host in ("news.example", "A.example")]
        for address in self.random.sample(addresses, self.random.randint(0, 6)):
            # Rows of one item: its address written in several ways, each way in one row.
            ways = [address.removeprefix("https://"), address.replace("https://", "http://www.", 1)]
            ways += [address + end for end in ("", "/", "?utm_source=x", "#top", "?p=1&utm_x=2", "?p=1")]
            on = self.a_day()
            for way in self.random.sample(ways, self.random.choice([1, 1, 2, 3])):
                self.press(way, on=on if self.chance(0.5) else None)
        for number in range(self.random.randint(0, 4)):
            self.press("", title=f"Spoken item {number}")
        for number in range(self.random.randint(0, 5)):
            self.add("content", id=f"c{number}", published_on=self.a_day(), operator=self.operator(0.4), kind="sheet")
        for number in range(self.random.randint(0, 8)):
            site = self.random.choice(self.sites)
            self.add("diagnostics", id=f"d{number}", structure=site, completed_at=self.instant(self.a_moment()))

    def press(self, url: str, title: str = "Seen in the press", on: date | None = None) -> None:
        self.add(
            "press",
            operator=self.operator(0.4),
            on=on or self.a_day(),
            medium="The Paper",
            title=title,
            url=url,
            kind=self.pick("press", "press", "press", "institutional"),
        )

    def targets(self) -> None:
        for code in CODES:
            for partner in ["", *self.codes]:
                if self.chance(0.4):
                    self.add(
                        "targets", indicator=code, partner=partner, value=self.pick("", "0", "1", "3", "24", "250")
                    )

    # Shape of the files

    def spoil(self) -> None:
        """What a sender's spreadsheet does and the format allows: repeated rows, lost columns, shuffled rows."""
        for name, rows in self.files.items():
            if name == "project" or not rows:
                continue
            if self.chance(0.3):
                rows.append(dict(self.random.choice(rows)))
            self.random.shuffle(rows)
            for column in list(rows[0]):
                if not any(row[column] for row in rows) and self.chance(0.5):
                    for row in rows:
                        del row[column]


def write(folder: Path, files: dict[str, list[dict[str, str]]], seed: int) -> Path:
    """Write the files, each with its own separator, byte order mark, column order and stray spaces."""
    chance = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in files.items():
        if not rows:
            continue
        columns = chance.sample(list(rows[0]), len(rows[0]))
        encoding = chance.choice(["utf-8", "utf-8-sig"])
        with (folder / f"{name}.csv").open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(file, delimiter=chance.choice([",", ";"]), lineterminator=chance.choice(["\n", "\r\n"]))
            writer.writerow(columns)
            for row in rows:
                writer.writerow([row[column] + chance.choice(["", "", "", " "]) for column in columns])
                if chance.random() < 0.03:
                    file.write("\n")
    return folder


def write_pack(folder: Path, seed: int) -> Path:
    """The whole pack of that seed, in `folder`."""
    return write(Path(folder), Pack(seed).files, seed)
