"""The letters of this room: a code to confirm an erasure, its receipt, and the warning of an unused account."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.mail import Letter, send
from accounts.models import User


def code(*, user: User, code: str, minutes: int) -> None:
    """The code that shows that it is her who wants her account erased."""
    send(
        to=user.email,
        language=user.language,
        letter=lambda: Letter(
            subject=_("Your code to erase your account: %(code)s") % {"code": code},
            paragraphs=(_("Hello,"), _("You asked to erase your account on Halte. Type this code on the page:")),
            code=code,
            closing=(
                _("The code works once, for %(minutes)s minutes.") % {"minutes": minutes},
                _("You asked for nothing? Then do nothing: without the code, nothing is erased."),
            ),
        ),
    )


def erased(*, to: str, language: str, address: str) -> None:
    """To the address that she had, which is written nowhere else any more."""
    send(
        to=to,
        language=language,
        letter=lambda: Letter(
            subject=_("Your account on Halte is erased"),
            paragraphs=(
                _("Hello,"),
                _("You can no longer sign in. Your name and your address are gone. The rest follows within minutes."),
                _("The receipt says what was erased, what stays without your name, and why:"),
            ),
            action=(_("Open the receipt"), address),
            closing=(_("This is the last letter that you get from us."),),
        ),
    )


def unused(*, user: User, erased_on: dt.date, address: str) -> None:
    """A month before an account that nobody uses is erased."""
    send(
        to=user.email,
        language=user.language,
        letter=lambda: Letter(
            subject=_("Your account on Halte is not used any more"),
            paragraphs=(
                _("Hello,"),
                _("You have not signed in for almost two years. We erase your account on %(day)s.")
                % {"day": date_format(erased_on, "DATE_FORMAT")},
                _("To keep it, sign in once before that day:"),
            ),
            action=(_("Sign in"), address),
            closing=(_("You no longer need it? Then do nothing."),),
        ),
    )
