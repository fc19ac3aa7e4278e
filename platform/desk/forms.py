"""Forms of the desk's own pages."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy

from common.forms import WordsField


class ProfileForm(forms.Form):
    first_name = WordsField(
        label=gettext_lazy("First name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = WordsField(
        label=gettext_lazy("Last name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of pages and letters"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )
