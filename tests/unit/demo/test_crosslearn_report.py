"""The demonstration pack under the software's own count: the report prints what was published."""

from decimal import Decimal
from typing import Any

import pytest

from reporting.counting import Ledger, ProjectFacts, cells_of, facts, report_from_cells
from reporting.demo.crosslearn import make


def as_facts() -> ProjectFacts:
    pack = make()
    project = pack.project
    assert project is not None
    return ProjectFacts(
        project=facts.Project(
            project.code,
            project.name,
            project.start,
            project.end,
            project.period_months,
            project.zone,
            project.held_against_target,
            project.target_scope,
            project.grace_days,
        ),
        partners=[
            facts.PartnerState(
                row.code, row.since, row.name, row.role, row.side, row.country, row.postcode, row.territorial_default
            )
            for row in pack.partners
        ],
        structures=[
            facts.StructureState(row.id, row.since, row.country, row.postcode, row.operator, row.status)
            for row in pack.structures
        ],
        people=[
            facts.Person(row.id, row.structure, row.kind, row.confirmed_at, row.invited_by, row.objects_to_statistics)
            for row in pack.people
        ],
        merges=[facts.Merge(row.kept, row.merged) for row in pack.merges],
        actions=[
            facts.Action(
                id=row.id,
                kind=row.kind,
                operator=row.operator,
                starts_at=row.starts_at,
                status=row.status,
                core=row.core,
                dates=row.dates,
                country=row.country,
                postcode=row.postcode,
                online=row.online,
                audience=row.audience,
                evidence=row.evidence,
            )
            for row in pack.actions
        ],
        attendances=[
            facts.Attendance(row.action, row.person, row.status, row.validated_at is not None)
            for row in pack.attendances
        ],
        activity=[facts.Activity(row.user, row.structure, row.at) for row in pack.activity],
        coefficients=[facts.Coefficient(row.version, row.since, row.value) for row in pack.coefficients],
        newsletters=[facts.Newsletter(row.operator, row.on, row.readers) for row in pack.newsletters],
        press=[facts.Press(row.on, row.medium, row.title, row.url, row.kind, row.operator) for row in pack.press],
        targets=[
            facts.Target(row.indicator, row.partner, Decimal(row.value))
            for row in pack.targets
            if row.value is not None
        ],
    )


@pytest.fixture(scope="module")
def reports() -> list[dict[str, Any]]:
    made = as_facts()
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
