"""The letters of this room: two became one. Each in its reader's language."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import mail
from accounts.mail import Letter, hello
from accounts.models import User
from portals.voices import voice_of
from structures.models import Structure


def structures_merged(*, to: User, kept: Structure, gone: Structure, by, site: str) -> None:
    """To each referent of either: where everything is now, and whom to ask."""
    names = {"kept": kept.name, "gone": gone.name, "who": by.full_name or by.email if by else "Halte"}
    voice = voice_of(kept, site)
    address = voice.site + reverse("desk:structure_home", args=[kept.slug])

    def write() -> Letter:
        return Letter(
            subject=_("%(gone)s is now part of %(kept)s") % names,
            paragraphs=(
                hello(to.first_name),
                _("%(who)s has merged %(gone)s into %(kept)s on Halte: they were the same place.") % names,
                _(
                    "Learners, accompaniments and colleagues of both are together now."
                    " Cards and old addresses still work."
                ),
                _("Is it a mistake? Answer within 30 days: until then it can be taken back."),
            ),
            action=(_("Open %(place)s") % {"place": kept.name}, address),
        )

    mail.send(to=to.email, language=to.language, letter=write, voice=voice)


def asks_now(*, to: User, kept: Structure, gone: Structure, by, site: str) -> None:
    """To whose role does not move: she has a request with the one that stays."""
    names = {"kept": kept.name, "gone": gone.name, "who": by.full_name or by.email if by else "Halte"}
    voice = voice_of(kept, site)

    def write() -> Letter:
        return Letter(
            subject=_("%(gone)s is now part of %(kept)s") % names,
            paragraphs=(
                hello(to.first_name),
                _("%(who)s has merged %(gone)s into %(kept)s on Halte: they were the same place.") % names,
                _("%(kept)s has a request from you to join: you work there once a referent has accepted it.") % names,
                _("Is it a mistake? Answer within 30 days: until then it can be taken back."),
            ),
        )

    mail.send(to=to.email, language=to.language, letter=write, voice=voice)


def accounts_merged(*, to: User, gone: User, site: str) -> None:
    """To the address that stays: which one holds from now on."""
    names, voice = {"kept": to.email, "gone": gone.email}, voice_of(to, site)

    def write() -> Letter:
        return Letter(
            subject=_("Your two accounts are one now"),
            paragraphs=(
                hello(to.first_name),
                _("Your accounts %(gone)s and %(kept)s are one now. Sign in with %(kept)s.") % names,
                _("Passkeys and second factors of the other account no longer work."),
                _("Is it a mistake? Answer within 30 days: until then it can be taken back."),
            ),
            action=(_("Sign in"), voice.site + reverse("account_login")),
        )

    mail.send(to=to.email, language=to.language, letter=write, voice=voice)
