"""Words at the edge of a form: what nobody sees stays outside."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from common.forms import WordsField, seen_text

UNSEEN = list("\u200b\u2060\u202e\u00ad\u3164\u2800\ufeff\u200d\u0301\ufe0f\U000e0041")


@pytest.mark.parametrize("text", [*UNSEEN, "".join(UNSEEN), " \u00a0\u3000\u200b ", "\u2028", "\x1b"], ids=ascii)
def test_a_name_that_nobody_sees_is_none(text) -> None:
    with pytest.raises(ValidationError) as refused:
        WordsField().clean(text)
    assert refused.value.code == "required"
    assert WordsField(required=False).clean(text) == ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Fa\u200btima", "Fatima"), ("\u202eamitaF", "amitaF"), ("Tour\u00adnai", "Tournai"), ("\u2066x\u2069", "x"),
        ("a\u200d b", "a b"), ("\u200cab\u200d", "ab"), ("a\u200d\u200d\u200db", "a\u200db"), ("a\x07b", "ab"),
    ],
)  # fmt: skip
def test_what_nobody_sees_is_left_out(typed, kept) -> None:
    assert WordsField().clean(typed) == kept


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم", "क्\u200dष", "فاطمة", "Ngọc", "Zoë e\u0301", "李", "👩\u200d🏫", "❤️", "O’Neill-D’Hondt",
        "...", "5", "ＡＢ", "ක්\u200dර", "🏳️\u200d🌈",
    ],
)  # fmt: skip
def test_every_script_stays_as_it_is_written(text) -> None:
    assert WordsField().clean(text) == text


def test_a_name_is_one_line_and_a_text_has_as_many_as_it_likes() -> None:
    typed = "Ann\r\nBcc: x@evil.example\u2028b\tc"
    assert WordsField().clean(typed) == "Ann Bcc: x@evil.example b c"
    assert WordsField(widget=forms.Textarea).clean(typed) == typed


@given(st.text())
def test_what_is_kept_is_kept_again(text) -> None:
    once = seen_text(text)
    assert seen_text(once) == once
    assert not any(char in once for char in "\u200b\u202e\u2066\u3164")
