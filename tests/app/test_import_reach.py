"""On the web a coordinator brings her own partner's rows: what is the project's, or another's, stays as it is."""

import io
import zipfile
from textwrap import dedent

import pytest
from django.db import connection, transaction
from django.utils import translation

from accompaniments.models import Accompaniment
from assessments.models import SkillsCheck
from common.errors import DomainError
from common.wall import across_structures, as_person
from community.events.models import Action, Attendance
from config.celery import app
from reporting.models import Activity, Coefficient, ContentItem, NewsletterReading, PackUpload, PressItem, Target
from reporting.services import uploads
from reporting.services.importing import import_pack
from structures.enums import Role
from structures.models import Affiliation, Partner, PartnerState, Person, Project, Structure
from tests.app.doors import signed_in, text
from tests.app.factories import coordinator_of
from tests.app.packs import BASE, write_pack

pytestmark = pytest.mark.django_db

app.loader.import_default_modules()  # the handlers of all rooms, as in a worker

MORE = {
    "structures": """
        s3,2020-07-01,Digitaalpunt Gent,BE,9000,,,D09,affiliated
        s4,2020-07-01,Was Ghent's,BE,9000,,,D09,affiliated
        s4,2021-01-01,Is Tournai's,BE,7500,,,TFT,affiliated
    """,
    "people": """
        p4,s3,professional,Jef,Jot,j@place.example,nl,2020-09-02T10:00:00Z,D09,0
        p5,,professional,No,Where,n@place.example,fr,2020-09-02T10:00:00Z,TFT,0
        p6,,professional,No,Body,b@place.example,fr,2020-09-02T10:00:00Z,,0
    """,
    "accompaniments": """
        c9,s3,p4,2021-03-02,workshop,l9,1
    """,
    "activity": """
        p4,s3,2020-11-01T10:00:00Z
        learner:l9,s3,2020-11-02T10:00:00Z
    """,
}
ALONE = {
    "merges": """
        kept,merged,at
        p4,p2,2021-02-01T10:00:00Z
    """,
    "coefficients": """
        version,from,value,n,mean,low,high,source
        1,2020-07-01,6.20,10,6.2,,,A survey
    """,
    "newsletters": """
        operator,on,readers
        D09,2020-12-01,100
        TFT,2020-12-01,50
    """,
    "press": """
        operator,on,medium,title,url,kind
        D09,2020-12-01,Paper,Ghent learns,https://paper.example/a,press
        D09,2020-12-02,Paper,Ghent learns again,https://www.paper.example/a,press
        ,2020-12-03,Paper,All learn,https://paper.example/b,press
    """,
    "content": """
        id,published_on,operator,kind
        k1,2020-12-01,D09,sheet
        k2,2020-12-01,,sheet
    """,
    "diagnostics": """
        id,structure,completed_at
        d1,s3,2020-12-01T10:00:00Z
        d2,s1,2020-12-01T10:00:00Z
    """,
}
WHOLE = {**{name: dedent(BASE[name]) + dedent(MORE.get(name, "")).lstrip("\n") for name in BASE}, **ALONE}
TABLES = [
    Project, Partner, PartnerState, Target, Structure, Affiliation, Person, Action, Attendance, Accompaniment,
    Activity, Coefficient, NewsletterReading, PressItem, ContentItem, SkillsCheck,
]  # fmt: skip


@pytest.fixture
def project(tmp_path):
    result = import_pack(write_pack(tmp_path / "whole", **WHOLE))
    assert result.written, result.checked.problems
    return Project.objects.get(code="T1")


@pytest.fixture
def claire(project):
    return coordinator_of(Partner.objects.get(project=project, code="TFT"), language="en")


@pytest.fixture
def lead(project):
    return coordinator_of(Partner.objects.get(project=project, code="LEAD"), role=Role.LEAD, language="en")


def packed(**files: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, rows in files.items():
            archive.writestr(f"{name}.csv", dedent(rows).strip() + "\n")
    return content.getvalue()


def uploaded(of, user, /, **files: str) -> PackUpload:
    return uploads.keep_upload(project=of, user=user, name="a.zip", content=packed(**files))


def analysed(upload: PackUpload) -> dict:
    with translation.override("en"):
        uploads.analyse(upload=upload)
    with as_person(upload.user_id), transaction.atomic():
        return PackUpload.objects.get(pk=upload.pk).analysis


def stored() -> dict:
    """All that a pack may write, as it stands: transaction numbers left out, they move with every write."""
    with across_structures("a test compares the tables"), transaction.atomic(), connection.cursor() as cursor:
        found = {}
        for model in TABLES:
            names = [field.column for field in model._meta.concrete_fields if field.column != "changed"]
            columns = ", ".join(f'"{name}"::text' for name in names)
            cursor.execute(f'SELECT {columns} FROM "{model._meta.db_table}" ORDER BY 1')
            found[model.__name__] = cursor.fetchall()
        return found


def head(name: str) -> str:
    return WHOLE[name].strip().splitlines()[0].strip()


# file -> a row that is not hers to bring, and the column that says so
FOREIGN = {
    "the project's settings": ("project", "T1,Mine,2020-07-01,2022-06-30,6,programme,declared,all,15", "code"),
    "her own partner's name": ("partners", "TFT,2020-07-01,Renamed,operator,WAL,BE,6041,1", "code"),
    "a new partner": ("partners", "NEW,2020-07-01,New,operator,WAL,BE,6041,0", "code"),
    "a target": ("targets", "PART_TRAINED,TFT,1", "indicator"),
    "another's structure": ("structures", "s3,2020-07-01,Mine,BE,9000,,,D09,affiliated", "operator"),
    "another's structure, taken": ("structures", "s3,2021-07-01,Digitaalpunt Gent,BE,9000,,,TFT,affiliated", "id"),
    "a structure that was another's": ("structures", "s4,2021-02-01,Mine,BE,7500,,,TFT,affiliated", "id"),
    "nobody's structure, taken": ("structures", "s2,2021-02-01,Mine,BE,7500,,,TFT,affiliated", "id"),
    "her structure, given away": ("structures", "s1,2021-02-01,EPN Tournai,BE,7500,,,D09,affiliated", "operator"),
    "a new one for another": ("structures", "s9,2021-02-01,New,BE,7500,,,D09,affiliated", "operator"),
    "a new one for nobody": ("structures", "s9,2021-02-01,New,BE,7500,,,,affiliated", "operator"),
    "another's aidant": ("people", "p4,s3,staff,Jef,Jot,j@place.example,nl,2020-09-02T10:00:00Z,D09,1", "structure"),
    "another's aidant, taken": ("people", "p4,s1,,Jef,Jot,j@place.example,nl,2020-09-02T10:00:00Z,,0", "id"),
    "her aidant, given away": ("people", "p1,s3,,Ann,Bee,a@place.example,fr,2020-09-01T10:00:00Z,,0", "structure"),
    "an aidant of nobody's": ("people", "p6,,staff,No,Body,b@place.example,fr,2020-09-02T10:00:00Z,,0", "id"),
    "an invitation of another's": ("people", "p8,s1,,A,B,h@place.example,fr,2020-09-02T10:00:00Z,D09,0", "invited_by"),
    "a merge with another's": ("merges", "p1,p4,2021-02-01T10:00:00Z", "merged"),
    "a merge into another's": ("merges", "p4,p1,2021-02-01T10:00:00Z", "kept"),
    "another's training": ("actions", "a2,training,1,Mine,D09,2021-02-01T09:00,BE,9700,0,closed", "operator"),
    "another's training, taken": ("actions", "a2,training,1,Core,TFT,2021-02-01T09:00,BE,9700,0,closed", "id"),
    "another's roll": ("attendances", "a2,p1,absent,2021-02-02T10:00:00Z", "action"),
    "another's log": ("accompaniments", "c9,s3,p4,2021-03-02,workshop,l9,500", "structure"),
    "another's log, taken": ("accompaniments", "c9,s1,p1,2021-03-02,workshop,l9,1", "id"),
    "help at another's": ("accompaniments", "c8,s3,p1,2021-03-02,workshop,,500", "structure"),
    "activity at another's": ("activity", "p1,s3,2020-11-05T10:00:00Z", "structure"),
    "a learner at another's": ("activity", "learner:new,s3,2020-11-05T10:00:00Z", "structure"),
    "the coefficient": ("coefficients", "1,2020-07-01,600,10,6.2,,,A survey", "version"),
    "another's newsletter": ("newsletters", "D09,2020-12-01,1", "operator"),
    "another's article": ("press", "TFT,2020-12-01,Paper,Ghent learns,https://paper.example/a,press", "url"),
    "half of another's article": (
        "press", "D09,2020-12-01,Paper,Ghent learns,https://paper.example/a,press", "operator",
    ),
    "the project's article": ("press", ",2020-12-03,Paper,Changed,https://paper.example/b,press", "operator"),
    "another's content": ("content", "k1,2020-12-05,D09,sheet", "operator"),
    "another's content, taken": ("content", "k1,2020-12-01,TFT,sheet", "id"),
    "another's check": ("diagnostics", "d1,s3,2021-12-01T10:00:00Z", "structure"),
    "another's check, taken": ("diagnostics", "d1,s1,2020-12-01T10:00:00Z", "id"),
}  # fmt: skip


@pytest.mark.parametrize("case", FOREIGN)
def test_a_row_that_is_not_hers_is_named_and_not_written(project, claire, case):
    name, row, column = FOREIGN[case]
    upload, before = uploaded(project, claire, **{name: f"{head(name)}\n{row}"}), stored()
    told = analysed(upload)
    assert not told["ok"]
    (problem,) = told["problems"]
    assert (problem["file"], problem["line"], problem["column"]) == (f"{name}.csv", 2, column)
    assert "You import for TFT only" in problem["message"]
    with pytest.raises(DomainError):
        uploads.import_upload(upload=upload, skip_bad=False)
    made = uploads.import_upload(upload=upload, skip_bad=True)
    assert stored() == before
    assert made is not None
    assert row.split(",")[0] in made.content.decode("utf-8-sig"), "the row comes back as it was sent"


def test_the_lead_may_bring_every_one_of_them(project, lead):
    for case, (name, row, _column) in FOREIGN.items():
        upload = uploaded(project, lead, **{name: f"{head(name)}\n{row}"})
        assert analysed(upload)["problems"] == [], case


def test_what_is_stored_already_may_come_again_from_anybody(project, claire):
    upload, before = uploaded(project, claire, **WHOLE), stored()
    told = analysed(upload)
    assert (told["problems"], told["ok"]) == ([], True)
    assert {(file["new"], file["changed"]) for file in told["files"]} == {(0, 0)}
    uploads.import_upload(upload=upload, skip_bad=False)
    assert stored() == before


def test_an_earlier_state_of_another_s_structure_does_not_give_it_its_old_name_back(project, claire):
    without_the_last = "\n".join(WHOLE["structures"].strip().splitlines()[:-1])
    upload, before = uploaded(project, claire, structures=without_the_last), stored()
    uploads.import_upload(upload=upload, skip_bad=False)
    assert stored() == before


HERS = {
    "structures": """
        id,from,name,country,postcode,type,enterprise_number,operator,status
        s1,2021-05-01,EPN Tournai Centre,BE,7500,EPN,,TFT,affiliated
        s8,2020-08-01,New,BE,7500,,,,applied
        s8,2020-09-01,New,BE,7500,,,TFT,affiliated
    """,
    "people": """
        id,structure,kind,first_name,last_name,email,language,confirmed_at,invited_by,objects_to_statistics
        p1,s8,professional,Ann,Bee,a@place.example,fr,2020-09-01T10:00:00Z,,1
        p5,s1,professional,No,Where,n@place.example,fr,2020-09-02T10:00:00Z,TFT,0
        p7,s8,,Ga,Ga,g@place.example,fr,2020-09-02T10:00:00Z,TFT,0
        p8,,,On,Aroll,o@place.example,fr,,,0
    """,
    "merges": """
        kept,merged,at
        p1,p5,2021-02-01T10:00:00Z
    """,
    "actions": """
        id,kind,core,title,operator,joint,starts_at,country,postcode,online,status
        a1,training,1,Core again,TFT,D09,2020-10-01T09:00,BE,7500,0,closed
        a9,training,1,New,TFT,,2020-12-01T09:00,BE,7500,0,closed
    """,
    "attendances": """
        action,person,status,validated_at
        a9,p7,present,2020-12-02T10:00:00Z
        a9,p4,present,2020-12-02T10:00:00Z
        a1,p8,present,2020-12-02T10:00:00Z
    """,
    "accompaniments": """
        id,structure,person,date,mode,learners,anonymous
        c1,s1,p1,2020-11-01,individual,l1,3
        c7,s8,p7,2020-11-01,individual,l7,2
    """,
    "activity": """
        user,structure,at
        p7,s8,2020-11-01T10:00:00Z
        learner:l7,s8,2020-11-01T10:00:00Z
    """,
    "newsletters": "operator,on,readers\nTFT,2020-12-01,60",
    "press": "operator,on,medium,title,url,kind\nTFT,2020-12-01,Paper,Tournai learns,https://paper.example/c,press",
    "content": "id,published_on,operator,kind\nk7,2020-12-01,TFT,sheet",
    "diagnostics": "id,structure,completed_at\nd2,s8,2020-12-05T10:00:00Z",
}


@pytest.mark.django_db(transaction=True)
def test_her_own_partner_s_rows_go_in_on_the_web(project, claire):
    client = signed_in(claire)
    pack = io.BytesIO(packed(**HERS))
    pack.name = "pack.zip"
    page = client.post("/p/t1/tft/import/", {"pack": pack}, follow=True)
    assert "Every row is right" in text(client.get(page.context["job"].back))
    client.post(f"{page.context['job'].back}go/", follow=True)
    assert Person.objects.get(code="p7").home.slug == "new"
    assert Person.objects.get(code="p1").objects_to_statistics
    assert Attendance.objects.filter(action__code="a9", person__code="p4").exists(), "anybody may come to her training"
    assert Structure.objects.filter(name="EPN Tournai Centre").exists()


def test_what_leans_on_a_refused_row_is_refused_with_it(project, claire):
    upload = uploaded(
        project,
        claire,
        structures=f"{head('structures')}\ns9,2021-02-01,New,BE,9000,,,D09,affiliated",
        people=f"{head('people')}\np9,s9,,A,B,,,,,0\np10,s1,,A,B,,,,,0",
        diagnostics="id,structure,completed_at\nd9,s9,2020-12-05T10:00:00Z",
    )
    told = analysed(upload)
    assert [(one["file"], one["line"], one["column"]) for one in told["problems"]] == [
        ("structures.csv", 2, "operator"), ("people.csv", 2, "structure"), ("diagnostics.csv", 2, "structure"),
    ]  # fmt: skip
    assert {file["name"]: (file["new"], file["bad"]) for file in told["files"]} == {
        "structures.csv": (0, 1), "people.csv": (1, 1), "diagnostics.csv": (0, 1),
    }  # fmt: skip
    uploads.import_upload(upload=upload, skip_bad=True)
    assert Person.objects.filter(code="p10").exists()
    assert not Affiliation.objects.filter(code="s9").exists()


def test_whoever_lost_the_role_between_upload_and_import_brings_nothing(project, claire):
    upload = uploaded(project, claire, content=HERS["content"])
    with as_person(claire.pk), transaction.atomic():
        assert analysed(upload)["ok"]
    with across_structures("a test takes a role away"):
        claire.memberships.all().delete()
    assert not analysed(upload)["ok"]


def test_the_command_line_is_not_held_to_a_partner(project, tmp_path):
    name, row, _column = FOREIGN["another's structure"]
    files = {**dict.fromkeys(BASE), name: f"{head(name)}\n{row}"}
    assert import_pack(write_pack(tmp_path / "later", **files), project_code="T1").written
    assert Structure.objects.filter(name="Mine").exists()
