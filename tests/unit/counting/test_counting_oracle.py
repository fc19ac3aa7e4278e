"""Random packs, counted by Halte and by the plain auditor's count of `tests/oracle`: every cell the same.

From the pack's files to the report, without a database. The plain count was written from the rules alone; where
the two differ, one of them has misread docs/counting.md.
"""

import pytest

from reporting.counting import Ledger, Periods, cells_of, report_from_cells
from reporting.packs.check import check
from tests.oracle.compare import differences
from tests.oracle.count import Count
from tests.oracle.packs import write_pack
from tests.pack_facts import facts_of

SEEDS = 150
BATCH = 10


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
