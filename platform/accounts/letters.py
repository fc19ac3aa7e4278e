"""The letters about signing in."""

from allauth.account import app_settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.mail import Letter


def sign_in_code(context: dict) -> Letter:
    """The code that was asked for. `code` and `request` are in the context."""
    code = context["code"]
    return Letter(
        subject=_("Your code for Halte: %(code)s") % {"code": code},
        paragraphs=(_("Hello,"), _("Here is your code to sign in. Type it on the page that is still open:")),
        code=code,
        closing=(
            _("The code works once, for %(minutes)s minutes.") % {"minutes": app_settings.LOGIN_BY_CODE_TIMEOUT // 60},
            _("You asked for no code? Then do nothing: without it, nobody gets in."),
        ),
    )


def no_account(context: dict) -> Letter:
    """Somebody typed an address that has no account: the page says the same as ever, the letter says why."""
    request = context["request"]
    return Letter(
        subject=_("Your sign-in to Halte"),
        paragraphs=(
            _("Hello,"),
            _("Somebody, probably you, asked for a code with this address. Halte has no account for it."),
            _("Do you use another address at work? Try that one, or ask your organisation's referent to invite you."),
            _("Is your organisation not with Halte yet? Here is where it registers:"),
        ),
        action=(_("Register an organisation"), request.build_absolute_uri(reverse("structures:register"))),
        closing=(_("You asked for nothing? Then do nothing: we have not kept your address."),),
    )
