"""Folders and zips."""

import io
import stat
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from reporting.packs.check import check

PROJECT = "code,name,start,end,period_months,zone\nX,X,2020-07-01,2022-06-30,6,programme\n"

Zipped = Callable[..., Path]


def reasons(checked) -> list[tuple[str, str]]:
    assert all(problem.message for problem in checked.problems)
    return [(problem.file, problem.reason) for problem in checked.problems]


def test_a_zip_with_and_without_a_top_folder(zipped: Zipped) -> None:
    assert check(zipped(("project.csv", PROJECT))).project_code == "X"
    checked = check(zipped(("pack/", b""), ("pack/project.csv", PROJECT), ("pack/read.me", "x")))
    assert checked.project_code == "X"
    assert [(notice.file, notice.reason) for notice in checked.notices] == [("pack/read.me", "unknown_file")]


def test_an_open_file(zipped: Zipped) -> None:
    assert check(io.BytesIO(zipped(("project.csv", PROJECT)).read_bytes())).project_code == "X"


def test_files_of_a_mac_are_left_aside(zipped: Zipped) -> None:
    checked = check(zipped(("pack/project.csv", PROJECT), ("__MACOSX/pack/._project.csv", b"\0\1")))
    assert checked.project_code == "X"


def test_two_folders_are_one_too_many(zipped: Zipped) -> None:
    assert reasons(check(zipped(("a/project.csv", PROJECT), ("b/project.csv", PROJECT)))) == [("", "several_folders")]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../project.csv", "bad_path"),
        ("a/../../project.csv", "bad_path"),
        ("/etc/project.csv", "bad_path"),
        ("..\\project.csv", "bad_path"),
        ("C:/project.csv", "bad_path"),
        ("inner.zip", "nested_zip"),
        ("pack/INNER.ZIP", "nested_zip"),
    ],
)
def test_forbidden_entries(zipped: Zipped, name: str, reason: str) -> None:
    entry = zipfile.ZipInfo("placeholder")
    entry.filename = name
    checked = check(zipped(("project.csv", PROJECT), (entry, "x")))
    assert [problem.reason for problem in checked.problems] == [reason]
    assert checked.project_code is None


def test_a_zip_under_another_name(zipped: Zipped) -> None:
    inner = zipped(("project.csv", PROJECT)).read_bytes()
    assert reasons(check(zipped(("project.csv", PROJECT), ("people.csv", inner)))) == [("people.csv", "nested_zip")]


def test_links(zipped: Zipped) -> None:
    link = zipfile.ZipInfo("people.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert reasons(check(zipped(("project.csv", PROJECT), (link, "/etc/passwd")))) == [("people.csv", "link")]


@pytest.mark.parametrize("again", ["project.csv", "./project.csv"])
def test_an_entry_twice(zipped: Zipped, again: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = zipped(("project.csv", PROJECT), (again, PROJECT))
    assert reasons(check(path)) == [("project.csv", "entry_twice")]


def test_a_zip_far_larger_than_it_looks(zipped: Zipped) -> None:
    assert reasons(check(zipped(("project.csv", PROJECT), ("x.bin", b"\0" * 10_100_000)))) == [("", "too_dense")]
    # As dense, and under 10 MB: no harm in it.
    assert check(zipped(("project.csv", PROJECT), ("x.bin", b"\0" * 9_000_000))).ok


def test_too_much_to_unpack(zipped: Zipped, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reporting.packs.sources.MOST_UNPACKED", 1_000)
    assert reasons(check(zipped(("project.csv", PROJECT), ("x.bin", b"x" * 1_000)))) == [("", "too_big")]


def test_passwords_and_damage(zipped: Zipped) -> None:
    path = zipped(("project.csv", PROJECT))
    data = bytearray(path.read_bytes())
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    path.write_bytes(data)
    assert reasons(check(path)) == [("project.csv", "encrypted")]
    data[central + 8] &= 0xFE
    data[40:60] = b"\xff" * 20  # the packed bytes themselves
    path.write_bytes(data)
    assert reasons(check(path)) == [("project.csv", "damaged")]
    path.write_bytes(bytes(data)[:-30])
    assert reasons(check(path)) == [("", "not_a_pack")]


def test_what_is_no_pack(tmp_path: Path, zipped: Zipped) -> None:
    assert reasons(check(tmp_path / "nowhere")) == [("", "not_a_pack")]
    (tmp_path / "x.csv").write_text(PROJECT)
    assert reasons(check(tmp_path / "x.csv")) == [("", "not_a_pack")]
    assert reasons(check(tmp_path)) == [("", "no_files")]
    assert reasons(check(zipped(("a/b/project.csv", PROJECT)))) == [("", "no_files")]


def test_unknown_files_of_a_folder_are_told(tmp_path: Path) -> None:
    (tmp_path / "project.csv").write_text(PROJECT)
    (tmp_path / "notes.txt").write_text("x")
    checked = check(tmp_path)
    assert checked.ok
    assert [notice.message for notice in checked.notices] == [
        "notes.txt is no file of an activity pack, and was left aside."
    ]


def test_an_entry_without_a_name(zipped: Zipped) -> None:
    path = zipped(("project.csv", PROJECT), ("x", "x"))
    data = bytearray(path.read_bytes())
    central = data.rindex(b"PK\x01\x02")
    data[central + 28], data[central + 30] = 0, 1  # its name is taken for a further field
    path.write_bytes(data)
    assert reasons(check(path)) == [("", "bad_path")]


def test_what_is_told_of_names_without_end_has_an_end(zipped: Zipped) -> None:
    entries = [(f"{n}{'x' * 60_000}", "") for n in range(150)]
    checked = check(zipped(("project.csv", PROJECT), *entries))
    assert len(checked.notices) == 100
    assert max(len(notice.message) for notice in checked.notices) < 300
    [problem] = check(zipped(*((f"{n:05}/project.csv", "") for n in range(5_000)))).problems
    assert problem.params["folders"].endswith("00009, …")
