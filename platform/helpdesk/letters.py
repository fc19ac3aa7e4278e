"""The help desk's letters."""

from django.utils.translation import gettext as _

from accounts import mail
from accounts.mail import Letter, hello
from accounts.models import User
from portals.voices import voice_of


def somebody_looks(*, to: User, by: User, reason: str, site: str) -> None:
    """To the person, when an administrator begins to view Halte as she does."""
    voice = voice_of(to, site)

    def write() -> Letter:
        return Letter(
            subject=_("The help desk is looking at Halte as you see it"),
            paragraphs=(
                hello(to.first_name),
                _("%(who)s of the help desk sees your pages for half an hour, and can change nothing.")
                % {"who": by.full_name or "Halte"},
                _("The reason that was given: %(reason)s") % {"reason": reason},
            ),
            action=(_("See who viewed your pages"), f"{voice.site}/account/viewings/"),
            closing=(_("You asked for no help? Answer the person who looks after Halte in your organisation."),),
        )

    mail.send(to=to.email, language=to.language, letter=write, voice=voice)
