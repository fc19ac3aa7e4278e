"""The demonstration pack under the software's own count: the report prints what was published."""

from decimal import Decimal
from typing import Any

import pytest

from reporting.counting import Ledger, cells_of, report_from_cells
from reporting.demo.crosslearn import make
from tests.pack_facts import facts_of


@pytest.fixture(scope="module")
def reports() -> list[dict[str, Any]]:
    made = facts_of(make())
    ledger = Ledger(made)
    cells = cells_of(ledger)
    return [
        report_from_cells(made.project, cells, made.targets, ledger.attribution.partner_codes, period=period)
        for period in (1, 2, 3)
    ]


def lines(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {line["code"]: line for line in report["lines"]}


@pytest.mark.parametrize(
    ("code", "periods", "cumulative"),
    [
        ("PART_TRAINED", [155, 333, 368], 856),
        ("STRUCT_AFF", [245, 327, 347], 919),
        ("SESSIONS_ZONE", [15_500, 28_400, 30_100], 74_000),
        ("PRESS", [12, 0, 0], 12),
    ],
)
def test_published_semesters(reports: list[dict[str, Any]], code: str, periods: list[int], cumulative: int) -> None:
    assert [lines(report)[code]["period"] for report in reports] == periods
    assert lines(reports[2])[code]["cumulative"] == cumulative


@pytest.mark.parametrize(
    ("code", "total"),
    [("TRAIN_PARTICIPATIONS", 1142), ("TRAIN_ACTIONS", 246), ("EVENTS", 107), ("AIDANT_ACCOUNTS", 2141)],
)
def test_published_totals(reports: list[dict[str, Any]], code: str, total: int) -> None:
    assert lines(reports[2])[code]["cumulative"] == total


def test_published_rates_and_stocks(reports: list[dict[str, Any]]) -> None:
    trained = [lines(report)["PART_TRAINED"]["rate"] for report in reports]
    assert trained == ["15.5", "48.8", "85.6"]
    estimated = lines(reports[2])["ACCOMP_ESTIMATED"]
    assert round(Decimal(estimated["cumulative"])) == 40_042
    assert estimated["rate"] == "178.0"
    assert [lines(report)["NEWS_READERS"]["period"] for report in reports[1:]] == [1424, 1424]


def test_the_split_of_the_structures(reports: list[dict[str, Any]]) -> None:
    """Operators named by the row and operators given by the territory, together as in the split."""
    found = [
        [report["partners"][code]["STRUCT_AFF"] for code in sorted(report["partners"])]
        + [report["unattributed"]["STRUCT_AFF"]]
        for report in reports[:2]
    ]
    # District09, Emmaüs, Technofutur, WeTechCare BE, the lead, nobody
    assert found == [[40, 80, 75, 45, 0, 5], [52, 105, 95, 65, 0, 10]]


def test_all_sessions_and_persons_trained_are_in_the_zone(reports: list[dict[str, Any]]) -> None:
    for report in reports:
        for code in ("SESSIONS_ZONE", "PART_TRAINED"):
            line = lines(report)[code]
            assert line["in_zone"] == line["period"]
