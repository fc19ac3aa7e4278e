"""The letters of this room: the receipt of an erasure, and what retention announces."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.mail import Letter, Voice, hello, send
from accounts.models import User
from common.languages import date_in_words
from portals.voices import voice_of
from structures.enums import Role


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


def unused(*, user: User, erased_on: dt.date, path: str) -> None:
    """A month before an account that nobody uses is erased."""
    voice = voice_of(user)
    send(
        to=user.email,
        language=user.language,
        voice=voice,
        letter=lambda: Letter(
            subject=_("Your account on Halte is not used any more"),
            paragraphs=(
                hello(user.first_name),
                _("You have not signed in for almost two years. We erase your account on %(day)s.")
                % {"day": date_in_words(erased_on, "DATE_FORMAT")},
                _("To keep it, sign in once before that day:"),
            ),
            action=(_("Sign in"), voice.site + path),
            closing=(_("You no longer need it? Then do nothing."),),
        ),
    )


LAST = {
    Role.REFERENT: gettext_lazy("The only referent of %(place)s has not signed in for two years."),
    Role.COORDINATOR: gettext_lazy("The only coordinator of %(place)s has not signed in for two years."),
    Role.ADMINISTRATOR: gettext_lazy("The only administrator of %(place)s has not signed in for two years."),
}


def last_of_a_place(*, to: User, role: Role, place: str, voice: Voice) -> None:
    """Once, to who can name somebody else: an unused account stays, for its place would have nobody."""
    send(
        to=to.email,
        language=to.language,
        voice=voice,
        letter=lambda: Letter(
            subject=_("Nobody looks after %(place)s any more") % {"place": place},
            paragraphs=(
                hello(to.first_name),
                str(LAST[role]) % {"place": place},
                _("The account would be erased, but nobody else could let people in there. So it stays for now."),
                _("Invite somebody else for this role. The account goes after that."),
            ),
            action=(_("Open Halte"), voice.site + "/home/"),
        ),
    )


def asks_to_go(*, to: User, place: str, erased_on: dt.date, path: str, voice: Voice) -> None:
    """A learner asked on her own pages, without her secret, to be erased: to who follows her."""
    send(
        to=to.email,
        language=to.language,
        voice=voice,
        letter=lambda: Letter(
            subject=_("A learner of %(place)s asks to be erased") % {"place": place},
            paragraphs=(
                hello(to.first_name),
                _("It was asked on her own pages, without her secret. We erase her data on %(day)s.")
                % {"day": date_in_words(erased_on, "DATE_FORMAT")},
                _("Ask her whether it was she. Until that day, you or she can take it back."),
            ),
            action=(_("See who it is"), voice.site + path),
        ),
    )


def learners_leave(*, to: User, place: str, count: int, erased_on: dt.date, path: str, voice: Voice) -> None:
    """A month before learners whom nobody has met for two years are erased: to who follows them."""
    send(
        to=to.email,
        language=to.language,
        voice=voice,
        letter=lambda: Letter(
            subject=ngettext(
                "%(n)s learner of %(place)s will be erased", "%(n)s learners of %(place)s will be erased", count
            )
            % {"n": count, "place": place},
            paragraphs=(
                hello(to.first_name),
                _("Nobody has met them for almost two years. We erase their names and answers on %(day)s.")
                % {"day": date_in_words(erased_on, "DATE_FORMAT")},
                _("The help that they got stays counted. You still meet one of them? Log it before that day."),
            ),
            action=(_("See who it is"), voice.site + path),
        ),
    )
