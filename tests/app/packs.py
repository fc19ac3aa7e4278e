"""Small activity packs, written as tables in the tests."""

from pathlib import Path
from textwrap import dedent

import pytest
from django.db import connection

from reporting.services import rollup

BASE = {
    "project": """
        code,name,start,end,period_months,zone,held_against_target,target_scope,grace_days
        T1,Test,2020-07-01,2022-06-30,6,programme,declared,all,15
    """,
    "partners": """
        code,from,name,role,side,country,postcode,territorial_default
        TFT,2020-07-01,Technofutur,operator,WAL,BE,6041,1
        D09,2020-07-01,Digipolis,operator,VL,BE,9000,1
        D09,2021-03-01,District09,operator,VL,BE,9000,1
        LEAD,2020-07-01,Lead,lead,FR,FR,59000,0
    """,
    "targets": """
        indicator,partner,value
        PART_TRAINED,,4
        PART_TRAINED,TFT,2
    """,
    "structures": """
        id,from,name,country,postcode,type,enterprise_number,operator,status
        s1,2020-07-01,EPN Tournai,BE,7500,EPN,,TFT,affiliated
        s2,2020-08-01,Bib Oudenaarde,BE,9700,BIB,,,affiliated
    """,
    "people": """
        id,structure,kind,first_name,last_name,email,language,confirmed_at,invited_by,objects_to_statistics
        p1,s1,professional,Ann,Bee,a@place.example,fr,2020-09-01T10:00:00Z,,0
        p2,s2,,Cee,Dee,c@place.example,nl,2020-09-02T10:00:00Z,,0
        p3,s1,staff,Eve,Eff,e@place.example,nl,2020-09-02T10:00:00Z,,0
    """,
    "actions": """
        id,kind,core,title,operator,starts_at,country,postcode,online,status
        a1,training,1,Core,TFT,2020-10-01T09:00,BE,7500,0,closed
        a2,training,1,Core,D09,2021-02-01T09:00,BE,9700,0,closed
    """,
    "attendances": """
        action,person,status,validated_at
        a1,p1,present,2020-10-02T10:00:00Z
        a2,p1,present,2021-02-02T10:00:00Z
        a2,p2,present,2021-02-02T10:00:00Z
    """,
    "accompaniments": """
        id,structure,person,date,mode,learners,anonymous
        c1,s1,p1,2020-11-01,individual,l1|l2,2
        c2,s2,p2,2020-11-02,workshop,l1,
        c3,s2,p2,2021-03-02,workshop,l1|l3,1
    """,
    "activity": """
        user,structure,at
        p1,s1,2020-11-01T10:00:00Z
        p1,s1,2020-11-01T10:30:00Z
        p1,s1,2020-11-01T11:00:01Z
        p3,s1,2020-11-01T11:00:01Z
        learner:l1,s2,2020-12-31T22:50:00Z
    """,
}


def write_pack(folder: Path, **files: str | None) -> Path:
    """A pack of BASE's files; a keyword replaces one, None leaves it out."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {**BASE, **files}.items():
        if text is not None:
            (folder / f"{name}.csv").write_text(dedent(text).strip() + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def alone_on_the_server(monkeypatch):
    """The roll-up's horizon as if no other database of the server had a transaction open.

    Transaction numbers are the server's: another test's open transaction keeps the horizon back, and a project that
    committed long ago is counted again to be safe.
    """

    def own_transaction() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text")
            return int(cursor.fetchone()[0])

    monkeypatch.setattr(rollup, "_horizon", own_transaction)
