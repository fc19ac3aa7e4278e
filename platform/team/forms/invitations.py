"""Forms of the room: shape and choices, no side effect."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy

from common.forms import WordsField
from structures.enums import Role


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Type the e-mail address of the person you invite."),
            "invalid": gettext_lazy("This is not an e-mail address. It looks like name@organisation.example."),
        },
    )
    role = forms.ChoiceField(
        label=gettext_lazy("What will this person do?"),
        choices=[
            (Role.AIDANT, gettext_lazy("Help learners")),
            (Role.REFERENT, gettext_lazy("Help, and invite colleagues")),
        ],
        initial=Role.AIDANT,
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the invitation"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )


class AcceptForm(forms.Form):
    first_name = WordsField(
        label=gettext_lazy("First name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": gettext_lazy("Type your first name.")},
    )
    last_name = WordsField(
        label=gettext_lazy("Last name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        error_messages={"required": gettext_lazy("Type your last name.")},
    )
