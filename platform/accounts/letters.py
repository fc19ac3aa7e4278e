"""The letters about signing in."""

from allauth.account import app_settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.mail import Letter, hello


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
        action=(_("Register an organisation"), request.build_absolute_uri(reverse("registration:register"))),
        closing=(_("You asked for nothing? Then do nothing: we have not kept your address."),),
    )


def merged_account(context: dict, *, kept: str) -> Letter:
    """To the address of an account that became another one: which address to use. The page says the same as ever."""
    request = context["request"]
    return Letter(
        subject=_("Your sign-in to Halte"),
        paragraphs=(
            _("Hello,"),
            _("Somebody, probably you, asked for a code with this address. Your accounts were made one."),
            _("Sign in with %(kept)s: everything is there.") % {"kept": kept},
        ),
        action=(_("Sign in"), request.build_absolute_uri(reverse("account_login"))),
        closing=(_("You asked for nothing? Then do nothing: without a code, nobody gets in."),),
    )


def proof_code(*, code: str, minutes: int) -> Letter:
    """To the address of an account in which something is to change that only its owner may change."""
    return Letter(
        subject=_("Your code to go on: %(code)s") % {"code": code},
        paragraphs=(
            _("Hello,"),
            _("You want to change something important in your account. Type this code on the page:"),
        ),
        code=code,
        closing=(
            _("The code works once, for %(minutes)s minutes.") % {"minutes": minutes},
            _("You asked for nothing? Then somebody else has your account open. Sign in and end the other devices."),
        ),
    )


def address_code(*, code: str, minutes: int) -> Letter:
    """To an address that somebody wants for her account."""
    return Letter(
        subject=_("Your code for your new address: %(code)s") % {"code": code},
        paragraphs=(_("Hello,"), _("You want to use this address on Halte. Type this code on the page that is open:")),
        code=code,
        closing=(
            _("The code works once, for %(minutes)s minutes.") % {"minutes": minutes},
            _("You asked for nothing? Then do nothing: without the code, nothing changes."),
        ),
    )


def address_taken(*, code: str, minutes: int) -> Letter:
    """To an address that has an account of its own. The page said the same as ever; `code` is not told."""
    return Letter(
        subject=_("Your sign-in to Halte"),
        paragraphs=(
            _("Hello,"),
            _("Somebody, probably you, wants to use this address for another account of Halte."),
            _("This address has its own account already. One address can't have two: sign in with it, or use another."),
        ),
        closing=(_("You asked for nothing? Then do nothing: nothing has changed."),),
    )


def address_changed(*, name: str, undo: str = "") -> Letter:
    """To the address that an account had until now. The new one is not told: this mailbox may be another's by now.

    undo   address of the page that puts this address back; "" where it is not offered
    """
    return Letter(
        subject=_("Your address on Halte has changed"),
        paragraphs=(
            hello(name),
            _("Your account on Halte now has another e-mail address. Codes and letters go there from today."),
            _("Was it not you? Put this address back at once. The link works for 7 days, without signing in.")
            if undo
            else _("Was it not you? Tell the referent or the coordinator who knows you at once."),
            *((_("Passkeys and apps that were added in the 7 days before then go too."),) if undo else ()),
        ),
        action=(_("It was not me: put it back"), undo) if undo else None,
    )


CHANGES = {
    "mfa/email/totp_activated": gettext_lazy("An app now gives codes for your account."),
    "mfa/email/totp_deactivated": gettext_lazy("The app that gave codes for your account is no longer used."),
    "mfa/email/webauthn_added": gettext_lazy("A passkey was added to your account."),
    "mfa/email/webauthn_removed": gettext_lazy("A passkey was removed from your account."),
    "mfa/email/recovery_codes_generated": gettext_lazy(
        "Your account has new spare codes. The earlier ones no longer work."
    ),
}


def change_of_second_step(what: str) -> Letter:
    """What changed in the way that she signs in. `what` is a key of CHANGES."""
    return Letter(
        subject=_("The way you sign in has changed"),
        paragraphs=(
            _("Hello,"),
            str(CHANGES[what]),
            _("Was it you? Then all is well. If not, sign in, remove what you don't know, and end the other devices."),
        ),
    )
