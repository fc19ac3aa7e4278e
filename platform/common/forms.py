"""Fields that forms share: of choices known only when the form is made, and of words that people will read."""

import re
import unicodedata
from typing import Any

from django import forms


def row_field(form: forms.BaseForm, name: str) -> forms.ModelChoiceField:
    """The field of that name, which offers rows: set its `queryset` to those of the open structure."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField), name
    return field


def choice_field(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """The field of that name, which offers words: set its `choices`."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField), name
    return field


class IdField(forms.ChoiceField):
    """Chooses a row by its id among (id, words) pairs read in one plain sentence: what a filter needs of a row.

    As with a ModelChoiceField, an id that is not among the choices is no choice.
    """


# Blank on the page, or turning what stands around it: marks and overrides of direction, characters without width,
# soft hyphens, fillers that count as letters, control characters but tab and line break. A name made of them looks
# empty, or looks like another. The joiners U+200C and U+200D are letters' own: see _LOOSE.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_LOOSE = re.compile(r"(?<!\S)[\u200c\u200d]+|[\u200c\u200d]+(?!\S)|(?<=[\u200c\u200d])[\u200c\u200d]+")

_BREAKS = re.compile(r"[\t\n\r\u2028\u2029]+")


def seen_text(text: str) -> str:
    """The text without what nobody sees; "" where nothing that can be seen is left.

    Joiners stay between two signs, where Persian, Hindi and others write with them.
    """
    kept = _LOOSE.sub("", _UNSEEN.sub("", text))
    return kept if any(unicodedata.category(char)[0] in "LNPS" for char in kept) else ""


class WordsField(forms.CharField):
    """A text that people will read: a name, a title, a message. Kept as typed, without what nobody sees.

    Every form takes its names and texts by this field; searches and codes need no such care. Without a textarea it is
    one line: a name goes into a letter's subject, where a break would begin another header.
    """

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = seen_text(value)
            if not isinstance(self.widget, forms.Textarea):
                value = _BREAKS.sub(" ", value)
        return super().to_python(value)


class SearchField(forms.CharField):
    """Words that a list is narrowed to: never required, and what others typed before is not offered.

    label       what is searched, in the page's words
    max_length  signs; longer is refused at the field
    """

    def __init__(self, *, label: Any, max_length: int = 100):
        entry = forms.TextInput(attrs={"type": "search", "autocomplete": "off"})
        super().__init__(label=label, max_length=max_length, required=False, widget=entry)
