"""A later pack corrects an earlier one: the tally says so, the figures follow, and the recount agrees.

They commit, as an import does: inside one transaction every row would look new to the roll-up.
"""

import io

import pytest
from django.core.management import CommandError, call_command

from reporting.selectors.reports import report_json
from reporting.services import rollup
from reporting.services.importing import import_pack
from structures.models import Project
from tests.app.packs import BASE, alone_on_the_server, write_pack  # noqa: F401 (a fixture)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("alone_on_the_server")]

HELP = "id,structure,person,date,mode,learners,anonymous\n"
PRESS = "operator,on,medium,title,url,kind\n"
ACTIONS = "id,kind,core,title,operator,joint,starts_at,status\n"


@pytest.fixture
def later(tmp_path):
    """Imports BASE, then gives a function that imports one more file and returns its tally."""
    import_pack(write_pack(tmp_path / "base"))

    def take_in(name, text):
        folder = write_pack(tmp_path / "later", **dict.fromkeys(BASE))
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        result = import_pack(folder, project_code="T1")
        (folder / f"{name}.csv").unlink()
        assert result.written, result.checked.problems
        assert rollup.recount(project=Project.objects.get(code="T1")) == []
        tally = result.tallies[name]
        return tally.new, tally.changed, tally.unchanged

    return take_in


def figures(code, period=1, partner=None):
    made = report_json(project=Project.objects.get(code="T1"), period=period, partner=partner)
    return next(line for line in made["lines"] if line["code"] == code)


@pytest.mark.parametrize("learners", [("", "l7|l8"), ("l7|l8", "l7"), ("l7", "l8"), ("l7|l8", "")])
def test_other_learners_alone_are_a_change(later, learners):
    before = figures("ACCOMP_DECLARED")["period"]
    for at, (names, told) in enumerate(zip(learners, [(1, 0, 0), (0, 1, 0)], strict=True)):
        assert later("accompaniments", f"{HELP}c9,s1,p1,2020-11-05,individual,{names},0\n") == told
        assert figures("ACCOMP_DECLARED")["period"] == before + len(names.split("|") if names else []), at
    assert later("accompaniments", f"{HELP}c9,s1,p1,2020-11-05,individual,{learners[1]},0\n") == (0, 0, 1)


def test_other_joint_organisers_alone_are_a_change(later):
    row = "a9,webinar,,Later,TFT,{},2020-10-01T09:00,closed\n"
    assert later("actions", ACTIONS + row.format("D09")) == (1, 0, 0)
    assert later("actions", ACTIONS + row.format("LEAD")) == (0, 1, 0)
    assert later("actions", ACTIONS + row.format("LEAD")) == (0, 0, 1)
    assert figures("EVENTS", partner="TFT")["period"] == 1


def test_a_press_item_told_again_takes_the_place_of_its_rows(later):
    two = "TFT,2020-09-01,M,T,https://www.a.example/x/,press\nD09,2020-08-01,M,T,http://A.example/x?utm_a=1,press\n"
    later("press", PRESS + two)
    assert [figures("PRESS", partner=code)["period"] for code in (None, "TFT", "D09")] == [1, 0, 1]
    later("press", PRESS + "TFT,2020-11-01,M,T,a.example/x,press\n")
    assert [figures("PRESS", partner=code)["period"] for code in (None, "TFT", "D09")] == [1, 1, 0]
    later("press", PRESS + "TFT,2020-11-01,M,T,a.example/x,institutional\n")
    assert figures("PRESS")["period"] == 0


def test_a_merge_that_comes_later_takes_one_person_out_of_all_dates(later):
    assert later("merges", "kept,merged,at\np1,p2,2021-05-01T10:00\n") == (1, 0, 0)
    assert figures("PART_TRAINED", 2)["cumulative"] == 1
    assert figures("AIDANT_ACCOUNTS", 2)["cumulative"] == 1
    assert figures("TRAIN_PARTICIPATIONS", 2)["cumulative"] == 2


def test_targets_alone(later):
    assert later("targets", "indicator,partner,value\nPART_TRAINED,,8\nPART_TRAINED,TFT,\n") == (0, 2, 0)
    assert figures("PART_TRAINED", 2)["rate"] == "25.0"
    assert figures("PART_TRAINED", 2, "TFT")["target"] is None


def test_other_dates_and_periods_of_the_project(later):
    head = "code,name,start,end,period_months,zone,target_scope\n"
    assert later("project", f"{head}T1,Test,2020-08-15,2022-06-30,3,project,zone\n") == (0, 1, 0)
    made = report_json(project=Project.objects.get(code="T1"), period=1)
    assert made["period"] == {"index": 1, "start": "2020-08-15", "end": "2020-10-31"}


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["T1", "9"], "go from 1 to 4: there is no period 9"),
        (["T1", "1", "--partner", "NOPE"], "no partner 'NOPE'"),
        (["T1", "1", "--out", "nowhere/report.json"], "no folder 'nowhere'"),
    ],
)
def test_the_report_command_says_what_is_wrong(later, asked, told):
    with pytest.raises(CommandError, match=told):
        call_command("report", *asked)


def test_nothing_goes_in_when_the_bad_rows_have_no_place_to_go(tmp_path):
    folder = write_pack(tmp_path / "pack")
    with pytest.raises(CommandError, match="no folder"):
        call_command("import_activity", folder, skip_bad=tmp_path / "nowhere" / "bad.csv", stdout=io.StringIO())
    assert not Project.objects.exists()
