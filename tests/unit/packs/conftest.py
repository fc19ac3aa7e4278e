import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import translation

PROJECT = "code,name,start,end,period_months,zone\nCROSS,Cross,2020-07-01,2022-06-30,6,programme\n"
PARTNERS = (
    "code,from,name,role,side,country,postcode,territorial_default\n"
    "LEAD,2020-01-01,Lead,lead,,FR,59000,\n"
    "TFT,2020-01-01,Technofutur,operator,WAL,BE,6041,1\n"
)
STRUCTURES = "id,from,name,country,postcode,operator,status\ns1,2020-07-01,Tilleuls,BE,7700,TFT,affiliated\n"
PEOPLE = "id,structure,confirmed_at\np1,s1,2020-09-01T10:00:00+02:00\np2,s1,2020-09-02T10:00\np3,,\n"
ACTIONS = "id,kind,core,title,operator,starts_at,status\na1,training,1,Workshop,TFT,2020-10-01T09:30,closed\n"

BASE = {
    "project.csv": PROJECT,
    "partners.csv": PARTNERS,
    "structures.csv": STRUCTURES,
    "people.csv": PEOPLE,
    "actions.csv": ACTIONS,
}

Folder = Callable[..., Path]


@pytest.fixture(autouse=True)
def in_english():
    """What is told, in the words of the sources, whatever catalogues there are."""
    with translation.override("en"):
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Writes a pack: the base files, replaced or added to by `name.csv=text` (underscores for the dot)."""

    def write(*, base: bool = True, **texts: str | bytes | None) -> Path:
        files: dict[str, str | bytes | None] = dict(BASE) if base else {}
        files.update({f"{stem}.csv": text for stem, text in texts.items()})
        for name, text in files.items():
            if text is not None:
                data = text if isinstance(text, bytes) else text.encode()
                (tmp_path / name).write_bytes(data)
        return tmp_path

    return write


@pytest.fixture
def zipped(tmp_path: Path) -> Callable[..., Path]:
    """Writes a zip of (path, text) pairs."""

    def write(*entries: tuple[str | zipfile.ZipInfo, str | bytes]) -> Path:
        path = tmp_path / "pack.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in entries:
                archive.writestr(name, text)
        return path

    return write
