"""Passkeys as a browser sends them: the library stores, or trips over, what is none."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.webauthn import forms as library
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

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
    credential = CredentialField(RegistrationResponse.from_dict)


class AuthenticateForm(library.AuthenticateWebAuthnForm):
    credential = CredentialField(AuthenticationResponse.from_dict)


class ReauthenticateForm(library.ReauthenticateWebAuthnForm):
    credential = CredentialField(AuthenticationResponse.from_dict)


class LoginForm(library.LoginWebAuthnForm):
    credential = CredentialField(AuthenticationResponse.from_dict)
