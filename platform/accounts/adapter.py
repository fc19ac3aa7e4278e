"""How allauth behaves here: no open sign-up, our letters, the language of the account."""

from datetime import timedelta
from functools import partial

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import letters, mail
from accounts.services import confirm_account, kept_account
from common.clients import client_address
from common.languages import page_language, time_in_words

LOCKED_FOR = timedelta(minutes=5)  # the library's LOGIN_ATTEMPTS_TIMEOUT; no limit of ours lasts longer

LETTERS = {
    "account/email/login_code": letters.sign_in_code,
    "account/email/unknown_account": letters.no_account,
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from an invitation or a structure's registration, never from a sign-up form."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("This code is not right. Check it in the e-mail, or ask for a new one."),
    }

    def validation_error(self, code: str, *args) -> ValidationError:
        """A sentence of the library's; who has tried too often reads from when she may again."""
        if code != "too_many_login_attempts":
            return super().validation_error(code, *args)
        again = timezone.localtime() + LOCKED_FOR + timedelta(minutes=1)
        words = gettext("There were too many tries. Try again from %(time)s.")
        return ValidationError(words % {"time": time_in_words(again)}, code=code)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Whom the rate limits count: read as for the learners' cards. allauth's own reading of the proxies' header
        (ALLAUTH_TRUSTED_PROXY_COUNT) answers 500 to a request that came past a proxy."""
        return client_address(request)

    def is_safe_url(self, url: str) -> bool:
        """Whether a way back (`next`) leads to us; what can't be read as an address (`http://[x`) doesn't."""
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Every letter is a row handed to a worker, so that a known address takes as long as an unknown one.

        Of both it is asked whether the account became another one.
        """
        write = LETTERS.get(template_prefix)
        kept = kept_account(email=email) if write else None
        if write is letters.no_account and kept:
            write = partial(letters.merged_account, kept=kept.email)
        language = page_language()
        if write:
            mail.send(to=email, language=language, letter=lambda: write(context))
            return
        rendered = self.render_mail(template_prefix, email, {"email": email, **context})
        words = tuple(part.strip() for part in str(rendered.body).split("\n\n") if part.strip())
        mail.send(to=email, language=language, letter=lambda: mail.Letter(str(rendered.subject), words))

    def get_reauthentication_methods(self, user) -> list[dict]:
        """The passkey first, where there is one: a touch, and nothing to type. The code's page is a link away."""
        words = {"mfa_reauthenticate": _("Type a code"), "mfa_reauthenticate:webauthn": _("Use a passkey")}
        found = super().get_reauthentication_methods(user)
        if not found and user.is_authenticated:  # no app and no passkey: accounts/fresh.py
            url = reverse("reauthenticate_by_mail")
            return [{"id": "reauthenticate_by_mail", "description": _("A code by e-mail"), "url": url}]
        for one in found:
            one["description"] = words.get(one["id"], one["description"])
        return sorted(found, key=lambda one: one["id"] != "mfa_reauthenticate:webauthn")

    def send_notification_mail(self, template_prefix: str, user, context: dict | None = None, email=None) -> None:
        """That the way she signs in has changed: in her language, without the address of any network."""
        if template_prefix in letters.CHANGES:
            letter = partial(letters.change_of_second_step, template_prefix)
            mail.send(to=user.email, language=user.language, letter=letter)

    def post_login(self, request: HttpRequest, user, **kwargs) -> HttpResponse:
        confirm_account(user=user)
        response = super().post_login(request, user, **kwargs)
        set_language_cookie(response, user.language)
        return response


def set_language_cookie(response: HttpResponse, language: str) -> None:
    """The language that pages are shown in from now on, on this device."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        secure=settings.SESSION_COOKIE_SECURE,
    )
