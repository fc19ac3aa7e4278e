"""What is typed before an account goes."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ConfirmForm(forms.Form):
    """The account's own address, typed; or the code that was mailed to it."""

    typed = forms.CharField(max_length=254, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args, by_code: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["typed"].label = _("The code from the e-mail") if by_code else _("Your e-mail address, to confirm")
