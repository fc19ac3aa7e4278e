"""Whatever is sent, the check answers with problems and never with an exception."""

import io
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.packs.check import check
from reporting.packs.schema import FILES

PROJECT = b"code,name,start,end,period_months,zone\nX,X,2020-07-01,2022-06-30,6,programme\n"
PEOPLE = b"id,structure,confirmed_at\np1,,2020-09-01T10:00\n"


def packed(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for stem, data in files.items():
            archive.writestr(f"{stem}.csv", data)
    return out.getvalue()


def told(data: bytes) -> None:
    checked = check(io.BytesIO(data))
    for message in (*checked.problems, *checked.notices):
        assert message.message
    for name, counts in checked.counts.items():
        assert counts.read == counts.good + counts.bad + counts.repeated, name


SOUP = st.lists(st.sampled_from([b'"', b",", b";", b"\n", b"\r", b"\0", b"\xff", b"id", b"x", b" ", b"\xef\xbb\xbf"]))


@given(SOUP.map(b"".join), st.sampled_from([file.stem for file in FILES.values()]))
@settings(max_examples=150, deadline=None)
def test_any_bytes_as_a_file(data: bytes, stem: str) -> None:
    told(packed(**{"project": PROJECT, stem: data}))


@given(st.lists(st.text(max_size=30), min_size=15, max_size=15), st.sampled_from(list(FILES.values())))
@settings(max_examples=150, deadline=None)
def test_any_cells_in_a_row(cells: list[str], file) -> None:
    header = ",".join(column.name for column in file.columns)
    row = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells[: len(file.columns)])
    told(packed(**{"project": PROJECT, file.stem: f"{header}\n{row}\n".encode(errors="replace")}))


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_a_zip_with_bytes_changed(data: st.DataObject) -> None:
    sent = bytearray(packed(project=PROJECT, people=PEOPLE))
    for _ in range(data.draw(st.integers(1, 4))):
        sent[data.draw(st.integers(0, len(sent) - 1))] = data.draw(st.integers(0, 255))
    if data.draw(st.integers(0, 9)) == 9:
        del sent[data.draw(st.integers(0, len(sent) - 1)) :]
    told(bytes(sent))
