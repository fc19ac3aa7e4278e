"""Letters about learners; none has a learner's name in it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import mail
from accounts.mail import Letter, hello
from accounts.models import User
from portals.voices import voice_of
from structures.models import Structure


def learners_received(*, to: User, leaving: User, structure: Structure, learners: int, path: str, site: str) -> None:
    """To the colleague who follows them from now on: how many, and where her list is (`path`)."""
    voice = voice_of(structure, site)
    names = {"who": leaving.full_name or leaving.email, "place": structure.name, "n": learners}

    def write() -> Letter:
        subject = ngettext("You follow %(n)s learner more", "You follow %(n)s learners more", learners)
        told = ngettext(
            "%(who)s no longer works in %(place)s on Halte. From now on you follow %(n)s learner in that place.",
            "%(who)s no longer works in %(place)s on Halte. From now on you follow %(n)s learners in that place.",
            learners,
        )
        return Letter(
            subject=subject % names,
            paragraphs=(hello(to.first_name), told % names),
            action=(_("See your learners"), voice.site + path),
            closing=(_("Too many? Another colleague can follow a learner too: change it on the learner's page."),),
        )

    mail.send(to=to.email, language=to.language, letter=write, voice=voice)
