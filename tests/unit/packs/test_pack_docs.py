"""docs/activity-packs.md names what the schema has: files, columns, stars, lists, references."""

import re
from pathlib import Path

import pytest

from reporting.packs.schema import CATALOGUE, FILES, File

TEXT = Path("docs/activity-packs.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^### (\S+\.csv)\n(.*?)(?=^##|\Z)", TEXT, re.MULTILINE | re.DOTALL))


def test_every_file_has_its_section() -> None:
    assert list(SECTIONS) == list(FILES)
    assert len(FILES) == 15
    assert len(CATALOGUE) == 18


@pytest.mark.parametrize("file", FILES.values(), ids=FILES)
def test_columns_and_stars(file: File) -> None:
    cells = re.findall(r"^\| (`.*?) \|", SECTIONS[file.name], re.MULTILINE)
    told = {name: bool(star) for cell in cells for name, star in re.findall(r"`(\w+)`(\*?)", cell)}
    assert told == {column.name: column.starred for column in file.columns}


@pytest.mark.parametrize("file", FILES.values(), ids=FILES)
def test_references(file: File) -> None:
    rows = re.findall(r"^\| (`.*?) \| (.*?)\|$", SECTIONS[file.name], re.MULTILINE)
    told = {
        name: re.findall(r"→ (\w+)\.csv", meaning)[0]
        for cell, meaning in rows
        if "→" in meaning
        for name in re.findall(r"`(\w+)`", cell)
    }
    assert told == {column.name: column.refers for column in file.columns if column.refers}
