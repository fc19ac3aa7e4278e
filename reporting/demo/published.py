"""The published figures the demonstration must add up to, read from the data files."""

import csv
import datetime as dt
import re
from dataclasses import dataclass
from importlib.resources import files

OPERATORS = ("EMMAUS_CONNECT", "TECHNOFUTUR_TIC", "DISTRICT09", "WETECHCARE_BE")
LEAD = "WETECHCARE_FR"
NOBODY = ""  # structures that no partner answers for

SEMESTERS = (
    (dt.date(2020, 7, 1), dt.date(2020, 12, 31)),
    (dt.date(2021, 1, 1), dt.date(2021, 6, 30)),
    (dt.date(2021, 7, 1), dt.date(2021, 12, 31)),
)
PROJECT_END = dt.date(2022, 6, 30)


@dataclass(frozen=True)
class Published:
    """Totals of the three semesters; by semester where a tuple.

    The split by operator is invented (crosslearn_partner_split_synthetic.csv); of the third semester's
    structures it says nothing, so they follow the first two.
    """

    trained: dict[str, tuple[int, ...]]
    structures: dict[str, tuple[int, ...]]
    sessions: tuple[int, ...]
    participations: int
    trainings: int
    events: int
    accounts: int
    readers: int
    press: int


def published() -> Published:
    """Reads both files. Raises ValueError where the split doesn't add up to what was published."""
    totals = _table("crosslearn_published.csv", "indicator")
    split = _split()
    structures = _structures(split["STRUCT_AFF"], totals["STRUCT_AFF"])
    first, second = (_number(totals["SESSIONS_ZONE"][name]) for name in ("S1_2020H2", "S2_2021H1"))
    trained = split["PART_TRAINED"]
    for semester, name in enumerate(("S1_2020H2", "S2_2021H1", "S3_2021H2")):
        if sum(each[semester] for each in trained.values()) != _number(totals["PART_TRAINED"][name]):
            raise ValueError(f"the split of PART_TRAINED doesn't add up in {name}")
    return Published(
        trained=trained,
        structures=structures,
        sessions=(first, second, _number(totals["SESSIONS_ZONE"]["cum_S3"]) - first - second),
        participations=_number(totals["PART_TRAINED"]["web_31dec2021"]),
        trainings=_number(totals["TRAIN_ACTIONS"]["web_31dec2021"]),
        events=_number(totals["EVENTS"]["web_31dec2021"]),
        accounts=_number(totals["AIDANT_ACCOUNTS"]["web_31dec2021"]),
        readers=_number(totals["NEWS_READERS"]["cum_S2"]),
        press=_number(totals["PRESS"]["cum_S1"]),
    )


def _table(name: str, key: str) -> dict[str, dict[str, str]]:
    return {row[key]: row for row in _rows(name)}


def _rows(name: str) -> list[dict[str, str]]:
    text = files("reporting").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _number(cell: str) -> int:
    """ ">15500" and "~40042" were published with a mark; a demonstration takes the figure."""
    return int(re.sub("[^0-9]", "", cell))


def _split() -> dict[str, dict[str, tuple[int, ...]]]:
    found: dict[str, dict[str, tuple[int, ...]]] = {}
    for row in _rows("crosslearn_partner_split_synthetic.csv"):
        partner = NOBODY if row["partner"] == "UNATTRIBUTED" else row["partner"]
        found.setdefault(row["indicator"], {})[partner] = tuple(int(row[name]) for name in ("S1", "S2", "S3"))
    return found


def _structures(split: dict[str, tuple[int, ...]], totals: dict[str, str]) -> dict[str, tuple[int, ...]]:
    both = [sum(each[:2]) for each in split.values()]
    third = share(_number(totals["web_31dec2021"]) - sum(both), both)
    return {partner: (*each[:2], added) for (partner, each), added in zip(split.items(), third, strict=True)}


def share(total: int, weights: list[int]) -> list[int]:
    """`total` in whole parts in proportion to the weights, by largest remainder; the parts add up."""
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda at: (-(total * weights[at] % whole), at))
    for at in by_remainder[: total - sum(parts)]:
        parts[at] += 1
    return parts
