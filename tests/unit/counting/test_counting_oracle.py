"""Random packs, counted by Halte and by the plain auditor's count of `tests/oracle`: every cell the same.

From the pack's files to the report, without a database. The plain count was written from the rules alone; where
the two differ, one of them has misread docs/counting.md.
"""

import pytest

from reporting.counting import Ledger, Periods, cells_of, facts, report_from_cells
from reporting.packs.check import check
from tests.oracle.compare import differences
from tests.oracle.count import Count
from tests.oracle.packs import write_pack

SEEDS = 150
BATCH = 10


def facts_of(pack):
    """The typed rows of a pack, as the count takes them."""
    project = pack.project
    return facts.ProjectFacts(
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
                row.id,
                row.kind,
                row.operator,
                row.starts_at,
                row.status,
                row.core,
                row.dates,
                row.country,
                row.postcode,
                row.online,
                row.audience,
                row.evidence,
            )
            for row in pack.actions
        ],
        attendances=[
            facts.Attendance(row.action, row.person, row.status, row.validated_at is not None)
            for row in pack.attendances
        ],
        accompaniments=[
            facts.Accompaniment(
                row.id,
                row.structure,
                row.person,
                row.date,
                row.learners,
                row.anonymous,
                row.country,
                row.postcode,
                row.status,
                row.mode,
                row.minutes,
            )
            for row in pack.accompaniments
        ],
        activity=[facts.Activity(row.user, row.structure, row.at) for row in pack.activity],
        coefficients=[facts.Coefficient(row.version, row.since, row.value) for row in pack.coefficients],
        newsletters=[facts.Newsletter(row.operator, row.on, row.readers) for row in pack.newsletters],
        press=[facts.Press(row.on, row.medium, row.title, row.url, row.kind, row.operator) for row in pack.press],
        contents=[facts.Content(row.id, row.published_on, row.operator) for row in pack.content],
        diagnostics=[facts.Diagnostic(row.id, row.structure, row.completed_at) for row in pack.diagnostics],
        targets=[facts.Target(row.indicator, row.partner, row.value) for row in pack.targets],
    )


def found_apart(folder) -> list[str]:
    """What the two counts of one pack say differently, for every period, partner and all together."""
    checked = check(folder)
    assert checked.problems == []
    records = facts_of(checked.pack)
    ledger = Ledger(records)
    cells, codes = cells_of(ledger), ledger.attribution.partner_codes
    plain = Count(folder)
    assert Periods(records.project).count == len(plain.periods)

    def made(period, partner):
        return report_from_cells(records.project, cells, records.targets, codes, period=period, partner=partner)

    return differences(plain, made)


@pytest.mark.parametrize("batch", range(0, SEEDS, BATCH))
def test_two_counts_of_random_packs_agree(batch, tmp_path):
    for seed in range(batch, batch + BATCH):
        assert found_apart(write_pack(tmp_path / str(seed), seed)) == [], f"pack {seed}"
