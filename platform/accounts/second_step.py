"""The second step of signing in: an app that shows 6 digits, or a passkey (docs/sign-in.md).

Whom it is required of is said by the room that knows roles (structures/second_step.py). Here: whether this session
has taken it, whether the account has one, and what the library calls its things.
"""

from urllib.parse import urlencode

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import vault
from accounts.models import User

TAKEN = "second_step"  # in the session: whose second step it took
KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class MFAAdapter(DefaultMFAAdapter):
    """Names and sentences of the library's pages, as Halte says them."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This code is not right. Type the one that the app shows now."),
        "cannot_generate_recovery_codes": gettext_lazy("First set up the app or a passkey. Spare codes come with it."),
    }

    def encrypt(self, text: str) -> str:
        return vault.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return vault.unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        return "Halte"

    def _get_site_name(self) -> str:
        return "Halte"

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number} if number > 1 else _("My passkey")


def required_here() -> bool:
    """Whether roles that need the second step are held to it: everywhere but in the demo, which signs in by a click."""
    return not settings.DEMO


def note_taken(request: HttpRequest, user: AbstractBaseUser) -> None:
    """This session has shown the second step of that account."""
    request.session[TAKEN] = user.pk


def note_gone(request: HttpRequest) -> None:
    """The account gave up its last second step in this session."""
    request.session.pop(TAKEN, None)


def is_taken(request: HttpRequest) -> bool:
    """Whether the session has taken the second step of the account that is signed in."""
    person = getattr(request, "viewer", request.user)  # who sits there, while she views as somebody (helpdesk)
    return request.session.get(TAKEN) == person.pk


def has_one(user: AbstractBaseUser) -> bool:
    """Whether the account has an app or a passkey. Spare codes alone are none."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=KINDS).exists()


def lead_to(request: HttpRequest, *, back: str = "") -> HttpResponseRedirect:
    """Where she takes the step before this page opens: what she has is asked for, else she sets one up."""
    kinds = set(Authenticator.objects.filter(user_id=request.user.pk, type__in=KINDS).values_list("type", flat=True))
    name = "second_step"
    if kinds:
        app = Authenticator.Type.TOTP in kinds
        name = "mfa_reauthenticate" if app else "mfa_reauthenticate_webauthn"
    if not back:
        back = request.get_full_path() if request.method == "GET" else reverse(settings.LOGIN_REDIRECT_URL)
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': back}, safe='/')}")


def remove_all(*, user: User) -> int:
    """Every app, passkey and spare code of the account; returns how many there were."""
    return Authenticator.objects.filter(user=user).delete()[0]
