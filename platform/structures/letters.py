"""The letters of this room: invitations, and answers to a structure's request. Each in its reader's language."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import mail
from accounts.mail import Letter, hello
from common.languages import date_in_words


def new_device(*, to, device: str, at, site: str) -> None:
    """To somebody with a role that needs the second step: a browser that her account was never used with."""

    def write() -> Letter:
        when = date_in_words(timezone.localtime(at), "DATETIME_FORMAT")
        return Letter(
            subject=_("You signed in on a new device"),
            paragraphs=(
                hello(to.first_name),
                _("Somebody signed in to your account on %(device)s, on %(when)s.") % {"device": device, "when": when},
                _("Was it you? Then all is well. If not, end that session on the page of your account."),
            ),
            action=(_("See my devices"), site + reverse("desk:account")),
        )

    mail.send(to=to.email, language=to.language, letter=write)
