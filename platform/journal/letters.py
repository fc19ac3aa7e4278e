"""The letter of the journal: a chain that no longer holds."""

from django.utils.translation import gettext as _

from accounts import mail
from accounts.mail import Letter, hello
from portals.voices import voice_of


def journal_broken(*, to, line: int, place: str) -> None:
    """To an administrator, once: the journal is not what was written. `place` is empty for the portal's own lines."""

    def write() -> Letter:
        where = _("The chain of %(place)s is broken at line %(line)s.")
        own = _("The chain of the portal's own acts is broken at line %(line)s.")
        return Letter(
            subject=_("The journal has been changed"),
            paragraphs=(
                hello(to.first_name),
                (where if place else own) % {"place": place, "line": line},
                _("The application itself can't change a line: look at who can reach the database."),
            ),
        )

    mail.send(to=to.email, language=to.language, letter=write, voice=voice_of(to))
