"""One file: bytes, separators, quotes, lines."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from reporting.packs.check import check
from reporting.packs.read import LONGEST_CELL, LONGEST_LINE

Folder = Callable[..., Path]

CONTENT = "id,published_on,kind\n"


def reasons(checked) -> list[tuple[str, int | None, str, str]]:
    return [(p.file, p.line, p.column, p.reason) for p in checked.problems]


def test_separator_bom_order_and_trimming(folder: Folder) -> None:
    text = "\ufeffpublished_on;extra,col; id ;kind\r\n 2021-01-02 ;x; c1 ;\u00a0sheet, printed \r\n"
    checked = check(folder(content=text))
    assert checked.ok
    [row] = checked.pack.content
    assert (row.id, row.kind, row.line) == ("c1", "sheet, printed", 2)
    assert [(n.reason, n.params) for n in checked.notices] == [("unknown_columns", {"columns": "extra,col"})]


def test_decimals_use_a_point_in_semicolon_files_too(folder: Folder) -> None:
    checked = check(folder(coefficients="version;from;value\nv1;2020-01-01;6.2\nv2;2021-01-01;6,2\n"))
    assert [str(row.value) for row in checked.pack.coefficients] == ["6.2"]
    assert reasons(checked) == [("coefficients.csv", 3, "value", "not_decimal")]


def test_lines_are_those_of_the_file(folder: Folder) -> None:
    text = '\n\nid,published_on,kind\n\nc1,2021-01-01,"two\nlines"\n , ,\nc2,x,\r\nc3,y,'
    checked = check(folder(content=text))
    assert [row.line for row in checked.pack.content] == [5]
    assert checked.pack.content[0].kind == "two\nlines"
    assert reasons(checked) == [
        ("content.csv", 8, "published_on", "not_a_date"),
        ("content.csv", 9, "published_on", "not_a_date"),
    ]
    assert checked.counts["content.csv"].read == 3


def test_short_rows_are_filled_up_and_long_ones_are_bad(folder: Folder) -> None:
    checked = check(folder(content=CONTENT + "c1,2021-01-01\nc2,2021-01-01,x,\nc3,2021-01-01,x\n"))
    assert [row.id for row in checked.pack.content] == ["c1", "c3"]
    assert reasons(checked) == [("content.csv", 3, "", "too_many_cells")]
    assert checked.bad_rows[0].cells == {"id": "c2", "published_on": "2021-01-01", "kind": "x", "+1": ""}


@pytest.mark.parametrize(
    ("header", "column", "reason"),
    [
        ("id,published_on,id", "id", "column_twice"),
        ("id,published_on,x,x", "x", "column_twice"),
        ("id,kind", "published_on", "missing_column"),
        ("ID,published_on", "id", "missing_column"),
        ('id,"published_on', "", "unclosed_quote"),
        ("id,published_on,\0", "", "nul_byte"),
    ],
)
def test_bad_headers(folder: Folder, header: str, column: str, reason: str) -> None:
    checked = check(folder(content=f"{header}\nc1,2021-01-01\n"))
    assert ("content.csv", 1, column, reason) in reasons(checked)
    assert checked.pack.content == []
    assert all(problem.message for problem in checked.problems)


def test_an_empty_file_has_no_header(folder: Folder) -> None:
    assert reasons(check(folder(content="\n \n"))) == [("content.csv", 1, "", "no_header")]


def test_header_alone_is_fine(folder: Folder) -> None:
    assert check(folder(content=CONTENT)).ok


def test_columns_without_a_name_are_no_columns(folder: Folder) -> None:
    assert check(folder(content="id,published_on,,\nc1,2021-01-01,,\n")).ok


def test_bytes_that_are_not_text_spoil_their_row_only(folder: Folder) -> None:
    data = CONTENT.encode() + b"c1,2021-01-01,\xe9t\xe9\nc2,2021-01-01,a\0b\nc3,2021-01-01,\xc3\xa9\n"
    checked = check(folder(content=data))
    assert [row.kind for row in checked.pack.content] == ["é"]
    assert reasons(checked) == [
        ("content.csv", 2, "kind", "not_utf8"),
        ("content.csv", 3, "kind", "nul_byte"),
    ]
    assert [problem.value for problem in checked.problems] == ["�t�", "a�b"]


def test_utf16_is_refused(folder: Folder) -> None:
    checked = check(folder(content=(CONTENT + "c1,2021-01-01,x\n").encode("utf-16")))
    assert {problem.reason for problem in checked.problems} & {"not_utf8", "nul_byte"}
    assert checked.pack.content == []


def test_what_a_utf16_file_tells_can_be_stored(folder: Folder) -> None:
    checked = check(folder(content=(CONTENT + "c1,2021-01-01,x\n").encode("utf-16")))
    told = [*checked.problems, *checked.notices]
    json.dumps([[one.file, one.message, one.params] for one in told], ensure_ascii=False).encode()
    assert not any("\0" in one.message for one in told)


def test_a_header_that_goes_on_and_on_is_one_problem(folder: Folder) -> None:
    names = ",".join(f"c{n}" for n in range(100_000))
    begun = time.monotonic()
    checked = check(folder(people=f"id,{names}\np1\n", content=f"id,published_on,{'x,' * 199}y\n"))
    assert time.monotonic() - begun < 5
    assert reasons(checked) == [
        ("people.csv", 1, "", "too_many_columns"), ("content.csv", 1, "", "too_many_columns"),
    ]  # fmt: skip
    assert checked.notices == []


def test_a_notice_names_twenty_columns_at_most(folder: Folder) -> None:
    checked = check(folder(content=f"id,published_on,{','.join(f'c{n}' for n in range(198))}\n"))
    assert checked.ok
    [notice] = checked.notices
    assert notice.params["columns"].split(", ") == [*(f"c{n}" for n in range(20)), "…"]


def test_of_a_row_with_cells_beyond_the_header_some_are_kept(folder: Folder) -> None:
    checked = check(folder(content=CONTENT + "c1,2021-01-01" + "," * 1_000_000 + "\n"))
    assert reasons(checked) == [("content.csv", 2, "", "too_many_cells")]
    assert len(checked.bad_rows[0].cells) == 23


def test_unclosed_quotes_are_bad_and_never_swallow_rows_in_silence(folder: Folder) -> None:
    checked = check(folder(content=CONTENT + 'c1,2021-01-01,"open\nc2,2021-01-01,"x"\nc3,2021-01-01,z\n'))
    assert reasons(checked) == [("content.csv", 2, "", "unclosed_quote")]
    assert [row.id for row in checked.pack.content] == ["c3"]
    checked = check(folder(content=CONTENT + 'c1,2021-01-01,z\nc2,2021-01-01,"open\nc3,2021-01-01,z\n'))
    assert reasons(checked) == [("content.csv", 3, "", "unclosed_quote")]
    assert "c3,2021-01-01" in checked.bad_rows[0].cells[""]


def test_a_quote_inside_a_bare_cell_is_text(folder: Folder) -> None:
    assert check(folder(content=CONTENT + 'c1,2021-01-01,15" screen\n')).pack.content[0].kind == '15" screen'


def test_long_cells(folder: Folder) -> None:
    limit = LONGEST_CELL // 2
    text = CONTENT + f"c1,2021-01-01,{'é' * limit}\nc2,2021-01-01,{'é' * limit}x\nc3,2021-01-01,x\n"
    checked = check(folder(content=text + f"c4,2021-01-01,{'y' * 140_000}\n"))
    assert [row.id for row in checked.pack.content] == ["c1", "c3"]
    assert [(p.line, p.reason) for p in checked.problems] == [(3, "long_cell"), (5, "long_cell")]


def test_a_line_without_end_is_no_csv(folder: Folder) -> None:
    checked = check(folder(content=CONTENT.encode() + b"x" * (LONGEST_LINE + 2_000_000)))
    assert reasons(checked) == [("content.csv", None, "", "long_line")]


def test_progress_is_told(folder: Folder) -> None:
    told: list[tuple[str, int]] = []
    rows = "".join(f"c{n},2021-01-01,\n" for n in range(10_001))
    check(folder(content=CONTENT + rows), progress=lambda file, count: told.append((file, count)))
    assert [one for one in told if one[0] == "content.csv"] == [
        ("content.csv", 5_000), ("content.csv", 10_000), ("content.csv", 10_001),
    ]  # fmt: skip
    assert told[0] == ("project.csv", 1), "small files are told too"


def test_project_has_exactly_one_row(folder: Folder) -> None:
    text = (folder() / "project.csv").read_text()
    same = text + text.splitlines()[1] + "\n"
    assert check(folder(project=same)).ok
    other = text + "OTHER,Other,2020-07-01,2022-06-30,6,programme\n"
    assert reasons(check(folder(project=other))) == [("project.csv", 3, "code", "one_project")]
    none = text.splitlines()[0] + "\n"
    checked = check(folder(project=none))
    assert reasons(checked) == [("project.csv", None, "", "no_project_row")]
    assert checked.project_code is None
