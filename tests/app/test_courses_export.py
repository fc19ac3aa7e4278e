"""What goes in comes out: the modules' files, byte for byte."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from courses.learning.content import CONTENT
from courses.learning.services import load_folder

pytestmark = pytest.mark.django_db


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_module_is_exported_as_it_was_loaded(tmp_path):
    for code in ("L06", "L16"):
        load_folder(CONTENT / code)
    call_command("export_content", str(tmp_path))
    for code in ("L06", "L16"):
        assert files(tmp_path / code) == files(CONTENT / code)
    with pytest.raises(CommandError, match="is there already"):
        call_command("export_content", str(tmp_path), "L06")
    with pytest.raises(CommandError, match="L99"):
        call_command("export_content", str(tmp_path / "b"), "L99")
    assert not (tmp_path / "b").exists()
