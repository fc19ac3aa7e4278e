"""Forms of coming in: who one is, a code, a few words, an answer."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.forms import WordsField


class IdentityForm(forms.Form):
    """Who asks, before she is signed in: her address gets a code."""

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
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Type your e-mail address."),
            "invalid": gettext_lazy("This is not an e-mail address. It looks like name@organisation.example."),
        },
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code of your organisation"),
        help_text=gettext_lazy("8 letters and digits. Your referent has it."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={
            "required": gettext_lazy("Type the code of your organisation."),
            "max_length": gettext_lazy("This is too long: a code has 8 letters and digits."),
        },
    )


class MessageForm(forms.Form):
    message = WordsField(
        label=gettext_lazy("A few words to your colleagues"),
        help_text=gettext_lazy("For example: who you are, and what you do there."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(forms.Form):
    """Yes, or no with a reason."""

    answer = forms.ChoiceField(choices=[("accept", ""), ("decline", "")], widget=forms.HiddenInput)
    reason = WordsField(
        label=gettext_lazy("Why not?"),
        help_text=gettext_lazy("The person reads these words in an e-mail."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        if data.get("answer") == "decline" and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Say why, in a sentence: the person will read it."))
        return self.cleaned_data
