"""No file of rows that Halte hands out holds what a spreadsheet would run."""

import csv
import io
import zipfile

import openpyxl
import pytest

from common.tables import neutralise
from common.wall import across_structures, as_person, open_structure
from learners.models import Learner
from reporting.services.files import report_file
from reporting.services.uploads import import_upload, keep_upload
from structures.models import PartnerState, Project
from tests.app.packs import write_pack
from tests.app.probe import own_address, visit

pytestmark = pytest.mark.django_db
FORMULAS = ('=HYPERLINK("http://evil.example")', "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "＝1+1")


def harmless(cell) -> bool:
    """A number, or a text that no spreadsheet runs."""
    try:
        float(str(cell).replace(",", "."))
    except ValueError:
        return neutralise(str(cell)) == str(cell)
    return True


def test_no_export_holds_a_formula(world):
    """Every file of rows: the log, a report as CSV and XLSX, the bad rows of a pack."""
    for formula in FORMULAS:
        here = world.things["here"]
        with open_structure(here.pk):
            Learner.objects.filter(pk=world.own["learner"]).update(alias=formula[:60])
        user = world.users["aidant"]
        user.first_name = formula
        user.save()
        seen = visit(world, "aidant", "GET", own_address(world, "accompaniments:export"))
        cells = [cell for row in csv.reader(io.StringIO(seen.body.lstrip("\ufeff"))) for cell in row]
        assert any(formula.strip() in cell for cell in cells)
        assert [cell for cell in cells if not harmless(cell)] == []
    project = world.things["project"]
    with across_structures("the test names everything like a formula"):
        PartnerState.objects.filter(partner__project=project).update(name=FORMULAS[0])
        Project.objects.filter(pk=project.pk).update(
            name_en=FORMULAS[0], name_fr=FORMULAS[0], name_nl=FORMULAS[0], programme=FORMULAS[0], number=FORMULAS[0]
        )
    project.refresh_from_db()
    made = report_file(project=project, period=1, partner=None, language="en", form="csv")
    cells = [cell for row in csv.reader(io.StringIO(made.content.decode("utf-8-sig"))) for cell in row]
    assert len(cells) > 100
    assert [cell for cell in cells if not harmless(cell)] == []
    made = report_file(project=project, period=1, partner=None, language="en", form="xlsx")
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert any(FORMULAS[0] in str(cell.value) for cell in cells)
    assert [cell.value for cell in cells if cell.data_type == "f"] == []


def test_the_bad_rows_of_a_pack_come_back_as_text(world, tmp_path):

    people = "id,structure,kind,first_name,last_name,email,language,confirmed_at,invited_by,objects_to_statistics\n"
    rows = "".join(
        f'"p{n}","{formula.replace(chr(34), chr(34) * 2)}",,A,B,x,fr,,,0\n' for n, formula in enumerate(FORMULAS)
    )
    folder = write_pack(tmp_path / "pack", attendances=None, accompaniments=None, activity=None)
    (folder / "people.csv").write_text(people + rows, encoding="utf-8", newline="")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file in folder.iterdir():
            archive.write(file, file.name)
    user = world.users["coordinator"]
    with as_person(user.pk):
        upload = keep_upload(project=world.things["project"], user=user, name="=1.zip", content=packed.getvalue())
        made = import_upload(upload=upload, skip_bad=True)
    assert made is not None
    cells = [cell for row in csv.reader(io.StringIO(made.content.decode("utf-8-sig"))) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert [cell for cell in cells if not harmless(cell)] == []
