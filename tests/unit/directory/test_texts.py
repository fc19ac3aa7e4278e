"""Texts of places stand in files that a spreadsheet opens."""

import pytest

from common.tables import neutralise
from directory.texts import tamed


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("EPN Tournai", "EPN Tournai"),
        ('=HYPERLINK("x")', 'HYPERLINK("x")'),
        ("=＋-@ Cafe", " Cafe"),
        ("@home", "home"),
        ("==", ""),
    ],
)
def test_no_name_that_came_by_a_pack_acts_as_a_formula(written, kept):
    assert tamed(written) == kept
    assert neutralise(kept) == kept
