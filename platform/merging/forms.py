"""Choosing two that are one."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ChooseForm(forms.Form):
    """Words to search each of the two by, and the two that are chosen: a slug, or an account's public id."""

    kept_q = forms.CharField(label=_("Name or postcode"), required=False, max_length=100)
    gone_q = forms.CharField(label=_("Name or postcode"), required=False, max_length=100)
    kept = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    gone = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)


class ChooseAccountsForm(ChooseForm):
    """The same for accounts."""

    kept_q = forms.CharField(label=_("E-mail address or name"), required=False, max_length=100)
    gone_q = forms.CharField(label=_("E-mail address or name"), required=False, max_length=100)
