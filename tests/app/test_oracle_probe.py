import pytest
from reporting.selectors.reports import report_json
from reporting.services import rollup
from reporting.services.importing import import_pack
from structures.models import Project
from tests.app.packs import BASE, write_pack
pytestmark = pytest.mark.django_db

def go(tmp_path, name, text, files=("accompaniments",)):
    later = write_pack(tmp_path / name, **dict.fromkeys(BASE))
    for k, v in text.items():
        (later / f"{k}.csv").write_text(v)
    c=rollup.roll_up(project=Project.objects.get(code="T1")); print("clean before", not c.counted)
    r = import_pack(later, project_code="T1")
    assert r.written, r.checked.problems
    return r

def fig(code, period=1, partner=None):
    p = Project.objects.get(code="T1")
    made = report_json(project=p, period=period, partner=partner)
    return next(l for l in made["lines"] if l["code"] == code)

H = "id,structure,person,date,mode,learners,anonymous\n"

@pytest.mark.django_db(transaction=True)
def test_learners_come_later(tmp_path):
    import_pack(write_pack(tmp_path / "p"))
    go(tmp_path, "a", {"accompaniments": H + "c9,s1,p1,2020-11-05,individual,,0\n"})
    before = fig("ACCOMP_DECLARED")["period"]
    r = go(tmp_path, "b", {"accompaniments": H + "c9,s1,p1,2020-11-05,individual,l7|l8,0\n"})
    print(r.tallies["accompaniments"])
    assert fig("ACCOMP_DECLARED")["period"] == before + 2
    r = go(tmp_path, "c", {"accompaniments": H + "c9,s1,p1,2020-11-05,individual,l7,0\n"})
    print(r.tallies["accompaniments"])
    assert fig("ACCOMP_DECLARED")["period"] == before + 1
    r = go(tmp_path, "d", {"accompaniments": H + "c9,s1,p1,2020-11-05,individual,,0\n"})
    print(r.tallies["accompaniments"])
    assert fig("ACCOMP_DECLARED")["period"] == before
    assert rollup.recount(project=Project.objects.get(code="T1")) == []

@pytest.mark.django_db(transaction=True)
def test_press_replaced(tmp_path):
    import_pack(write_pack(tmp_path / "p"))
    P = "operator,on,medium,title,url,kind\n"
    go(tmp_path, "a", {"press": P + "TFT,2020-09-01,M,T,https://www.a.example/x/,press\nD09,2020-10-01,M,T,http://A.example/x?utm_a=1,press\n"})
    assert fig("PRESS")["period"] == 1 and fig("PRESS", partner="TFT")["period"] == 1
    go(tmp_path, "b", {"press": P + "D09,2020-11-01,M,T,a.example/x,press\n"})
    assert fig("PRESS", partner="TFT")["period"] == 0 and fig("PRESS", partner="D09")["period"] == 1
    go(tmp_path, "c", {"press": P + "D09,2020-11-01,M,T,a.example/x,institutional\n"})
    assert fig("PRESS")["period"] == 0
    assert rollup.recount(project=Project.objects.get(code="T1")) == []

@pytest.mark.django_db(transaction=True)
def test_merge_later(tmp_path):
    import_pack(write_pack(tmp_path / "p"))
    assert fig("PART_TRAINED", 2)["cumulative"] == 2
    go(tmp_path, "a", {"merges": "kept,merged,at\np1,p2,2021-05-01T10:00\n"})
    assert fig("PART_TRAINED", 2)["cumulative"] == 1
    assert fig("AIDANT_ACCOUNTS", 2)["cumulative"] == 1
    assert fig("TRAIN_PARTICIPATIONS", 2)["cumulative"] == 2
    assert rollup.recount(project=Project.objects.get(code="T1")) == []

@pytest.mark.django_db(transaction=True)
def test_targets_only(tmp_path):
    import_pack(write_pack(tmp_path / "p"))
    go(tmp_path, "a", {"targets": "indicator,partner,value\nPART_TRAINED,,8\nPART_TRAINED,TFT,\n"})
    assert fig("PART_TRAINED", 2)["rate"] == "25.0"
    assert fig("PART_TRAINED", 2, "TFT")["target"] is None

@pytest.mark.django_db(transaction=True)
def test_project_changes(tmp_path):
    import_pack(write_pack(tmp_path / "p"))
    go(tmp_path, "a", {"project": "code,name,start,end,period_months,zone,target_scope\nT1,Test,2020-08-15,2022-06-30,3,project,zone\n"})
    p = Project.objects.get(code="T1")
    assert report_json(project=p, period=1)["period"] == {"index": 1, "start": "2020-08-15", "end": "2020-10-31"}
    assert fig("AIDANT_ACCOUNTS")["period"] == 2
    assert rollup.recount(project=p) == []
