"""Rows together: keys, references, merges, one project, what is told."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from reporting.packs.badrows import write_bad
from reporting.packs.check import Checked, Known, check
from reporting.packs.problems import NOTICES, REASONS

Folder = Callable[..., Path]


def bad(checked: Checked) -> list[tuple[str, int | None, str, str, str]]:
    return [(p.file, p.line, p.column, p.value, p.reason) for p in checked.problems]


def test_typed_rows(folder: Folder) -> None:
    checked = check(
        folder(
            actions=(
                "id,kind,title,operator,joint,starts_at,dates,status\n"
                "a1,training,T,TFT,LEAD|TFT,2020-10-01T09:30,2020-10-08|2020-10-15,closed\n"
            ),
            accompaniments=(
                "id,structure,person,date,mode,learners,anonymous\n"
                "x1,s1,p1,2020-10-02,workshop,l1|l2|l1,3\n"
                "x2,s1,p1,2020-10-02,drop_in,,\n"
            ),
        )
    )
    assert checked.ok, bad(checked)
    assert checked.pack.project is not None
    assert (checked.pack.project.grace_days, checked.pack.project.held_against_target) == (15, "declared")
    assert checked.pack.project.target_scope == "all"
    assert [row.territorial_default for row in checked.pack.partners] == [False, True]
    [action] = checked.pack.actions
    assert action.starts_at.isoformat() == "2020-10-01T07:30:00+00:00"
    assert [date.isoformat() for date in action.dates] == ["2020-10-08", "2020-10-15"]
    assert (action.joint, action.core, action.audience) == (("LEAD", "TFT"), False, None)
    workshop, drop_in = checked.pack.accompaniments
    assert (workshop.number, workshop.status, workshop.minutes) == (5, "recorded", None)
    assert (drop_in.number, drop_in.learners) == (0, ())


def test_all_bad_cells_of_all_rows_are_told(folder: Folder) -> None:
    checked = check(
        folder(
            people=(
                "id,structure,kind,language,confirmed_at,objects_to_statistics\n"
                ",s1,Volunteer,de,2020-10-01,2\n"
                "p1,s1,volunteer,fr,,\n"
                "p2,nowhere,,,,\n"
            )
        )
    )
    assert bad(checked) == [
        ("people.csv", 2, "id", "", "required"),
        ("people.csv", 2, "kind", "Volunteer", "not_listed"),
        ("people.csv", 2, "language", "de", "not_listed"),
        ("people.csv", 2, "confirmed_at", "2020-10-01", "date_for_instant"),
        ("people.csv", 2, "objects_to_statistics", "2", "not_a_flag"),
        ("people.csv", 4, "structure", "nowhere", "unknown_reference"),
    ]
    assert [row.id for row in checked.pack.people] == ["p1"]
    counts = checked.counts["people.csv"]
    assert (counts.read, counts.good, counts.bad) == (3, 1, 2)


@pytest.mark.parametrize(
    ("stem", "text", "column", "value", "reason"),
    [
        ("targets", "indicator,partner,value\nPART_TRAIN,,5\n", "indicator", "PART_TRAIN", "unknown_indicator"),
        ("targets", "indicator,partner,value\nPRESS,XX,5\n", "partner", "XX", "unknown_reference"),
        ("targets", "indicator,partner,value\nPRESS,,5.5\n", "value", "5.5", "not_whole"),
        (
            "structures",
            "id,from,name,country,operator,status\ns1,2020-07-01,N,BE,XX,affiliated\n",
            "operator",
            "XX",
            "unknown_reference",
        ),
        (
            "structures",
            "id,from,name,country,status\ns1,2020-07-01T10:00,N,BE,left\n",
            "from",
            "2020-07-01T10:00",
            "instant_for_date",
        ),
        ("people", "id,invited_by\np1,XX\n", "invited_by", "XX", "unknown_reference"),
        (
            "actions",
            "id,kind,title,operator,joint,starts_at,status\na1,other,T,TFT,TFT|XX,2020-10-01T10:00,closed\n",
            "joint",
            "XX",
            "unknown_reference",
        ),
        (
            "actions",
            "id,kind,title,operator,starts_at,dates,status\n"
            "a1,training,T,TFT,2020-10-01T10:00,2020-10-02T10:00,closed\n",
            "dates",
            "2020-10-02T10:00",
            "instant_for_date",
        ),
        ("attendances", "action,person,status\na9,p1,present\n", "action", "a9", "unknown_reference"),
        ("attendances", "action,person,status\na1,p9,present\n", "person", "p9", "unknown_reference"),
        (
            "accompaniments",
            "id,structure,person,date,mode\nx1,s9,p1,2020-10-01,workshop\n",
            "structure",
            "s9",
            "unknown_reference",
        ),
        ("activity", "user,structure,at\np9,s1,2020-10-01T10:00\n", "user", "p9", "unknown_reference"),
        ("activity", "user,structure,at\nlearner:,s1,2020-10-01T10:00\n", "user", "learner:", "no_pseudonym"),
        ("newsletters", "operator,on,readers\nXX,2020-10-01,5\n", "operator", "XX", "unknown_reference"),
        (
            "press",
            "operator,on,medium,title,kind\nXX,2020-10-01,M,T,press\n",
            "operator",
            "XX",
            "unknown_reference",
        ),
        ("content", "id,published_on,operator\nc1,2020-10-01,XX\n", "operator", "XX", "unknown_reference"),
        (
            "diagnostics",
            "id,structure,completed_at\nd1,s1,2020-10-01\n",
            "completed_at",
            "2020-10-01",
            "date_for_instant",
        ),
        (
            "partners",
            "code,from,name,role,side,country,postcode\nP,2020-01-01,N,operator,fr,FR,1\n",
            "side",
            "fr",
            "not_listed",
        ),
    ],
)
def test_one_bad_cell(folder: Folder, stem: str, text: str, column: str, value: str, reason: str) -> None:
    checked = check(folder(**{stem: text}))
    assert (f"{stem}.csv", 2, column, value, reason) in bad(checked)


def test_no_postcode_makes_a_row_bad_and_a_target_may_be_empty(folder: Folder) -> None:
    checked = check(
        folder(
            structures="id,from,name,country,postcode,status\ns1,2020-07-01,N,Nowhere,not a code,left\n",
            targets="indicator,partner,value\nPRESS,,\nPRESS,TFT,0\n",
        )
    )
    assert checked.ok
    assert [target.value for target in checked.pack.targets] == [None, 0]


def test_what_refers_to_a_bad_row_is_bad_all_the_way(folder: Folder) -> None:
    checked = check(
        folder(
            partners=("code,from,name,role,country,postcode\nTFT,sometime,Technofutur,operator,BE,6041\n"),
            attendances="action,person,status\na1,p1,present\na1,p3,present\n",
            activity="user,structure,at\np1,s1,2020-10-01T10:00\nlearner:x,s1,2020-10-01T10:00\n",
        )
    )
    assert {(p.file, p.line, p.column, p.reason) for p in checked.problems} == {
        ("partners.csv", 2, "from", "not_a_date"),
        ("structures.csv", 2, "operator", "unknown_reference"),
        ("people.csv", 2, "structure", "unknown_reference"),
        ("people.csv", 3, "structure", "unknown_reference"),
        ("actions.csv", 2, "operator", "unknown_reference"),
        ("attendances.csv", 2, "action", "unknown_reference"),
        ("attendances.csv", 2, "person", "unknown_reference"),
        ("attendances.csv", 3, "action", "unknown_reference"),
        ("activity.csv", 2, "user", "unknown_reference"),
        ("activity.csv", 2, "structure", "unknown_reference"),
        ("activity.csv", 3, "structure", "unknown_reference"),
    }
    assert [person.id for person in checked.pack.people] == ["p3"]
    assert len(checked.bad_rows) == 9


def test_a_structure_with_one_good_row_is_there(folder: Folder) -> None:
    checked = check(
        folder(
            structures=(
                "id,from,name,country,operator,status\n"
                "s1,2020-07-01,N,BE,TFT,affiliated\n"
                "s1,2021-07-01,N,BE,XX,affiliated\n"
            )
        )
    )
    assert bad(checked) == [("structures.csv", 3, "operator", "XX", "unknown_reference")]
    assert len(checked.pack.people) == 3


def test_ids_of_earlier_packs(folder: Folder) -> None:
    known = Known(
        project="CROSS",
        partners={"TFT"},
        structures={"s1"},
        people={"p1"},
        actions={"a1"},
    )
    texts = {
        "attendances": "action,person,status\na1,p1,present\n",
        "activity": "user,structure,at\np1,s1,2020-10-01T10:00\n",
        "structures": "id,from,name,country,operator,status\ns2,2020-07-01,N,BE,TFT,affiliated\n",
    }
    path = folder(base=False, **texts)
    checked = check(path, project_code="CROSS", known=known)
    assert checked.ok
    assert checked.project_code == "CROSS"
    # The same by a function of the code; and an unknown project, or none.
    assert check(path, project_code="CROSS", known=lambda code: known if code == "CROSS" else Known()).ok
    asked = check(path, project_code="OTHER", known=lambda code: known if code == "CROSS" else Known())
    assert bad(asked) == [("", None, "", "OTHER", "unknown_project")]
    assert asked.project_code is None
    assert bad(check(path)) == [("", None, "", "", "project_required")]


def test_the_project_asked_for_must_be_the_packs(folder: Folder) -> None:
    assert check(folder(), project_code="CROSS").ok
    checked = check(folder(), project_code="OTHER")
    assert bad(checked) == [("project.csv", 2, "code", "CROSS", "other_project")]
    # The good rows can still go into a project that is there.
    known = Known(project="OTHER")
    assert check(folder(), project_code="OTHER", known=known).project_code == "OTHER"
    assert checked.project_code is None


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("2020-07-01,2020-06-30,6", "end", "end_before_start"),
        ("2020-07-01,2022-06-30,0", "period_months", "out_of_range"),
        ("2020-07-01,2022-06-30,", "period_months", "required"),
        ("2020-07-01,9999-12-31,6", "end", "out_of_range"),
    ],
)
def test_bad_projects(folder: Folder, row: str, column: str, reason: str) -> None:
    text = f"code,name,start,end,period_months,zone\nCROSS,Cross,{row},programme\n"
    checked = check(folder(project=text))
    assert [(p.column, p.reason) for p in checked.problems] == [(column, reason)]


def test_one_key_twice(folder: Folder) -> None:
    checked = check(
        folder(
            attendances=(
                "action,person,status,validated_at\n"
                "a1,p1,present,2020-10-01T12:00\n"
                "a1, p1 ,present,2020-10-01T10:00Z\n"  # the same cells, written otherwise
                "a1,p1,absent,\n"
                "a1,p2,present,\n"
            ),
            press=(
                "on,medium,title,url,kind\n"
                "2020-10-06,M,T,https://www.j.example/a/,press\n"
                "2020-10-07,M,T,http://j.example/a?utm_source=x,press\n"  # the same item, told otherwise
                "2020-10-08,M,T,https://www.j.example/a/,press\n"
            ),
        )
    )
    assert bad(checked) == [
        ("attendances.csv", 4, "action|person", "a1|p1", "repeated_key"),
        (
            "press.csv",
            4,
            "on|medium|title|url",
            "2020-10-08|M|T|https://www.j.example/a/",
            "repeated_key",
        ),
    ]
    assert "Line 2" in checked.problems[0].message
    assert [(n.reason, n.lines) for n in checked.notices] == [("repeated_rows", (3,))]
    counts = checked.counts["attendances.csv"]
    assert (counts.read, counts.good, counts.bad, counts.repeated) == (4, 2, 1, 1)


def test_a_bad_row_holds_no_key(folder: Folder) -> None:
    checked = check(folder(content="id,published_on\nc1,soon\nc1,2021-01-01\n"))
    assert [row.line for row in checked.pack.content] == [3]


def test_likely_duplicates_are_told_and_kept(folder: Folder) -> None:
    checked = check(
        folder(
            structures=(
                "id,from,name,country,postcode,status\n"
                "s1,2020-07-01,Espace des Tilleuls,BE,7700,affiliated\n"
                "s2,2020-07-01,Espace les TILLEULS,BE,77 00,affiliated\n"
                "s3,2020-07-01,L'Étoile,FR,59000,affiliated\n"
                "s4,2020-07-01,Etoile (l),FR,59000,affiliated\n"
                "s5,2020-07-01,Espace des Tilleuls,BE,7500,affiliated\n"
                "s6,2020-07-01,Espace des Acacias,BE,7700,affiliated\n"
            ),
            people=(
                "id,first_name,last_name,email\n"
                "p1,Zoé,Lambert,zoe@a.example\n"
                "p2,zoe,LAMBERT,\n"
                "p3,,,ZOE@a.example\n"
                "p4,,,\n"
            ),
            accompaniments=(
                "id,structure,person,date,mode,minutes,learners,anonymous,status\n"
                "x1,s1,p1,2020-10-01,individual,30,l1,,\n"
                "x2,s1,p1,2020-10-01,individual,30,,1,\n"
                "x3,s1,p1,2020-10-01,individual,30,,1,cancelled\n"
                "x4,s1,p1,2020-10-01,individual,45,,1,\n"
            ),
        )
    )
    assert checked.ok, bad(checked)
    assert [(notice.reason, notice.params["ids"]) for notice in checked.notices] == [
        ("same_accompaniment", "x1, x2"),
        ("same_email", "p1, p3"),
        ("same_name", "p1, p2"),
        ("same_structure", "s1, s2"),
        ("same_structure", "s3, s4"),
    ]
    assert all(notice.message for notice in checked.notices)


def test_bad_rows_come_back(folder: Folder, tmp_path: Path) -> None:
    checked = check(
        folder(
            people="id,kind,first_name,confirmed_at\np1,=1+1,@x,soon\np2,,,\n",
            content="id\nc1\n",
        )
    )
    out = tmp_path / "bad.csv"
    assert write_bad(checked, out) == 1
    with out.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["file"], row["line"], row["column"], row["value"]) for row in rows] == [
        ("content.csv", "1", "published_on", ""),
        ("people.csv", "2", "kind | confirmed_at", "'=1+1 | soon"),
    ]
    assert rows[1]["reason"].count(" | ") == 1
    assert json.loads(rows[1]["cells"]) == {
        "id": "p1",
        "kind": "=1+1",
        "first_name": "@x",
        "confirmed_at": "soon",
    }


def test_every_reason_reads_as_a_sentence() -> None:
    for text in [*REASONS.values(), *NOTICES.values()]:
        assert str(text).rstrip()[-1] == "."
