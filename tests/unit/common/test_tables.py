import csv
import datetime as dt
import io
import re
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from common.downloads import csv_response
from common.tables import Sheet, csv_lines, neutralise, write_csv, write_xlsx

EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＠x"]


@pytest.mark.parametrize("text", EVIL)
def test_formulas_are_neutralised(text: str) -> None:
    assert neutralise(text) == "'" + text


@pytest.mark.parametrize("text", ["", "a=b", " =1", "'=1", "1-2", "é"])
def test_other_text_is_left_alone(text: str) -> None:
    assert neutralise(text) == text


def test_csv_has_numbers_bare_and_text_tame() -> None:
    day, moment = dt.date(2021, 3, 28), dt.datetime(2021, 3, 28, 1, 30, tzinfo=dt.UTC)
    data = write_csv(
        ["=name", "value"],
        [["=1+1", -5], ['a, "b"\nc', Decimal("-6.20")], [None, True], [day, moment]],
    )
    assert data.decode() == (
        '\'=name,value\r\n\'=1+1,-5\r\n"a, ""b""\nc",-6.20\r\n,1\r\n2021-03-28,2021-03-28T01:30:00+00:00\r\n'
    )


SIGNS = tuple("=+-@＝＋－＠")
PIECES = st.lists(st.sampled_from([*";,\t|\"' \r\n", *SIGNS, "Maison", "HYPERLINK(1)", "é"]), max_size=8).map("".join)


@given(rows=st.lists(st.lists(PIECES, min_size=1, max_size=3), max_size=3), separator=st.sampled_from(",;"))
@example(rows=[["Maison;=HYPERLINK(1)"]], separator=",")
@example(rows=[["a", 'b;"=HYPERLINK(1)"']], separator=",")
@example(rows=[["a", "b\n=1"]], separator=",")
def test_no_piece_of_a_csv_is_a_formula_wherever_a_spreadsheet_cuts_it(rows, separator) -> None:
    """A French or Belgian spreadsheet cuts at `;` what others cut at `,`."""
    text = write_csv(["head"], rows, separator=separator).decode()
    for cut in ";,\t|":
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=cut):
            assert [cell for cell in row if cell.lstrip().startswith(SIGNS)] == []


@pytest.mark.parametrize(
    "text", ["Rue de l'Eau, 12", "a - b", "1-2; 3-4", "ann@place.example;bob@place.example", "a;b=c", "'", ""]
)
def test_csv_leaves_ordinary_text_as_it_is(text: str) -> None:
    assert list(csv.reader(io.StringIO(write_csv(["h"], [[text, 1]]).decode(), newline="")))[1] == [text, "1"]


def test_csv_options() -> None:
    data = write_csv(["a", "b"], [["é", "x;y"]], bom=True, separator=";")
    assert data == b'\xef\xbb\xbfa;b\r\n\xc3\xa9;"x;y"\r\n'


@pytest.mark.parametrize(("language", "line"), [("en", "a,6.20"), ("fr", "a;6,20"), ("nl", "a;6,20")])
def test_a_file_for_people_opens_in_the_columns_of_their_spreadsheet(language: str, line: str) -> None:
    with translation.override(language):
        answer = csv_response("a.csv", ["x"], [["a", Decimal("6.20")]])
    assert answer.content.decode().splitlines()[1] == line


def test_csv_lines_are_made_one_by_one() -> None:
    lines = csv_lines(["n"], ([n] for n in iter(int, 1)))  # rows without end
    assert [next(lines) for _ in range(3)] == ["n\r\n", "0\r\n", "0\r\n"]


def load(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_xlsx_text_is_never_a_formula_nor_a_link() -> None:
    texts = [*EVIL, "https://x.example/", "internal:Sheet1!A1", "{=1+1}", "0123"]
    data = write_xlsx([Sheet("=Figures", ["=head"], [[text] for text in texts])])
    sheet = load(data).active
    assert sheet["A1"].value == "'=head"
    for number, text in enumerate(texts, start=2):
        cell = sheet.cell(number, 1)
        assert cell.data_type == "s"
        assert cell.hyperlink is None
        # Inside the file CR is written as an escape; both spell the same text.
        assert str(cell.value).replace("_x000D_", "\r").replace("\n", "") in {
            neutralise(text).replace("\n", ""),
            neutralise(text).replace("\r", ""),
        }
    xml = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
    assert not re.search("<f[ >]|hyperlink", xml)


def test_xlsx_keeps_numbers_and_dates() -> None:
    row = [-5, Decimal("6.2313"), True, dt.date(2021, 3, 28), dt.datetime(2021, 3, 28, 2, 30), None]
    aware = dt.datetime(2021, 3, 28, 2, 30, tzinfo=dt.UTC)
    sheet = load(write_xlsx([Sheet("a", list("abcdefg"), [[*row, aware]])])).active
    values = [cell.value for cell in sheet[2]]
    assert values[:3] == [-5, 6.2313, 1]
    assert values[3] == dt.datetime(2021, 3, 28)
    assert sheet["D2"].number_format == "yyyy-mm-dd"
    assert values[4] == dt.datetime(2021, 3, 28, 2, 30)
    assert values[5:] == [None, "2021-03-28T02:30:00+00:00"]


def test_xlsx_titles_are_made_to_fit() -> None:
    sheets = [Sheet(title, ["a"], []) for title in ("Actions: a/b", "x" * 40, "X" * 40, "History", "''")]
    titles = load(write_xlsx(sheets)).sheetnames
    assert titles == ["Actions a b", "x" * 31, "X" * 29 + " 2", "History 2", "-"]


def test_xlsx_cuts_a_text_too_long_for_a_cell() -> None:
    sheet = load(write_xlsx([Sheet("a", ["a"], [["x" * 40_000]])])).active
    assert len(sheet["A2"].value) == 32_767
    assert sheet["A2"].value.endswith("…")


def test_xlsx_is_the_same_for_the_same_moment() -> None:
    moment = dt.datetime(2021, 7, 1, tzinfo=dt.UTC)
    sheets = [Sheet("a", ["a"], [[1], ["x"]])]
    assert write_xlsx(sheets, created=moment) == write_xlsx(sheets, created=moment)
