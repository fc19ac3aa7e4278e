"""The demonstration pack, recounted from its CSV files with nothing but the rules at hand."""

import csv
import datetime as dt
import hashlib
import os
import subprocess
import sys
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from reporting.demo.crosslearn import build, make
from reporting.demo.published import share
from reporting.packs.check import Checked, check

BRUSSELS = ZoneInfo("Europe/Brussels")
SEMESTERS = ("2020-07-01", "2021-01-01", "2021-07-01", "2022-01-01")

Rows = dict[str, list[dict[str, str]]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("crosslearn")
    build(path)
    return path


@pytest.fixture(scope="module")
def rows(folder: Path) -> Rows:
    found = {}
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            found[path.stem] = list(csv.DictReader(stream))
    return found


@pytest.fixture(scope="module")
def checked(folder: Path) -> Checked:
    return check(folder)


def local_day(instant: str) -> str:
    return dt.datetime.fromisoformat(instant).astimezone(BRUSSELS).date().isoformat()


def semester(day: str) -> int:
    return sum(day >= start for start in SEMESTERS) - 1


def kept(rows: Rows) -> dict[str, str]:
    return {row["merged"]: row["kept"] for row in rows["merges"]}


def uncounted(rows: Rows) -> set[str]:
    return {row["id"] for row in rows["people"] if row["kind"] in ("staff", "test")}


def presences(rows: Rows, *kinds: str) -> list[tuple[str, str, dict[str, str]]]:
    """(date, person, action) of each validated presence at a closed training or coaching, by date."""
    actions = {row["id"]: row for row in rows["actions"] if row["status"] == "closed" and row["kind"] in kinds}
    same, nobody = kept(rows), uncounted(rows)
    found = []
    for row in rows["attendances"]:
        action = actions.get(row["action"])
        if action and row["status"] == "present" and row["validated_at"] and row["person"] not in nobody:
            day = max([local_day(action["starts_at"]), *filter(None, action["dates"].split("|"))])
            found.append((day, same.get(row["person"], row["person"]), action))
    return sorted(found, key=lambda each: each[0])


def first_core(rows: Rows) -> dict[str, tuple[str, str]]:
    """Person -> (date, operator) of the first core workshop."""
    found: dict[str, tuple[str, str]] = {}
    for day, person, action in presences(rows, "training"):
        if action["core"] == "1":
            found.setdefault(person, (day, action["operator"]))
    return found


def test_the_pack_is_good(checked: Checked) -> None:
    assert checked.ok, [problem.message for problem in checked.problems[:5]]
    assert checked.project_code == "CROSS"
    told = Counter(notice.reason for notice in checked.notices)
    assert told == {"same_accompaniment": 1, "same_name": 6}


def test_what_is_written_is_read_back(checked: Checked) -> None:
    assert checked.pack == make()


def test_persons_trained(rows: Rows) -> None:
    trained = first_core(rows)
    assert Counter(semester(day) for day, _ in trained.values()) == {0: 155, 1: 333, 2: 368}
    split = Counter((operator, semester(day)) for day, operator in trained.values())
    with (Path("reporting/data") / "crosslearn_partner_split_synthetic.csv").open() as stream:
        for row in csv.DictReader(stream):
            if row["indicator"] == "PART_TRAINED":
                assert [split[row["partner"], at] for at in range(3)] == [int(row[f"S{n}"]) for n in (1, 2, 3)]


def test_participations_and_trainings(rows: Rows) -> None:
    found = presences(rows, "training")
    assert len({(person, action["id"]) for _, person, action in found}) == len(found) == 1142
    assert len({action["id"] for _, _, action in found}) == 246


def test_aidant_months(rows: Rows) -> None:
    """6,426 at the end of the third semester: that times 6.2313 is the published 40,042."""
    months = Decimal(0)
    for day, _ in first_core(rows).values():
        year, month = int(day[:4]), int(day[5:7])
        months += Decimal("0.5") + (2021 - year) * 12 + 12 - month
    [coefficient] = rows["coefficients"]
    assert months == 6426
    assert round(months * Decimal(coefficient["value"])) == 40_042


def test_events(rows: Rows) -> None:
    kinds = {"webinar", "conference", "community", "launch", "other"}
    closed = [row for row in rows["actions"] if row["status"] == "closed" and row["kind"] in kinds]
    assert len(closed) == 107
    launch = [local_day(row["starts_at"]) for row in closed if row["kind"] == "launch"]
    assert launch == ["2020-10-05"]


def counted_accounts(rows: Rows) -> list[dict[str, str]]:
    away, nobody = kept(rows), uncounted(rows)
    return [row for row in rows["people"] if row["confirmed_at"] and row["id"] not in away and row["id"] not in nobody]


def test_accounts(rows: Rows) -> None:
    days = [local_day(row["confirmed_at"]) for row in counted_accounts(rows)]
    assert len(days) == 2141
    assert min(days) >= "2020-07-01"
    assert max(days) <= "2021-12-31"


def test_structures(rows: Rows) -> None:
    first: dict[str, str] = {}
    for row in counted_accounts(rows):
        day = local_day(row["confirmed_at"])
        first[row["structure"]] = min(day, first.get(row["structure"], day))
    affiliated: dict[str, str] = {}
    for row in rows["structures"]:
        if row["status"] == "affiliated":
            affiliated.setdefault(row["id"], row["from"])
    counted = Counter(semester(max(day, first[place])) for place, day in affiliated.items() if place in first)
    assert counted == {0: 245, 1: 327, 2: 347}
    assert len(affiliated) - counted.total() == 3  # without an aidant


def test_sessions(rows: Rows) -> None:
    same, nobody = kept(rows), uncounted(rows)
    objecting = {same.get(row["id"], row["id"]) for row in rows["people"] if row["objects_to_statistics"] == "1"}
    times: dict[tuple[str, str], list[dt.datetime]] = defaultdict(list)
    for row in rows["activity"]:
        user = same.get(row["user"], row["user"])
        if user not in objecting and user not in nobody:
            times[user, row["structure"]].append(dt.datetime.fromisoformat(row["at"]))
    counted: Counter[int] = Counter()
    for moments in times.values():
        start = last = None
        for moment in sorted(moments):
            if last is None or moment - last > dt.timedelta(minutes=30) or moment - start > dt.timedelta(hours=12):
                start = moment
                counted[semester(moment.astimezone(BRUSSELS).date().isoformat())] += 1
            last = moment
    assert counted == {0: 15_500, 1: 28_400, 2: 30_100}
    assert len(rows["activity"]) <= 110_000


def test_readers_and_press(rows: Rows) -> None:
    latest = {row["operator"]: int(row["readers"]) for row in sorted(rows["newsletters"], key=lambda row: row["on"])}
    assert sum(latest.values()) == 1424
    assert max(row["on"] for row in rows["newsletters"]) < SEMESTERS[2]
    press = [row["on"] for row in rows["press"] if row["kind"] == "press"]
    assert len(press) == 12
    assert min(press) > "2020-10-05"
    assert max(press) < SEMESTERS[1]


def test_it_says_that_it_is_invented(rows: Rows) -> None:
    [project] = rows["project"]
    assert "demo" in project["name"]
    assert "ynthetic" in rows["coefficients"][0]["source"]
    assert all(row["email"].endswith(".example") for row in rows["people"] if row["email"])
    assert all(".example/" in row["url"] for row in rows["press"] if row["url"])
    assert not any(row["enterprise_number"] for row in rows["structures"])


def test_the_same_seed_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    """In another process, where sets and hashes have another order."""
    script = "import sys; from reporting.demo.crosslearn import build; build(sys.argv[1])"
    environment = {**os.environ, "PYTHONHASHSEED": "12345"}
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=True, env=environment)

    def digests(path: Path) -> dict[str, str]:
        return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in path.iterdir()}

    assert digests(folder) == digests(tmp_path)


def test_shares_add_up() -> None:
    assert share(10, [1, 1, 1]) == [4, 3, 3]
    assert share(0, [1, 2]) == [0, 0]
    assert sum(share(347, [185, 170, 92, 110, 15])) == 347
