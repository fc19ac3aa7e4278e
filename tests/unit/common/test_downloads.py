"""Names of files, and sentences that end in a name."""

import datetime as dt

import pytest

from common.downloads import file_name
from common.sentences import one_stop

DAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (["Feuille d’émargement", "Cœur & Œuvre"], "halte-feuille-d-emargement-coeur-oeuvre-2026-11-22.pdf"),
        (["Kaarten", "", "Digi_Punt"], "halte-kaarten-digi-punt-2026-11-22.pdf"),
        (['a"; filename="x.exe', "../../etc"], "halte-a-filename-x-exe-etc-2026-11-22.pdf"),
        (["日本", "!!!"], "halte-2026-11-22.pdf"),
        (["word " * 30], "halte-" + "-".join(["word"] * 10) + "-2026-11-22.pdf"),
        (["a" * 80], f"halte-{'a' * 50}-2026-11-22.pdf"),
    ],
)
def test_a_name_is_readable_and_safe(parts, name):
    assert file_name(*parts, extension="pdf", on=DAY) == name


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("With Inès V..", "With Inès V."),
        ("With Inès.", "With Inès."),
        ("Taken back from Rosa B.. Undo?", "Taken back from Rosa B. Undo?"),
        ("Wait...", "Wait..."),
        ("Wait....", "Wait...."),
    ],
)
def test_one_stop_ends_a_sentence(text, said):
    assert one_stop(text) == said
