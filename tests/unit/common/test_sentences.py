import pytest
from django.utils import translation

from common.sentences import labelled


@pytest.mark.parametrize(
    ("language", "label", "line"),
    [
        ("en", "Name", "Name: needed"),
        ("fr", "Nom", "Nom\u00a0: needed"),
        ("fr", "Laquelle\u00a0?", "Laquelle\u00a0? needed"),
        ("en", "Which one?", "Which one? needed"),
        ("nl", "Kies:", "Kies: needed"),
    ],
)
def test_no_second_sign_after_a_label_that_has_one(language: str, label: str, line: str) -> None:
    with translation.override(language):
        assert labelled(label, "needed") == line
