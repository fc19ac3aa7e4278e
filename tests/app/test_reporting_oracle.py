"""Random packs through the database: import, roll-up and report against the auditor's plain count of the files."""

import pytest

from reporting.selectors.reports import report_json
from reporting.services import rollup
from reporting.services.importing import import_pack
from structures.models import Project
from tests.oracle.compare import differences
from tests.oracle.count import Count
from tests.oracle.packs import write_pack
from tests.oracle.parts import write_parts

pytestmark = pytest.mark.django_db

SEEDS = range(1000, 1006)


def imported(folder):
    result = import_pack(folder)
    assert result.checked.problems == []
    assert result.written
    return result


def apart(folder) -> list[str]:
    project = Project.objects.get(code="ORACLE")
    found = differences(
        Count(folder), lambda period, partner: report_json(project=project, period=period, partner=partner)
    )
    return found + rollup.recount(project=project)


def nothing_new(result) -> bool:
    return {(tally.new, tally.changed) for tally in result.tallies.values()} <= {(0, 0)}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_whole_pack_then_the_same_again(seed, tmp_path):
    folder = write_pack(tmp_path / "whole", seed)
    imported(folder)
    assert apart(folder) == []
    assert nothing_new(imported(folder))
    assert apart(folder) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_two_packs_of_which_the_second_adds_and_corrects(seed, tmp_path):
    whole = write_pack(tmp_path / "whole", seed)
    first, second = write_parts(tmp_path / "parts", seed)
    imported(first)
    imported(second)
    assert apart(whole) == []
    assert nothing_new(imported(second))
    assert apart(whole) == []
