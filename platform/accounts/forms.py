"""Passkeys as a browser sends them: the library stores, or trips over, what is none. And the forms of an address."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.base import forms as codes
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as library
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

from common.forms import WordsField

# Bytes from anywhere, taken apart as base64, JSON and CBOR: each of these has its own way to fail.
UNREADABLE = (TypeError, ValueError, LookupError, AttributeError, RecursionError)


class CredentialField(forms.JSONField):
    """A ceremony's answer, which must be readable as one. `0` is JSON too, and the library would keep it as a key."""

    default_error_messages = {"invalid": _("This passkey can’t be read. Try again.")}

    def __init__(self, parse: Callable[[Any], Any], **options: Any) -> None:
        super().__init__(widget=forms.HiddenInput, **options)
        self.parse = parse

    def clean(self, value: Any) -> Any:
        try:
            credential = super().clean(value)
            self.parse(credential)
        except UNREADABLE as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        return credential

    def has_changed(self, initial: Any, data: Any) -> bool:
        return True

    def bound_data(self, data: Any, initial: Any) -> str:
        """A refused one is not shown again."""
        return ""


class AddForm(library.AddWebAuthnForm):
    """A passkey always: a key that only is a second step would need its owner to know the difference."""

    name = WordsField(
        label=_("Its name"), max_length=60, required=False, help_text=_("For example: my phone, the office computer.")
    )
    credential = CredentialField(RegistrationResponse.from_dict)


class EditForm(library.EditWebAuthnForm):
    name = WordsField(label=_("Its name"), max_length=60)


CODE_SIGNS = {"autocomplete": "one-time-code", "inputmode": "numeric"}


class AppCodeForm(ActivateTOTPForm):
    code = forms.CharField(
        label=_("The 6 digits that the app shows"), max_length=12, widget=forms.TextInput(attrs=CODE_SIGNS)
    )


class SecondStepForm(codes.AuthenticateForm):
    code = forms.CharField(
        label=_("Code"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "one-time-code"})
    )


class AskAgainForm(codes.ReauthenticateForm):
    code = forms.CharField(
        label=_("Code"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "one-time-code"})
    )


class AuthenticateForm(library.AuthenticateWebAuthnForm):
    credential = CredentialField(AuthenticationResponse.from_dict)


class ReauthenticateForm(library.ReauthenticateWebAuthnForm):
    credential = CredentialField(AuthenticationResponse.from_dict)


class LoginForm(library.LoginWebAuthnForm):
    credential = CredentialField(AuthenticationResponse.from_dict)


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=_("Your new e-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class MailedCodeForm(forms.Form):
    code = forms.CharField(
        label=_("The code from the e-mail"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )


class AddressCodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "one-time-code"})
    )
