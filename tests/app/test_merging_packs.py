"""A pack that still names a structure by the code under which it was merged into another one."""

from functools import partial

import pytest

from accompaniments.models import AccompaniedLearner, Accompaniment
from assessments.models import SkillsCheck
from learners.models import Learner
from merging.models import Merge, Move
from merging.services import merge_structures, undo_merge
from reporting.counting import cells
from reporting.models import Activity
from reporting.selectors.facts import load_facts
from reporting.services.importing import import_pack
from reporting.services.rollup import recount
from structures.models import Affiliation, Person, Project
from tests.app.doors import committed
from tests.app.factories import UserFactory
from tests.app.merging import across
from tests.app.packs import BASE, write_pack

pytestmark = pytest.mark.django_db

LATER = {
    "people": BASE["people"] + "    p9,s2,,Flo,Gee,f@place.example,nl,2020-09-02T10:00:00Z,,0\n",
    "accompaniments": BASE["accompaniments"]
    + "    c8,s2,p2,2021-04-01,workshop,l1|l9,\n            c9,s2,p9,2021-04-02,individual,,3\n",
    "activity": BASE["activity"]
    + "    learner:l9,s2,2021-04-01T10:00:00Z\n            learner:l1,s2,2021-04-01T10:00:00Z\n"
    + "            p9,s2,2021-04-01T10:00:00Z\n",
    "diagnostics": "id,structure,completed_at\nd9,s2,2021-04-03T10:00:00Z\n",
}
OWNED = (Learner, Accompaniment, AccompaniedLearner, Activity, SkillsCheck)


def rows_at(structure: int) -> dict[str, int]:
    found = {model.__name__: model.objects.filter(structure=structure).count() for model in OWNED}
    return found | {"Person": Person.objects.filter(home=structure).count()}


@pytest.fixture
def s1_s2(tmp_path):
    """The kept one, the one that goes, and who merges; `l1` is a learner of each: two people."""
    import_pack(write_pack(tmp_path / "first"))
    with across():
        found = [Affiliation.objects.get(code=code).structure_id for code in ("s1", "s2")]
    return *found, UserFactory()


def figures() -> dict:
    with across():
        counted = cells(load_facts(project=Project.objects.get(code="T1"))).values
    totals: dict = {}
    for key, value in counted.items():
        totals[key.code, key.period] = totals.get((key.code, key.period), 0) + value
    return {key: value for key, value in totals.items() if value and key[0] != "STRUCT_AFF"}


def test_the_rows_of_a_pack_reach_the_structure_that_stays_and_go_back_with_the_other(s1_s2, tmp_path):
    s1, s2, by = s1_s2
    with committed():
        merge = merge_structures(kept=s1, gone=s2, by=by)
    with across():
        before = rows_at(s1)
        assert not any(rows_at(s2).values())
    again = import_pack(write_pack(tmp_path / "again")).tallies
    assert {name: tally.as_dict() for name, tally in again.items() if tally.new or tally.changed} == {}
    with across():
        assert (rows_at(s1), any(rows_at(s2).values())) == (before, False), "the same pack: nothing is doubled"
    later = import_pack(write_pack(tmp_path / "later", **LATER))
    assert later.written, later.checked.problems
    with across():
        assert not any(rows_at(s2).values()), "nothing is written where nobody reads it"
        assert rows_at(s1)["Accompaniment"] == before["Accompaniment"] + 2
        ours, theirs = (Accompaniment.objects.get(code=code).learners.all() for code in ("c1", "c8"))
        assert not {one.pk for one in ours} & {one.pk for one in theirs}, "two who share a pseudonym stay two"
        old = {one.pk for one in Accompaniment.objects.get(code="c2").learners.all()}
        assert old < {one.pk for one in theirs}, "and the one of before is found again"
    assert recount(project=Project.objects.get(code="T1")) == []
    merged = figures()
    undo_merge(merge=merge, by=by)
    with across():
        assert rows_at(s1) == {
            "Learner": 2, "Accompaniment": 1, "AccompaniedLearner": 2, "Activity": 4, "SkillsCheck": 0, "Person": 2,
        }  # fmt: skip
        assert rows_at(s2) == {
            "Learner": 3, "Accompaniment": 4, "AccompaniedLearner": 5, "Activity": 4, "SkillsCheck": 1, "Person": 2,
        }  # fmt: skip
    assert figures() == merged


def test_a_pseudonym_that_is_new_under_the_old_code_is_not_the_kept_ones(s1_s2, tmp_path):
    """`l2` is a learner of s1 alone; after the merge a pack brings an `l2` of s2."""
    s1, s2, by = s1_s2
    merge_structures(kept=s1, gone=s2, by=by)
    rows = BASE["accompaniments"] + "    c7,s2,p2,2021-04-01,individual,l2,\n"
    for _time in range(2):
        import_pack(write_pack(tmp_path / "later", accompaniments=rows))
    with across():
        [mine] = Accompaniment.objects.get(code="c7").learners.all()
        assert mine.structure_id == s1
        assert mine not in Accompaniment.objects.get(code="c1").learners.all()
        assert Learner.objects.filter(structure=s1).count() == 5, "l1 and l2 of the one, l1, l3 and l2 of the other"


def test_what_a_merge_of_long_ago_brought_is_noted_nowhere(s1_s2, tmp_path):
    s1, s2, by = s1_s2
    merge = merge_structures(kept=s1, gone=s2, by=by)
    Merge.objects.update(at=merge.at.replace(year=merge.at.year - 1))
    Move.objects.all().delete()
    import_pack(write_pack(tmp_path / "later", **LATER))
    with across():
        assert not any(rows_at(s2).values())
        assert Accompaniment.objects.get(code="c8").structure_id == s1
    assert not Move.objects.exists()


def test_a_chain_of_merges_is_followed_to_its_end(s1_s2, tmp_path):
    s1, s2, by = s1_s2
    third = BASE["structures"] + "    s3,2020-08-01,EPN Mouscron,BE,7700,EPN,,TFT,affiliated\n"
    import_pack(write_pack(tmp_path / "third", structures=third))
    with across():
        s3 = Affiliation.objects.get(code="s3").structure_id
    act = partial(merge_structures, by=by)
    first = act(kept=s1, gone=s2)
    second = act(kept=s3, gone=s1)
    import_pack(write_pack(tmp_path / "later", structures=third, **LATER))
    with across():
        assert not any(rows_at(s1).values()) and not any(rows_at(s2).values())
    for merge in (second, first):
        undo_merge(merge=merge, by=by)
    with across():
        assert rows_at(s2)["Accompaniment"] == 4
        assert rows_at(s1)["Accompaniment"] == 1
        assert not any(rows_at(s3).values())
