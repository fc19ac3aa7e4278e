"""From a pack to a report, on a real database: import, roll-up, recount, commands."""

import contextlib
import csv
import datetime as dt
import io
import json
import re

import openpyxl
import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections
from pypdf import PdfReader

from accompaniments.models import Accompaniment
from common.wall import across_structures
from reporting import tasks
from reporting.catalogue import catalogue
from reporting.models import Activity, Cell, RollUp, UsageSession
from reporting.selectors.reports import report_json
from reporting.services import rollup, usage
from reporting.services.files import report_file
from reporting.services.importing import import_pack
from structures.models import Person, Project, Structure
from tests.app.factories import ProjectFactory
from tests.app.packs import BASE, alone_on_the_server, write_pack  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db


@pytest.fixture
def pack(tmp_path):
    return write_pack(tmp_path / "pack")


@pytest.fixture
def project(pack):
    assert import_pack(pack).written
    return Project.objects.get(code="T1")


def line(project, code, period=1, partner=None):
    made = report_json(project=project, period=period, partner=partner)
    return next(one for one in made["lines"] if one["code"] == code)


def cells():
    return sorted(Cell.objects.values_list("code", "period", "operator__code", "zone", "column", "value"), key=str)


def test_the_hand_counted_pack(project):
    trained = line(project, "PART_TRAINED")
    assert (trained["period"], trained["target"], trained["rate"]) == (1, 4, "25.0")
    second = line(project, "PART_TRAINED", period=2)
    assert (second["period"], second["previous"], second["cumulative"], second["rate"]) == (1, 1, 2, "50.0")
    assert line(project, "PART_TRAINED", 2, "D09")["period"] == 1
    assert line(project, "TRAIN_PARTICIPATIONS", 2)["cumulative"] == 3
    # 10:00, 10:30 is one session, 11:00:01 a second; staff none; the learner at 23:50 local on New Year's Eve one.
    assert line(project, "SESSIONS_ZONE")["period"] == 3
    declared = line(project, "ACCOMP_DECLARED")
    assert (declared["period"], declared["other_helpers"]) == (4, 1)
    assert line(project, "ACCOMP_DECLARED", 2)["period"] == 3
    assert line(project, "PERSONS_BENEFIT", 2)["cumulative"] == 4


def test_the_report_has_the_shape_of_the_contract(project):
    made = report_json(project=project, period=2, language="nl")
    assert list(made)[:11] == [
        "project", "partner", "language", "status", "period", "cut_off", "snapshot", "catalogue", "zone", "lines",
        "excluded",
    ]  # fmt: skip
    assert made["cut_off"] == "2021-07-15T23:59:59+02:00"
    assert len(made["lines"]) == 18
    assert set(made["partners"]) == {"TFT", "D09", "LEAD"}
    for index, one in enumerate(made["lines"]):
        if one["code"] == "NEWS_READERS":
            continue
        parts = [values[one["code"]] for values in [*made["partners"].values(), made["unattributed"]]]
        assert sum(float(part) for part in parts) == float(one["period"]), index


def test_the_same_pack_twice_changes_nothing(project, pack):
    before = (cells(), Activity.objects.count(), Person.objects.count(), Structure.objects.count())
    again = import_pack(pack)
    assert again.written
    assert {(tally.new, tally.changed) for tally in again.tallies.values()} == {(0, 0)}
    assert (cells(), Activity.objects.count(), Person.objects.count(), Structure.objects.count()) == before


def test_a_bad_row_stops_everything_and_all_are_named(tmp_path):
    people = BASE["people"] + "        p9,nowhere,,X,Y,,,2020-09-02,,2\n"
    result = import_pack(write_pack(tmp_path / "bad", people=people))
    assert not result.written
    assert {(p.file, p.column) for p in result.checked.problems} == {
        ("people.csv", "structure"), ("people.csv", "confirmed_at"), ("people.csv", "objects_to_statistics"),
    }  # fmt: skip
    assert not Project.objects.filter(code="T1").exists()


def test_skip_bad_writes_the_good_rows_and_returns_the_bad_ones(tmp_path):
    people = BASE["people"] + "        p9,nowhere,,=SUM(1),Y,,,,,0\n"
    out = tmp_path / "bad.csv"
    call_command("import_activity", write_pack(tmp_path / "bad", people=people), skip_bad=out, stdout=io.StringIO())
    text = out.read_text(encoding="utf-8-sig")
    assert "people.csv,5,structure,nowhere" in text
    assert Person.objects.count() == 3


def test_a_dry_run_counts_and_writes_nothing(pack):
    result = import_pack(pack, dry_run=True)
    assert not result.written
    assert result.tallies["people"].new == 3
    assert not Project.objects.exists()


def test_a_bad_pack_ends_the_command_with_every_problem(tmp_path, capsys):
    folder = write_pack(tmp_path / "bad", people=BASE["people"].replace("professional", "Professional"))
    with pytest.raises(CommandError, match="Nothing was written"):
        call_command("import_activity", folder)
    assert "people.csv, line 2, column kind" in capsys.readouterr().err


def test_a_later_pack_adds_and_corrects(project, tmp_path):
    later = write_pack(
        tmp_path / "later",
        **dict.fromkeys(BASE),
    )
    (later / "attendances.csv").write_text("action,person,status,validated_at\na1,p2,present,2021-08-01T10:00:00Z\n")
    result = import_pack(later, project_code="T1")
    assert result.written, result.checked.problems
    # p2's first presence moves to period 1: the figures of both periods and operators follow.
    assert line(project, "PART_TRAINED", 1)["period"] == 2
    assert line(project, "PART_TRAINED", 2)["period"] == 0
    # and what p2 did in November 2020 is now the work of a trained helper.
    assert (line(project, "ACCOMP_DECLARED")["period"], line(project, "ACCOMP_DECLARED")["other_helpers"]) == (5, 0)
    assert rollup.recount(project=project) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("alone_on_the_server")
def test_a_clean_project_is_not_counted_again_and_a_change_is(project):
    assert rollup.roll_up(project=project).counted is False
    with across_structures("a test changes a record"):
        Accompaniment.objects.filter(code="c1").update(anonymous=7)
    assert rollup.roll_up(project=project).counted is True
    assert line(project, "ACCOMP_DECLARED")["period"] == 9


def test_new_activity_moves_only_its_chain_and_equals_a_recount(project):
    with across_structures("a test writes activity"):
        before = set(UsageSession.objects.values_list("pk", flat=True))
        one = Activity.objects.filter(person__code="p1").first()
        # 10:45 bridges 10:30 and 11:00:01: three stored instants become one session.
        Activity.objects.create(
            structure=one.structure, project=project, person=one.person, at=one.at.replace(hour=10, minute=45, second=0)
        )
    rollup.roll_up(project=project)
    with across_structures("a test looks at the sessions"):
        after = set(UsageSession.objects.values_list("pk", flat=True))
    assert len(before & after) == 1, "the learner's session was not touched"
    assert line(project, "SESSIONS_ZONE")["period"] == 2
    assert rollup.recount(project=project) == []


def test_an_objection_takes_all_sessions_out(project):
    Person.objects.filter(code="p1").update(objects_to_statistics=True)
    rollup.roll_up(project=project)
    assert line(project, "SESSIONS_ZONE")["period"] == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("alone_on_the_server")
def test_the_recount_sees_a_figure_that_was_tampered_with(project):
    Cell.objects.filter(code="PART_TRAINED", period=1).update(value=99)
    (found,) = rollup.recount(project=project)
    assert "99" in found


@pytest.mark.django_db(transaction=True)
def test_a_figure_that_was_tampered_with_is_told_even_when_newer_records_make_it_counted_again(project, caplog):
    def tampered_with() -> None:
        Cell.objects.filter(code="PART_TRAINED", period=1).update(value=99)
        with across_structures("a test changes a record"):
            Accompaniment.objects.filter(code="c1").update(anonymous=7)

    tampered_with()
    assert rollup.recount(project=project) == [rollup.ALTERED]
    assert RollUp.objects.get(project=project).differences == [rollup.ALTERED]
    assert rollup.recount(project=project) == []
    tampered_with()
    assert rollup.roll_up(project=project).counted
    assert rollup.ALTERED in caplog.text
    assert line(project, "PART_TRAINED")["period"] == 1


@pytest.mark.django_db(transaction=True)
def test_what_people_do_during_a_recount_is_no_difference(project, monkeypatch):
    """A request is answered while the recount reads: half of what it reads would else be older than the rest."""
    full = usage.full_sessions
    with across_structures("a test reads keys"):
        one = Activity.objects.filter(person__code="p1").first()

    def meanwhile(**given):
        other = connections.create_connection("default")
        with contextlib.closing(other), other.cursor() as cursor:
            other.set_autocommit(False)
            cursor.execute("SET LOCAL ROLE halte_across")
            cursor.execute(
                "INSERT INTO reporting_activity (project_id, structure_id, person_id, at) VALUES (%s, %s, %s, now())",
                [project.pk, one.structure_id, one.person_id],
            )
            cursor.execute("UPDATE accompaniments_accompaniment SET anonymous = anonymous + 1")
            other.commit()
        return full(**given)

    monkeypatch.setattr(usage, "full_sessions", meanwhile)
    assert rollup.recount(project=project) == []
    monkeypatch.undo()
    rollup.roll_up(project=project)
    assert rollup.recount(project=project) == [], "and what came meanwhile is counted the next time"


@pytest.mark.django_db(transaction=True)
def test_a_recount_begins_again_when_a_roll_up_came_in_between(project, monkeypatch):
    first = rollup._one_at_a_time
    came = []

    def late(one) -> None:
        first(one)
        came.append(one)
        if len(came) == 1:
            RollUp.objects.filter(project=one).exists()  # the snapshot is taken
            other = connections.create_connection("default")
            with contextlib.closing(other), other.cursor() as cursor:
                cursor.execute("UPDATE reporting_rollup SET ran_at = now()")

    monkeypatch.setattr(rollup, "_one_at_a_time", late)
    assert rollup.recount(project=project) == []
    assert len(came) == 2


def test_a_project_that_fails_at_night_stops_no_other(project, monkeypatch, caplog):
    ProjectFactory(code="BROKEN", start=dt.date(2020, 1, 1))
    seen = []

    def recount(*, project):
        seen.append(project.code)
        if project.code == "BROKEN":
            raise RuntimeError("broken")
        return ["a difference"]

    monkeypatch.setattr(rollup, "recount", recount)
    tasks.recount_and_compare()
    assert set(seen) == {"BROKEN", "T1"}
    assert "differs in 1 places" in caplog.text


def test_the_recount_is_at_night():
    entry = settings.CELERY_BEAT_SCHEDULE["nightly-recount"]["schedule"]
    assert entry.hour <= {1, 2, 3, 4}
    assert settings.CELERY_TIMEZONE == "Europe/Brussels"


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_files_in_three_languages(project, language, tmp_path):
    words = {"fr": "Participants formés", "nl": "Opgeleide deelnemers", "en": "Participants trained"}[language]
    for form in ("json", "csv", "xlsx", "pdf"):
        out = tmp_path / f"report.{form}"
        call_command("report", "T1", 2, "--partner", "TFT", "--lang", language, "--format", form, "--out", str(out))
    assert json.loads((tmp_path / "report.json").read_text())["language"] == language
    assert words in (tmp_path / "report.csv").read_text(encoding="utf-8-sig")
    book = openpyxl.load_workbook(tmp_path / "report.xlsx")
    assert any(words in str(cell.value) for cell in book.worksheets[1]["D"])
    pdf = PdfReader(tmp_path / "report.pdf")
    pages = [" ".join(page.extract_text().split()) for page in pdf.pages]
    assert words in pages[0]
    assert all(line.code in pages[0] for line in catalogue()), "no indicator slips to another page"
    assert min(map(len, pages[:-1])) > 1_500, "no page is half empty, but for the last"
    assert all(re.search(rf"\b{number} ?/ ?{len(pages)}\b", page) for number, page in enumerate(pages, 1))
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"], "tagged"
    assert pdf.trailer["/Root"]["/Lang"] == language


@pytest.mark.parametrize(
    ("language", "partner", "name"),
    [
        ("fr", None, "halte-rapport-d-activites-periode-2-t1-tous-les-partenaires-2026-03-09.csv"),
        ("nl", "TFT", "halte-activiteitenrapport-periode-2-t1-tft-2026-03-09.csv"),
        ("en", None, "halte-activity-report-period-2-t1-all-partners-2026-03-09.csv"),
    ],
)
@time_machine.travel("2026-03-09T12:00:00Z", tick=False)
def test_a_file_is_named_in_its_own_language(project, language, partner, name):
    assert report_file(project=project, period=2, partner=partner, language=language, form="csv").name == name


@pytest.mark.parametrize(
    ("language", "kinds", "qualifiers"),
    [
        ("fr", {"flux", "stock", "modèle"}, {"exact", "au moins", "estimation"}),
        ("nl", {"stroom", "stand", "model"}, {"exact", "minstens", "raming"}),
        ("en", {"flow", "stock", "model"}, {"exact", "at least", "estimate"}),
    ],
)
def test_a_file_has_words_of_its_language_and_the_json_has_codes(project, language, kinds, qualifiers):
    asked = {"project": project, "period": 2, "partner": None, "language": language}
    text = report_file(**asked, form="csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter="," if language == "en" else ";"))[1:]
    assert ({row[5] for row in rows}, {row[6] for row in rows} - qualifiers) == (kinds, set())
    lines = json.loads(report_file(**asked, form="json").content)["lines"]
    assert {one["kind"] for one in lines} == {"flow", "stock", "model"}
    assert {one["qualifier"] for one in lines} <= {"exact", "at_least", "estimate"}


def test_a_workbook_adds_up(project):
    made = report_file(project=project, period=2, partner=None, language="en", form="xlsx")
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    assert {type(cell.value) for cell in book["Left out"]["D"][1:]} <= {int}
    names = {one.code: one.name["en"] for one in catalogue()}
    assert all(name.value == names[code.value] for code, name in list(zip(*book["Left out"]["A:B"], strict=True))[1:])
    header, first = list(book["Partners"].iter_rows(values_only=True))[:2]
    assert header[:2] == ("Code", "Indicator") and header[-1] == "Unattributed"
    assert (first[0], sum(first[2:])) == ("PART_TRAINED", line(project, "PART_TRAINED", period=2)["period"])


@pytest.mark.parametrize("asked", [["NOPE", "1"], ["T1", "9"], ["T1", "0"], ["T1", "1", "--partner", "NOPE"]])
def test_what_does_not_exist_is_said(project, asked):
    with pytest.raises(CommandError):
        call_command("report", *asked)


@pytest.mark.django_db(transaction=True)
def test_a_row_that_commits_late_is_counted(tmp_path):
    """The trap: a transaction with an older number commits after the roll-up has read past it."""
    import_pack(write_pack(tmp_path / "pack"))
    project = Project.objects.get(code="T1")
    with across_structures("a test reads keys"):
        one = Activity.objects.filter(person__code="p1").first()
    late = connections.create_connection("default")
    try:
        late.set_autocommit(False)
        with late.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE halte_across")
            cursor.execute(
                "INSERT INTO reporting_activity (project_id, structure_id, person_id, at) VALUES (%s, %s, %s, %s)",
                [project.pk, one.structure_id, one.person_id, "2020-11-05T10:00:00Z"],
            )
        with across_structures("a test writes a row that commits first"):
            Activity.objects.create(
                structure_id=one.structure_id, project=project, person_id=one.person_id, at=one.at.replace(day=7)
            )
        rollup.roll_up(project=project)
        assert line(project, "SESSIONS_ZONE")["period"] == 4
        late.commit()
    finally:
        late.close()
    rollup.roll_up(project=project)
    assert line(project, "SESSIONS_ZONE")["period"] == 5
    assert connection.in_atomic_block is False
