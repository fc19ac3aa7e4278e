"""The letter of this room: somebody answered."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import mail
from accounts.mail import Letter, hello
from accounts.models import User
from community.forums.models import Post, Topic
from portals.voices import voice_of


def first_reply(*, to: User, topic: Topic, reply: Post, site: str) -> None:
    """To who asked, at once, in her language; with the words as they were typed."""
    voice = voice_of(to, site)
    address = voice.site + reverse("forums:topic", args=[topic.pk]) + f"#p-{reply.pk}"
    names = {"who": reply.author.short_name if reply.author else "Halte", "title": topic.title}

    def write() -> Letter:
        return Letter(
            subject=_("%(who)s answered: %(title)s") % names,
            paragraphs=(
                hello(to.first_name),
                _("%(who)s answered your question “%(title)s”:") % names,
                reply.text,
            ),
            action=(_("Read it in the forum"), address),
            closing=(_("You get this letter for the first answer only."),),
        )

    mail.send(to=to.email, language=to.language, letter=write, voice=voice)
