"""What is drawn in Python says what Django's own templates say, and escapes what people wrote."""

from html.parser import HTMLParser

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from common.drawing import Column, FormRenderer, link, table

EVIL = "<script>alert(\"x\")</script> & 'co'"


class Elements(HTMLParser):
    """The elements with their attributes, and the texts between them without the spaces."""

    def __init__(self, html: str):
        super().__init__()
        self.found: list = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        if data.strip():
            self.found.append(data.strip())


OFFERED = [("", gettext_lazy("Everybody")), (EVIL, EVIL), ("Group", [("3", "C")])]


class Everything(forms.Form):
    words = forms.CharField(initial=EVIL, required=False)
    secret = forms.CharField(widget=forms.HiddenInput, initial=EVIL)
    count = forms.IntegerField(min_value=1, max_value=9, initial=3)
    day = forms.DateField(initial="2026-11-22", widget=forms.DateInput(attrs={"data-x": EVIL}))
    mail = forms.EmailField(disabled=True)
    agreed = forms.BooleanField(initial=True)
    one = forms.ChoiceField(choices=OFFERED, initial=EVIL)
    many = forms.MultipleChoiceField(choices=[("a", "A"), ("b", mark_safe("<b>B</b>"))], widget=forms.SelectMultiple)


@pytest.mark.parametrize("name", list(Everything.base_fields))
@pytest.mark.parametrize("data", [None, {"one": "3", "words": "", "count": EVIL, "many": ["b"], "agreed": "on"}])
def test_a_control_says_what_djangos_own_template_says(name, data):
    ours = str(Everything(data, renderer=FormRenderer())[name])
    theirs = str(Everything(data, renderer=DjangoTemplates())[name])
    assert Elements(ours).found == Elements(theirs).found


def test_a_cell_is_escaped_unless_it_is_safe():
    columns = [Column(EVIL), Column("Who", words=True)]
    drawn = table(columns, [[link("/a/?b=1&c=2", EVIL), EVIL], ["plain", mark_safe("<b>bold</b>")]])
    parsed = Elements(drawn)
    tags = [one[0] for one in parsed.found if isinstance(one, tuple)]
    assert "script" not in tags
    assert tags.count("tr") == 3
    assert ("b", {}) in parsed.found
    assert ("a", {"href": "/a/?b=1&c=2"}) in parsed.found
    assert parsed.found.count(EVIL) == 3
    assert ("td", {"role": "cell", "data-label": "Who", "class": "l"}) in parsed.found


def test_a_row_has_a_cell_for_each_column():
    with pytest.raises(ValueError, match="zip"):
        table([Column("a"), Column("b")], [["only one"]])
