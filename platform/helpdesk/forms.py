"""The help desk's two forms."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import WordsField
from helpdesk.selectors import SHORTEST


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Name or e-mail address"), min_length=SHORTEST, max_length=100, help_text=_("At least three letters.")
    )


class ReasonForm(forms.Form):
    reason = WordsField(
        label=_("Why"), max_length=300, help_text=_("In a few words. The person reads them in a letter.")
    )
