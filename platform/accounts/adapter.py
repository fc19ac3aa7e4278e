"""How allauth behaves here: no open sign-up, our letters, the language of the account."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts import letters, mail
from accounts.services import confirm_account
from common.clients import client_address
from common.languages import page_language

LETTERS = {
    "account/email/login_code": letters.sign_in_code,
    "account/email/unknown_account": letters.no_account,
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from an invitation or a structure's registration, never from a sign-up form."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("This code is not right. Check it in the e-mail, or ask for a new one."),
        "too_many_login_attempts": _("There were too many tries. Wait a little, then ask for a new code."),
    }

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
        """Every letter is a row handed to a worker, so that a known address takes as long as an unknown one."""
        write = LETTERS.get(template_prefix)
        language = page_language()
        if write:
            mail.send(to=email, language=language, letter=lambda: write(context))
            return
        rendered = self.render_mail(template_prefix, email, {"email": email, **context})
        words = tuple(part.strip() for part in str(rendered.body).split("\n\n") if part.strip())
        mail.send(to=email, language=language, letter=lambda: mail.Letter(str(rendered.subject), words))

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
