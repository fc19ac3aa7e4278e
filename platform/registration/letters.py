"""The letter with which a registration goes on."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import mail
from accounts.mail import Letter, hello
from portals.voices import voice_of
from structures.models import Partner, Structure


def registration_link(*, email: str, language: str, token: str, days: int, site: str) -> None:
    """The link with which a registration goes on; it is nowhere else."""
    address = site + reverse("registration:register_resume", args=[token])

    def write() -> Letter:
        return Letter(
            subject=_("Go on with your registration on Halte"),
            paragraphs=(
                hello(),
                _("Your answers are kept. Go on where you stopped, on this device or another one."),
            ),
            action=(_("Go on with the registration"), address),
            closing=(
                _("The link works for %(days)s days. Whoever has it can read and change your answers.")
                % {"days": days},
                _("You did not ask for this letter? Then do nothing."),
            ),
        )

    mail.send(to=email, language=language, letter=write)


def request_received(*, to, structure: Structure, operator: Partner, site: str) -> None:
    """To the referent, when her structure's request was sent."""
    names, voice = {"place": structure.name, "operator": operator.name}, voice_of(structure, site)
    address = voice.site + reverse("desk:structure_home", args=[structure.slug])

    def write() -> Letter:
        return Letter(
            subject=_("Your request for %(place)s has been sent") % names,
            paragraphs=(
                hello(to.first_name),
                _("%(operator)s has your request for %(place)s, and will answer you by e-mail.") % names,
                _("You can sign in already, add learners and invite your colleagues."),
            ),
            action=(_("Open %(place)s") % names, address),
        )

    mail.send(to=to.email, language=to.language, letter=write, voice=voice)


def not_registered(*, to, name: str) -> None:
    """To the address of a closed account with which somebody, perhaps its owner, wanted to register a place."""

    def write() -> Letter:
        return Letter(
            subject=_("%(place)s was not registered") % {"place": name},
            paragraphs=(
                hello(to.first_name),
                _("Somebody, probably you, wanted to register %(place)s with this address.") % {"place": name},
                _(
                    "Your account on Halte is closed, so nothing was sent. Register with another address, or ask the "
                    "person who looks after Halte to open it again."
                ),
            ),
            closing=(_("You asked for nothing? Then do nothing."),),
        )

    mail.send(to=to.email, language=to.language, letter=write)
