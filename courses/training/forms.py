"""What a helper chooses for her training, and what somebody types to check an attestation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from community.events.models import Sector


class SectorForm(forms.Form):
    """The sector whose variant ends her path."""

    sector = forms.ChoiceField(
        label=_("My sector"),
        choices=[("", _("Common core only")), *((one.value, one.label) for one in Sector if one.value)],
        widget=forms.RadioSelect,
        required=False,
    )


class CodeForm(forms.Form):
    """The code that is printed on an attestation."""

    code = forms.CharField(
        label=_("Code of the attestation"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
