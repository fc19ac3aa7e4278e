"""Forms of the desk's own pages."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.forms import WordsField
from structures import territory


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


class FinderForm(forms.Form):
    postcode = forms.CharField(
        label=gettext_lazy("Your postcode"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric"}),
        error_messages={"required": gettext_lazy("Type a postcode of Belgium or France.")},
    )

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        written = data.get("postcode", "")
        if written:
            data["place"] = territory.resolve("", written)
            if not data["place"].communes:
                self.add_error(
                    "postcode",
                    _("We don't know the postcode %(postcode)s. Belgium has 4 digits, France 5.")
                    % {"postcode": written},
                )
        return data
